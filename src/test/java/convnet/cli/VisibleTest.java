package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibleTest {
  @Test
  void textStaysAsItIs() {
    String text = "Möwe 中文 (2).jpg: 3×3 … \uD83D\uDC69\u200D\uD83D\uDD2C";
    assertThat(Visible.of(text)).isEqualTo(text);
  }

  @Test
  void whatWouldActOnTheTerminalIsWrittenOut() {
    assertThat(Visible.of("a\u001B[31mb\r\n\tc\u007F\u009B"))
        .isEqualTo("a\\x1b[31mb\\r\\n\\tc\\x7f\\x9b");
    assertThat(Visible.of("gpj\u202Eexe\u2028\uFEFF")).isEqualTo("gpjU+202EexeU+2028U+FEFF");
    assertThat(Visible.of("half \uD83D")).isEqualTo("half U+D83D");
  }
}
