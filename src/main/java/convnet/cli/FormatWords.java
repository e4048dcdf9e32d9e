package convnet.cli;

import convnet.io.OutputFormat;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/** The words for formats. */
final class FormatWords extends Words<OutputFormat> {
  FormatWords() {
    super(List.of(OutputFormat.values()), OutputFormat::extension);
  }

  /** Every extension that names a format: jpeg and tif too. */
  @Override
  public OutputFormat convert(String text) {
    return OutputFormat.named(text).orElseThrow(() -> new TypeConversionException(refusal(text)));
  }
}
