package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {
  /** Classes that need each other would see each other's constants before they are there. */
  @ParameterizedTest
  @ValueSource(strings = {"Recipe", "Recipe$Sgd", "Recipe$AdamW"})
  void theDefaultIsWholeWhicheverClassComesFirst(String first) throws Exception {
    URL classes = Recipe.class.getProtectionDomain().getCodeSource().getLocation();
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader fresh = new URLClassLoader(new URL[] {classes}, platform)) {
      Class.forName("convnet.model." + first, true, fresh);
      Class<?> recipe = Class.forName("convnet.model.Recipe", true, fresh);
      Object standard = recipe.getField("DEFAULT").get(null);
      assertThat(recipe.getMethod("optimizer").invoke(standard))
          .hasToString("Sgd[momentum=0.9, nesterov=false]");
    }
  }
}
