package dev.bnn.quantize.exec;

import dev.bnn.quantize.BinaryConv2d;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Bipolar;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.InputConv2d;
import dev.bnn.quantize.InputDense;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Thresholds;
import dev.bnn.quantize.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The specification: what a {@link BinaryNetwork} means, in plain loops.
 *
 * <p>Every other way to run a network (packed engine, ONNX, RTL, host driver) must give these
 * integers.
 */
public final class Interpreter {
  private final BinaryNetwork network;
  private final List<Step> steps; // one a layer

  /** Of many images; weights are unpacked once, as an int each. Threads may share it. */
  public Interpreter(BinaryNetwork network) {
    this.network = network;
    Meaning meaning = new Meaning(network.input().encoding());
    this.steps = network.layers().stream().map(layer -> layer.accept(meaning)).toList();
  }

  /**
   * Runs one image.
   *
   * @param image one unsigned byte a value, in (channels, height, width) order
   * @throws IllegalArgumentException if the image has another size than the network's input
   */
  public static Trace run(BinaryNetwork network, byte[] image) {
    return new Interpreter(network).run(image);
  }

  /**
   * Runs one image.
   *
   * @param image one unsigned byte a value, in (channels, height, width) order
   * @throws IllegalArgumentException if the image has another size than the network's input
   */
  public Trace run(byte[] image) {
    checkImage(network, image);
    int[] bytes = new int[image.length];
    for (int i = 0; i < image.length; i++) {
      bytes[i] = Byte.toUnsignedInt(image[i]);
    }
    return runEncoded(steps.get(0).apply(bytes));
  }

  /**
   * Runs what is encoded already, be it an image's encoding or not.
   *
   * @param encoded values as {@link InputEncoding} gives them, in (channels, height, width) order
   * @throws IllegalArgumentException if there are more or fewer than the encoding gives
   */
  public Trace runEncoded(int[] encoded) {
    Shape shape = network.input().outputShape();
    if (encoded.length != shape.size()) {
      throw new IllegalArgumentException(
          encoded.length + " encoded values for a network that takes " + shape);
    }
    int[] values = encoded.clone();
    List<IntVector> outputs = new ArrayList<>();
    outputs.add(IntVector.of(values));
    for (Step step : steps.subList(1, steps.size())) {
      values = step.apply(values);
      outputs.add(IntVector.of(values));
    }
    return new Trace(outputs);
  }

  /** Throws {@link IllegalArgumentException} unless the image has the size the network takes. */
  static void checkImage(BinaryNetwork network, byte[] image) {
    Shape shape = network.input().image();
    if (image.length != shape.size()) {
      throw new IllegalArgumentException(
          "an image of "
              + image.length
              + " bytes for a network that takes "
              + shape
              + " = "
              + shape.size());
    }
  }

  /** One layer on one image: from and to values in (channels, height, width) order. */
  @FunctionalInterface
  private interface Step {
    int[] apply(int[] x);
  }

  /** What each kind of layer computes. */
  private static final class Meaning implements Layer.Visitor<Step> {
    private final Encoding encoding;

    Meaning(Encoding encoding) {
      this.encoding = encoding;
    }

    @Override
    public Step visit(InputEncoding layer) {
      return x -> encode(layer, x);
    }

    @Override
    public Step visit(InputDense layer) {
      return dense(layer.weights(), layer.thresholds());
    }

    @Override
    public Step visit(BinaryDense layer) {
      return dense(layer.weights(), layer.thresholds());
    }

    @Override
    public Step visit(InputConv2d layer) {
      Padding padding = layer.window().padding();
      int levels = encoding.levels();
      return convolution(
          layer.window(),
          layer.weights(),
          layer.thresholds(),
          channel -> encoding.padValue(padding, channel % levels));
    }

    @Override
    public Step visit(BinaryConv2d layer) {
      int pad = layer.window().padding().value();
      return convolution(layer.window(), layer.weights(), layer.thresholds(), channel -> pad);
    }

    @Override
    public Step visit(MaxPool layer) {
      return x -> pool(layer, x);
    }

    @Override
    public Step visit(Scores layer) {
      int[][] weights = ofInputs(layer.weights());
      return x -> {
        int[] scores = layer.offsets().toArray();
        for (int i = 0; i < x.length; i++) {
          addProducts(scores, x[i], weights[i]);
        }
        return scores;
      };
    }

    private static Step dense(BitMatrix matrix, Thresholds thresholds) {
      int[][] weights = ofInputs(matrix);
      return x -> {
        int[] sums = new int[matrix.rows()];
        for (int i = 0; i < x.length; i++) {
          addProducts(sums, x[i], weights[i]);
        }
        int[] out = new int[sums.length];
        for (int o = 0; o < out.length; o++) {
          out[o] = Bipolar.ofBit(sums[o] >= thresholds.get(o));
        }
        return out;
      };
    }

    private static Step convolution(
        Window window, BitMatrix matrix, Thresholds thresholds, IntUnaryOperator padOfChannel) {
      int[][] weights = ofInputs(matrix);
      return x -> convolve(window, weights, thresholds, padOfChannel, x);
    }
  }

  /** The weights of each input as numbers, ±1: [input][output]. */
  private static int[][] ofInputs(BitMatrix matrix) {
    int[][] weights = new int[matrix.columns()][matrix.rows()];
    for (int i = 0; i < matrix.columns(); i++) {
      for (int o = 0; o < matrix.rows(); o++) {
        weights[i][o] = matrix.sign(o, i);
      }
    }
    return weights;
  }

  /** Adds one input, times its weights, to the sums of all outputs. */
  private static void addProducts(int[] sums, int value, int[] weights) {
    for (int o = 0; o < sums.length; o++) {
      sums[o] += weights[o] * value;
    }
  }

  private static int[] encode(InputEncoding layer, int[] x) {
    Shape image = layer.image();
    int levels = layer.encoding().levels();
    int area = image.height() * image.width();
    int[] out = new int[layer.outputShape().size()];
    for (int channel = 0; channel < image.channels(); channel++) {
      for (int level = 0; level < levels; level++) {
        for (int cell = 0; cell < area; cell++) {
          out[(channel * levels + level) * area + cell] =
              layer.encoding().encode(x[channel * area + cell], level);
        }
      }
    }
    return out;
  }

  private static int[] convolve(
      Window window,
      int[][] weights,
      Thresholds thresholds,
      IntUnaryOperator padOfChannel,
      int[] x) {
    Shape in = window.input();
    int kernel = window.kernel();
    Shape out = window.output(thresholds.size());
    int[] result = new int[out.size()];
    for (int row = 0; row < out.height(); row++) {
      for (int column = 0; column < out.width(); column++) {
        int[] sums = new int[out.channels()];
        for (int c = 0; c < in.channels(); c++) {
          for (int i = 0; i < kernel; i++) {
            for (int j = 0; j < kernel; j++) {
              int y = row * window.stride() + i - window.before();
              int z = column * window.stride() + j - window.before();
              boolean inside = 0 <= y && y < in.height() && 0 <= z && z < in.width();
              int value = inside ? x[in.index(c, y, z)] : padOfChannel.applyAsInt(c);
              addProducts(sums, value, weights[(c * kernel + i) * kernel + j]);
            }
          }
        }
        for (int o = 0; o < out.channels(); o++) {
          result[out.index(o, row, column)] = Bipolar.ofBit(sums[o] >= thresholds.get(o));
        }
      }
    }
    return result;
  }

  private static int[] pool(MaxPool layer, int[] x) {
    Shape in = layer.inputShape();
    Shape out = layer.outputShape();
    int[] result = new int[out.size()];
    for (int channel = 0; channel < out.channels(); channel++) {
      boolean or = layer.poolings().get(channel) == MaxPool.Pooling.OR;
      for (int row = 0; row < out.height(); row++) {
        for (int column = 0; column < out.width(); column++) {
          int pooled = or ? -1 : 1;
          for (int i = 0; i < layer.size(); i++) {
            for (int j = 0; j < layer.size(); j++) {
              int value =
                  x[in.index(channel, row * layer.stride() + i, column * layer.stride() + j)];
              pooled = or ? Math.max(pooled, value) : Math.min(pooled, value);
            }
          }
          result[out.index(channel, row, column)] = pooled;
        }
      }
    }
    return result;
  }
}
