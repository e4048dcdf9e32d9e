package convnet.cli;

import convnet.io.OutputFormat;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/** The names of output formats as option values. */
final class FormatWords extends Words<OutputFormat> {
  FormatWords() {
    super(List.of(OutputFormat.values()), OutputFormat::extension);
  }

  /** Accepts every extension of a format: jpeg and tif too. */
  @Override
  public OutputFormat convert(String text) {
    return OutputFormat.named(text).orElseThrow(() -> new TypeConversionException(refusal(text)));
  }
}
