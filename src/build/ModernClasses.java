import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Writes a library's class files anew in the form of today, as the build calls it: {@code
 * ModernClasses FROM.jar TO.jar}. The instructions stay what they are; what is added are the stack
 * maps that class files have had since Java 6. Without them Java keeps a class out of its
 * ahead-of-time cache, and picocli, the half of a short start, is compiled for Java 5.
 */
final class ModernClasses {
  /** Java 21's. */
  private static final int MAJOR_VERSION = 65;

  private static final String NOTE = "Class files written anew for Java 21, otherwise unchanged";

  private ModernClasses() {}

  public static void main(String[] args) throws IOException {
    Files.createDirectories(Path.of(args[1]).getParent());
    try (JarFile from = new JarFile(args[0]);
        JarOutputStream to = new JarOutputStream(Files.newOutputStream(Path.of(args[1])))) {
      ClassFile classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(types(from)));
      for (JarEntry entry : Collections.list(from.entries())) {
        JarEntry copy = new JarEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        to.putNextEntry(copy);
        if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
          Manifest manifest = new Manifest(from.getManifest());
          manifest.getMainAttributes().putValue("Modified", NOTE);
          manifest.write(to);
        } else {
          byte[] content = bytes(from, entry);
          to.write(entry.getName().endsWith(".class") ? modern(content, classFile) : content);
        }
      }
    }
  }

  private static byte[] modern(byte[] content, ClassFile classFile) {
    var model = classFile.parse(content);
    if (model.majorVersion() >= MAJOR_VERSION || model.isModuleInfo()) {
      return content;
    }
    byte[] modern =
        classFile.transformClass(
            model,
            ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
                .andThen(ClassTransform.endHandler(c -> c.withVersion(MAJOR_VERSION, 0))));
    var errors = classFile.verify(modern);
    if (!errors.isEmpty()) {
      throw new IllegalStateException(model.thisClass().asInternalName() + ": " + errors);
    }
    return modern;
  }

  /** Stack maps are about types and what they extend: the library's and Java's. */
  private static ClassHierarchyResolver types(JarFile jar) {
    return ClassHierarchyResolver.ofResourceParsing(
            type -> {
              String descriptor = type.descriptorString();
              JarEntry entry =
                  jar.getJarEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
              try {
                return entry == null ? null : jar.getInputStream(entry);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .orElse(ClassHierarchyResolver.defaultResolver());
  }

  private static byte[] bytes(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}
