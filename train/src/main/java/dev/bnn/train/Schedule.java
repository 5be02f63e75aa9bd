package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the learning rate changes from step to step. Textual form: {@code cosine}, {@code
 * step:FACTOR,EPOCHS}, {@code exponential} or {@code exponential:LAST}, {@code constant}.
 */
public sealed interface Schedule {
  /** Falls to 0 along half a cosine. */
  record Cosine() implements Schedule {
    @Override
    public String name() {
      return "cosine";
    }
  }

  /**
   * Is multiplied by {@code factor} every so many epochs.
   *
   * @param factor above 0, below 1
   * @param epochs at least 1
   */
  record Step(double factor, int epochs) implements Schedule {
    public Step {
      check(factor > 0 && factor < 1, "step: factor %s: must be between 0 and 1", factor);
      check(epochs >= 1, "step: %d epochs: must be at least 1", epochs);
    }

    @Override
    public String name() {
      return "step:" + factor + "," + epochs;
    }
  }

  /**
   * Falls by the same share in every step.
   *
   * @param last what is left of the first rate when training ends, above 0, below 1
   */
  record Exponential(double last) implements Schedule {
    public Exponential {
      check(last > 0 && last < 1, "exponential: last %s: must be between 0 and 1", last);
    }

    @Override
    public String name() {
      return "exponential:" + last;
    }
  }

  /** Stays as it is. */
  record Constant() implements Schedule {
    @Override
    public String name() {
      return "constant";
    }
  }

  /**
   * Reads {@link #name}; {@code exponential} alone ends at a hundredth.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Schedule parse(String text) {
    return switch (text) {
      case "cosine" -> new Cosine();
      case "exponential" -> new Exponential(0.01);
      case "constant" -> new Constant();
      default -> parseNumbers(text);
    };
  }

  private static Schedule parseNumbers(String text) {
    Matcher step = Pattern.compile("step:([0-9.]+),([0-9]{1,6})").matcher(text);
    if (step.matches()) {
      return new Step(Words.number(step.group(1)), Integer.parseInt(step.group(2)));
    }
    Matcher last = Pattern.compile("exponential:([0-9.eE-]+)").matcher(text);
    if (last.matches()) {
      return new Exponential(Words.number(last.group(1)));
    }
    throw new IllegalArgumentException(
        "unknown schedule '"
            + text
            + "': use cosine, step:FACTOR,EPOCHS, exponential:LAST or constant");
  }

  /** As {@link #parse} reads it. */
  String name();
}
