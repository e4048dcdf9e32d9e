package convnet.train.report;

import convnet.model.drawing.Svg;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The frame of the page, which is the same for every report. */
final class ReportPage {
  private ReportPage() {}

  /** Begins the page: the head, and the body up to where its content starts. */
  static Svg begin(String title) {
    Svg page = new Svg();
    page.raw("<!DOCTYPE html>").open("html", "lang", "en").open("head");
    page.empty("meta", "charset", "utf-8");
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.empty("meta", "name", "color-scheme", "content", "light dark");
    // Without an icon here, a browser would request one from the server or the disk.
    page.empty("link", "rel", "icon", "href", "data:,");
    page.text("title", title);
    page.open("style").raw(resource("report.css")).close("style");
    return page.close("head").open("body").open("main");
  }

  /** Ends the page and returns its text. */
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
