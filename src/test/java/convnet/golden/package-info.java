/**
 * What PyTorch computed, read for the tests to compare with: files in {@code golden/} with the
 * scripts that made them beside them. Inputs are not stored, both sides compute them by a formula.
 */
@NullMarked
package convnet.golden;

import org.jspecify.annotations.NullMarked;
