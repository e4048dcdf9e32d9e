/**
 * Moving pictures of a window that slides over grids of numbers while another grid fills in. What
 * is drawn is a {@link convnet.io.animation.Scene}; its letters are lines drawn by a pen, so that a
 * machine without fonts will do.
 */
@NullMarked
package convnet.io.animation;

import org.jspecify.annotations.NullMarked;
