package dev.bnn.train.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each window is the derivative of the function that its paper puts in place of the sign. */
class SteWindowTest {
  private static final Map<SteWindow, DoubleUnaryOperator> SURROGATES =
      Map.of(
          SteWindow.CLIP,
          y -> Math.max(-1, Math.min(1, y)),
          SteWindow.APPROX_SIGN,
          y -> y < -1 ? -1 : y < 0 ? 2 * y + y * y : y < 1 ? 2 * y - y * y : 1,
          SteWindow.SWISH_SIGN,
          y -> {
            double sigma = 1 / (1 + Math.exp(-5 * y));
            return 2 * sigma * (1 + 5 * y * (1 - sigma)) - 1;
          });

  @ParameterizedTest
  @EnumSource
  void it_is_the_derivative_of_its_function(SteWindow window) {
    DoubleUnaryOperator surrogate = SURROGATES.get(window);
    double step = 1e-5;
    for (int i = -3001; i <= 3001; i += 2) { // never on a kink
      double y = i / 1000.0;
      double slope =
          (surrogate.applyAsDouble(y + step) - surrogate.applyAsDouble(y - step)) / (2 * step);
      assertThat(throughWindow(window, (float) y))
          .as("%s at %s", window, y)
          .isCloseTo((float) slope, within(2e-5f));
    }
  }

  @ParameterizedTest
  @EnumSource
  void its_function_ends_at_the_signs(SteWindow window) {
    assertThat(SURROGATES.get(window).applyAsDouble(-9)).isCloseTo(-1, within(1e-12));
    assertThat(SURROGATES.get(window).applyAsDouble(9)).isCloseTo(1, within(1e-12));
    for (float far : new float[] {50f, 1e10f, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
      assertThat(throughWindow(window, far))
          .as("%s at %s", window, far)
          .isCloseTo(0, within(1e-9f));
      assertThat(throughWindow(window, -far)).isCloseTo(0, within(1e-9f));
    }
  }

  @Test
  void values_by_hand() {
    Function<SteWindow, Float> atZero = window -> throughWindow(window, 0);
    assertThat(atZero.apply(SteWindow.CLIP)).isEqualTo(1);
    assertThat(atZero.apply(SteWindow.APPROX_SIGN)).isEqualTo(2);
    assertThat(atZero.apply(SteWindow.SWISH_SIGN)).isEqualTo(5); // 2·5·1/4·2
    assertThat(throughWindow(SteWindow.APPROX_SIGN, -0.75f)).isEqualTo(0.5f);
    assertThat(throughWindow(SteWindow.SWISH_SIGN, 0.6f)).isNegative();
  }

  @Test
  void words_are_read_and_others_refused() {
    for (SteWindow window : SteWindow.values()) {
      assertThat(SteWindow.parse(window.word())).isEqualTo(window);
    }
    assertThat(SteWindow.parse("Approx-Sign")).isEqualTo(SteWindow.APPROX_SIGN);
    assertThatThrownBy(() -> SteWindow.parse("tanh"))
        .hasMessage("unknown window 'tanh': use one of clip, approx-sign, swish-sign");
  }

  /** A gradient of 1 through the decision about y, as {@link FusedNorm} does it. */
  private static float throughWindow(SteWindow window, float y) {
    float[] gradient = {1};
    Signs.throughSign(gradient, 0, new float[] {y}, 1, window);
    return gradient[0];
  }
}
