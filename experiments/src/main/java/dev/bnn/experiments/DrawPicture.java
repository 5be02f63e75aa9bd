package dev.bnn.experiments;

import dev.bnn.datasets.LabeledImages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Draws an image of a data set, a pixel for a pixel. */
final class DrawPicture {
  private DrawPicture() {}

  /** The image as a PNG in a {@code data:} address. */
  static String asDataAddress(LabeledImages images, int index) throws IOException {
    byte[] image = images.image(index);
    int area = images.height() * images.width();
    int second = images.channels() == 3 ? area : 0;
    BufferedImage picture =
        new BufferedImage(images.width(), images.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < area; i++) {
      int red = Byte.toUnsignedInt(image[i]);
      int green = Byte.toUnsignedInt(image[second + i]);
      int blue = Byte.toUnsignedInt(image[2 * second + i]);
      picture.setRGB(i % images.width(), i / images.width(), red << 16 | green << 8 | blue);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
