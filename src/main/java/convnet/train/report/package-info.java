/** What a person sees of a training: one page for a browser, with everything in it. */
@NullMarked
package convnet.train.report;

import org.jspecify.annotations.NullMarked;
