package dev.bnn.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.quantize.FoldBatchNorm.Neuron;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fold, over every attainable accumulator; and the bugs others ship, which must be seen. */
class FoldBatchNormTest {
  private static final float EPSILON = 1e-5f;

  /** Accumulators low, low + step, … high of one neuron. */
  private record Range(int low, int high, int step) {
    static Range ofBinary(int fanIn) {
      return new Range(-fanIn, fanIn, 2);
    }

    static Range ofPixels(int plus, int minus) {
      return new Range(-255 * minus, 255 * plus, 1);
    }
  }

  /** Any way to fold one channel; the real one and the broken ones. */
  private interface Fold {
    Neuron fold(BatchNorm norm, Range range);
  }

  private static final Fold REAL =
      (norm, range) -> FoldBatchNorm.foldNeuron(norm, 0, range.low, range.high, range.step);

  private static List<Range> ranges() {
    List<Range> ranges = new ArrayList<>();
    for (int fanIn : new int[] {1, 2, 3, 4, 7, 8, 63, 64, 65, 784, 1024}) {
      ranges.add(Range.ofBinary(fanIn));
    }
    ranges.add(Range.ofPixels(1, 0));
    ranges.add(Range.ofPixels(0, 1));
    ranges.add(Range.ofPixels(3, 4));
    ranges.add(Range.ofPixels(30, 34));
    return ranges;
  }

  /** Slopes of every kind: rising, falling, none, tiny, denormal. */
  private static final float[] SLOPES = {
    1f,
    -1f,
    0.37f,
    -0.37f,
    0f,
    -0f,
    1e-3f,
    -1e-3f,
    1e-20f,
    -1e-20f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    1e-39f,
    -1e-39f,
    1e30f,
    -1e30f
  };

  private static List<BatchNorm> norms(Range range) {
    List<BatchNorm> norms = new ArrayList<>();
    Random random = new Random(7);
    float middle = (range.low + range.high) / 2f;
    float spread = Math.max(1f, (range.high - range.low) / 8f);
    float[] shifts = {0f, -0f, 1f, -1f, 0.25f, -3f, Float.MIN_VALUE, -Float.MIN_VALUE};
    for (float slope : SLOPES) {
      for (float shift : shifts) {
        norms.add(norm(slope, shift, middle, spread * spread));
        norms.add(norm(slope, shift, range.low + range.step, 0f));
        norms.add(norm(slope, shift, 0.5f, 1e-30f));
        float mean = middle + spread * (float) random.nextGaussian();
        norms.add(norm(slope, shift, mean, spread * spread * random.nextFloat()));
      }
    }
    return norms;
  }

  private static BatchNorm norm(float gamma, float beta, float mean, float variance) {
    return new BatchNorm(
        FloatVector.of(gamma),
        FloatVector.of(beta),
        FloatVector.of(mean),
        FloatVector.of(variance),
        EPSILON);
  }

  /** How many attainable accumulators the folded neuron decides unlike the trainer. */
  private static long countDisagreements(Fold fold, BatchNorm norm, Range range) {
    Neuron neuron = fold.fold(norm, range);
    long wrong = 0;
    for (int d = range.low; d <= range.high; d += range.step) {
      boolean trained = norm.apply(0, d) >= 0;
      int accumulator = neuron.negate() ? -d : d;
      if (trained != (accumulator >= neuron.threshold())) {
        wrong++;
      }
    }
    return wrong;
  }

  @ParameterizedTest
  @MethodSource("ranges")
  void the_folded_neuron_decides_as_the_trainer_for_every_attainable_accumulator(Range range) {
    for (BatchNorm norm : norms(range)) {
      assertThat(countDisagreements(REAL, norm, range)).as("%s, %s", norm, range).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("ranges")
  void thresholds_are_attainable_or_never(Range range) {
    for (BatchNorm norm : norms(range)) {
      Neuron neuron = REAL.fold(norm, range);
      int low = neuron.negate() ? -range.high : range.low;
      int high = neuron.negate() ? -range.low : range.high;
      assertThat(neuron.threshold()).as("%s", norm).isBetween(low, high + range.step);
      assertThat((neuron.threshold() - low) % range.step).isZero();
    }
  }

  @Test
  void the_worked_example_of_the_documentation() {
    // docs/THRESHOLDS.md: five ±1 inputs, mean 1, deviation 2, beta −1
    Range five = Range.ofBinary(5);
    float variance = 4f - EPSILON;
    assertThat(REAL.fold(norm(2f, -1f, 1f, variance), five)).isEqualTo(new Neuron(false, 3));
    assertThat(REAL.fold(norm(-2f, -1f, 1f, variance), five)).isEqualTo(new Neuron(true, 1));
    assertThat(REAL.fold(norm(0f, -1f, 1f, variance), five)).isEqualTo(new Neuron(false, 7));
    assertThat(REAL.fold(norm(0f, 0f, 1f, variance), five)).isEqualTo(new Neuron(false, -5));
    assertThat(Bipolar.popcountThreshold(3, 5)).isEqualTo(4);
    assertThat(Bipolar.popcountThreshold(1, 5)).isEqualTo(3);
    assertThat(Bipolar.popcountThreshold(7, 5)).isEqualTo(6);
    assertThat(Bipolar.popcountThreshold(-5, 5)).isEqualTo(0);
  }

  @Test
  void the_searched_threshold_is_that_of_the_exact_closed_form() {
    long seed = 20260101;
    Random random = new Random(seed);
    int compared = 0;
    for (int i = 0; i < 20_000; i++) {
      int fanIn = 1 + random.nextInt(1024);
      float gamma = (float) random.nextGaussian();
      float beta = (float) random.nextGaussian();
      float mean = (float) (random.nextGaussian() * Math.sqrt(fanIn));
      float variance = fanIn * (0.25f + random.nextFloat());
      if (Math.abs(gamma) < 1e-2) {
        continue;
      }
      BatchNorm norm = norm(gamma, beta, mean, variance);
      BigDecimal tau = closedForm(gamma, beta, mean, variance);
      if (distanceToInteger(tau) < 1e-2) {
        continue; // float32 may round either way at a tie; there the trainer's own rounding rules
      }
      compared++;
      assertThat(REAL.fold(norm, Range.ofBinary(fanIn)))
          .as("seed %d, case %d, %s, fan-in %d", seed, i, norm, fanIn)
          .isEqualTo(foldClosedForm(tau, gamma, fanIn));
    }
    assertThat(compared).isGreaterThan(15_000);
  }

  private static BigDecimal closedForm(float gamma, float beta, float mean, float variance) {
    MathContext digits = new MathContext(50);
    BigDecimal deviation = exact(variance).add(exact(EPSILON)).sqrt(digits);
    return exact(mean).subtract(exact(beta).multiply(deviation).divide(exact(gamma), digits));
  }

  private static BigDecimal exact(float value) {
    return new BigDecimal(value);
  }

  private static double distanceToInteger(BigDecimal value) {
    return value.subtract(value.setScale(0, RoundingMode.HALF_EVEN)).abs().doubleValue();
  }

  /** The closed form of docs/THRESHOLDS.md for ±1 inputs. */
  private static Neuron foldClosedForm(BigDecimal tau, float gamma, int fanIn) {
    BigDecimal rising = gamma > 0 ? tau : tau.negate();
    long least = rising.setScale(0, RoundingMode.CEILING).longValueExact();
    long canonical = Math.floorMod(least + fanIn, 2L) == 0 ? least : least + 1;
    return new Neuron(gamma < 0, (int) Math.max(-fanIn, Math.min(fanIn + 2, canonical)));
  }

  @Test
  void bugs_that_others_ship_are_seen() {
    assertSeen("floor for ceil", (norm, range) -> closedFormInDouble(norm, range, Math::floor, 0));
    assertSeen("one too high", (norm, range) -> shift(REAL.fold(norm, range), range.step));
    assertSeen("one too low", (norm, range) -> shift(REAL.fold(norm, range), -range.step));
    assertSeen(
        "ignored negative slope",
        (norm, range) -> new Neuron(false, REAL.fold(norm, range).threshold()));
    assertSeen(
        "row negated, threshold not",
        (norm, range) -> {
          Neuron right = REAL.fold(norm, range);
          return new Neuron(
              right.negate(), right.negate() ? -right.threshold() : right.threshold());
        });
    assertSeen(
        "slope 0 taken for a rising one",
        (norm, range) ->
            norm.gamma().get(0) == 0
                ? new Neuron(false, closedFormInDouble(norm, range, Math::ceil, 1).threshold())
                : REAL.fold(norm, range));
  }

  private static Neuron shift(Neuron neuron, int by) {
    return new Neuron(neuron.negate(), neuron.threshold() + by);
  }

  /** The closed form in double arithmetic, with the rounding to test. */
  private static Neuron closedFormInDouble(
      BatchNorm norm, Range range, java.util.function.DoubleUnaryOperator round, double slope) {
    double gamma = slope == 0 ? norm.gamma().get(0) : slope;
    double deviation = Math.sqrt((double) norm.variance().get(0) + norm.epsilon());
    double tau = norm.mean().get(0) - norm.beta().get(0) * deviation / gamma;
    boolean negate = gamma < 0;
    int low = negate ? -range.high : range.low;
    double threshold = round.applyAsDouble(negate ? -tau : tau);
    return new Neuron(negate, (int) Math.max(low, Math.min(Integer.MAX_VALUE, threshold)));
  }

  private static void assertSeen(String bug, Fold broken) {
    long wrong = 0;
    for (Range range : ranges()) {
      for (BatchNorm norm : norms(range)) {
        wrong += countDisagreements(broken, norm, range);
      }
    }
    assertThat(wrong).as("disagreements of '%s'", bug).isPositive();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void not_a_number_and_infinity_are_refused(float bad) {
    assertThatThrownBy(() -> norm(bad, 0, 0, 1)).hasMessageContaining("gamma of channel 0");
    assertThatThrownBy(() -> norm(1, bad, 0, 1)).hasMessageContaining("beta of channel 0");
    assertThatThrownBy(() -> norm(1, 0, bad, 1)).hasMessageContaining("mean of channel 0");
    assertThatThrownBy(() -> norm(1, 0, 0, bad)).hasMessageContaining("variance of channel 0");
  }

  @Test
  void a_batch_norm_that_overflows_to_not_a_number_is_refused() {
    // (d − mean) · 1/sqrt(epsilon) overflows to infinity, times slope 0 is NaN
    BatchNorm norm = norm(0f, 1f, -Float.MAX_VALUE, 0f);
    assertThatThrownBy(() -> REAL.fold(norm, Range.ofBinary(3))).hasMessageContaining("NaN");
  }

  @Test
  void accumulators_that_float32_cannot_hold_are_refused() {
    int inputs = (1 << 24) / 255 + 1;
    TrainedNetwork tooWide =
        new TrainedNetwork(
            "wide",
            Shape.vector(inputs),
            Encoding.pixels(),
            List.of(
                new TrainedLayer.Dense(BitMatrix.of(1, inputs, (r, c) -> true), norm(1, 0, 0, 1)),
                new TrainedLayer.LastDense(BitMatrix.of(2, 1, (r, c) -> r == 0))),
            List.of("a", "b"),
            Provenance.unknown());
    assertThatThrownBy(() -> Quantizer.quantize(tooWide))
        .hasMessageContaining("layer 1: channel 0")
        .hasMessageContaining("2^24");
  }
}
