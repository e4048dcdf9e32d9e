/**
 * Man pages and shell completions, written from the commands themselves. The build runs {@link
 * convnet.cli.reference.Reference}; at run time nothing here is used.
 */
@NullMarked
package convnet.cli.reference;

import org.jspecify.annotations.NullMarked;
