package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final Shape IMAGE = new Shape(1, 28, 28);

  @Test
  void namedModelsHaveThreeEqualLayers() {
    assertThat(blocks("tfc", 1)).isEqualTo(dense(64, 64, 64));
    assertThat(blocks("sfc", 1)).isEqualTo(dense(256, 256, 256));
    assertThat(blocks("LFC", 1)).isEqualTo(dense(1024, 1024, 1024));
  }

  @Test
  void widthScalesNamedModels() {
    assertThat(blocks("tfc", 0.125)).isEqualTo(dense(8, 8, 8));
    assertThat(blocks("sfc", 2)).isEqualTo(dense(512, 512, 512));
    assertThat(blocks("sfc", 0.75)).isEqualTo(dense(192, 192, 192));
  }

  @Test
  void freeModelsNameNeuronsAndDepth() {
    assertThat(blocks("mlp:96x2", 1)).isEqualTo(dense(96, 96));
    assertThat(parse("mlp:096x02", 1)).isEqualTo(parse("mlp:96x2", 1));
  }

  @Test
  void nameTellsTheWidthUnlessItIsOne() {
    assertThat(parse("sfc", 1).name()).isEqualTo("sfc");
    assertThat(parse("sfc", 0.5).name()).isEqualTo("sfc-0.5");
    assertThat(parse("tfc", 0.125).name()).isEqualTo("tfc-0.125");
    assertThat(parse("mlp:96x2", 1).name()).isEqualTo("mlp:96x2");
  }

  @Test
  void thermometerMultipliesInputs() {
    Architecture architecture =
        Architecture.parse("tfc", 1, Encoding.parse("thermometer:3"), IMAGE, 10);
    assertThat(architecture.inputs()).isEqualTo(3 * 784);
  }

  @Test
  void macsCountEveryWeightOnce() {
    assertThat(parse("mlp:5x2", 1).macs()).isEqualTo(784 * 5 + 5 * 5 + 5 * 10);
  }

  @Test
  void messagesSayWhatWouldBeRight() {
    assertThatThrownBy(() -> parse("tfx", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown model 'tfx': use tfc, sfc, lfc, cnv, cnn, mlp:NxD (N neurons in each of D"
                + " layers), or blocks like 64c3-p2-128d");
    assertThatThrownBy(() -> parse("mlp:96", 1)).hasMessageContaining("unknown model 'mlp:96'");
    assertThatThrownBy(() -> parse("mlp:96x3", 0.5))
        .hasMessage("width 0.5: only named models are scaled; write the neurons into mlp:NxD");
    assertThatThrownBy(() -> parse("sfc", 4)).hasMessage("width 4: must be 0.125…2");
    assertThatThrownBy(() -> parse("tfc", 0.3))
        .hasMessage("width 0.3: tfc has 64 neurons a layer, times that is no whole number");
    assertThatThrownBy(() -> parse("mlp:0x3", 1)).hasMessage("0 neurons: must be 1…65536");
    assertThatThrownBy(() -> parse("mlp:9x0", 1)).hasMessage("mlp:9x0: 1…16 hidden layers, not 0");
    assertThatThrownBy(() -> parse("sfc", Double.NaN)).hasMessageContaining("width");
    Encoding table = new Encoding.Table(IntVector.repeat(256, 3));
    assertThatThrownBy(() -> Architecture.parse("sfc", 1, table, IMAGE, 10))
        .hasMessageContaining("an encoding table is for imported networks");
    assertThatThrownBy(() -> Architecture.parse("sfc", 1, Encoding.pixels(), IMAGE, 1))
        .hasMessage("1 classes: at least 2 are needed");
  }

  private static List<Block> blocks(String model, double width) {
    return parse(model, width).blocks().stream().map(PlacedBlock::block).toList();
  }

  private static Architecture parse(String model, double width) {
    return Architecture.parse(model, width, Encoding.pixels(), IMAGE, 10);
  }

  private static List<Block> dense(int... neurons) {
    return java.util.Arrays.stream(neurons).<Block>mapToObj(Block.Dense::new).toList();
  }
}
