package convnet.cli.start;

import convnet.cli.Main;
import java.io.InputStream;

/** Runs commands one after another, so that Java can list the classes that they load. */
final class Rehearsal {
  private Rehearsal() {}

  /**
   * Runs the first command as the program, and the others in the same process.
   *
   * @param args the commands, each with its words separated by blanks
   */
  public static void main(String[] args) {
    Main.main(args[0].split(" "));
    for (String command : args) {
      Main.run(command.split(" "), InputStream.nullInputStream(), System.out, System.err);
    }
  }
}
