package dev.bnn.datasets;

import static dev.bnn.datasets.Checks.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * How training images are changed at random, as bytes, before a network sees them; never those of
 * the validation and test parts.
 *
 * @param steps one after the other; none of a kind twice
 */
public record Augment(List<Augmentation> steps) {
  private static final String NONE = "none";

  public Augment {
    steps = List.copyOf(steps);
    Set<Class<?>> kinds = new HashSet<>();
    for (Augmentation step : steps) {
      check(kinds.add(step.getClass()), "'%s': this kind is there twice", step.name());
    }
  }

  /** Images stay as they are. */
  public static Augment none() {
    return new Augment(List.of());
  }

  /**
   * Reads {@code none} or steps with commas between: {@code crop:N}, {@code flip}, {@code shift:N},
   * {@code rotate:N}.
   *
   * @throws IllegalArgumentException if it is none of this
   */
  public static Augment parse(String text) {
    if (text.equals(NONE)) {
      return none();
    }
    List<Augmentation> steps = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      steps.add(step(word.strip()));
    }
    return new Augment(steps);
  }

  private static Augmentation step(String word) {
    int colon = word.indexOf(':');
    String kind = colon < 0 ? word : word.substring(0, colon);
    String number = colon < 0 ? "" : word.substring(colon + 1);
    boolean numbered = number.matches("\\d{1,4}");
    if (kind.equals("flip") && colon < 0) {
      return new Augmentation.Flip();
    }
    if (kind.equals("crop") && numbered) {
      return new Augmentation.PadCrop(Integer.parseInt(number));
    }
    if (kind.equals("shift") && numbered) {
      return new Augmentation.Shift(Integer.parseInt(number));
    }
    if (kind.equals("rotate") && numbered) {
      return new Augmentation.Rotate(Integer.parseInt(number));
    }
    throw new IllegalArgumentException(
        "unknown augmentation '"
            + word
            + "': use none, or some of crop:N,flip,shift:N,rotate:N (N pixels or degrees)");
  }

  /** As {@link #parse} reads it. */
  public String name() {
    return steps.isEmpty()
        ? NONE
        : steps.stream().map(Augmentation::name).collect(Collectors.joining(","));
  }

  /**
   * The changed image; a function of the image and of what the random stream gives.
   *
   * @param image (channels, height, width); stays as it is
   */
  public byte[] apply(byte[] image, int height, int width, SplittableRandom random) {
    byte[] changed = image;
    for (Augmentation step : steps) {
      changed = step.apply(changed, height, width, random);
    }
    return changed;
  }
}
