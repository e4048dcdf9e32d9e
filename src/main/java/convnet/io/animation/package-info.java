/**
 * Animated GIFs of a window that slides over grids of numbers while another grid fills in. A {@link
 * convnet.io.animation.Scene} is what they show, and {@link convnet.io.animation.Animation} writes
 * it. Letters are lines drawn by a pen, so no fonts need to be installed.
 */
@NullMarked
package convnet.io.animation;

import org.jspecify.annotations.NullMarked;
