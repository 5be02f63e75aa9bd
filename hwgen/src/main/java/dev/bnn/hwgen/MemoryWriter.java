package dev.bnn.hwgen;

import dev.bnn.quantize.BinaryConv2d;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Bipolar;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.InputConv2d;
import dev.bnn.quantize.InputDense;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * Writes the memories of a design, one word a line, for {@code $readmemh}.
 *
 * <p>{@code mem/lN_weights.mem}: line {@code nf·SF + sf}, bit {@code p·SIMD + s} is the weight (1
 * for +1) of neuron {@code nf·PE + p} for input {@code sf·SIMD + s}, inputs in stream order; those
 * of a convolution window row by window row, column by column, channels innermost. {@code
 * mem/lN_thresholds.mem} and {@code mem/lN_biases.mem}: line {@code nf}, field {@code p} belongs to
 * neuron {@code nf·PE + p}. {@code mem/l0_table.mem}: line {@code b} is what byte {@code b}
 * becomes. The headers of {@code bnn_dense.v}, {@code bnn_input_dense.v} and {@code bnn_scores.v}
 * say the same.
 */
final class MemoryWriter {
  /** What the table encoding makes of each byte. */
  static final String TABLE = "mem/l0_table.mem";

  private MemoryWriter() {}

  static String weightsFile(LayerPlan layer) {
    return "mem/" + TopWriter.name(layer) + "_weights.mem";
  }

  static String constantsFile(LayerPlan layer) {
    String what = layer.kind() == LayerPlan.Kind.SCORES ? "_biases.mem" : "_thresholds.mem";
    return "mem/" + TopWriter.name(layer) + what;
  }

  /** All memory files by name. */
  static Map<String, String> write(BinaryNetwork network, HardwarePlan plan) {
    Map<String, String> files = new TreeMap<>();
    if (network.input().encoding() instanceof Encoding.Table table) {
      files.put(TABLE, table(table));
    }
    for (LayerPlan layer : plan.layers()) {
      files.put(weightsFile(layer), lines(weights(network, layer)));
      files.put(constantsFile(layer), lines(constants(network, layer)));
    }
    return files;
  }

  private static String lines(List<HexWord> words) {
    return words.stream().map(word -> word + "\n").collect(Collectors.joining());
  }

  private static String table(Encoding.Table table) {
    int width = PlanHardware.formatOf(table).width();
    StringBuilder text = new StringBuilder();
    for (int value : table.values().toArray()) {
      text.append(HexWord.ofFields(1, width, i -> value)).append('\n');
    }
    return text.toString();
  }

  /** The words of a layer's weight memory. */
  static List<HexWord> weights(BinaryNetwork network, LayerPlan layer) {
    BitMatrix weights = weightsOf(network.layers().get(layer.layer()));
    int[] order =
        layer
            .window()
            .map(window -> StreamOrder.of(window.window()))
            .orElseGet(() -> StreamOrder.of(network.layers().get(layer.layer() - 1).outputShape()));
    int pe = layer.folding().pe();
    int simd = layer.folding().simd();
    List<HexWord> words = new ArrayList<>();
    for (int nf = 0; nf < layer.passes(); nf++) {
      for (int sf = 0; sf < layer.inputBeats(); sf++) {
        int row = nf * pe;
        int column = sf * simd;
        words.add(
            HexWord.ofFields(
                pe * simd, 1, i -> weights.get(row + i / simd, order[column + i % simd]) ? 1 : 0));
      }
    }
    return words;
  }

  /** The words of a layer's memory of thresholds or biases. */
  static List<HexWord> constants(BinaryNetwork network, LayerPlan layer) {
    IntUnaryOperator constant = constantOf(network.layers().get(layer.layer()));
    int pe = layer.folding().pe();
    List<HexWord> words = new ArrayList<>();
    for (int nf = 0; nf < layer.passes(); nf++) {
      int row = nf * pe;
      words.add(HexWord.ofFields(pe, layer.valueWidth(), p -> constant.applyAsInt(row + p)));
    }
    return words;
  }

  private static BitMatrix weightsOf(Layer layer) {
    if (layer instanceof InputDense dense) {
      return dense.weights();
    }
    if (layer instanceof InputConv2d conv) {
      return conv.weights();
    }
    if (layer instanceof BinaryConv2d conv) {
      return conv.weights();
    }
    return layer instanceof BinaryDense dense ? dense.weights() : ((Scores) layer).weights();
  }

  /** What a neuron's constant holds: a threshold in the hardware's terms, or a score's bias. */
  static IntUnaryOperator constantOf(Layer layer) {
    if (layer instanceof InputDense dense) {
      return dense.thresholds()::get;
    }
    if (layer instanceof InputConv2d conv) {
      return conv.thresholds()::get;
    }
    if (layer instanceof BinaryDense dense) {
      int fanIn = dense.weights().columns();
      return o -> Bipolar.popcountThreshold(dense.thresholds().get(o), fanIn);
    }
    if (layer instanceof BinaryConv2d conv) {
      int fanIn = conv.weights().columns();
      return o -> Bipolar.popcountThreshold(conv.thresholds().get(o), fanIn);
    }
    Scores scores = (Scores) layer;
    return k -> scores.offsets().get(k) - scores.weights().columns(); // score = 2p + bias
  }
}
