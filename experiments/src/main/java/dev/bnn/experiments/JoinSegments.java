package dev.bnn.experiments;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Joins the segments of a drawn line, which XChart writes one by one, to one polyline: dashes go on
 * from segment to segment, and the file is a fraction of the size.
 */
final class JoinSegments {
  private static final Pattern SEGMENT =
      Pattern.compile(
          "<line style=\"([^\"]*)\" x1=\"([^\"]*)\" x2=\"([^\"]*)\" y1=\"([^\"]*)\" y2=\"([^\"]*)\"/>\n");

  private JoinSegments() {}

  /**
   * The SVG with every run of segments of one style, each beginning where the last ended, joined.
   */
  static String apply(String svg) {
    StringBuilder joined = new StringBuilder();
    StringBuilder points = new StringBuilder();
    String style = "";
    String end = "";
    int copied = 0;
    Matcher segment = SEGMENT.matcher(svg);
    while (segment.find()) {
      String from = segment.group(2) + "," + segment.group(4);
      boolean continues =
          segment.start() == copied && segment.group(1).equals(style) && from.equals(end);
      if (!continues) {
        finish(joined, style, points);
        joined.append(svg, copied, segment.start());
        style = segment.group(1);
        points.append(from);
      }
      end = segment.group(3) + "," + segment.group(5);
      points.append(' ').append(end);
      copied = segment.end();
    }
    finish(joined, style, points);
    return joined.append(svg.substring(copied)).toString();
  }

  private static void finish(StringBuilder joined, String style, StringBuilder points) {
    if (points.length() > 0) {
      joined.append("<polyline style=\"%s\" points=\"%s\"/>\n".formatted(style, points));
      points.setLength(0);
    }
  }
}
