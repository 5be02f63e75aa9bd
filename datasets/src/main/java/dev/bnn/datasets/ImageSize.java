package dev.bnn.datasets;

import static dev.bnn.datasets.Checks.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sides of an image in pixels.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record ImageSize(int height, int width) {
  private static final Pattern WORD = Pattern.compile("(\\d{1,4})[xX×](\\d{1,4})");

  public ImageSize {
    check(height >= 1 && width >= 1, "image size %d×%d: sides must be at least 1", height, width);
  }

  /**
   * Reads {@code HxW}, rows first: {@code 32x32}.
   *
   * @throws IllegalArgumentException if it is no size
   */
  public static ImageSize parse(String word) {
    Matcher matcher = WORD.matcher(word);
    check(matcher.matches(), "image size '%s': must be HEIGHTxWIDTH, for example 32x32", word);
    return new ImageSize(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  @Override
  public String toString() {
    return height + "×" + width;
  }
}
