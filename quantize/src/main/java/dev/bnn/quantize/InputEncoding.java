package dev.bnn.quantize;

import static dev.bnn.quantize.Checks.check;

/**
 * The first layer of every network: bytes of an image become integers or ±1.
 *
 * @param image shape of the image, one byte a value
 * @param encoding what a byte becomes
 */
public record InputEncoding(Shape image, Encoding encoding) implements Layer {
  public InputEncoding {
    check(
        (long) image.size() * encoding.levels() <= Integer.MAX_VALUE,
        "%d levels of %s are too large",
        encoding.levels(),
        image);
  }

  @Override
  public Shape inputShape() {
    return image;
  }

  @Override
  public Shape outputShape() {
    return new Shape(image.channels() * encoding.levels(), image.height(), image.width());
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }
}
