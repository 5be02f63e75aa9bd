package dev.bnn.experiments;

import dev.bnn.experiments.TrialResult.Status;
import dev.bnn.train.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Sweeps that nobody has trained: results invented by a generator, to draw and to count with. */
final class SmallSweep {
  private static final int IMAGES = 10_000;

  private SmallSweep() {}

  /** A finished trial of padding none and binary input, without hardware. */
  static TrialResult done(int width, Mode mode, int seed, double test) {
    return new TrialResult(
        mode + "-" + width + "-" + seed,
        String.valueOf(width),
        width,
        mode,
        "none",
        "binary",
        seed,
        Status.DONE,
        Optional.empty(),
        test + 0.001,
        test,
        IMAGES,
        Math.round(test * IMAGES),
        mode == Mode.BINARY ? 0.01 : 0.003,
        10,
        width / 4.0 + seed,
        (784L * width + 2L * width * width + 10L * width) * (mode == Mode.BINARY ? 1 : 32),
        784L * width + 2L * width * width + 10L * width,
        (800L * width + 2L * width * width) * (mode == Mode.BINARY ? 1 : 32),
        Optional.empty());
  }

  /** The same that broke off. */
  static TrialResult failed(TrialResult trial, String reason) {
    return new TrialResult(
        trial.id(),
        trial.width(),
        trial.size(),
        trial.mode(),
        trial.padding(),
        trial.input(),
        trial.seed(),
        Status.FAILED,
        Optional.of(reason),
        0,
        0,
        0,
        0,
        trial.learningRate(),
        0,
        1.5,
        0,
        0,
        0,
        Optional.empty());
  }

  /** The same with another input. */
  static TrialResult of(TrialResult trial, String input, double test) {
    return new TrialResult(
        trial.id() + "-" + input,
        trial.width(),
        trial.size(),
        trial.mode(),
        trial.padding(),
        input,
        trial.seed(),
        trial.status(),
        trial.reason(),
        test + 0.001,
        test,
        trial.testImages(),
        Math.round(test * trial.testImages()),
        trial.learningRate(),
        trial.epochs(),
        trial.seconds(),
        trial.weightBits(),
        trial.macs(),
        trial.memoryBits(),
        trial.hardware());
  }

  /** The same with predicted hardware. */
  static TrialResult planned(TrialResult trial, int lut, double framesPerSecond) {
    long cycles = Math.round(100e6 / framesPerSecond);
    return new TrialResult(
        trial.id(),
        trial.width(),
        trial.size(),
        trial.mode(),
        trial.padding(),
        trial.input(),
        trial.seed(),
        trial.status(),
        trial.reason(),
        trial.validationAccuracy(),
        trial.testAccuracy(),
        trial.testImages(),
        trial.testRight(),
        trial.learningRate(),
        trial.epochs(),
        trial.seconds(),
        trial.weightBits(),
        trial.macs(),
        trial.memoryBits(),
        Optional.of(
            new Hardware(
                lut,
                lut * 3 / 4,
                Math.round(lut / 800.0) / 2.0,
                cycles,
                100e6 / cycles,
                4 * cycles)));
  }

  /** Widths 64 to 1024, float and binary, seeds 1, 2, 3, planned, two of them failed. */
  static SweepResults large() {
    Random random = new Random(10);
    List<TrialResult> trials = new ArrayList<>();
    for (int width = 64; width <= 1024; width *= 2) {
      for (Mode mode : Mode.values()) {
        for (int seed = 1; seed <= (width == 1024 ? 1 : 3); seed++) {
          double error =
              mode == Mode.BINARY ? 2.2 * Math.pow(width, -0.85) : 0.17 * Math.pow(width, -0.45);
          double test = 1 - error * (1 + 0.06 * random.nextGaussian());
          TrialResult trial = done(width, mode, seed, Math.round(test * IMAGES) / (double) IMAGES);
          trials.add(
              mode == Mode.FLOAT
                  ? trial
                  : planned(
                      trial,
                      500 + (int) (14 * Math.pow(width, 1.1)),
                      4e8 / width / Math.sqrt(width)));
        }
      }
    }
    trials.set(1, failed(trials.get(1), "java.lang.OutOfMemoryError: <heap> & no more"));
    trials.set(8, failed(trials.get(8), "the loss is not finite after layer 2, step 141"));
    return new SweepResults("mnist", "mlp", Optional.of("xc7z020"), 100, trials);
  }
}
