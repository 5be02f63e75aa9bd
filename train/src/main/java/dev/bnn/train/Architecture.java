package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Shape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * What to build: hidden {@link #blocks} in order, then one dense layer without batch-norm that
 * gives the scores. Binary network and float twin are made from the same architecture.
 *
 * @param model a name, or the blocks themselves: see {@link ModelText}
 * @param width factor of a named network's neurons and channels, ⅛…2; must be 1 for others
 * @param padding of every convolution
 * @param image shape of an image, one byte a value
 * @param encoding how bytes enter
 * @param classes number of classes, at least 2
 */
public record Architecture(
    String model, double width, Padding padding, Shape image, Encoding encoding, int classes) {

  public Architecture {
    model = ModelText.canonical(model);
    check(classes >= 2, "%d classes: at least 2 are needed", classes);
    check(
        !(encoding instanceof Encoding.Table),
        "an encoding table is for imported networks; train with pixels, binary or thermometer:N");
    List<PlacedBlock> placed = place(model, width, padding, image, encoding);
    check(
        padding == Padding.NONE || isConvolutional(placed),
        "padding is for convolutions, and %s has none",
        model);
  }

  /**
   * The architecture of a name, with the padding that belongs to it; as the constructor.
   *
   * @throws IllegalArgumentException saying what is wrong and what would be right
   */
  public static Architecture parse(
      String model, double width, Encoding encoding, Shape image, int classes) {
    return new Architecture(
        model, width, ModelText.defaultPadding(model), image, encoding, classes);
  }

  /** The same with another padding. */
  public Architecture withPadding(Padding other) {
    return new Architecture(model, width, other, image, encoding, classes);
  }

  /** The hidden blocks, at least one. */
  public List<PlacedBlock> blocks() {
    return place(model, width, padding, image, encoding);
  }

  /** Whether the first block is a convolution, so that images enter as maps. */
  public boolean isConvolutional() {
    return isConvolutional(blocks());
  }

  /**
   * Name for networks and folders: the model, the width unless it is 1, the padding unless it is
   * the model's own; {@code sfc-0.5}, {@code cnv-0.5-minus-one}.
   */
  public String name() {
    return ModelText.shortName(model)
        + (width == 1 ? "" : "-" + number(width))
        + (padding == ModelText.defaultPadding(model) ? "" : "-" + padding.word());
  }

  /** Shape of what enters the first block: every level of the encoding is a channel. */
  public Shape inputShape() {
    return inputShape(image, encoding);
  }

  /** Number of values that enter the first block. */
  public int inputs() {
    return inputShape().size();
  }

  /** Number of values that enter the layer of the scores. */
  public int lastInputs() {
    List<PlacedBlock> blocks = blocks();
    return blocks.get(blocks.size() - 1).output().size();
  }

  /** Multiply-accumulates for one image, forward. */
  public long macs() {
    return blocks().stream().mapToLong(PlacedBlock::macs).sum() + (long) lastInputs() * classes;
  }

  /** Weights of all layers, those of the scores among them. */
  public long weights() {
    return blocks().stream().mapToLong(PlacedBlock::weights).sum() + (long) lastInputs() * classes;
  }

  /** Neurons and channels of all blocks; the scores are not among them. */
  public int neurons() {
    return blocks().stream().mapToInt(PlacedBlock::neurons).sum();
  }

  private static Shape inputShape(Shape image, Encoding encoding) {
    return new Shape(image.channels() * encoding.levels(), image.height(), image.width());
  }

  private static boolean isConvolutional(List<PlacedBlock> blocks) {
    return blocks.get(0).block() instanceof Block.Conv;
  }

  private static List<PlacedBlock> place(
      String model, double width, Padding padding, Shape image, Encoding encoding) {
    List<PlacedBlock> placed = new ArrayList<>();
    Shape shape = inputShape(image, encoding);
    for (Block block : ModelText.blocks(model, width, padding)) {
      PlacedBlock one = new PlacedBlock(block, shape, padding);
      checkFits(one, model, placed);
      shape = one.output();
      placed.add(one);
    }
    return placed;
  }

  private static void checkFits(PlacedBlock one, String model, List<PlacedBlock> before) {
    Shape map = one.input();
    int position = before.size() + 1;
    Block last = before.isEmpty() ? null : before.get(before.size() - 1).block();
    if (one.block() instanceof Block.Conv conv) {
      check(
          !(last instanceof Block.Dense),
          "%s, block %d: a convolution after a dense block",
          model,
          position);
      check(
          one.padding() != Padding.NONE
              || (conv.kernel() <= map.height() && conv.kernel() <= map.width()),
          "%s, block %d: a %d×%d convolution does not fit into a map of %d×%d;"
              + " choose --padding minus-one, or larger images",
          model,
          position,
          conv.kernel(),
          conv.kernel(),
          map.height(),
          map.width());
    } else if (one.block() instanceof Block.Pool pool) {
      check(
          last instanceof Block.Conv,
          "%s, block %d: a pool must follow a convolution",
          model,
          position);
      check(
          pool.size() <= map.height() && pool.size() <= map.width(),
          "%s, block %d: a %d×%d pool does not fit into a map of %d×%d;"
              + " choose --padding minus-one, or larger images",
          model,
          position,
          pool.size(),
          pool.size(),
          map.height(),
          map.width());
    }
  }

  static String number(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }
}
