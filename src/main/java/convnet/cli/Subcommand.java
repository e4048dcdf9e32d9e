package convnet.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** A command of the program: its options, and what it does with them. */
interface Subcommand extends Callable<Integer> {
  /** Its model in picocli. */
  CommandSpec spec();
}
