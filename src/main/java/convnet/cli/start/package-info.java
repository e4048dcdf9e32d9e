/** The cache from which Java starts the program in less than half of the time. */
@NullMarked
package convnet.cli.start;

import org.jspecify.annotations.NullMarked;
