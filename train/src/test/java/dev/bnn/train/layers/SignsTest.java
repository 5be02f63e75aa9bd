package dev.bnn.train.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.quantize.Bipolar;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class SignsTest {
  /** Native libraries may switch a processor to flushing denormals to zero; ours must not. */
  @BeforeAll
  static void startNatives() {
    assertThat(Nd4j.ones(8, 8).mmul(Nd4j.ones(8, 8)).getFloat(0)).isEqualTo(8);
  }

  @Test
  void signOfBothZerosIsPlusOne() {
    assertThat(sign(0f)).isEqualTo(1f);
    assertThat(sign(-0f)).isEqualTo(1f);
  }

  @Test
  void signIsExactForDenormalsAndExtremes() {
    float[] magnitudes = {
      Float.MIN_VALUE,
      1e-40f,
      Math.nextDown(Float.MIN_NORMAL),
      Float.MIN_NORMAL,
      1e-38f,
      1e-20f,
      1f,
      1e20f,
      Float.MAX_VALUE,
      Float.POSITIVE_INFINITY
    };
    for (float magnitude : magnitudes) {
      assertThat(sign(magnitude)).as("sign(%s)", magnitude).isEqualTo(1f);
      assertThat(sign(-magnitude)).as("sign(-%s)", magnitude).isEqualTo(-1f);
    }
  }

  @Test
  void signEqualsTheConventionForRandomBitPatterns() {
    long seed = 7;
    Random random = new Random(seed);
    float[] values = new float[100_000];
    for (int i = 0; i < values.length; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      values[i] = Float.isNaN(value) ? 0 : value;
    }
    float[] signs = values.clone();
    Signs.sign(signs, 0, signs.length);
    for (int i = 0; i < values.length; i++) {
      assertThat(signs[i])
          .as("seed %d, sign(%s)", seed, values[i])
          .isEqualTo(Bipolar.isPositive(values[i]) ? 1f : -1f);
    }
  }

  @Test
  void signKeepsToItsRange() {
    float[] values = {-3f, -3f, -3f};
    Signs.sign(values, 1, 2);
    assertThat(values).containsExactly(-3f, -1f, -3f);
  }

  @Test
  void signLeavesNoNumberVisible() {
    assertThat(sign(Float.NaN)).isNaN();
  }

  @Test
  void windowIsClosedAtPlusAndMinusOne() {
    for (float inside : new float[] {0f, -0f, Float.MIN_VALUE, 0.5f, Math.nextDown(1f), 1f}) {
      assertThat(Signs.window(inside)).as("window(%s)", inside).isEqualTo(1f);
      assertThat(Signs.window(-inside)).as("window(-%s)", inside).isEqualTo(1f);
    }
    for (float outside : new float[] {Math.nextUp(1f), 2f, 1e30f, Float.POSITIVE_INFINITY}) {
      assertThat(Signs.window(outside)).as("window(%s)", outside).isEqualTo(0f);
      assertThat(Signs.window(-outside)).as("window(-%s)", outside).isEqualTo(0f);
    }
  }

  @Test
  void stepIsOpenAtZero() {
    for (float positive : new float[] {Float.MIN_VALUE, 1e-30f, 1f, Float.POSITIVE_INFINITY}) {
      assertThat(Signs.step(positive)).as("step(%s)", positive).isEqualTo(1f);
      assertThat(Signs.step(-positive)).as("step(-%s)", positive).isEqualTo(0f);
    }
    assertThat(Signs.step(0f)).isZero();
    assertThat(Signs.step(-0f)).isZero();
  }

  private static float sign(float value) {
    float[] one = {value};
    Signs.sign(one, 0, 1);
    return one[0];
  }
}
