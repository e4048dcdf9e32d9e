package convnet.kernel;

/**
 * Whether the Vector API can be used. It is an incubator module: the runtime has it, but does not
 * load it unasked, and says a warning on standard error where the command line asks for it. Asked
 * from within, before the first class that needs it, it comes silently and just as fast.
 */
public final class VectorModule {
  private static final String NAME = "jdk.incubator.vector";

  /** Modules can be loaded once, so this is the only attempt. */
  private static final boolean LOADED =
      ModuleLayer.boot().findModule(NAME).isPresent() || loadNow();

  private VectorModule() {}

  /**
   * Loads the module if it is not there yet. This needs {@code java.base/jdk.internal.module}
   * exported to us, as the program's jar file says in its manifest.
   *
   * @return whether classes that use it may be touched; never an exception
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
