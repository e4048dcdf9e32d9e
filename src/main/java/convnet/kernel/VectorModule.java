package convnet.kernel;

/** Whether the Vector API, an incubator module, can be used. */
public final class VectorModule {
  private static final String NAME = "jdk.incubator.vector";

  private VectorModule() {}

  /** Whether the module is there. */
  public static boolean load() {
    return ModuleLayer.boot().findModule(NAME).isPresent();
  }
}
