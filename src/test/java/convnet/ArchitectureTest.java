package convnet;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.awt.Graphics2D;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.BaseStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house: what may know what, and what nobody does. */
@AnalyzeClasses(packages = "convnet", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  // Layers: each package knows those below it that are named here, and no others.

  @ArchTest static final ArchRule tensor = knowsOnly("tensor");
  @ArchTest static final ArchRule kernel = knowsOnly("kernel");
  @ArchTest static final ArchRule op = knowsOnly("op", "kernel", "tensor");
  @ArchTest static final ArchRule model = knowsOnly("model", "op", "tensor");
  @ArchTest static final ArchRule nn = knowsOnly("nn", "model", "op", "kernel", "tensor");
  @ArchTest static final ArchRule io = knowsOnly("io", "tensor");
  @ArchTest static final ArchRule data = knowsOnly("data", "io", "tensor");

  @ArchTest
  static final ArchRule train =
      knowsOnly("train", "data", "nn", "model", "op", "io", "kernel", "tensor");

  @ArchTest
  static final ArchRule everyClassIsInALayer =
      classes()
          .should()
          .resideInAnyPackage(
              layers("tensor", "kernel", "op", "model", "nn", "io", "data", "train", "cli"));

  @ArchTest
  static final ArchRule noCycles = slices().matching("convnet.(*)..").should().beFreeOfCycles();

  // Libraries

  @ArchTest
  static final ArchRule vectorApi =
      noClasses()
          .that(not(resideInAPackage("convnet.kernel").and(calledLike("Vector.*"))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator.vector..");

  @ArchTest static final ArchRule commandLine = usedOnlyIn(layers("cli"), "picocli..");

  /** To read them takes Java a third of the time of a short command. */
  @ArchTest
  static final ArchRule noAnnotatedOptions =
      noClasses()
          .should()
          .dependOnClassesThat(
              describe(
                  "picocli's annotations",
                  c -> c.isAnnotation() && c.getPackageName().equals("picocli")));

  @ArchTest
  static final ArchRule imageFormats =
      usedOnlyIn(layers("io", "data"), "javax.imageio..", "java.awt..", "com.twelvemonkeys..");

  /** Java's fonts are the system's, and a server may have none. */
  @ArchTest
  static final ArchRule noFonts =
      noClasses()
          .should()
          .dependOnClassesThat(
              describe("fonts", c -> c.getName().matches("java.awt.(Font.*|font\\..*)")))
          .orShould()
          .accessTargetWhere(of(Graphics2D.class, "drawString|drawGlyphVector|getFont.*|setFont"));

  @ArchTest
  static final ArchRule json =
      usedOnlyIn(
          layers("model", "io", "train", "cli"), "tools.jackson..", "com.fasterxml.jackson..");

  // Input and output

  @ArchTest
  static final ArchRule mathematicsDoesNoInputOrOutput =
      noClasses()
          .that()
          .resideInAnyPackage(layers("tensor", "kernel", "op", "nn"))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.io..", "java.nio..", "java.net..", "java.util.logging..")
                  .and(not(describe("Serializable", c -> c.isEquivalentTo(Serializable.class)))));

  @ArchTest
  static final ArchRule onlyCommandsEndTheProgram =
      noClasses()
          .that()
          .resideOutsideOfPackages(layers("cli"))
          .should()
          .accessTargetWhere(
              of(System.class, "exit").or(of(Runtime.class, "exit|halt|addShutdownHook")));

  @ArchTest
  static final ArchRule onlyCommandsUseTheStandardStreams =
      noClasses()
          .that()
          .resideOutsideOfPackages(layers("cli"))
          .should()
          .accessTargetWhere(
              of(System.class, "in|out|err|console")
                  .or(of(FileDescriptor.class, "in|out|err"))
                  .or(of(IO.class, ".*"))
                  .or(ofSubtypeOf(Throwable.class, "printStackTrace")));

  // State and randomness

  @ArchTest
  static final ArchRule noMutableStaticFields =
      fields()
          .that()
          .areStatic()
          .and()
          .doNotHaveModifier(JavaModifier.SYNTHETIC)
          .should(
              be(
                  "final, of an immutable type or at least a private table",
                  ArchitectureTest::isConstant));

  @ArchTest
  static final ArchRule noThreadLocals =
      noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class);

  @ArchTest
  static final ArchRule generatorsAreSeeded =
      noClasses()
          .should()
          .accessTargetWhere(
              of(Math.class, "random")
                  .or(of(StrictMath.class, "random"))
                  .or(of(UUID.class, "randomUUID"))
                  .or(of(RandomGenerator.class, "of|getDefault"))
                  .or(of(ThreadLocalRandom.class, ".*"))
                  .or(ofSubtypeOf(SecureRandom.class, ".*"))
                  .or(of(Random.class, "<init>").and(withParameters(0)))
                  .or(of(SplittableRandom.class, "<init>").and(withParameters(0)))
                  .or(of(RandomGeneratorFactory.class, "create").and(withParameters(0)))
                  .or(of(Collections.class, "shuffle").and(withParameters(1))));

  // Networks

  @ArchTest
  static final ArchRule layersAreFinal =
      classes().that(areLayers()).should().haveModifier(JavaModifier.FINAL);

  @ArchTest
  static final ArchRule layersHoldSpecsAndParametersOnly =
      fields()
          .that()
          .areDeclaredInClassesThat(areLayers())
          .and()
          .areNotStatic()
          .should()
          .beFinal()
          .andShould(be("a spec, parameters or a number", ArchitectureTest::isPartOfALayer));

  // Threads

  @ArchTest
  static final ArchRule threadsComeFromParallelAndDataLoader =
      noClasses()
          .that(
              not(resideInAPackage("convnet.kernel").and(calledLike("Parallel")))
                  .and(not(resideInAPackage("convnet.data").and(calledLike("DataLoader")))))
          .should()
          .accessTargetWhere(
              ofSubtypeOf(Thread.class, "<init>|ofPlatform|ofVirtual|startVirtualThread")
                  .or(ofSubtypeOf(Executor.class, "<init>|commonPool"))
                  .or(of(Executors.class, ".*"))
                  .or(ofSubtypeOf(CompletableFuture.class, ".*Async"))
                  .or(of(Timer.class, "<init>"))
                  .or(ofSubtypeOf(Collection.class, "parallelStream"))
                  .or(ofSubtypeOf(BaseStream.class, "parallel"))
                  .or(of(Arrays.class, "parallel.*")));

  // Names and sizes

  @ArchTest
  static final ArchRule names =
      noClasses().should().haveNameMatching(".*(Utils?|Utility|Utilities|Helpers?|Managers?)");

  @ArchTest
  static final ArchRule packagesAreNullMarked =
      classes()
          .should(
              be(
                  "in a package whose package-info.java says @NullMarked",
                  c -> c.getPackage().isAnnotatedWith(NullMarked.class)));

  @Test
  void filesHaveAtMost500Lines() throws IOException {
    try (var files = Files.walk(Path.of("src/main"))) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(file -> assertThat(lines(file)).as(file.toString()).isLessThanOrEqualTo(500));
    }
  }

  private static long lines(Path file) {
    // Latin 1 decodes every file, even one that is no text.
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines.count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  // The vocabulary of the rules

  private static String[] layers(String... names) {
    return Stream.of(names).map(name -> "convnet." + name + "..").toArray(String[]::new);
  }

  /** A package knows itself, the layers named and what is not ours. */
  private static ArchRule knowsOnly(String layer, String... others) {
    return noClasses()
        .that()
        .resideInAnyPackage(layers(layer))
        .should()
        .dependOnClassesThat(
            resideInAPackage("convnet..")
                .and(not(resideInAnyPackage(layers(layer))))
                .and(not(resideInAnyPackage(layers(others)))))
        .as(layer + " should know of our packages only " + List.of(others));
  }

  private static ArchRule usedOnlyIn(String[] users, String... libraries) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(users)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries);
  }

  /** A class, or one inside it, whose outermost class is called like this. */
  private static DescribedPredicate<JavaClass> calledLike(String regex) {
    return describe(
        "called " + regex,
        c -> {
          JavaClass outermost = c;
          while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
          }
          return outermost.getSimpleName().matches(regex);
        });
  }

  private static DescribedPredicate<JavaClass> areLayers() {
    return assignableTo("convnet.nn.Node")
        .and(not(describe("interfaces", JavaClass::isInterface)))
        .as("are layers");
  }

  private static DescribedPredicate<JavaAccess<?>> of(Class<?> owner, String regex) {
    return describe(
        owner.getSimpleName() + "." + regex,
        access ->
            access.getTargetOwner().isEquivalentTo(owner)
                && access.getTarget().getName().matches(regex));
  }

  private static DescribedPredicate<JavaAccess<?>> ofSubtypeOf(Class<?> owner, String regex) {
    return describe(
        owner.getSimpleName() + "." + regex,
        access ->
            access.getTargetOwner().isAssignableTo(owner)
                && access.getTarget().getName().matches(regex));
  }

  private static DescribedPredicate<JavaAccess<?>> withParameters(int count) {
    return describe(
        "with " + count + " parameters",
        access ->
            access.getTarget() instanceof CodeUnitAccessTarget target
                && target.getRawParameterTypes().size() == count);
  }

  private static boolean isPartOfALayer(JavaField field) {
    return field.getType().getAllInvolvedRawTypes().stream()
        .allMatch(
            type ->
                type.getPackageName().startsWith("convnet.model")
                    || type.getName().equals("convnet.nn.Node")
                    || type.getName().equals("convnet.nn.Parameter")
                    || type.isEquivalentTo(List.class)
                    || type.isEquivalentTo(int.class));
  }

  private static boolean isConstant(JavaField field) {
    JavaClass type = field.getRawType();
    boolean mutable =
        type.isArray()
            ? !field.getModifiers().contains(JavaModifier.PRIVATE)
            : !type.isInterface()
                && (type.isAssignableTo(Collection.class)
                    || type.isAssignableTo(Map.class)
                    || type.isAssignableTo(StringBuilder.class)
                    || type.getPackageName().equals("java.util.concurrent.atomic"));
    return field.getModifiers().contains(JavaModifier.FINAL) && !mutable;
  }

  private static <T extends HasName.AndFullName> ArchCondition<T> be(
      String what, Predicate<T> holds) {
    return new ArchCondition<>("be " + what) {
      @Override
      public void check(T item, ConditionEvents events) {
        String message = item.getFullName() + " is not " + what;
        events.add(new SimpleConditionEvent(item, holds.test(item), message));
      }
    };
  }
}
