package dev.bnn.quantize.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.Shape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedEngineTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 31, 32, 33, 61, 63, 64, 65, 127, 128, 129})
  void dense_networks_give_the_scores_of_the_interpreter(int size) {
    for (String encoding : new String[] {"pixels", "binary", "thermometer:3"}) {
      SplittableRandom random = new SplittableRandom(size);
      BinaryNetwork network =
          GeneratedNetworks.dense(
              random, Shape.vector(size), Encoding.parse(encoding), size, size + 1, 10);
      assertEqualOnRandomImages(network, random, 20, "dense " + encoding + " " + size);
    }
  }

  @Test
  void convolutional_networks_give_the_scores_of_the_interpreter() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      BinaryNetwork network = GeneratedNetworks.convolutional(random);
      assertEqualOnRandomImages(network, random, 3, "convolutional, seed " + seed);
    }
  }

  @Test
  void an_image_of_another_size_is_refused() {
    BinaryNetwork network =
        GeneratedNetworks.dense(
            new SplittableRandom(1), new Shape(1, 2, 3), Encoding.pixels(), 4, 2);
    assertThatThrownBy(() -> new PackedEngine(network).scores(new byte[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 bytes")
        .hasMessageContaining("1×2×3");
  }

  private static void assertEqualOnRandomImages(
      BinaryNetwork network, SplittableRandom random, int images, String description) {
    PackedEngine engine = new PackedEngine(network);
    for (int i = 0; i < images; i++) {
      byte[] image = GeneratedNetworks.image(random, network);
      assertThat(engine.scores(image))
          .as("%s, image %d", description, i)
          .isEqualTo(Interpreter.run(network, image).scores());
    }
  }
}
