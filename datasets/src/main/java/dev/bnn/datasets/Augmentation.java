package dev.bnn.datasets;

import static dev.bnn.datasets.Checks.check;

import java.util.SplittableRandom;
import java.util.function.IntBinaryOperator;

/** One random change of a training image that leaves its class as it is. */
public sealed interface Augmentation {
  /** As {@link Augment#parse} reads it, for example {@code crop:4}. */
  String name();

  /**
   * The changed image; a function of the image and of what the random stream gives.
   *
   * @param image (channels, height, width); stays as it is
   */
  byte[] apply(byte[] image, int height, int width, SplittableRandom random);

  /**
   * Cuts the image out of itself with a margin, at a random place: a move by up to {@code pixels}
   * in each direction where the image is continued as in a mirror, the edge not repeated.
   *
   * @param pixels width of the margin, 1…16
   */
  record PadCrop(int pixels) implements Augmentation {
    public PadCrop {
      check(pixels >= 1 && pixels <= 16, "crop:%d: must be 1…16 pixels", pixels);
    }

    @Override
    public String name() {
      return "crop:" + pixels;
    }

    @Override
    public byte[] apply(byte[] image, int height, int width, SplittableRandom random) {
      int down = random.nextInt(-pixels, pixels + 1);
      int right = random.nextInt(-pixels, pixels + 1);
      return move(image, height, width, down, right);
    }

    static byte[] move(byte[] image, int height, int width, int down, int right) {
      return rearrange(
          image,
          height,
          width,
          (row, column) -> mirror(row - down, height) * width + mirror(column - right, width));
    }

    /** The place in 0…size−1 that a place beyond shows: … 2 1 | 0 1 2 … */
    private static int mirror(int place, int size) {
      int period = Math.max(1, 2 * (size - 1));
      int folded = Math.floorMod(place, period);
      return Math.min(folded, period - folded) % size;
    }
  }

  /** Swaps left and right in half of all cases. Not for digits and letters. */
  record Flip() implements Augmentation {
    @Override
    public String name() {
      return "flip";
    }

    @Override
    public byte[] apply(byte[] image, int height, int width, SplittableRandom random) {
      return random.nextBoolean() ? flip(image, height, width) : image;
    }

    static byte[] flip(byte[] image, int height, int width) {
      return rearrange(image, height, width, (row, column) -> row * width + width - 1 - column);
    }
  }

  /**
   * Moves the image by up to {@code pixels} in each direction; what moves in is 0.
   *
   * @param pixels 1…16
   */
  record Shift(int pixels) implements Augmentation {
    public Shift {
      check(pixels >= 1 && pixels <= 16, "shift:%d: must be 1…16 pixels", pixels);
    }

    @Override
    public String name() {
      return "shift:" + pixels;
    }

    @Override
    public byte[] apply(byte[] image, int height, int width, SplittableRandom random) {
      int down = random.nextInt(-pixels, pixels + 1);
      int right = random.nextInt(-pixels, pixels + 1);
      return move(image, height, width, down, right);
    }

    static byte[] move(byte[] image, int height, int width, int down, int right) {
      return rearrange(
          image,
          height,
          width,
          (row, column) -> {
            int y = row - down;
            int x = column - right;
            return y >= 0 && y < height && x >= 0 && x < width ? y * width + x : -1;
          });
    }
  }

  /**
   * Turns the image about its centre by up to {@code degrees} in each direction. A pixel is the
   * bilinear mean of the four around the place it comes from, rounded; beyond the edge the nearest
   * pixel counts.
   *
   * @param degrees 1…15
   */
  record Rotate(int degrees) implements Augmentation {
    public Rotate {
      check(degrees >= 1 && degrees <= 15, "rotate:%d: must be 1…15 degrees", degrees);
    }

    @Override
    public String name() {
      return "rotate:" + degrees;
    }

    @Override
    public byte[] apply(byte[] image, int height, int width, SplittableRandom random) {
      double angle = (2 * random.nextDouble() - 1) * StrictMath.toRadians(degrees);
      return turn(image, height, width, angle);
    }

    /** Turned clockwise by {@code angle}, in radians. */
    static byte[] turn(byte[] image, int height, int width, double angle) {
      double cos = StrictMath.cos(angle); // the same on every machine
      double sin = StrictMath.sin(angle);
      double middleY = (height - 1) / 2.0;
      double middleX = (width - 1) / 2.0;
      byte[] to = new byte[image.length];
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          double dy = row - middleY;
          double dx = column - middleX;
          double y = clamp(middleY + cos * dy - sin * dx, height);
          double x = clamp(middleX + cos * dx + sin * dy, width);
          int top = (int) y;
          int left = (int) x;
          int bottom = Math.min(top + 1, height - 1);
          int right = Math.min(left + 1, width - 1);
          for (int plane = 0; plane < image.length; plane += height * width) {
            double above =
                between(image, plane + top * width + left, plane + top * width + right, x - left);
            double below =
                between(
                    image, plane + bottom * width + left, plane + bottom * width + right, x - left);
            to[plane + row * width + column] =
                (byte) Math.round(above + (y - top) * (below - above));
          }
        }
      }
      return to;
    }

    private static double clamp(double place, int size) {
      return Math.max(0, Math.min(size - 1, place));
    }

    private static double between(byte[] image, int first, int second, double share) {
      int from = Byte.toUnsignedInt(image[first]);
      return from + share * (Byte.toUnsignedInt(image[second]) - from);
    }
  }

  /**
   * Takes each pixel from the place in its plane that {@code source} names, or 0 where it is −1.
   */
  private static byte[] rearrange(byte[] image, int height, int width, IntBinaryOperator source) {
    byte[] to = new byte[image.length];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int from = source.applyAsInt(row, column);
        for (int plane = 0; from >= 0 && plane < image.length; plane += height * width) {
          to[plane + row * width + column] = image[plane + from];
        }
      }
    }
    return to;
  }
}
