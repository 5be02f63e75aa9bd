package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Shape;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What to build: hidden {@link #blocks} in order, then one dense layer without batch-norm that
 * gives the scores. Binary network and float twin are made from the same architecture.
 *
 * @param model {@code tfc} (64 neurons in each of 3 layers), {@code sfc} (256), {@code lfc} (1024),
 *     or {@code mlp:NxD}: N neurons in each of D layers, 1…16
 * @param width factor of a named network's neurons, ⅛…2; must be 1 for {@code mlp}
 * @param image shape of an image, one byte a value
 * @param encoding how bytes enter
 * @param classes number of classes, at least 2
 */
public record Architecture(
    String model, double width, Shape image, Encoding encoding, int classes) {
  /** Neurons of a hidden layer of the named networks of FINN (arXiv 1612.07119), three layers. */
  private static final Map<String, Integer> NAMED = Map.of("tfc", 64, "sfc", 256, "lfc", 1024);

  private static final int NAMED_DEPTH = 3;
  private static final Pattern FREE = Pattern.compile("mlp:([0-9]{1,5})[x×]([0-9]{1,2})");

  public Architecture {
    model = canonical(model);
    check(classes >= 2, "%d classes: at least 2 are needed", classes);
    check(
        !(encoding instanceof Encoding.Table),
        "an encoding table is for imported networks; train with pixels, binary or thermometer:N");
    var unused = blocksOf(model, width); // throws if there are none
  }

  /**
   * The architecture of a name; as the constructor.
   *
   * @throws IllegalArgumentException saying what is wrong and what would be right
   */
  public static Architecture parse(
      String model, double width, Encoding encoding, Shape image, int classes) {
    return new Architecture(model, width, image, encoding, classes);
  }

  /** The hidden blocks, at least one. */
  public List<Block> blocks() {
    return blocksOf(model, width);
  }

  /** Name for networks and folders: the model, and the width unless it is 1; {@code sfc-0.5}. */
  public String name() {
    return width == 1 ? model : model + "-" + number(width);
  }

  /** Number of values that enter the first block. */
  public int inputs() {
    return image.size() * encoding.levels();
  }

  /** Multiply-accumulates for one image, forward. */
  public long macs() {
    long macs = 0;
    long before = inputs();
    for (Block block : blocks()) {
      int neurons = ((Block.Dense) block).neurons();
      macs += before * neurons;
      before = neurons;
    }
    return macs + before * classes;
  }

  /** Lower case, {@code x} and no leading zeros. */
  private static String canonical(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    Matcher free = FREE.matcher(name);
    return free.matches()
        ? "mlp:" + Integer.parseInt(free.group(1)) + "x" + Integer.parseInt(free.group(2))
        : name;
  }

  private static List<Block> blocksOf(String model, double width) {
    Integer neurons = NAMED.get(model);
    if (neurons != null) {
      return Collections.nCopies(NAMED_DEPTH, new Block.Dense(scale(model, neurons, width)));
    }
    Matcher free = FREE.matcher(model);
    check(free.matches(), "unknown model '%s': use tfc, sfc, lfc or mlp:NxD", model);
    check(
        width == 1,
        "width %s: only named models are scaled; write the neurons into mlp:NxD",
        number(width));
    int depth = Integer.parseInt(free.group(2));
    check(depth >= 1 && depth <= 16, "%s: 1…16 hidden layers, not %d", model, depth);
    return Collections.nCopies(depth, new Block.Dense(Integer.parseInt(free.group(1))));
  }

  private static int scale(String model, int neurons, double width) {
    check(width >= 0.125 && width <= 2, "width %s: must be 0.125…2", number(width));
    double scaled = neurons * width;
    check(
        scaled == Math.rint(scaled),
        "width %s: %s has %d neurons a layer, times that is no whole number",
        number(width),
        model,
        neurons);
    return (int) scaled;
  }

  private static String number(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }
}
