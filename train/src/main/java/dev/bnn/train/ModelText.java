package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import dev.bnn.quantize.Padding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may be written for a model.
 *
 * <ul>
 *   <li>{@code tfc sfc lfc}: three dense layers of 64, 256, 1024 neurons (FINN, arXiv 1612.07119)
 *   <li>{@code cnv}: the convolutional network of FINN, {@code
 *       64c3-64c3-p2-128c3-128c3-p2-256c3-256c3-512d-512d}, not padded
 *   <li>{@code cnn}: that of BinaryNet (arXiv 1602.02830), {@code
 *       128c3-128c3-p2-256c3-256c3-p2-512c3-512c3-p2-1024d-1024d}, padded; without padding its maps
 *       are too small for the third pool, and it has none
 *   <li>{@code mlp:NxD}: N neurons in each of D dense layers, 1…16
 *   <li>the blocks themselves: {@code 64c3} is a convolution of 64 channels with a 3×3 kernel,
 *       {@code 64c3s2} one with stride 2, {@code p2} a 2×2 pool, {@code 512d} a dense layer; {@code
 *       NAME=} before it gives it a name
 * </ul>
 */
final class ModelText {
  private static final Map<String, Integer> DENSE = Map.of("tfc", 64, "sfc", 256, "lfc", 1024);
  private static final int DENSE_DEPTH = 3;
  private static final Map<String, String> CONVOLUTIONAL =
      Map.of(
          "cnv", "64c3-64c3-p2-128c3-128c3-p2-256c3-256c3-512d-512d",
          "cnn", "128c3-128c3-p2-256c3-256c3-p2-512c3-512c3-p2-1024d-1024d");
  private static final String CNN_WITHOUT_PADDING =
      "128c3-128c3-p2-256c3-256c3-p2-512c3-512c3-1024d-1024d";
  private static final int MOST_BLOCKS = 64;

  private static final Pattern MLP = Pattern.compile("mlp:([0-9]{1,5})[x×]([0-9]{1,2})");
  private static final Pattern BLOCK =
      Pattern.compile("([0-9]{1,5})c([0-9])(?:s([0-9]))?|p([0-9])|([0-9]{1,5})d");
  private static final Pattern NAMED = Pattern.compile("([a-z0-9][a-z0-9_.+]{0,39})=(.*)");

  private ModelText() {}

  /** Lower case, {@code x} for ×, no leading zeros in {@code mlp}. */
  static String canonical(String model) {
    String text = model.toLowerCase(Locale.ROOT);
    Matcher mlp = MLP.matcher(text);
    return mlp.matches()
        ? "mlp:" + Integer.parseInt(mlp.group(1)) + "x" + Integer.parseInt(mlp.group(2))
        : text;
  }

  static boolean isName(String text) {
    return NAMED.matcher(text + "=").matches();
  }

  /** {@code NAME} of {@code NAME=blocks}, otherwise the model itself. */
  static String shortName(String model) {
    Matcher named = NAMED.matcher(model);
    return named.matches() ? named.group(1) : model;
  }

  /** That of the published network: {@code cnn} is padded. */
  static Padding defaultPadding(String model) {
    return canonical(model).equals("cnn") ? Padding.MINUS_ONE : Padding.NONE;
  }

  /** The blocks of a canonical model. */
  static List<Block> blocks(String model, double width, Padding padding) {
    Integer neurons = DENSE.get(model);
    if (neurons != null) {
      return scaled(model, Collections.nCopies(DENSE_DEPTH, new Block.Dense(neurons)), width);
    }
    if (model.equals("cnn") && padding == Padding.NONE) {
      return scaled(model, parseBlocks(model, CNN_WITHOUT_PADDING), width);
    }
    if (CONVOLUTIONAL.containsKey(model)) {
      return scaled(model, parseBlocks(model, CONVOLUTIONAL.get(model)), width);
    }
    check(
        width == 1,
        "width %s: only named models are scaled; write the neurons into %s",
        Architecture.number(width),
        model.startsWith("mlp") ? "mlp:NxD" : "the blocks");
    Matcher mlp = MLP.matcher(model);
    if (mlp.matches()) {
      int depth = Integer.parseInt(mlp.group(2));
      check(depth >= 1 && depth <= 16, "%s: 1…16 hidden layers, not %d", model, depth);
      return Collections.nCopies(depth, new Block.Dense(Integer.parseInt(mlp.group(1))));
    }
    Matcher named = NAMED.matcher(model);
    return parseBlocks(model, named.matches() ? named.group(2) : model);
  }

  private static List<Block> parseBlocks(String model, String text) {
    List<Block> blocks = new ArrayList<>();
    for (String word : text.split("-", -1)) {
      Matcher block = BLOCK.matcher(word);
      check(
          block.matches(),
          "unknown model '%s': use tfc, sfc, lfc, cnv, cnn, mlp:NxD (N neurons in each of D"
              + " layers), or blocks like 64c3-p2-128d",
          model);
      blocks.add(parseBlock(block));
    }
    check(blocks.size() <= MOST_BLOCKS, "%d blocks: at most %d", blocks.size(), MOST_BLOCKS);
    return blocks;
  }

  private static Block parseBlock(Matcher block) {
    if (block.group(1) != null) {
      int stride = block.group(3) == null ? 1 : Integer.parseInt(block.group(3));
      return new Block.Conv(
          Integer.parseInt(block.group(1)), Integer.parseInt(block.group(2)), stride);
    }
    return block.group(4) != null
        ? new Block.Pool(Integer.parseInt(block.group(4)))
        : new Block.Dense(Integer.parseInt(block.group(5)));
  }

  private static List<Block> scaled(String model, List<Block> blocks, double width) {
    check(width >= 0.125 && width <= 2, "width %s: must be 0.125…2", Architecture.number(width));
    return blocks.stream().map(block -> scaled(model, block, width)).toList();
  }

  private static Block scaled(String model, Block block, double width) {
    if (block instanceof Block.Dense dense) {
      return new Block.Dense(scale(model, dense.neurons(), "neurons", width));
    }
    if (block instanceof Block.Conv conv) {
      int channels = scale(model, conv.channels(), "channels", width);
      return new Block.Conv(channels, conv.kernel(), conv.stride());
    }
    return block;
  }

  private static int scale(String model, int count, String what, double width) {
    double scaled = count * width;
    check(
        scaled == Math.rint(scaled),
        "width %s: %s has %d %s a layer, times that is no whole number",
        Architecture.number(width),
        model,
        count,
        what);
    return (int) scaled;
  }
}
