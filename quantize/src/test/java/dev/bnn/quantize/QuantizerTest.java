package dev.bnn.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.quantize.exec.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whole trained networks against a float evaluation written down once more, in plain loops. */
class QuantizerTest {
  @Test
  void the_integer_network_decides_as_the_float_network_at_every_neuron() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      TrainedNetwork trained = GeneratedNetworks.trained(random);
      BinaryNetwork network = Quantizer.quantize(trained);
      for (int i = 0; i < 5; i++) {
        byte[] image = GeneratedNetworks.image(random, network);
        Trace trace = Interpreter.run(network, image);
        List<float[]> expected = runFloat(trained, image);
        for (int layer = 0; layer < expected.size(); layer++) {
          assertThat(trace.output(layer + 1).toArray())
              .as("seed %d, image %d, layer %d", seed, i, layer + 1)
              .isEqualTo(toInts(expected.get(layer)));
        }
      }
    }
  }

  private static int[] toInts(float[] values) {
    int[] ints = new int[values.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (int) values[i];
    }
    return ints;
  }

  private static List<float[]> runFloat(TrainedNetwork network, byte[] image) {
    List<float[]> outputs = new ArrayList<>();
    int levels = network.encoding().levels();
    int area = network.image().height() * network.image().width();
    float[] x = new float[image.length * levels];
    for (int i = 0; i < x.length; i++) {
      int channel = i / area;
      int pixel = Byte.toUnsignedInt(image[channel / levels * area + i % area]);
      x[i] = network.encoding().encode(pixel, channel % levels);
    }
    for (TrainedLayer layer : network.layers()) {
      if (layer instanceof TrainedLayer.Conv2d conv) {
        x = convolve(conv, x, network.encoding());
      } else if (layer instanceof TrainedLayer.Pool pool) {
        x = pool(pool, x);
      } else if (layer instanceof TrainedLayer.Dense dense) {
        x = multiply(dense.weights(), x);
        for (int o = 0; o < x.length; o++) {
          x[o] = sign(dense.norm(), o, x[o]);
        }
      } else if (layer instanceof TrainedLayer.LastDense last) {
        x = multiply(last.weights(), x);
      }
      outputs.add(x);
    }
    return outputs;
  }

  private static float sign(BatchNorm norm, int channel, float accumulator) {
    float deviation =
        (float) (1.0 / Math.sqrt((double) norm.variance().get(channel) + norm.epsilon()));
    float normalized = (accumulator - norm.mean().get(channel)) * deviation;
    return normalized * norm.gamma().get(channel) + norm.beta().get(channel) >= 0 ? 1 : -1;
  }

  private static float[] multiply(BitMatrix weights, float[] x) {
    float[] out = new float[weights.rows()];
    for (int o = 0; o < out.length; o++) {
      for (int i = 0; i < x.length; i++) {
        out[o] += weights.sign(o, i) * x[i];
      }
    }
    return out;
  }

  private static float[] convolve(TrainedLayer.Conv2d conv, float[] x, Encoding encoding) {
    Window window = conv.window();
    Shape in = window.input();
    Shape out = window.output(conv.weights().rows());
    // an explicitly padded copy: another way than the interpreter's bounds test
    int side = window.padding() == Padding.NONE ? 0 : 1;
    Shape padded = new Shape(in.channels(), in.height() + 2 * side, in.width() + 2 * side);
    float[] copy = new float[padded.size()];
    for (int c = 0; c < padded.channels(); c++) {
      for (int y = 0; y < padded.height(); y++) {
        for (int z = 0; z < padded.width(); z++) {
          boolean inside =
              y >= side && y < side + in.height() && z >= side && z < side + in.width();
          float pad =
              encoding.isBipolar()
                  ? window.padding().value()
                  : window.padding() == Padding.PLUS_ONE ? 255 : 0;
          copy[padded.index(c, y, z)] = inside ? x[in.index(c, y - side, z - side)] : pad;
        }
      }
    }
    float[] result = new float[out.size()];
    for (int o = 0; o < out.channels(); o++) {
      for (int y = 0; y < out.height(); y++) {
        for (int z = 0; z < out.width(); z++) {
          float sum = 0;
          for (int i = 0; i < window.size(); i++) {
            int c = i / 9;
            sum += conv.weights().sign(o, i) * copy[padded.index(c, y + i / 3 % 3, z + i % 3)];
          }
          result[out.index(o, y, z)] = sign(conv.norm(), o, sum);
        }
      }
    }
    return result;
  }

  private static float[] pool(TrainedLayer.Pool pool, float[] x) {
    Shape in = pool.input();
    Shape out = new Shape(in.channels(), in.height() / 2, in.width() / 2);
    float[] result = new float[out.size()];
    for (int c = 0; c < out.channels(); c++) {
      for (int y = 0; y < out.height(); y++) {
        for (int z = 0; z < out.width(); z++) {
          float most = -1;
          for (int k = 0; k < 4; k++) {
            most = Math.max(most, x[in.index(c, 2 * y + k / 2, 2 * z + k % 2)]);
          }
          result[out.index(c, y, z)] = most;
        }
      }
    }
    return result;
  }
}
