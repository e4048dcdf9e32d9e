/** The cache with which Java starts the program in half the time. */
@NullMarked
package convnet.cli.start;

import org.jspecify.annotations.NullMarked;
