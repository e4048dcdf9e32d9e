package convnet.cli.start;

import convnet.cli.Main;
import java.io.InputStream;

/** Runs commands one after another, for Java to list the classes that they need. */
final class Rehearsal {
  private Rehearsal() {}

  /**
   * Runs the program as it starts, then commands in the same process.
   *
   * @param args the commands, the words of each between blanks
   */
  public static void main(String[] args) {
    Main.main(new String[] {"--help"});
    for (String command : args) {
      Main.run(command.split(" "), InputStream.nullInputStream(), System.out, System.err);
    }
  }
}
