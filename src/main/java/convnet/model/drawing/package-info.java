/**
 * Pictures of networks: {@link convnet.model.drawing.NetworkDrawing} writes an SVG. Each layer that
 * produces a feature-map volume or a vector becomes a {@link convnet.model.drawing.Stage}, the
 * others words below it; a {@link convnet.model.drawing.Scale} converts sizes to lengths.
 */
@NullMarked
package convnet.model.drawing;

import org.jspecify.annotations.NullMarked;
