package convnet;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bill of materials that lies beside the program, in the format of CycloneDX. */
class ComponentsIT {
  private static final Path INSTALLATION = Path.of("target/convnet");

  /** The licence of TwelveMonkeys, of three clauses, is taken for the older one of four. */
  private static final Set<String> PERMISSIVE =
      Set.of("Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "BSD-4-Clause");

  private final JsonNode components =
      JsonMapper.shared()
          .readTree(INSTALLATION.resolve("sbom.json").toFile())
          .required("components");

  @Test
  void namesEveryJarThatIsShippedAndNoOther() throws IOException {
    Set<String> named =
        components
            .valueStream()
            .map(c -> c.get("name").asString() + "-" + c.get("version").asString() + ".jar")
            .collect(toSet());
    try (Stream<Path> files = Files.list(INSTALLATION.resolve("lib"))) {
      Set<String> shipped =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".jar") && !name.equals("convnet.jar"))
              .collect(toSet());
      assertThat(named).isNotEmpty().isEqualTo(shipped);
    }
  }

  @Test
  void everyLicenceIsPermissive() {
    for (JsonNode component : components) {
      assertThat(component.required("licenses")).as(component.toString()).isNotEmpty();
      for (JsonNode licence : component.required("licenses")) {
        assertThat(licence.required("license").required("id").asString())
            .as(component.required("name").asString())
            .isIn(PERMISSIVE);
      }
    }
  }
}
