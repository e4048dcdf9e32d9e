/** Numbers with a shape. The ground floor: it knows nothing else. */
@NullMarked
package convnet.tensor;

import org.jspecify.annotations.NullMarked;
