package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Padding;
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
  void cnvIsThatOfFinnAndCnnThatOfBinaryNet() {
    assertThat(shapes("cnv", 1, Padding.NONE))
        .containsExactly(
            "64×30×30",
            "64×28×28",
            "64×14×14",
            "128×12×12",
            "128×10×10",
            "128×5×5",
            "256×3×3",
            "256",
            "512",
            "512");
    assertThat(shapes("cnv", 0.5, Padding.MINUS_ONE))
        .containsExactly(
            "32×32×32",
            "32×32×32",
            "32×16×16",
            "64×16×16",
            "64×16×16",
            "64×8×8",
            "128×8×8",
            "128×8×8",
            "256",
            "256");
    assertThat(shapes("cnn", 1, Padding.MINUS_ONE))
        .containsExactly(
            "128×32×32",
            "128×32×32",
            "128×16×16",
            "256×16×16",
            "256×16×16",
            "256×8×8",
            "512×8×8",
            "512×8×8",
            "512×4×4",
            "1024",
            "1024");
    assertThat(shapes("cnn", 0.125, Padding.NONE))
        .containsExactly(
            "16×30×30",
            "16×28×28",
            "16×14×14",
            "32×12×12",
            "32×10×10",
            "32×5×5",
            "64×3×3",
            "64",
            "128",
            "128");
  }

  @Test
  void cnvHasTheMacsFinnCountsForIt() {
    // 64·27·900 + 64·576·784 + 128·576·144 + 128·1152·100 + 256·1152·9 + 256·2304 + …
    assertThat(colour("cnv", 1, Padding.NONE).macs())
        .isEqualTo(
            1_555_200
                + 28_901_376
                + 10_616_832
                + 14_745_600
                + 2_654_208
                + 589_824
                + 131_072
                + 262_144
                + 5_120);
  }

  @Test
  void blocksMayBeWrittenOut() {
    Architecture own = colour("mine=9c5s2-p3-7c1-20d", 1, Padding.PLUS_ONE);
    assertThat(own.blocks().stream().map(PlacedBlock::block))
        .containsExactly(
            new Block.Conv(9, 5, 2),
            new Block.Pool(3),
            new Block.Conv(7, 1, 1),
            new Block.Dense(20));
    assertThat(own.blocks().get(1).output()).isEqualTo(new Shape(9, 5, 5));
    assertThat(own.name()).isEqualTo("mine-plus-one");
    assertThat(colour("cnv", 0.5, Padding.NONE).name()).isEqualTo("cnv-0.5");
    assertThat(colour("cnn", 1, Padding.MINUS_ONE).name()).isEqualTo("cnn");
    assertThat(colour("cnn", 1, Padding.NONE).name()).isEqualTo("cnn-none");
  }

  @Test
  void whatDoesNotFitIsSaidWithItsPlace() {
    Shape small = new Shape(1, 28, 28);
    assertThatThrownBy(() -> new Architecture("cnv", 1, Padding.NONE, small, Encoding.pixels(), 10))
        .hasMessage(
            "cnv, block 8: a 3×3 convolution does not fit into a map of 2×2;"
                + " choose --padding minus-one, or larger images");
    assertThatThrownBy(() -> colour("64d-64c3", 1, Padding.NONE))
        .hasMessage("64d-64c3, block 2: a convolution after a dense block");
    assertThatThrownBy(() -> colour("p2-64d", 1, Padding.NONE))
        .hasMessage("p2-64d, block 1: a pool must follow a convolution");
    assertThatThrownBy(() -> colour("8c3-p2-p2", 1, Padding.NONE))
        .hasMessage("8c3-p2-p2, block 3: a pool must follow a convolution");
    assertThatThrownBy(() -> colour("8c9-8d", 1, Padding.NONE)).hasMessage("kernel 9: must be 1…7");
    assertThatThrownBy(() -> colour("sfc", 1, Padding.MINUS_ONE))
        .hasMessage("padding is for convolutions, and sfc has none");
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

  private static List<String> shapes(String model, double width, Padding padding) {
    return colour(model, width, padding).blocks().stream()
        .map(block -> block.output().toString())
        .toList();
  }

  private static Architecture colour(String model, double width, Padding padding) {
    return new Architecture(model, width, padding, new Shape(3, 32, 32), Encoding.pixels(), 10);
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
