/**
 * The command line. {@link convnet.cli.Main} is the program; each subcommand is one thin class that
 * turns options into the plain records of the packages below, calls them and prints what they
 * return. Everything a command says goes through its {@link convnet.cli.Console}, and only this
 * package touches the standard streams or ends the program.
 *
 * <ul>
 *   <li>{@code …Command}: the five subcommands, {@link convnet.cli.ConvolveCommand}, {@link
 *       convnet.cli.PoolCommand}, {@link convnet.cli.ShapeCommand}, {@link
 *       convnet.cli.TrainCommand} and {@link convnet.cli.ClassifyCommand}.
 *   <li>{@code …Options}: groups of options that belong together, with the checks of whether they
 *       go together; {@code Options} defines them for picocli. {@code …Converter} and {@code
 *       …Words} turn the text of a value into what it stands for.
 *   <li>{@code …Job}: what {@code convolve} and {@code pool} do with an input, {@code ImageJob} as
 *       a rule. What it applies is an {@code ImageOperation}: {@code Filtering} or one of {@code
 *       Poolings}.
 *   <li>{@code …Report}, {@code …Note}, {@code …Display}: the text that goes to the user.
 *   <li>{@code ErrorMessages} and {@code UsageErrors}: one line for whatever went wrong.
 * </ul>
 */
@NullMarked
package convnet.cli;

import org.jspecify.annotations.NullMarked;
