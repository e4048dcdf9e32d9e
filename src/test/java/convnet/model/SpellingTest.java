package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpellingTest {
  private static final List<String> KNOWN =
      List.of("conv", "conv2d", "maxpool", "avgpool", "batchnorm", "k", "kernel_size");

  @ParameterizedTest
  @CsvSource({
    "cov,        conv", // missing
    "convv,      conv", // surplus
    "conf,       conv", // wrong
    "cnov,       conv", // swapped
    "covn2d,     conv2d",
    "max,        maxpool", // a beginning
    "kernal,     kernel_size", // a beginning with a slip
    "batchnrom,  batchnorm",
    "xonf,       ''", // two slips in four letters
    "pool,       ''",
    "q,          ''",
    "'',         ''",
  })
  void nearestWord(String written, String expected) {
    assertThat(Spelling.nearest(written, KNOWN).orElse("")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "cnov,       conv",
    "conf2d,     conv2d",
    "batchnrm,   batchnorm",
    "bacthnrom,  batchnorm", // two slips in nine letters
    "cov,        ''", // one slip in three letters
    "conf3d,     ''", // two slips in six letters
    "max,        maxpool", // a beginning
    "kernal,     kernel_size", // a beginning with a slip
    "kernl,      ''", // a beginning with a slip in five letters
    "k,          k",
    "c,          ''", // a letter is no beginning
    "'',         ''",
  })
  void closestWord(String written, String expected) {
    assertThat(Spelling.closest(written, KNOWN).orElse("")).isEqualTo(expected);
  }

  @Test
  void hintsAtTheNearestOrListsAll() {
    List<String> usual = List.of("conv", "maxpool");
    assertThat(Spelling.hint("maxpol", KNOWN, usual)).isEqualTo("did you mean maxpool?");
    assertThat(Spelling.hint("gru", KNOWN, usual)).isEqualTo("one of conv, maxpool");
  }
}
