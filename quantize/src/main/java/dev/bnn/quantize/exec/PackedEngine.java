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

/**
 * A network prepared to run on 64 values at once; equal to {@link Interpreter} bit for bit.
 *
 * <p>±1 values are packed as bits in (channels, height, width) order. A dot product of n values is
 * {@code n − 2·differences} with {@code differences = popcount(x XOR w)}, so {@code d >= T} becomes
 * {@code differences <= floor((n − T) / 2)}. Immutable and safe for use by many threads.
 */
public final class PackedEngine {
  private final BinaryNetwork network;
  private final List<Step> steps;

  /** One layer: integers or packed bits in, integers or packed bits out. */
  private interface Step {
    Values apply(Values in);
  }

  /**
   * Values between two layers.
   *
   * @param integers integer values, or null when they are ±1
   * @param bits ±1 values, 64 to a word, value 0 in the lowest bit; or null
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never leaves this class
  private record Values(int[] integers, long[] bits) {
    static Values ofIntegers(int... integers) {
      return new Values(integers, null);
    }

    static Values ofBits(long... bits) {
      return new Values(null, bits);
    }
  }

  /** Prepares a network. */
  public PackedEngine(BinaryNetwork network) {
    this.network = network;
    this.steps = new ArrayList<>();
    Compiler compiler = new Compiler(network.input().encoding());
    for (Layer layer : network.layers()) {
      steps.add(layer.accept(compiler));
    }
  }

  /**
   * The scores of one image.
   *
   * @param image one unsigned byte a value, in (channels, height, width) order
   * @throws IllegalArgumentException if the image has another size than the network's input
   */
  public IntVector scores(byte[] image) {
    Interpreter.checkImage(network, image);
    int[] pixels = new int[image.length];
    for (int i = 0; i < image.length; i++) {
      pixels[i] = Byte.toUnsignedInt(image[i]);
    }
    Values values = Values.ofIntegers(pixels);
    for (Step step : steps) {
      values = step.apply(values);
    }
    return IntVector.of(values.integers);
  }

  /** The class of the highest score, the lowest index of equals. */
  public int classify(byte[] image) {
    return scores(image).indexOfHighest();
  }

  private record Compiler(Encoding encoding) implements Layer.Visitor<Step> {
    @Override
    public Step visit(InputEncoding layer) {
      Shape image = layer.image();
      int levels = encoding.levels();
      int area = image.height() * image.width();
      int size = layer.outputShape().size();
      int[][] codes = new int[levels][256];
      for (int level = 0; level < levels; level++) {
        for (int pixel = 0; pixel < 256; pixel++) {
          codes[level][pixel] = encoding.encode(pixel, level);
        }
      }
      boolean bipolar = encoding.isBipolar();
      return in -> {
        int[] integers = bipolar ? null : new int[size];
        long[] bits = bipolar ? new long[BitMatrix.wordsFor(size)] : null;
        for (int i = 0; i < size; i++) {
          int channel = i / area;
          int pixel = in.integers[channel / levels * area + i % area];
          int code = codes[channel % levels][pixel];
          if (!bipolar) {
            integers[i] = code;
          } else if (code > 0) {
            bits[i >> 6] |= 1L << i;
          }
        }
        return new Values(integers, bits);
      };
    }

    @Override
    public Step visit(InputDense layer) {
      int[][] signs = signs(layer.weights());
      Thresholds thresholds = layer.thresholds();
      return in -> {
        long[] out = new long[BitMatrix.wordsFor(signs.length)];
        for (int o = 0; o < signs.length; o++) {
          if (dot(signs[o], in.integers) >= thresholds.get(o)) {
            out[o >> 6] |= 1L << o;
          }
        }
        return Values.ofBits(out);
      };
    }

    @Override
    public Step visit(BinaryDense layer) {
      long[][] rows = rows(layer.weights());
      int[] mostDifferences = mostDifferences(layer.weights(), layer.thresholds());
      return in -> {
        long[] out = new long[BitMatrix.wordsFor(rows.length)];
        for (int o = 0; o < rows.length; o++) {
          if (differences(rows[o], in.bits) <= mostDifferences[o]) {
            out[o >> 6] |= 1L << o;
          }
        }
        return Values.ofBits(out);
      };
    }

    @Override
    public Step visit(InputConv2d layer) {
      Window window = layer.window();
      int[][] signs = signs(layer.weights());
      Thresholds thresholds = layer.thresholds();
      int[] cells = cells(window);
      int[] pads = new int[encoding.levels()];
      for (int level = 0; level < pads.length; level++) {
        pads[level] = encoding.padValue(window.padding(), level);
      }
      int area = window.kernel() * window.kernel();
      int positions = window.outputHeight() * window.outputWidth();
      return in -> {
        long[] out = new long[BitMatrix.wordsFor(signs.length * positions)];
        int[] patch = new int[window.size()];
        for (int position = 0; position < positions; position++) {
          for (int i = 0; i < patch.length; i++) {
            int cell = cells[position * patch.length + i];
            patch[i] = cell < 0 ? pads[i / area % pads.length] : in.integers[cell];
          }
          for (int o = 0; o < signs.length; o++) {
            if (dot(signs[o], patch) >= thresholds.get(o)) {
              setBit(out, o * positions + position);
            }
          }
        }
        return Values.ofBits(out);
      };
    }

    @Override
    public Step visit(BinaryConv2d layer) {
      Window window = layer.window();
      long[][] rows = rows(layer.weights());
      int[] mostDifferences = mostDifferences(layer.weights(), layer.thresholds());
      int[] cells = cells(window);
      boolean pad = window.padding() == Padding.PLUS_ONE;
      int positions = window.outputHeight() * window.outputWidth();
      return in -> {
        long[] out = new long[BitMatrix.wordsFor(rows.length * positions)];
        for (int position = 0; position < positions; position++) {
          long[] patch = new long[BitMatrix.wordsFor(window.size())];
          for (int i = 0; i < window.size(); i++) {
            int cell = cells[position * window.size() + i];
            if (cell < 0 ? pad : getBit(in.bits, cell)) {
              setBit(patch, i);
            }
          }
          for (int o = 0; o < rows.length; o++) {
            if (differences(rows[o], patch) <= mostDifferences[o]) {
              setBit(out, o * positions + position);
            }
          }
        }
        return Values.ofBits(out);
      };
    }

    @Override
    public Step visit(MaxPool layer) {
      Shape input = layer.inputShape();
      Shape output = layer.outputShape();
      return in -> {
        long[] out = new long[BitMatrix.wordsFor(output.size())];
        for (int channel = 0; channel < output.channels(); channel++) {
          boolean decisive = layer.poolings().get(channel) == MaxPool.Pooling.OR;
          for (int row = 0; row < output.height(); row++) {
            for (int column = 0; column < output.width(); column++) {
              int first = input.index(channel, row * layer.stride(), column * layer.stride());
              boolean found = false;
              for (int i = 0; i < layer.size() && !found; i++) {
                for (int j = 0; j < layer.size() && !found; j++) {
                  found = getBit(in.bits, first + i * input.width() + j) == decisive;
                }
              }
              if (found == decisive) {
                setBit(out, output.index(channel, row, column));
              }
            }
          }
        }
        return Values.ofBits(out);
      };
    }

    @Override
    public Step visit(Scores layer) {
      long[][] rows = rows(layer.weights());
      int n = layer.weights().columns();
      return in -> {
        int[] scores = new int[rows.length];
        for (int k = 0; k < rows.length; k++) {
          int equal = n - differences(rows[k], in.bits);
          scores[k] = Bipolar.dotOfPopcount(equal, n) + layer.offsets().get(k);
        }
        return Values.ofIntegers(scores);
      };
    }

    /** Index of the input value under every window position and kernel cell, −1 outside. */
    private static int[] cells(Window window) {
      Shape in = window.input();
      int kernel = window.kernel();
      int[] cells = new int[window.outputHeight() * window.outputWidth() * window.size()];
      int next = 0;
      for (int row = 0; row < window.outputHeight(); row++) {
        for (int column = 0; column < window.outputWidth(); column++) {
          for (int i = 0; i < window.size(); i++) {
            int y = row * window.stride() + i / kernel % kernel - window.before();
            int x = column * window.stride() + i % kernel - window.before();
            boolean inside = 0 <= y && y < in.height() && 0 <= x && x < in.width();
            cells[next++] = inside ? in.index(i / (kernel * kernel), y, x) : -1;
          }
        }
      }
      return cells;
    }

    private static int[] mostDifferences(BitMatrix weights, Thresholds thresholds) {
      int[] most = new int[weights.rows()];
      for (int row = 0; row < most.length; row++) {
        most[row] = Math.floorDiv(weights.columns() - thresholds.get(row), 2);
      }
      return most;
    }

    private static long[][] rows(BitMatrix weights) {
      long[][] rows = new long[weights.rows()][weights.wordsPerRow()];
      for (int row = 0; row < rows.length; row++) {
        for (int i = 0; i < rows[row].length; i++) {
          rows[row][i] = weights.word(row, i);
        }
      }
      return rows;
    }

    private static int[][] signs(BitMatrix weights) {
      int[][] signs = new int[weights.rows()][weights.columns()];
      for (int row = 0; row < signs.length; row++) {
        for (int i = 0; i < signs[row].length; i++) {
          signs[row][i] = weights.sign(row, i);
        }
      }
      return signs;
    }

    private static int dot(int[] signs, int[] values) {
      int sum = 0;
      for (int i = 0; i < signs.length; i++) {
        sum += signs[i] * values[i];
      }
      return sum;
    }

    private static int differences(long[] a, long[] b) {
      int count = 0;
      for (int i = 0; i < a.length; i++) {
        count += Long.bitCount(a[i] ^ b[i]);
      }
      return count;
    }

    private static boolean getBit(long[] bits, int index) {
      return (bits[index >> 6] >>> index & 1) != 0;
    }

    private static void setBit(long[] bits, int index) {
      bits[index >> 6] |= 1L << index;
    }
  }
}
