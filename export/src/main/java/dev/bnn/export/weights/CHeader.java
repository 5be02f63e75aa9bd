package dev.bnn.export.weights;

import dev.bnn.quantize.BinaryConv2d;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.InputConv2d;
import dev.bnn.quantize.InputDense;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Version;
import dev.bnn.quantize.Window;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes {@code bnn_weights.h}: plain C99 with the arrays of a network and a list of its layers.
 */
final class CHeader {
  static final String FILE = "c/bnn_weights.h";

  /** How the arrays lie, in words. */
  static final String LAYOUT =
      "weights and poolings: uint32_t words, ceil(n / 32) a row; bit i % 32 of word i / 32 of a row"
          + " is 1 where number i of the row is +1; spare bits are 0; other arrays: int32_t";

  private static final int WORD = 32;
  private static final int WORDS_PER_LINE = 8;

  private CHeader() {}

  static String write(BinaryNetwork network, List<List<WeightArray>> arrays) {
    Encoding encoding = network.input().encoding();
    Shape image = network.input().image();
    StringBuilder text = new StringBuilder();
    text.append("/* Weights of a binarized neural network, written by ")
        .append(Version.TOOL)
        .append(".\n * network ")
        .append(network.hash())
        .append(
            "\n *\n * Bit 1 is +1, bit 0 is -1; bit i % 32 of word i / 32 of a row is input i of")
        .append(
            " it. Inputs are in the order\n * (channel, row, column). See manifest.json.\n */\n")
        .append("#ifndef BNN_WEIGHTS_H\n#define BNN_WEIGHTS_H\n\n#include <stdint.h>\n\n");
    define(text, "BNN_CHANNELS", image.channels(), "of the image, a byte a value");
    define(text, "BNN_HEIGHT", image.height(), "");
    define(text, "BNN_WIDTH", image.width(), "");
    define(text, "BNN_LEVELS", encoding.levels(), "channels made of each channel of the image");
    define(text, "BNN_BIPOLAR", encoding.isBipolar() ? 1 : 0, "1: the table holds -1 and +1 only");
    define(text, "BNN_CLASSES", network.classes().size(), "");
    define(text, "BNN_LAYERS", network.layers().size() - 1, "without the encoding");
    define(text, "BNN_MOST_VALUES", mostValues(network), "of a map between two layers");
    define(text, "BNN_MOST_INPUTS", mostInputs(network), "of one output of a layer");
    text.append("\nstatic const char *const bnn_class_names[BNN_CLASSES] = {\n");
    text.append(network.classes().stream().map(CHeader::string).collect(Collectors.joining(",\n")))
        .append("\n};\n\n");
    arrays.forEach(layer -> layer.forEach(array -> text.append(array(array))));
    text.append(
        """
        enum { BNN_MATRIX, BNN_POOL, BNN_SCORES };

        /* A layer. A dense layer and the scores are windows of 1 x 1 on a map of 1 x 1. */
        typedef struct {
          int kind;
          int channels, height, width;             /* what comes in */
          int out_channels, out_height, out_width; /* what goes out */
          int kernel, stride;                      /* of the window */
          int before;                              /* cells of padding before the first row and column */
          int pad;                                 /* bit of the padding; on pixels 0 is byte 0, 1 is 255 */
          const uint32_t *bits;                    /* weights; of a pool: bit c is 1 for OR, 0 for AND */
          const int32_t *numbers;                  /* thresholds; of the scores: offsets */
        } bnn_layer;

        static const bnn_layer bnn_layers[BNN_LAYERS] = {
        """);
    for (int i = 1; i < network.layers().size(); i++) {
      text.append(network.layers().get(i).accept(new LayerInitializer(i)));
    }
    return text.append("};\n\n#endif\n").toString();
  }

  private static void define(StringBuilder text, String name, int value, String comment) {
    text.append("#define ").append(name).append(' ').append(value);
    text.append(comment.isEmpty() ? "\n" : " /* " + comment + " */\n");
  }

  /** The largest map that a layer takes or gives. */
  private static int mostValues(BinaryNetwork network) {
    return network.layers().stream().mapToInt(layer -> layer.outputShape().size()).max().orElse(1);
  }

  private static int mostInputs(BinaryNetwork network) {
    return LayerArrays.of(network).stream()
        .flatMap(List::stream)
        .filter(array -> array.role().equals("weights"))
        .mapToInt(WeightArray::columns)
        .max()
        .orElse(1);
  }

  private static String array(WeightArray array) {
    List<String> words = new ArrayList<>();
    if (array.role().equals("poolings")) {
      addBits(words, array.rows(), i -> array.at(i, 0));
    } else {
      for (int row = 0; row < array.rows(); row++) {
        int at = row;
        if (array.signs()) {
          addBits(words, array.columns(), column -> array.at(at, column));
        } else {
          IntStream.range(0, array.columns())
              .mapToObj(column -> Integer.toString(array.at(at, column)))
              .forEach(words::add);
        }
      }
    }
    return "/* "
        + IntStream.range(0, array.axes().size())
            .mapToObj(i -> array.axes().get(i) + " " + array.shape().get(i))
            .collect(Collectors.joining(" x "))
        + " */\nstatic const "
        + (array.signs() ? "uint32_t" : "int32_t")
        + " bnn_"
        + array.name()
        + "["
        + words.size()
        + "] = {\n"
        + lines(words)
        + "};\n\n";
  }

  private static void addBits(List<String> words, int size, IntUnaryOperator sign) {
    for (int low = 0; low < size; low += WORD) {
      int word = 0;
      for (int bit = 0; bit < WORD && low + bit < size; bit++) {
        word |= (sign.applyAsInt(low + bit) > 0 ? 1 : 0) << bit;
      }
      words.add(String.format(Locale.ROOT, "0x%08xu", word));
    }
  }

  private static String lines(List<String> words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words.size(); i += WORDS_PER_LINE) {
      List<String> line = words.subList(i, Math.min(words.size(), i + WORDS_PER_LINE));
      text.append("  ").append(String.join(", ", line)).append(",\n");
    }
    return text.toString();
  }

  /** A literal that no compiler misreads: other characters than letters and digits as octals. */
  private static String string(String name) {
    StringBuilder literal = new StringBuilder("  \"");
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b == ' ' || b == '-' || b == '_' || (b > 0 && Character.isLetterOrDigit(b));
      literal.append(
          plain ? Character.toString(b) : String.format(Locale.ROOT, "\\%03o", b & 0xff));
    }
    return literal.append('"').toString();
  }

  private record LayerInitializer(int position) implements Layer.Visitor<String> {
    @Override
    public String visit(InputEncoding layer) {
      throw new IllegalArgumentException("the encoding is a table");
    }

    @Override
    public String visit(InputDense layer) {
      return dense("BNN_MATRIX", layer, "thresholds");
    }

    @Override
    public String visit(BinaryDense layer) {
      return dense("BNN_MATRIX", layer, "thresholds");
    }

    @Override
    public String visit(InputConv2d layer) {
      return conv(layer, layer.window());
    }

    @Override
    public String visit(BinaryConv2d layer) {
      return conv(layer, layer.window());
    }

    @Override
    public String visit(MaxPool layer) {
      return row("BNN_POOL", layer, layer.size(), layer.stride(), 0, 0, "poolings", null);
    }

    @Override
    public String visit(Scores layer) {
      return dense("BNN_SCORES", layer, "offsets");
    }

    private String dense(String kind, Layer layer, String numbers) {
      return row(kind, layer, 1, 1, 0, 0, "weights", numbers);
    }

    private String conv(Layer layer, Window window) {
      int pad = window.padding() == Padding.PLUS_ONE ? 1 : 0;
      return row(
          "BNN_MATRIX",
          layer,
          window.kernel(),
          window.stride(),
          window.before(),
          pad,
          "weights",
          "thresholds");
    }

    private String row(
        String kind,
        Layer layer,
        int kernel,
        int stride,
        int before,
        int pad,
        String bits,
        String numbers) {
      String prefix = "bnn_l" + position + "_";
      return String.format(
          Locale.ROOT,
          "  {%s, %s, %s, %d, %d, %d, %d, %s, %s}, /* l%d */\n",
          kind,
          sides(layer.inputShape()),
          sides(layer.outputShape()),
          kernel,
          stride,
          before,
          pad,
          prefix + bits,
          numbers == null ? "0" : prefix + numbers,
          position);
    }

    private static String sides(Shape shape) {
      return shape.channels() + ", " + shape.height() + ", " + shape.width();
    }
  }
}
