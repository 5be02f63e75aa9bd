package dev.bnn.experiments;

import dev.bnn.quantize.AtomicFiles;
import dev.bnn.quantize.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** One self-contained HTML file: no links, everything inside, complete without its script. */
final class Page {
  private static final String MARK = "<meta name=\"generator\" content=\"bnn ";

  private final String title;
  private final StringBuilder style = new StringBuilder(resource("report.css"));
  private final StringBuilder script = new StringBuilder();
  private final StringBuilder body = new StringBuilder();

  /** A page that begins with its title and a line below it. */
  Page(String title, String subtitle) {
    this.title = title;
    add("<header>\n<h1>" + Texts.escape(title) + "</h1>\n");
    add("<p>" + Texts.escape(subtitle) + "</p>\n</header>\n");
  }

  /** Adds a style and a script of this package; the script runs when all is there. */
  Page enliven(String styleSheet, String javaScript) {
    style.append(resource(styleSheet));
    script.append("<script>\n").append(resource(javaScript)).append("</script>\n");
    return this;
  }

  /** Adds HTML as it is. */
  Page add(String html) {
    body.append(html);
    return this;
  }

  /** Begins a section. */
  Page section(String heading) {
    return add("<h2>" + Texts.escape(heading) + "</h2>\n");
  }

  /** Adds a paragraph of plain text. */
  Page say(String text) {
    return add("<p>" + Texts.escape(text) + "</p>\n");
  }

  /** Says in one line what is not there and why. */
  Page missing(String text) {
    return add("<p class=\"missing\">" + Texts.escape(text) + "</p>\n");
  }

  /** Adds charts, side by side where there is room. */
  Page charts(List<Chart> charts) throws IOException {
    if (!Chart.canBeDrawn()) {
      return missing(
          "No charts: the machine that wrote this has no font (Debian, Ubuntu: apt-get install"
              + " fontconfig fonts-dejavu-core).");
    }
    add("<div class=\"charts\">\n");
    for (Chart chart : charts) {
      add(chart.toHtml());
    }
    return add("</div>\n");
  }

  /** Adds large figures with their names. */
  Page figures(List<Figure> figures) {
    return add(
        figures.stream()
            .map(f -> "<li><b>%s</b>%s</li>\n".formatted(f.value(), Texts.escape(f.name())))
            .collect(Collectors.joining("", "<ul class=\"figures\">\n", "</ul>\n")));
  }

  /** A number to be seen at once. */
  record Figure(String name, String value) {}

  /** Adds a table of plain text; columns but the first are numbers unless {@code words}. */
  Page table(boolean words, List<String> heading, List<List<String>> rows) {
    add("<div class=\"wide\"><table" + (words ? " class=\"words\"" : "") + ">\n<thead>");
    add(row("th", heading)).add("</thead>\n<tbody>\n");
    rows.forEach(row -> add(row("td", row)));
    return add("</tbody></table></div>\n");
  }

  private static String row(String cell, List<String> texts) {
    return texts.stream()
        .map(text -> "<" + cell + ">" + Texts.escape(text) + "</" + cell + ">")
        .collect(Collectors.joining("", "<tr>", "</tr>\n"));
  }

  String toHtml() {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        + (MARK + Version.NUMBER + "\">\n")
        + ("<title>" + Texts.escape(title) + "</title>\n")
        + ("<style>\n" + style + "</style>\n</head>\n<body>\n")
        + (body
            + "<footer>Written by "
            + Version.TOOL
            + "</footer>\n"
            + script
            + "</body>\n</html>\n");
  }

  /**
   * Writes the page; an older one is replaced in one step.
   *
   * @throws IllegalArgumentException if something else lies there
   */
  void write(Path file) throws IOException {
    checkMayReplace(file);
    AtomicFiles.write(file, toHtml().getBytes(StandardCharsets.UTF_8));
  }

  private static void checkMayReplace(Path file) throws IOException {
    if (Files.isRegularFile(file)
        && !new String(Files.readAllBytes(file), StandardCharsets.UTF_8).contains(MARK)) {
      throw new IllegalArgumentException(
          file + " was not written by bnn and is left as it is: choose another name with --out");
    }
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
