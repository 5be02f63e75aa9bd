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
  private Interpreter() {}

  /**
   * Runs one image.
   *
   * @param image one unsigned byte a value, in (channels, height, width) order
   * @throws IllegalArgumentException if the image has another size than the network's input
   */
  public static Trace run(BinaryNetwork network, byte[] image) {
    checkImage(network, image);
    int[] values = new int[image.length];
    for (int i = 0; i < image.length; i++) {
      values[i] = Byte.toUnsignedInt(image[i]);
    }
    List<IntVector> outputs = new ArrayList<>();
    for (Layer layer : network.layers()) {
      values = layer.accept(new Step(values, network.input().encoding()));
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

  /** One layer on one image: {@code x} in (channels, height, width) order. */
  private static final class Step implements Layer.Visitor<int[]> {
    private final int[] x;
    private final Encoding encoding;

    Step(int[] x, Encoding encoding) {
      this.x = x;
      this.encoding = encoding;
    }

    @Override
    public int[] visit(InputEncoding layer) {
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

    @Override
    public int[] visit(InputDense layer) {
      return dense(layer.weights(), layer.thresholds());
    }

    @Override
    public int[] visit(BinaryDense layer) {
      return dense(layer.weights(), layer.thresholds());
    }

    @Override
    public int[] visit(InputConv2d layer) {
      Padding padding = layer.window().padding();
      int levels = encoding.levels();
      return convolve(
          layer.window(),
          layer.weights(),
          layer.thresholds(),
          channel -> encoding.padValue(padding, channel % levels));
    }

    @Override
    public int[] visit(BinaryConv2d layer) {
      int pad = layer.window().padding().value();
      return convolve(layer.window(), layer.weights(), layer.thresholds(), channel -> pad);
    }

    @Override
    public int[] visit(MaxPool layer) {
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

    @Override
    public int[] visit(Scores layer) {
      int[] scores = new int[layer.weights().rows()];
      for (int k = 0; k < scores.length; k++) {
        scores[k] = dot(layer.weights(), k) + layer.offsets().get(k);
      }
      return scores;
    }

    private int[] dense(BitMatrix weights, Thresholds thresholds) {
      int[] out = new int[weights.rows()];
      for (int o = 0; o < out.length; o++) {
        out[o] = Bipolar.ofBit(dot(weights, o) >= thresholds.get(o));
      }
      return out;
    }

    private int dot(BitMatrix weights, int row) {
      int sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += weights.sign(row, i) * x[i];
      }
      return sum;
    }

    private int[] convolve(
        Window window, BitMatrix weights, Thresholds thresholds, IntUnaryOperator padOfChannel) {
      Shape in = window.input();
      int kernel = window.kernel();
      Shape out = window.output(weights.rows());
      int[] result = new int[out.size()];
      for (int o = 0; o < out.channels(); o++) {
        for (int row = 0; row < out.height(); row++) {
          for (int column = 0; column < out.width(); column++) {
            int sum = 0;
            for (int c = 0; c < in.channels(); c++) {
              for (int i = 0; i < kernel; i++) {
                for (int j = 0; j < kernel; j++) {
                  int y = row * window.stride() + i - window.before();
                  int z = column * window.stride() + j - window.before();
                  boolean inside = 0 <= y && y < in.height() && 0 <= z && z < in.width();
                  int value = inside ? x[in.index(c, y, z)] : padOfChannel.applyAsInt(c);
                  sum += weights.sign(o, (c * kernel + i) * kernel + j) * value;
                }
              }
            }
            result[out.index(o, row, column)] = Bipolar.ofBit(sum >= thresholds.get(o));
          }
        }
      }
      return result;
    }
  }
}
