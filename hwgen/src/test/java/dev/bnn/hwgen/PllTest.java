package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a board's PLL is set to. */
class PllTest {
  /** By hand: 12 MHz · (DIVF + 1) = 533…1066 MHz, and a power of two below. */
  @ParameterizedTest
  @CsvSource({"60, 79, 4", "24, 63, 5", "48, 63, 4", "16.5, 87, 6", "100.5, 66, 3"})
  void a_frequency_has_its_setting(double megahertz, int divf, int divq) {
    assertThat(Pll.choose(12, megahertz)).isEqualTo(new Pll(0, divf, divq, 1, megahertz));
  }

  @ParameterizedTest
  @CsvSource({"50, 49.5", "59.9, 59.25", "275, 270"})
  void what_it_cannot_make_becomes_the_next_lower(double wanted, double made) {
    assertThat(Pll.choose(12, wanted).megahertz()).isEqualTo(made);
    assertThat(Pll.choose(12, made).megahertz()).isEqualTo(made);
  }

  @ParameterizedTest
  @ValueSource(doubles = {15.9, 276})
  void what_is_out_of_reach_is_refused(double wanted) {
    assertThatThrownBy(() -> Pll.choose(12, wanted))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a clock of " + wanted + " MHz cannot be made by the PLL: 16…275 MHz");
  }

  /** The tool of Project IceStorm, for frequencies that both reach exactly. */
  @Test
  void settings_are_those_of_icepll() throws IOException {
    Tools.require(ExternalTool.ICEPACK); // icepll is in the same package
    for (double megahertz : new double[] {16.5, 24, 30, 36, 48, 60, 72, 96, 120, 180}) {
      String printed =
          ToolRun.require(Path.of("."), List.of("icepll", "-i", "12", "-o", megahertz + ""))
              .output();
      Pll pll = Pll.choose(12, megahertz);
      assertThat(number(printed, "DIVR")).isEqualTo(pll.divr());
      assertThat(number(printed, "FILTER_RANGE")).isEqualTo(pll.filterRange());
      double theirs = 12.0 * (number(printed, "DIVF") + 1) / (1 << number(printed, "DIVQ"));
      assertThat(theirs).isCloseTo(pll.megahertz(), within(1e-9));
    }
  }

  private static int number(String printed, String name) {
    Matcher matcher = Pattern.compile(name + ":\\s+([0-9]+)").matcher(printed);
    assertThat(matcher.find()).as("%s in %s", name, printed).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
