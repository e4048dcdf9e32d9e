/**
 * The command line. {@link convnet.cli.Main} is the program; each subcommand is one thin class that
 * turns options into the plain records of the packages below, calls them and prints what they
 * return. Everything a command says goes through its {@link convnet.cli.Console}, and only this
 * package touches the standard streams or ends the program.
 */
@NullMarked
package convnet.cli;

import org.jspecify.annotations.NullMarked;
