import java.nio.file.Path;

/**
 * Makes the start caches for short commands and for JPEGs of the program that was built, as the
 * build calls it: {@code PackageCache LAUNCHER}. They are made for the JDK that runs this.
 */
final class PackageCache {
  private PackageCache() {}

  public static void main(String[] args) throws Exception {
    if (System.getProperty("os.name").startsWith("Windows")) {
      return; // convnet.bat starts without.
    }
    String launcher = Path.of(args[0]).toString();
    make(launcher);
    make(launcher, "convolve", "photo.jpg");
  }

  private static void make(String... command) throws Exception {
    ProcessBuilder launcher = new ProcessBuilder(command).inheritIO();
    launcher.environment().put("JAVA_HOME", System.getProperty("java.home"));
    launcher.environment().put("CONVNET_CACHE", "make");
    if (launcher.start().waitFor() != 0) {
      System.err.println("No start cache could be made: the program starts without one, slower.");
    }
  }
}
