/**
 * Networks as pictures: {@link convnet.model.drawing.NetworkDrawing} makes an SVG. Layers that give
 * a feature-map volume or a vector of their own become a {@link convnet.model.drawing.Stage}, the
 * others are words below it; a {@link convnet.model.drawing.Scale} turns sizes into lengths.
 */
@NullMarked
package convnet.model.drawing;

import org.jspecify.annotations.NullMarked;
