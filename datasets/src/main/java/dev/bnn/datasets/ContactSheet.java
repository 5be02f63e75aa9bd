package dev.bnn.datasets;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** A picture of some images of each class, a row with its name for each. */
public final class ContactSheet {
  private static final int COLUMNS = 12;
  private static final int GAP = 4;

  /** Images are enlarged by a whole factor to at least so many pixels. */
  private static final int SMALLEST_SIDE = 48;

  private ContactSheet() {}

  /**
   * The sheet as PNG: of each class up to {@value #COLUMNS} images, evenly from the first to the
   * last.
   *
   * @param images of 1 or 3 channels
   * @throws DatasetException if this machine has no font to write the names with
   */
  public static byte[] draw(LabeledImages images) throws IOException {
    ImageFile.checkChannels(images.channels());
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(picture(images), "png", bytes);
      return bytes.toByteArray();
    } catch (InternalError | RuntimeException | LinkageError e) { // Java's ways to say so
      throw new DatasetException(
          "no contact sheet: this machine has no font (Debian, Ubuntu: apt-get install fontconfig"
              + " fonts-dejavu-core)",
          new IOException(e));
    }
  }

  private static BufferedImage picture(LabeledImages images) {
    int longest = Math.max(images.height(), images.width());
    int factor = (SMALLEST_SIDE + longest - 1) / longest;
    int cellHeight = factor * images.height() + GAP;
    int cellWidth = factor * images.width() + GAP;
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    FontMetrics metrics =
        new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics().getFontMetrics(font);
    int textWidth =
        2 * GAP + images.classNames().stream().mapToInt(metrics::stringWidth).max().orElse(0);
    BufferedImage sheet =
        new BufferedImage(
            textWidth + GAP + COLUMNS * cellWidth,
            GAP + images.classes() * cellHeight,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    graphics.setColor(Color.BLACK);
    graphics.setFont(font);
    for (int label = 0; label < images.classes(); label++) {
      int top = GAP + label * cellHeight;
      int baseline = top + (cellHeight - GAP + metrics.getAscent() - metrics.getDescent()) / 2;
      graphics.drawString(images.classNames().get(label), GAP, baseline);
      int[] chosen = chosen(images, label);
      for (int k = 0; k < chosen.length; k++) {
        drawImage(images, chosen[k], factor, sheet, textWidth + GAP + k * cellWidth, top);
      }
    }
    graphics.dispose();
    return sheet;
  }

  private static int[] chosen(LabeledImages images, int label) {
    int[] all = IntStream.range(0, images.size()).filter(i -> images.label(i) == label).toArray();
    int count = Math.min(COLUMNS, all.length);
    return IntStream.range(0, count)
        .map(k -> all[count == 1 ? 0 : (int) ((long) k * (all.length - 1) / (count - 1))])
        .toArray();
  }

  private static void drawImage(
      LabeledImages images, int index, int factor, BufferedImage sheet, int left, int top) {
    byte[] image = images.image(index);
    int area = images.height() * images.width();
    for (int y = 0; y < factor * images.height(); y++) {
      for (int x = 0; x < factor * images.width(); x++) {
        int at = y / factor * images.width() + x / factor;
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          int plane = images.channels() == 1 ? 0 : channel;
          rgb = rgb << 8 | Byte.toUnsignedInt(image[plane * area + at]);
        }
        sheet.setRGB(left + x, top + y, rgb);
      }
    }
  }
}
