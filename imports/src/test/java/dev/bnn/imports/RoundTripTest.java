package dev.bnn.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.export.OnnxExporter;
import dev.bnn.export.QonnxExporter;
import dev.bnn.quantize.BinaryConv2d;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.InputConv2d;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What {@code bnn export} writes, {@code bnn import} reads back equal, layer by layer. */
class RoundTripTest {
  private static final int NETWORKS = 45;

  @Test
  void standard_onnx_of_every_layer_kind_comes_back_equal() throws Exception {
    for (int seed = 0; seed < NETWORKS; seed++) {
      BinaryNetwork network = generate(seed);
      BinaryNetwork back =
          OnnxImporter.read(OnnxExporter.export(network), ImportOptions.none()).network();
      assertSame(seed, network, back);
    }
  }

  @Test
  void qonnx_of_every_layer_kind_comes_back_equal() throws Exception {
    int tried = 0;
    for (int seed = 0; seed < NETWORKS; seed++) {
      BinaryNetwork network = generate(seed);
      if (network.input().encoding() instanceof Encoding.Table) {
        continue; // QONNX has no look-up
      }
      tried++;
      BinaryNetwork back =
          OnnxImporter.read(QonnxExporter.export(network), ImportOptions.none()).network();
      assertSame(seed, network, back);
    }
    assertThat(tried).isGreaterThan(NETWORKS / 2);
  }

  private static BinaryNetwork generate(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    if (seed % 3 > 0) {
      return GeneratedNetworks.convolutional(random);
    }
    return GeneratedNetworks.dense(
        random,
        new Shape(random.nextInt(1, 3), random.nextInt(1, 6), random.nextInt(1, 6)),
        GeneratedNetworks.encoding(random),
        random.nextInt(1, 70),
        random.nextInt(1, 40),
        random.nextInt(2, 12));
  }

  private static void assertSame(int seed, BinaryNetwork expected, BinaryNetwork actual) {
    assertThat(actual.classes()).as("seed %d", seed).isEqualTo(expected.classes());
    assertThat(actual.name()).isEqualTo(expected.name());
    List<Layer> layers = normalize(expected);
    for (int i = 0; i < layers.size(); i++) {
      assertThat(normalize(actual).get(i))
          .as("seed %d, layer %d", seed, i)
          .isEqualTo(layers.get(i));
    }
    assertThat(actual.layers()).hasSameSizeAs(layers);
  }

  /** Padding of a 1×1 kernel and a one-level thermometer are other words for the same layer. */
  private static List<Layer> normalize(BinaryNetwork network) {
    List<Layer> layers = new ArrayList<>();
    for (Layer layer : network.layers()) {
      if (layer instanceof BinaryConv2d conv && conv.window().kernel() == 1) {
        layers.add(new BinaryConv2d(unpadded(conv.window()), conv.weights(), conv.thresholds()));
      } else if (layer instanceof InputConv2d conv && conv.window().kernel() == 1) {
        layers.add(new InputConv2d(unpadded(conv.window()), conv.weights(), conv.thresholds()));
      } else if (layer instanceof InputEncoding input
          && input.encoding().name().equals("thermometer:1")) {
        layers.add(new InputEncoding(input.image(), Encoding.binary()));
      } else {
        layers.add(layer);
      }
    }
    return layers;
  }

  private static Window unpadded(Window window) {
    return new Window(window.input(), window.kernel(), window.stride(), Padding.NONE);
  }
}
