package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.hwgen.ExternalTool;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.ModelFile;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.exec.Interpreter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What every command does when all is well. */
class CommandsTest {
  private static final Path RUN = Trained.RUN;

  /** Test images of {@code digits}. */
  private static final int TEST_IMAGES = 359;

  @TempDir Path folder;

  private static JsonNode read(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readAllBytes(file));
  }

  private static Dataset digits() throws IOException {
    return Datasets.load("digits", Datasets.defaultDirectory());
  }

  /** Every file below a folder, byte by byte. */
  private static SortedMap<String, List<Byte>> contents(Path top) throws IOException {
    SortedMap<String, List<Byte>> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(top)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        List<Byte> bytes = new ArrayList<>();
        for (byte b : Files.readAllBytes(file)) {
          bytes.add(b);
        }
        files.put(top.relativize(file).toString(), bytes);
      }
    }
    return files;
  }

  // ---------------------------------------------------------------------------------- train

  @Test
  void quantize_compares_every_value_of_the_trainer_with_the_integers() throws IOException {
    Execution compared = Execution.ofSuccess("quantize", RUN, "--compare", "--json");
    assertThat(compared.json().path("images").asInt()).isEqualTo(359);
    assertThat(compared.json().path("model").asText()).isEqualTo("model.bnn is the folded network");
    assertThat(compared.json().path("layers").findValuesAsText("disagreements"))
        .hasSizeGreaterThan(3)
        .containsOnly("0");
    // 64 pixels, then 64 neurons in each of three layers, then 10 scores
    assertThat(compared.json().path("layers").findValuesAsText("values"))
        .startsWith("22976", "22976")
        .endsWith("3590");
  }

  @Test
  void train_leaves_a_run_folder_with_everything_in_it() throws IOException {
    assertThat(contents(RUN))
        .containsOnlyKeys(
            "checkpoint.zip",
            "config.json",
            "health.csv",
            "metrics.csv",
            "model.bnn",
            "report.html",
            "result.json");
    assertThat(read(RUN.resolve("config.json")).path("epochs").asInt()).isEqualTo(Trained.EPOCHS);
    assertThat(Files.readAllLines(RUN.resolve("metrics.csv"))).hasSize(1 + Trained.EPOCHS);
    assertThat(read(RUN.resolve("result.json")).path("networkSha256").asText())
        .isEqualTo(Trained.network().hash());
    assertThat(Trained.TRAINING.out()).contains("Training tfc on digits", "about ", "validation");
    assertThat(Trained.TRAINING.err()).isEmpty();
  }

  @Test
  void the_same_training_gives_the_same_bytes() throws IOException {
    Path again = folder.resolve("again");
    Execution.ofSuccess("train", "--dataset", "digits", "--epochs", Trained.EPOCHS, "--out", again);
    for (String file : List.of("model.bnn", "checkpoint.zip", "config.json")) {
      assertThat(again.resolve(file)).hasSameBinaryContentAs(RUN.resolve(file));
    }
  }

  @Test
  void several_seeds_give_a_run_each_and_their_mean() throws IOException {
    Execution training =
        Execution.ofSuccess(
            "train",
            "--dataset",
            "digits",
            "--model",
            "mlp:8x1",
            "--input",
            "binary", //
            "--epochs",
            1,
            "--seeds",
            "3,4",
            "--out",
            folder.resolve("runs"),
            "--json");
    JsonNode runs = training.json().path("runs");
    assertThat(runs.findValuesAsText("seed")).containsExactly("3", "4");
    double first = runs.path(0).path("testAccuracy").asDouble();
    double second = runs.path(1).path("testAccuracy").asDouble();
    assertThat(training.json().path("meanTestAccuracy").asDouble()).isEqualTo((first + second) / 2);
    assertThat(training.json().path("stdTestAccuracy").asDouble())
        .isCloseTo(
            Math.abs(first - second) / Math.sqrt(2), org.assertj.core.data.Offset.offset(1e-12));
    assertThat(training.err()).as("progress").contains("Training mlp:8x1", "seed 4: epoch 1/1");
    assertThat(folder.resolve("runs/seed3/model.bnn")).exists();
    assertThat(folder.resolve("runs/seed4/model.bnn")).exists();
  }

  @Test
  void parts_of_a_recipe_are_used_and_recorded() throws IOException {
    Path parts = folder.resolve("parts");
    String options =
        "--epochs 4 --learning-rate 0.02 --batch-size 50 --schedule exponential:0.05 --warmup 1"
            + " --label-smoothing 0.1 --ste approx-sign --dropout 0.1 --two-stage"
            + " --batch-norm-reestimation --distill twin,2,0.5";
    Object[] where = {"train", "--dataset", "digits", "--out", parts};
    Execution.ofSuccess(Stream.of(where, options.split(" ")).flatMap(Stream::of).toArray());
    JsonNode config = read(parts.resolve("config.json"));
    assertThat(config.path("learningRate").asDouble()).isEqualTo(0.02);
    assertThat(config.path("batchSize").asInt()).isEqualTo(50);
    assertThat(config.path("schedule").asText()).isEqualTo("exponential:0.05");
    assertThat(config.path("warmUp").asInt()).isEqualTo(1);
    assertThat(config.path("labelSmoothing").asDouble()).isEqualTo(0.1);
    assertThat(config.path("ste").asText()).isEqualTo("approx-sign");
    assertThat(config.path("dropout").asDouble()).isEqualTo(0.1);
    assertThat(config.path("twoStage").asBoolean()).isTrue();
    assertThat(config.path("batchNormReestimation").asBoolean()).isTrue();
    assertThat(config.path("distill").asText()).isEqualTo("twin,2.0,0.5");
    assertThat(Execution.ofSuccess("inspect", parts).out())
        .contains("exponential:0.05 after 1 epochs of warm-up", "approx-sign", "in two stages");
    assertThat(parts.resolve("model.bnn")).isNotEmptyFile();
  }

  @Test
  void bop_trains_from_the_command_line() throws IOException {
    Path bop = folder.resolve("bop");
    Execution training =
        Execution.ofSuccess(
            "train",
            "--dataset",
            "digits",
            "--epochs",
            3,
            "--optimizer",
            "bop:0.01,0.001",
            "--out",
            bop,
            "--json");
    JsonNode run = training.json().path("runs").path(0);
    assertThat(run.path("testAccuracy").asDouble()).isGreaterThan(0.5);
  }

  @Test
  void a_float_twin_has_a_checkpoint_and_no_integer_network() throws IOException {
    Path twin = folder.resolve("twin");
    Execution.ofSuccess(
        "train", "--dataset", "digits", "--mode", "float", "--epochs", 1, "--out", twin);
    assertThat(contents(twin))
        .containsOnlyKeys(
            "checkpoint.zip", "config.json", "metrics.csv", "report.html", "result.json");
    assertThat(Execution.of("eval", twin).err()).contains("no model.bnn", "a float network");
  }

  // ---------------------------------------------------------------------------------- eval,
  // predict

  @Test
  void eval_says_when_the_classes_of_network_and_data_have_other_names() {
    Path onnx = folder.resolve("digits.onnx");
    Path model = folder.resolve("letters.bnn");
    Execution.ofSuccess("export", RUN, "--onnx", onnx);
    Execution.ofSuccess("import", onnx, "--out", model, "--classes", "a,b,c,d,e,f,g,h,i,j");
    assertThat(Execution.ofSuccess("eval", model, "--dataset", "digits").err())
        .contains("the network knows the classes a, b, c,", "compared by their numbers");
    assertThat(Execution.ofSuccess("eval", RUN).err()).isEmpty();
  }

  @Test
  void eval_counts_what_the_interpreter_answers_rightly() throws IOException {
    Dataset digits = digits();
    BinaryNetwork network = Trained.network();
    long right =
        IntStream.range(0, TEST_IMAGES)
            .filter(i -> answer(network, digits.test().image(i)) == digits.test().label(i))
            .count();
    JsonNode answer = Execution.ofSuccess("eval", RUN, "--json").json();
    assertThat(answer.path("right").asLong()).isEqualTo(right);
    assertThat(answer.path("images").asInt()).isEqualTo(TEST_IMAGES);
    assertThat(answer.path("accuracy").asDouble())
        .isEqualTo(read(RUN.resolve("result.json")).path("testAccuracy").asDouble());
    assertThat(Execution.ofSuccess("eval", RUN.resolve("model.bnn")).out())
        .contains("digits", right + " of " + TEST_IMAGES + " images");
  }

  private static int answer(BinaryNetwork network, byte[] image) {
    return Interpreter.run(network, image).scores().indexOfHighest();
  }

  @Test
  void predict_says_class_and_scores_of_a_picture() throws IOException {
    byte[] image = digits().test().image(0);
    IntVector scores = Interpreter.run(Trained.network(), image).scores();
    Path picture = writePicture(image, folder.resolve("a picture.png"));
    assertThat(Execution.ofSuccess("predict", RUN, picture).out())
        .isEqualTo(picture + ": " + scores.indexOfHighest() + "   scores " + scores + "\n");
    JsonNode answers = Execution.ofSuccess("predict", RUN, picture, picture, "--json").json();
    assertThat(answers).hasSize(2);
    assertThat(answers.path(1).path("class").asInt()).isEqualTo(scores.indexOfHighest());
    assertThat(answers.path(1).path("scores").path("7").asInt()).isEqualTo(scores.get(7));
  }

  @Test
  void predict_tells_the_best_classes_in_order() throws IOException {
    byte[] image = digits().test().image(0);
    IntVector scores = Interpreter.run(Trained.network(), image).scores();
    Path picture = writePicture(image, folder.resolve("a.png"));
    List<Integer> order =
        IntStream.range(0, 10)
            .boxed()
            .sorted(
                (a, b) -> scores.get(a) == scores.get(b) ? a - b : scores.get(b) - scores.get(a))
            .toList();
    assertThat(Execution.ofSuccess("predict", RUN, picture, "--top", 2).out())
        .isEqualTo(
            Numbers.format(
                "%s: %d (%d), %d (%d)%n",
                picture,
                order.get(0),
                scores.get(order.get(0)),
                order.get(1),
                scores.get(order.get(1))));
    JsonNode best = Execution.ofSuccess("predict", RUN, picture, "--top", 3, "--json").json();
    assertThat(best.path(0).path("top").findValuesAsText("index"))
        .containsExactlyElementsOf(order.stream().limit(3).map(String::valueOf).toList());
    assertThat(best.path(0).path("scores")).as("all of them").hasSize(10);
    JsonNode all = Execution.ofSuccess("predict", RUN, picture, "--top", 99, "--json").json();
    assertThat(all.path(0).path("top")).as("no more than there are").hasSize(10);
  }

  @Test
  void predict_notes_in_one_line_that_pictures_are_scaled() throws IOException {
    Path small = writePicture(digits().test().image(0), folder.resolve("small.png"));
    Path large = folder.resolve("large.png");
    ImageIO.write(new BufferedImage(20, 30, BufferedImage.TYPE_INT_RGB), "png", large.toFile());
    Execution both = Execution.ofSuccess("predict", RUN, small, large, large);
    assertThat(both.err()).isEqualTo("note: " + large + " is 30×20, scaled to 8×8 (and 1 more)\n");
    assertThat(Execution.ofSuccess("predict", RUN, small).err()).isEmpty();
  }

  private static Path writePicture(byte[] image, Path file) throws IOException {
    BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < image.length; i++) {
      picture.setRGB(i % 8, i / 8, (image[i] & 255) * 0x010101);
    }
    ImageIO.write(picture, "png", file.toFile());
    return file;
  }

  // ---------------------------------------------------------------------------------- inspect

  @Test
  void inspect_shows_layers_sizes_and_cycles() throws IOException {
    JsonNode answer = Execution.ofSuccess("inspect", RUN, "--json").json();
    int weights =
        answer.path("layers").findValues("weightBits").stream().mapToInt(JsonNode::asInt).sum();
    assertThat(weights).isEqualTo(3 * 64 * 64 + 64 * 10);
    for (JsonNode layer : answer.path("layers")) {
      if (layer.has("pe")) {
        assertThat(
                layer.path("cycles").asInt()
                    * layer.path("pe").asInt()
                    * layer.path("simd").asInt())
            .isEqualTo(layer.path("macs").asInt());
      }
    }
    assertThat(answer.path("cyclesPerFrame").asInt()).isBetween(1, 256);
    assertThat(Execution.ofSuccess("inspect", RUN).out())
        .contains(
            "input-dense", "binary-dense", "scores", "12,928", "cycles per frame, steady state")
        .contains("trained on digits", Trained.network().hash());
  }

  /** By hand: 64 pixels and weights ±1 give sums within ±16,320; 64 signs sums within ±64. */
  @Test
  void inspect_counts_bits_memory_and_operations() throws IOException {
    JsonNode answer = Execution.ofSuccess("inspect", RUN, "--json").json();
    int macs = 3 * 64 * 64 + 64 * 10;
    assertThat(answer.path("macs").asInt()).isEqualTo(macs);
    assertThat(answer.path("operations").asInt()).isEqualTo(2 * macs);
    assertThat(answer.path("binaryMacs").asInt()).isEqualTo(macs - 64 * 64);
    assertThat(answer.path("memoryBytes").asDouble())
        .isEqualTo(
            (answer.path("weightBits").asInt() + answer.path("thresholdBits").asInt()) / 8.0);
    JsonNode first = answer.path("layers").path(1);
    assertThat(first.path("inputBits").asInt()).isEqualTo(8);
    assertThat(first.path("accumulatorBits").asInt()).isBetween(14, 15);
    assertThat(first.path("thresholdBits").asInt()).isLessThanOrEqualTo(64 * 15);
    JsonNode second = answer.path("layers").path(2);
    assertThat(second.path("inputBits").asInt()).isEqualTo(1);
    assertThat(second.path("accumulatorBits").asInt()).isEqualTo(8);
    assertThat(second.path("operations").asInt()).isEqualTo(2 * 64 * 64);
    assertThat(answer.path("layers").path(4).path("thresholdBits").asInt()).isZero();
    assertThat(Execution.ofSuccess("inspect", RUN).out())
        .contains("weights, 1 bit each", "1.58 kB", "memory: both")
        .contains("8 bit·±1, sum", "±1·±1, sum 8 bit", "2 per MAC, as FINN counts")
        .contains(Numbers.format("%.3f MOP", 2 * macs / 1e6));
  }

  @Test
  void inspect_folds_as_it_is_told() throws IOException {
    JsonNode answer =
        Execution.ofSuccess("inspect", RUN, "--target-fps", "2e6", "--clock", 50, "--json").json();
    assertThat(answer.path("framesPerSecond").asDouble()).isGreaterThanOrEqualTo(2e6);
    assertThat(answer.path("clockMhz").asDouble()).isEqualTo(50);
    assertThat(answer.path("clockPromised").asBoolean(false)).isTrue();
  }

  @Test
  void inspect_tells_of_a_clock_that_the_delay_table_does_not_promise() throws IOException {
    assertThat(Execution.ofSuccess("inspect", RUN, "--target", "ice40-up5k", "--clock", 400).out())
        .contains("the delay table of ice40-up5k does not promise 400 MHz for l1, l2");
    assertThat(
            Execution.ofSuccess("inspect", RUN, "--target", "ice40-up5k", "--clock", 400, "--json")
                .json()
                .path("clockPromised")
                .asBoolean(true))
        .isFalse();
    assertThat(Execution.ofSuccess("inspect", RUN).out()).doesNotContain("does not promise");
  }

  // ---------------------------------------------------------------------------------- export

  @Test
  void export_writes_the_same_bytes_every_time() throws IOException {
    for (String name : List.of("a", "b")) {
      Execution.ofSuccess(
          "export",
          RUN,
          "--onnx",
          folder.resolve(name + "/m.onnx"),
          "--fpga",
          folder.resolve(name + "/fpga"));
    }
    assertThat(contents(folder.resolve("a"))).isEqualTo(contents(folder.resolve("b")));
    assertThat(contents(folder.resolve("a")))
        .containsKeys("m.onnx", "fpga/rtl/bnn_top.v", "fpga/plan.json", "fpga/host-runtime.json");
  }

  @Test
  void export_follows_a_folding_file() throws IOException {
    Path folding = folder.resolve("folding.json");
    Files.writeString(
        folding,
        "{'l1': {'pe': 4, 'simd': 8}, 'l2': {'pe': 2, 'simd': 4}, 'l3': {'pe': 8, 'simd': 2},"
                .replace('\'', '"')
            + "\"l4\": {\"pe\": 5, \"simd\": 8}}");
    Path bundle = folder.resolve("fpga");
    JsonNode answer =
        Execution.ofSuccess("export", RUN, "--fpga", bundle, "--folding", folding, "--json").json();
    assertThat(read(bundle.resolve("plan.json")).path("layers").findValuesAsText("pe"))
        .containsExactly("4", "2", "8", "5");
    assertThat(answer.path("fpga").path("cyclesPerFrame").asInt()).isEqualTo(64 / 2 * (64 / 4));
  }

  @Test
  void a_plan_is_shown_and_its_folding_can_be_given_back() throws IOException {
    Path folding = folder.resolve("folding.json");
    JsonNode plan =
        Execution.ofSuccess(
                "plan", RUN, "--target", "ice40-hx8k", "--fit", "--folding-out", folding, "--json")
            .json();
    assertThat(plan.path("fits").asBoolean()).isTrue();
    assertThat(plan.path("predicted").path("lut").asInt())
        .isLessThanOrEqualTo((int) (0.8 * plan.path("available").path("lut").asInt()));
    assertThat(plan.path("tradeOffs")).isNotEmpty();

    Path bundle = folder.resolve("fpga");
    JsonNode answer =
        Execution.ofSuccess(
                "export",
                RUN,
                "--fpga",
                bundle,
                "--target",
                "ice40-hx8k",
                "--folding",
                folding,
                "--json")
            .json();
    assertThat(answer.path("fpga").path("cyclesPerFrame")).isEqualTo(plan.path("cyclesPerFrame"));
    assertThat(bundle.resolve("folding.json")).hasSameTextualContentAs(folding);
  }

  @Test
  void a_plan_says_what_limits_it_and_that_power_is_not_estimated() throws IOException {
    Path plot = folder.resolve("front.png");
    String text = Execution.ofSuccess("plan", RUN, "--target", "xc7z020", "--plot", plot).out();
    assertThat(text)
        .contains("← sets the pace", "53,200", "TOPS", "latency", "power is not estimated");
    assertThat(ImageIO.read(plot.toFile()).getWidth()).isEqualTo(800);
  }

  @Test
  void export_replaces_a_bundle_and_what_its_makefile_made_but_no_file_of_the_user()
      throws IOException {
    Path bundle = Trained.copy(Trained.BUNDLE, folder.resolve("fpga"));
    Files.createDirectories(bundle.resolve("obj_dir"));
    Files.writeString(bundle.resolve("obj_dir/bench"), "made by make");
    Execution.ofSuccess("export", RUN, "--fpga", bundle, "--scores");
    assertThat(bundle.resolve("obj_dir")).doesNotExist();
    Files.writeString(bundle.resolve("rtl/mine.v"), "precious");
    Execution refused = Execution.of("export", RUN, "--fpga", bundle);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("holds other files (rtl/mine.v)");
    assertThat(bundle.resolve("rtl/mine.v")).hasContent("precious");
  }

  @Test
  void export_makes_weights_writable_where_it_is_asked_to() throws IOException {
    assertThat(Execution.ofSuccess("export", "--help").out()).contains("--writable-weights");
    Path bundle = folder.resolve("fpga");
    Execution.ofSuccess("export", RUN, "--fpga", bundle, "--writable-weights");
    assertThat(read(bundle.resolve("host-runtime.json")).path("loading").path("memories"))
        .hasSize(8);
    assertThat(read(Trained.BUNDLE.resolve("host-runtime.json")).has("loading")).isFalse();
  }

  @Test
  void export_takes_noise_for_golden_vectors_where_the_data_is_not_here() throws IOException {
    Path bundle = folder.resolve("fpga");
    Path model = elsewhere();
    Execution export = Execution.ofSuccess("export", model, "--fpga", bundle, "--json");
    assertThat(export.err()).contains("golden vectors are of noise");
    assertThat(export.json().path("fpga").path("folder").asText()).isEqualTo(bundle.toString());
    assertThat(Files.readAllLines(bundle.resolve("vectors/images.hex"))).hasSize(16);
  }

  /** The network, as if trained on data that nobody here knows. */
  private Path elsewhere() throws IOException {
    BinaryNetwork network = Trained.network();
    Path file = folder.resolve("elsewhere.bnn");
    Provenance origin = new Provenance("bnn", "elsewhere", "", 1, "", Double.NaN);
    ModelFile.write(
        new BinaryNetwork(network.name(), network.layers(), network.classes(), origin), file);
    return file;
  }

  // ---------------------------------------------------------------------------------- verify

  @Test
  void verify_proves_every_stage_that_needs_no_simulator() throws IOException {
    JsonNode proof =
        Execution.ofSuccess("verify", RUN, "--stage", "dl4j,interpreter,packed,onnx", "--json")
            .json();
    assertThat(proof.path("proven").asBoolean()).isTrue();
    assertThat(proof.path("stages").findValuesAsText("stage"))
        .containsExactly("dl4j", "interpreter", "packed", "onnx");
    for (JsonNode stage : proof.path("stages")) {
      assertThat(stage.path("verdict").asText()).as("%s", stage).isEqualTo("agrees");
      assertThat(stage.path("images").asInt()).isEqualTo(TEST_IMAGES);
    }
  }

  @Test
  void verify_of_a_bundle_simulates_the_rtl_that_lies_there_and_keeps_the_waves()
      throws IOException {
    Tools.require(ExternalTool.VERILATOR, ExternalTool.CXX, ExternalTool.MAKE);
    Path waves = folder.resolve("some waves/run.vcd");
    Execution proof =
        Execution.ofSuccess(
            "verify", Trained.BUNDLE, "--images", 5, "--stall", 7, "--waves", waves);
    assertThat(proof.out()).contains("rtl-stalled", "agrees").doesNotContain("dl4j");
    assertThat(proof.err()).contains("running rtl-stalled on 5 images");
    assertThat(waves).content().startsWith("$version").contains("$enddefinitions");
  }

  @Test
  void verify_tells_the_image_layer_and_channel_of_a_broken_memory() throws IOException {
    Tools.require(ExternalTool.ICARUS);
    Path bundle = Trained.copy(Trained.BUNDLE, folder.resolve("fpga"));
    Path memory = bundle.resolve("mem/l2_thresholds.mem");
    Files.writeString(memory, Files.readString(memory).replaceAll("(?m)^[0-9a-f]", "7"));
    Path waves = Path.of("fpga-mismatch-icarus.vcd"); // in the folder the user works in
    Execution proof = Execution.of("verify", bundle, "--images", 2, "--stage", "icarus");
    assertThat(waves).content().startsWith("$date");
    Files.delete(waves);
    assertThat(proof.status()).isEqualTo(1);
    assertThat(proof.err()).contains("bnn: not proven: icarus DIFFERS");
    assertThat(proof.out())
        .contains("DIFFERS", "first: image 0, layer 2", "channel", "mem/l2_thresholds.mem");
  }

  // ---------------------------------------------------------------------------------- data, doctor

  @Test
  void data_list_and_info_tell_what_is_here() throws IOException {
    JsonNode list = Execution.ofSuccess("data", "list", "--data-dir", folder, "--json").json();
    assertThat(list.findValuesAsText("name")).contains("digits", "mnist", "fashion-mnist");
    assertThat(list.path(0).path("here").asBoolean()).as("digits").isTrue();
    assertThat(list.path(1).path("here").asBoolean()).as("mnist").isFalse();
    assertThat(Execution.ofSuccess("data", "list").out()).contains("digits", "1×8×8");
    JsonNode info = Execution.ofSuccess("data", "info", "digits", "--json").json();
    assertThat(info.path("sha256").asText()).isEqualTo(digits().hash());
    assertThat(Execution.ofSuccess("data", "info", "digits").out())
        .contains("1×8×8", "10 classes", "CC BY 4.0", digits().hash());
  }

  @Test
  void doctor_succeeds_only_if_nothing_that_commands_need_is_missing() throws IOException {
    boolean all =
        Stream.of(ExternalTool.values())
            .filter(ExternalTool::isNeeded)
            .allMatch(ExternalTool::isUsable);
    Execution doctor = Execution.of("doctor", "--json");
    assertThat(doctor.status()).isEqualTo(all ? 0 : 1);
    assertThat(doctor.json()).hasSize(ExternalTool.values().length);
    assertThat(Execution.of("doctor").out())
        .contains("verilator", "iverilog", "yosys", "Data sets in");
  }

  // ---------------------------------------------------------------------------------- help

  static Stream<CommandLine> commands() {
    return withSubcommands(Bnn.commandLine());
  }

  private static Stream<CommandLine> withSubcommands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(CommandsTest::withSubcommands));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_command_has_help_that_fits_a_terminal(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    List<String> words =
        new ArrayList<>(List.of(name.split(" ")).subList(1, name.split(" ").length));
    words.add("--help");
    Execution help = Execution.ofSuccess(words.toArray());
    assertThat(help.out()).startsWith("Usage: " + name + " [").contains("--debug", "--version");
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(help.out()).doesNotContain("null", "${");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_example_in_the_help_is_a_valid_command_line(CommandLine command) {
    for (String line : command.getCommandSpec().usageMessage().footer()) {
      if (line.startsWith("  bnn ")) {
        String example = line.strip().split(" {3,}")[0].substring("bnn ".length());
        Bnn.commandLine().parseArgs(example.split(" ")); // throws if it is not
      }
    }
  }

  @Test
  void the_completion_script_is_valid_and_offers_the_words_as_they_are_written()
      throws IOException, InterruptedException {
    Path script = folder.resolve("completion.sh");
    Files.writeString(script, Execution.ofSuccess("completion").out());
    Process bash = new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start();
    assertThat(bash.waitFor()).isZero();
    assertThat(script).content().contains("quickstart", "\"binary\" \"float\"", "\"icarus\"");
  }

  @Test
  void the_version_is_that_of_the_toolkit() {
    assertThat(Execution.ofSuccess("--version").out()).startsWith("bnn 0.");
  }
}
