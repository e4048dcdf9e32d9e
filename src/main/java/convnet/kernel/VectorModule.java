package convnet.kernel;

/**
 * Loads the module of the Vector API. It is an incubator module: the runtime has it, but does not
 * load it by default, and prints a warning to standard error if the command line asks for it. If
 * the program itself loads it, before the first class that needs it, it is silent and just as fast.
 */
public final class VectorModule {
  private static final String NAME = "jdk.incubator.vector";

  /** A module can be loaded only once, so this is the only attempt. */
  private static final boolean LOADED =
      ModuleLayer.boot().findModule(NAME).isPresent() || loadNow();

  private VectorModule() {}

  /**
   * Loads the module if it is not loaded yet. This needs {@code java.base/jdk.internal.module}
   * exported to the program, as the manifest of its jar file declares. Throws no exception.
   *
   * @return whether classes that use the module may be used
   */
  public static boolean load() {
    return LOADED;
  }

  private static boolean loadNow() {
    try {
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, NAME);
      return true;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return false;
    }
  }
}
