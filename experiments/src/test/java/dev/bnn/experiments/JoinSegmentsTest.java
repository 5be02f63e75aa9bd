package dev.bnn.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JoinSegmentsTest {
  private static String line(String style, int x1, int y1, int x2, int y2) {
    return "<line style=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n"
        .formatted(style, x1, x2, y1, y2);
  }

  @Test
  void segments_that_go_on_with_one_style_are_joined_and_others_are_not() {
    String svg =
        "<g>\n"
            + (line("red", 0, 0, 1, 1) + line("red", 1, 1, 2, 0))
            + (line("red", 5, 5, 6, 6) + line("blue", 6, 6, 7, 7) + "<g/>\n")
            + (line("blue", 7, 7, 8, 8) + "</g>\n");
    assertThat(JoinSegments.apply(svg))
        .isEqualTo(
            """
            <g>
            <polyline style="red" points="0,0 1,1 2,0"/>
            <polyline style="red" points="5,5 6,6"/>
            <polyline style="blue" points="6,6 7,7"/>
            <g/>
            <polyline style="blue" points="7,7 8,8"/>
            </g>
            """);
    assertThat(JoinSegments.apply("<g/>")).isEqualTo("<g/>");
  }
}
