/** The report of a run for people: one self-contained page for a browser. */
@NullMarked
package convnet.train.report;

import org.jspecify.annotations.NullMarked;
