package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A mistake gives one line (what, where, what to do) and the right exit status. */
class WrongUseTest {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @TempDir Path folder;

  /** Words of a command line; RUN, BUNDLE and TMP stand for folders. */
  private Object[] resolve(String line) {
    return Arrays.stream(line.isEmpty() ? new String[0] : line.split(" "))
        .map(word -> word.equals("''") ? "" : word)
        .map(word -> word.replaceFirst("^RUN", Trained.RUN.toString()))
        .map(word -> word.replaceFirst("^BUNDLE", Trained.BUNDLE.toString()))
        .map(word -> word.replaceFirst("^TMP", folder.toString()))
        .toArray();
  }

  private void assertTold(int status, String message, String line) {
    Execution execution = Execution.of(resolve(line));
    assertThat(execution.errLines()).as("%s", execution).hasSize(1);
    assertThat(execution.err()).startsWith("bnn: ").contains(message).doesNotContain("\tat ");
    assertThat(execution.out()).isEmpty();
    assertThat(execution.status()).isEqualTo(status);
  }

  static Stream<Arguments> commandLines() {
    String digits = "train --out TMP/x --dataset digits ";
    String sweep = "sweep --dataset digits --modes binary --seeds 1 ";
    return Stream.of(
        // what picocli finds
        arguments(USAGE, "a command is missing (see 'bnn --help')", ""),
        arguments(USAGE, "unknown command 'trian': did you mean 'train'?", "trian"),
        arguments(USAGE, "unknown option '--bogus' (see 'bnn --help')", "--bogus"),
        arguments(USAGE, "'--dataste': did you mean '--dataset'?", "train --dataste digits"),
        arguments(USAGE, "unexpected argument 'digits'", "train digits"),
        arguments(USAGE, "unknown command 'lst': did you mean 'list'?", "data lst"),
        arguments(USAGE, "list, info or fetch?", "data"),
        arguments(USAGE, "NAME|FOLDER is missing (see 'bnn data info --help')", "data info"),
        arguments(USAGE, "NAME is missing (see 'bnn data fetch --help')", "data fetch"),
        arguments(USAGE, "unknown data set 'nope': use one of", "data fetch nope"),
        arguments(USAGE, "'x' is no address", "data fetch mnist --from x"),
        arguments(USAGE, "MODEL is missing", "eval"),
        arguments(USAGE, "MODEL '': must be a model.bnn, a folder or zoo:NAME", "eval ''"),
        arguments(USAGE, "IMAGE is missing", "predict RUN"),
        arguments(USAGE, "--epochs abc: must be a whole number", digits + "--epochs abc"),
        arguments(USAGE, "--seeds x: must be a whole number", digits + "--seeds x"),
        arguments(USAGE, "--width nan: must be a number", digits + "--width nan"),
        arguments(USAGE, "--mode foo: must be binary or float", digits + "--mode foo"),
        arguments(USAGE, "--recipe foo: must be fast or best", digits + "--recipe foo"),
        arguments(USAGE, "should be specified only once", digits + "--epochs 1 --epochs 2"),
        arguments(USAGE, "--out '': must be the name of a file or folder", "train --out ''"),
        arguments(
            USAGE,
            "--stage foo: must be one of dl4j, interpreter, packed, onnx, rtl, icarus",
            "verify RUN --stage foo"),
        // train
        arguments(USAGE, "which data? give --dataset NAME", "train"),
        arguments(
            USAGE,
            "unknown data set 'nope', and no folder here: use one of",
            "train --dataset nope"),
        arguments(USAGE, "did you mean 'cifar10'? use one of", "train --dataset CIFAR-10"),
        arguments(USAGE, "unknown data set 'fashion': did you mean", "data fetch fashion"),
        arguments(USAGE, "unknown augmentation 'blur'", "train --dataset nope --augment blur"),
        arguments(FAILED, "'mnist' is not here: ", "train --dataset mnist --data-dir TMP"),
        arguments(USAGE, "0 epochs: must be 1…", digits + "--epochs 0"),
        arguments(USAGE, "width 9: must be 0.125…2", digits + "--width 9"),
        arguments(USAGE, "unknown model 'tfx': use tfc, sfc, lfc", digits + "--model tfx"),
        arguments(USAGE, "unknown input encoding 'foo': use one of", digits + "--input foo"),
        arguments(USAGE, "--seeds: 1 is there twice", digits + "--seeds 1,2,1"),
        arguments(USAGE, "unknown optimizer 'sgd'", "train --dataset nope --optimizer sgd"),
        arguments(USAGE, "unknown schedule 'step'", "train --dataset nope --schedule step"),
        arguments(USAGE, "nope is not a run folder", "train --dataset nope --distill nope"),
        arguments(
            USAGE,
            "--ste tanh: must be one of clip, approx-sign, swish-sign",
            "train --dataset digits --ste tanh"),
        arguments(
            USAGE,
            "--loss mse: must be cross-entropy or squared-hinge",
            "train --dataset digits --loss mse"),
        arguments(USAGE, "bop flips binary weights", digits + "--mode float --optimizer bop"),
        arguments(USAGE, "warm-up of 3 epochs: must be 0…2", digits + "--epochs 3 --warmup 3"),
        arguments(
            USAGE,
            "label smoothing goes with cross-entropy",
            digits + "--loss squared-hinge --label-smoothing 0.1"),
        arguments(USAGE, "is not empty", "train --dataset digits --out RUN"),
        arguments(USAGE, "is not a folder", "train --dataset digits --out RUN/model.bnn"),
        // MODEL and pictures
        arguments(FAILED, "no such model.bnn or run folder", "eval TMP/nothing"),
        arguments(FAILED, "no model.bnn in this folder", "eval TMP"),
        arguments(FAILED, "config.json: not a model.bnn, or damaged", "eval RUN/config.json"),
        arguments(FAILED, "it holds no network.json", "eval RUN/checkpoint.zip"),
        arguments(USAGE, "unknown data set 'nope'", "eval RUN --dataset nope"),
        arguments(FAILED, "no.png: no such picture", "predict RUN TMP/no.png"),
        arguments(USAGE, "--top 0: at least 1", "predict RUN TMP/no.png --top 0"),
        arguments(USAGE, "--top x: must be a whole number", "predict RUN TMP/no.png --top x"),
        arguments(FAILED, "no such picture", "predict RUN TMP"),
        arguments(FAILED, "not a picture that can be read", "predict RUN RUN/config.json"),
        // export and inspect
        arguments(USAGE, "nothing to do: give --onnx FILE, --weights DIR", "export RUN"),
        arguments(FAILED, "holds other or changed files", "export RUN --weights RUN"),
        arguments(FAILED, "is a file: name a new folder", "export RUN --weights RUN/model.bnn"),
        arguments(
            FAILED,
            "a file lies where a folder is needed",
            "export RUN --weights RUN/config.json/x"),
        arguments(FAILED, " is a folder: name a file", "export RUN --onnx TMP"),
        arguments(
            FAILED, "a file lies where a folder is needed", "export RUN --onnx RUN/config.json/x"),
        arguments(FAILED, "holds other files", "export RUN --fpga RUN"),
        arguments(FAILED, "is a file: name a new folder", "export RUN --fpga RUN/model.bnn"),
        arguments(USAGE, "add --fpga DIR", "export RUN --onnx TMP/x --clock 50"),
        arguments(USAGE, "add --fpga DIR", "export RUN --onnx TMP/x --writable-weights"),
        arguments(USAGE, "give --fpga DIR --writable-weights", "export RUN --weights writable"),
        arguments(
            USAGE,
            "did you mean '--writable-weights'",
            "export RUN --fpga TMP/x --writable-weight"),
        arguments(USAGE, "add --onnx FILE", "export RUN --fpga TMP/x --flavor qonnx"),
        arguments(USAGE, "add --flavor qonnx", "export RUN --onnx TMP/x --keep-bn"),
        arguments(USAGE, "must be standard or qonnx", "export RUN --onnx TMP/x --flavor tf"),
        arguments(FAILED, "no.json: no such folding file", "inspect RUN --folding TMP/no.json"),
        arguments(FAILED, "not a folding file", "inspect RUN --folding TMP"),
        arguments(USAGE, "every 0.00 cycles", "export RUN --fpga TMP/x --target-fps 1e12"),
        arguments(USAGE, "must be positive", "export RUN --fpga TMP/x --target-fps -5"),
        arguments(USAGE, "must be positive", "export RUN --fpga TMP/x --target-fps NaN"),
        arguments(USAGE, "clock of 0.0 MHz: must be", "export RUN --fpga TMP/x --clock 0"),
        arguments(USAGE, "not for pixels", "export RUN --fpga TMP/x --stream bits"),
        arguments(USAGE, "--stream foo: must be bytes or bits", "inspect RUN --stream foo"),
        arguments(USAGE, "unknown data set", "export RUN --fpga TMP/x --dataset nope"),
        // goals
        arguments(
            USAGE,
            "--target-fps and --fit: give one goal",
            "plan RUN --target xc7z020 --target-fps 9 --fit"),
        arguments(
            USAGE,
            "--target-latency and --folding: give one goal",
            "plan RUN --target-latency 5us --folding TMP/no.json"),
        arguments(USAGE, "--utilization is for --fit", "plan RUN --utilization 50%"),
        arguments(USAGE, "--utilization: '0%' is no share", "plan RUN --fit --utilization 0%"),
        arguments(USAGE, "'101%' is no share", "plan RUN --fit --utilization 101%"),
        arguments(USAGE, "--fit needs a part, and nothing limits 'generic'", "plan RUN --fit"),
        arguments(USAGE, "'5' is no time: write it like", "plan RUN --target-latency 5"),
        arguments(USAGE, "must be positive", "plan RUN --target-latency 0us"),
        arguments(USAGE, "a latency of 0.020 µs cannot be", "plan RUN --target-latency 20ns"),
        arguments(USAGE, "no target 'xc7z021': use one of", "plan RUN --target xc7z021"),
        arguments(USAGE, "a plot ends in .png or .svg", "plan RUN --plot TMP/front.gif"),
        arguments(FAILED, " is a folder: name a file", "plan RUN --folding-out TMP"),
        arguments(USAGE, "add --fpga DIR", "export RUN --onnx TMP/x --fit --target xc7z020"),
        // sweeps
        arguments(USAGE, "which data? give --dataset", "sweep"),
        arguments(USAGE, "unknown data set 'nope'", "sweep --dataset nope"),
        arguments(USAGE, "'1.5' is no number of neurons", sweep + "--model mlp --widths 1.5"),
        arguments(USAGE, "'x' is no factor", sweep + "--model tfc --widths x"),
        arguments(USAGE, "0.5-binary-seed1 is asked for tw", sweep + "--model tfc --widths .5,1/2"),
        arguments(USAGE, "learning rate 50.0: must be", sweep + "--learning-rate 50"),
        arguments(USAGE, "learning rate 0.0: must be", sweep + "--float-rates 0"),
        arguments(
            USAGE, "--seeds 9999999999: must be", "sweep --dataset digits --seeds 9999999999"),
        arguments(USAGE, "for hardware: add --target", sweep + "--fit"),
        arguments(USAGE, "nothing limits 'generic'", sweep + "--fit --target generic"),
        arguments(USAGE, "give one goal", sweep + "--target xc7z020 --fit --target-fps 9"),
        arguments(USAGE, "8-binary-seed1 is asked for twice", sweep + "--model mlp --widths 8,8"),
        arguments(USAGE, "for hardware: add --target", sweep + "--clock 200"),
        arguments(USAGE, "no target 'xc7z021': use one of", sweep + "--target xc7z021"),
        arguments(USAGE, "--epochs or --max-time, not both", sweep + "--epochs 2 --max-time 9m"),
        arguments(USAGE, "--workers: 0 is no number", sweep + "--workers 0"),
        arguments(USAGE, "holds other files", sweep + "--out RUN"),
        arguments(USAGE, "is no sweep: no sweep.json", "sweep --resume RUN"),
        arguments(USAGE, "a sweep keeps what was asked", "sweep --resume RUN --seeds 1"),
        arguments(USAGE, "no.yaml: no such file", "sweep TMP/no.yaml"),
        // folders of pictures
        arguments(FAILED, "nowhere/x: no such folder", "train --dataset nowhere/x"),
        arguments(FAILED, "is a file: a folder of class", "train --dataset RUN/model.bnn"),
        arguments(FAILED, "holds no class folders", "data info TMP"),
        arguments(
            USAGE,
            "are for folders of pictures; digits is none",
            "data info digits --image-size 8x8"),
        arguments(USAGE, "image size '8': must be HEIGHTxWIDTH", "data info TMP --image-size 8"),
        arguments(USAGE, "unknown augmentation 'spin'", digits + "--augment spin"),
        arguments(USAGE, "rotate:90: must be 1…15 degrees", digits + "--augment rotate:90"),
        // verify
        arguments(USAGE, "--images 0: at least 1", "verify BUNDLE --images 0"),
        arguments(USAGE, "--stall foo: must be random or a seed", "verify BUNDLE --stall foo"),
        arguments(USAGE, "for the RTL", "verify BUNDLE --stall 1 --stage packed"),
        arguments(USAGE, "would be huge: add --images N", "verify BUNDLE --waves TMP/w.vcd"),
        arguments(USAGE, "of one simulation", "verify BUNDLE --waves TMP/w --stage packed"),
        arguments(USAGE, "of one simulation", "verify BUNDLE --waves TMP/w --stage rtl,icarus"),
        arguments(FAILED, "cannot be written", "verify BUNDLE --images 1 --waves TMP"),
        arguments(FAILED, "needs a run folder", "verify BUNDLE --stage dl4j"));
  }

  @ParameterizedTest(name = "bnn {2}")
  @MethodSource("commandLines")
  void a_mistake_is_told_in_one_line(int status, String message, String line) throws IOException {
    assertTold(status, message, line);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).as("left behind").isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          hello                                           | not JSON: Unrecognized token 'hello'
          [1]                                             | expected an object of layers
          {"k1": {"pe": 1, "simd": 16}}                   | found 'k1' where l1 belongs
          {"l1": {"pe": 1}}                               | l1: 'simd' must be an integer
          {"l1": {"pe": 1, "simd": 16, "sind": 8}}        | l1: unknown 'sind'
          {"l1": {"pe": 0, "simd": 16}}                   | PE 0, SIMD 16, M 1: at least 1
          {"l1": {"pe": 1, "simd": 16}}                   | foldings found: 1; needed: one for each of l1, l2, l3, l4
          {"l1": {"pe": 3, "simd": 1}, "l2": {"pe": 1, "simd": 1}, "l3": {"pe": 1, "simd": 1}, "l4": {"pe": 1, "simd": 1}} | layer 1: PE 3 does not divide its 64 outputs
          """)
  void a_wrong_folding_file_is_named_with_what_is_wrong(String content, String message)
      throws IOException {
    Files.writeString(folder.resolve("folding.json"), content);
    assertTold(
        USAGE, "folding.json: " + message, "export RUN --fpga TMP/x --folding TMP/folding.json");
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void a_truncated_model_is_told() throws IOException {
    byte[] whole = Files.readAllBytes(Trained.RUN.resolve("model.bnn"));
    for (int length : new int[] {0, 100, whole.length / 2, whole.length - 1}) {
      Files.write(folder.resolve("cut.bnn"), Arrays.copyOf(whole, length));
      assertTold(FAILED, "cut.bnn: not a model.bnn, or damaged", "eval TMP/cut.bnn");
    }
  }

  @Test
  void a_run_that_did_not_end_and_a_truncated_checkpoint_are_told() throws IOException {
    Path run = Trained.copy(Trained.RUN, folder.resolve("run"));
    Path checkpoint = run.resolve("checkpoint.zip");
    Files.write(checkpoint, Arrays.copyOf(Files.readAllBytes(checkpoint), 10_000));
    assertTold(
        FAILED, "checkpoint.zip: not a checkpoint, or damaged", "verify TMP/run --stage dl4j");
    Files.delete(run.resolve("model.bnn"));
    Files.delete(checkpoint);
    assertTold(FAILED, "no model.bnn in this folder: the training did not end", "eval TMP/run");
  }

  @ParameterizedTest
  @CsvSource({
    "plan.json,             the bundle lacks plan.json",
    "host-runtime.json,     the bundle lacks host-runtime.json",
    "bnn_top.f,             the bundle lacks bnn_top.f",
    "model.bnn,             no model.bnn in this folder: export the bundle again",
    "rtl/bnn_dense.v,       the bundle lacks rtl/bnn_dense.v",
    "mem/l1_weights.mem,    the bundle lacks mem/l1_weights.mem",
    "sim/main.cpp,          the bundle lacks sim/main.cpp"
  })
  void a_bundle_that_lacks_a_file_is_never_proven(String file, String message) throws IOException {
    Files.delete(Trained.copy(Trained.BUNDLE, folder.resolve("fpga")).resolve(file));
    assertTold(FAILED, message, "verify TMP/fpga");
  }

  @Test
  void a_bundle_with_an_edited_plan_is_told() throws IOException {
    Path plan = Trained.copy(Trained.BUNDLE, folder.resolve("fpga")).resolve("plan.json");
    Files.writeString(plan, Files.readString(plan).replaceFirst("\"simd\" : \\d+", "\"simd\" : 1"));
    assertTold(FAILED, "plan.json: changed by hand", "verify TMP/fpga --images 1");
    Files.writeString(plan, "hello");
    assertTold(FAILED, "plan.json: not JSON", "verify TMP/fpga --images 1");
  }

  @Test
  void images_of_another_shape_are_told() throws IOException {
    Path data = Files.createDirectories(folder.resolve("mnist"));
    writeIdx(data.resolve("train-images-idx3-ubyte"), 120, 28, 28);
    writeIdx(data.resolve("train-labels-idx1-ubyte"), 120);
    writeIdx(data.resolve("t10k-images-idx3-ubyte"), 10, 28, 28);
    writeIdx(data.resolve("t10k-labels-idx1-ubyte"), 10);
    String message = "the network takes images of 1×8×8, the data set has 1×28×28";
    for (String command : List.of("eval RUN", "verify BUNDLE", "export RUN --fpga TMP/x")) {
      assertTold(USAGE, message, command + " --dataset mnist --data-dir TMP");
    }
  }

  /** An IDX file whose byte i is i % 10: labels, or something like pixels. */
  private static void writeIdx(Path file, int... sides) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x0800 + sides.length);
    for (int side : sides) {
      out.writeInt(side);
    }
    int size = Arrays.stream(sides).reduce(1, Math::multiplyExact);
    for (int i = 0; i < size; i++) {
      out.writeByte(i % 10);
    }
    Files.write(file, bytes.toByteArray());
  }

  @Test
  void a_check_that_compares_nothing_is_no_proof() {
    Execution execution = Execution.of(resolve("verify RUN --stage interpreter --images 3"));
    assertThat(execution.status()).isEqualTo(FAILED);
    assertThat(execution.err()).contains("bnn: not proven: nothing was compared");
  }

  @Test
  void a_stack_trace_is_shown_only_with_debug() {
    assertThat(Execution.of("eval", "nothing", "--debug").err())
        .startsWith("bnn: nothing: no such model.bnn or run folder")
        .contains("\tat dev.bnn.cli.ModelArgument");
  }
}
