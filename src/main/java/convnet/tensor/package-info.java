/** Numbers with a shape. The lowest layer: it depends on no other package. */
@NullMarked
package convnet.tensor;

import org.jspecify.annotations.NullMarked;
