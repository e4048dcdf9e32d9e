package convnet.train.report;

import convnet.model.drawing.Svg;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The frame of the page: what every report has, whatever is in it. */
final class ReportPage {
  private ReportPage() {}

  /** Begins the page up to its title. */
  static Svg begin(String title) {
    Svg page = new Svg();
    page.raw("<!DOCTYPE html>").open("html", "lang", "en").open("head");
    page.empty("meta", "charset", "utf-8");
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.empty("meta", "name", "color-scheme", "content", "light dark");
    // Without one a browser asks the server, or the disk, for it.
    page.empty("link", "rel", "icon", "href", "data:,");
    page.text("title", title);
    page.open("style").raw(resource("report.css")).close("style");
    return page.close("head").open("body").open("main");
  }

  /** Ends it. */
  static String end(Svg page) {
    page.close("main").open("script").raw(resource("report.js")).close("script");
    return page.close("body").close("html").toString();
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
