package dev.bnn.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.hwgen.BundleFolder;
import dev.bnn.hwgen.BundleGenerator;
import dev.bnn.hwgen.ExternalTool;
import dev.bnn.hwgen.Folding;
import dev.bnn.hwgen.PlanHardware;
import dev.bnn.hwgen.PlanOptions;
import dev.bnn.hwgen.RtlSimulation;
import dev.bnn.hwgen.Simulator;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.quantize.exec.Trace;
import dev.bnn.verify.StageReport.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chain agrees where it must; errors put in by hand are found and located. */
class ProofChainTest {
  private static final int IMAGES = 60;
  private static final Shape IMAGE = new Shape(1, 4, 4);

  /** l1: 16 pixels to 12, l2: 12 to 8, l3: 10 scores. */
  private static final BinaryNetwork NETWORK =
      GeneratedNetworks.dense(new SplittableRandom(12), IMAGE, Encoding.pixels(), 12, 8, 10);

  private static final List<Folding> FOLDINGS =
      List.of(new Folding(4, 4), new Folding(2, 4), new Folding(5, 2));

  @TempDir Path folder;

  private static LabeledImages images(BinaryNetwork network) {
    SplittableRandom random = new SplittableRandom(99);
    Shape shape = network.input().image();
    byte[] pixels = new byte[IMAGES * shape.size()];
    int[] labels = new int[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      byte[] image = GeneratedNetworks.image(random, network);
      System.arraycopy(image, 0, pixels, i * image.length, image.length);
      labels[i] = i % 10;
    }
    return LabeledImages.of(
        shape.channels(), shape.height(), shape.width(), pixels, labels, network.classes());
  }

  private static Subject subject() {
    return new Subject(NETWORK, images(NETWORK));
  }

  private BundleFolder bundle() throws IOException {
    Path place = folder.resolve("fpga");
    BundleFolder.write(
        BundleGenerator.generate(
            NETWORK,
            PlanHardware.plan(NETWORK, PlanOptions.defaults().withFoldings(FOLDINGS)),
            List.of(images(NETWORK).image(0))),
        place);
    return BundleFolder.open(place);
  }

  private static RtlStage icarus(BundleFolder bundle, Optional<Integer> stall) {
    return new RtlStage(
        bundle, new RtlSimulation.Options(Simulator.ICARUS, stall, Optional.empty()));
  }

  private static void require(ExternalTool... tools) {
    for (ExternalTool tool : tools) {
      if ("true".equals(System.getenv("CI"))) {
        assertThat(tool.isUsable()).as("%s is needed where CI=true", tool.program()).isTrue();
      }
      Assumptions.assumeTrue(tool.isUsable(), tool.program() + " is not installed");
    }
  }

  private static StageReport run(Stage stage) {
    return Verifier.verify(subject(), List.of(stage), name -> {}).get(0);
  }

  @Test
  void every_stage_of_the_chain_agrees() throws IOException {
    require(ExternalTool.VERILATOR, ExternalTool.CXX, ExternalTool.MAKE, ExternalTool.ICARUS);
    BundleFolder bundle = bundle();
    List<StageReport> reports =
        Verifier.verify(
            subject(),
            List.of(
                new InterpreterStage(false),
                new PackedEngineStage(),
                new OnnxRuntimeStage(),
                new RtlStage(bundle, RtlSimulation.Options.defaults()),
                icarus(bundle, Optional.empty()),
                icarus(bundle, Optional.of(3))),
            name -> {});
    assertThat(reports.get(0).verdict()).isEqualTo(Verdict.REFERENCE);
    assertThat(reports.subList(1, 6))
        .allSatisfy(r -> assertThat(r.verdict()).isEqualTo(Verdict.AGREES));
    assertThat(reports).allSatisfy(r -> assertThat(r.images()).isEqualTo(IMAGES));
    assertThat(Verifier.allAgree(reports)).isTrue();
    assertThat(reports.get(3).detail())
        .contains("a frame every " + bundle.plan().cyclesPerFrame() + " cycles");
  }

  @Test
  void convolutional_networks_agree_in_onnx_runtime() {
    for (int seed = 0; seed < 20; seed++) {
      BinaryNetwork network = GeneratedNetworks.convolutional(new SplittableRandom(seed));
      List<Integer> labels = new ArrayList<>();
      Shape shape = network.input().image();
      SplittableRandom random = new SplittableRandom(seed);
      byte[] pixels = new byte[5 * shape.size()];
      for (int i = 0; i < 5; i++) {
        byte[] image = GeneratedNetworks.image(random, network);
        System.arraycopy(image, 0, pixels, i * image.length, image.length);
        labels.add(0);
      }
      Subject subject =
          new Subject(
              network,
              LabeledImages.of(
                  shape.channels(),
                  shape.height(),
                  shape.width(),
                  pixels,
                  labels.stream().mapToInt(l -> l).toArray(),
                  network.classes()));
      List<StageReport> reports =
          Verifier.verify(
              subject, List.of(new OnnxRuntimeStage(), new PackedEngineStage()), name -> {});
      assertThat(Verifier.allAgree(reports)).as("seed %d: %s", seed, reports).isTrue();
    }
  }

  // ------------------------------------------------------------ errors put in by hand

  /** First image for which the Interpreter says that the neuron gives {@code value}. */
  private static int firstImageWith(int layer, int channel, int value) {
    LabeledImages images = images(NETWORK);
    for (int i = 0; i < images.size(); i++) {
      if (Interpreter.run(NETWORK, images.image(i)).output(layer).get(channel) == value) {
        return i;
      }
    }
    throw new AssertionError("neuron " + channel + " of layer " + layer + " never gives " + value);
  }

  /** A channel of a layer that gives both values, so that a stuck neuron must be seen. */
  private static int livelyChannel(int layer) {
    LabeledImages images = images(NETWORK);
    int size = NETWORK.layers().get(layer).outputShape().size();
    for (int channel = 0; channel < size; channel++) {
      int sum = 0;
      for (int i = 0; i < images.size(); i++) {
        sum += Interpreter.run(NETWORK, images.image(i)).output(layer).get(channel);
      }
      if (Math.abs(sum) < images.size()) {
        return channel;
      }
    }
    throw new AssertionError("layer " + layer + " is constant");
  }

  private static void replaceLine(Path file, int line, java.util.function.UnaryOperator<String> by)
      throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.set(line, by.apply(lines.get(line)));
    Files.write(file, lines);
  }

  @Test
  void a_wrong_threshold_is_located_to_image_layer_and_channel() throws IOException {
    require(ExternalTool.ICARUS);
    BundleFolder bundle = bundle();
    int channel = livelyChannel(2);
    // l2: PE 2, fields of 4 bits; 0 means always +1
    replaceLine(
        bundle.folder().resolve("mem/l2_thresholds.mem"),
        channel / 2,
        word -> {
          int value = Integer.parseInt(word, 16) & ~(15 << (channel % 2 * 4));
          return String.format("%02x", value);
        });
    StageReport report = run(icarus(bundle, Optional.empty()));
    assertThat(report.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(report.detail())
        .containsPattern(
            String.format(
                "image %d, layer 2 \\(BinaryDense\\), channel %d, cycle [0-9]+: expected 0, got 1",
                firstImageWith(2, channel, -1), channel))
        .contains("changed since export: mem/l2_thresholds.mem");
  }

  @Test
  void a_value_of_a_stream_is_named_by_channel_row_and_column() {
    Shape map = new Shape(3, 2, 4);
    assertThat(RtlStage.place(0, map)).isEqualTo(", channel 0, pixel (0, 0)");
    assertThat(RtlStage.place(17, map)).isEqualTo(", channel 2, pixel (1, 1)");
    assertThat(RtlStage.place(17, new Shape(20, 1, 1))).isEqualTo(", channel 17");
  }

  /** Times in a VCD file, in nanoseconds. */
  private static List<Long> times(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).anyMatch(line -> line.strip().matches("([$]timescale +)?1ps( +[$]end)?"));
    return lines.stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> Long.parseLong(line.substring(1)) / 1000)
        .toList();
  }

  /** A bundle whose last layer is wrong for some images; the report, and what is drawn of it. */
  private void assertMismatchIsDrawn(Simulator simulator, Optional<Integer> stall)
      throws IOException {
    BundleFolder bundle = bundle();
    replaceLine(
        bundle.folder().resolve("mem/l3_weights.mem"),
        3,
        word -> word.replaceFirst("^.", word.startsWith("0") ? "1" : "0"));
    Path file = folder.resolve("mismatch.vcd");
    StageReport report =
        run(
            new RtlStage(
                bundle,
                new RtlSimulation.Options(simulator, stall, Optional.empty()),
                Optional.of(file)));
    assertThat(report.verdict()).isEqualTo(Verdict.DIFFERS);
    Matcher place =
        Pattern.compile("layer 3 \\(Scores\\), channel [0-9], cycle ([0-9]+): expected")
            .matcher(report.detail());
    assertThat(place.find()).as(report.detail()).isTrue();
    assertThat(report.detail()).contains("; waveform around it: " + file);
    long cycle = Long.parseLong(place.group(1));
    List<Long> times = times(file);
    // cycle N: from 10 N to 10 N + 10 ns
    assertThat(times.get(0)).isEqualTo(10 * Math.max(0, cycle - 500));
    assertThat(times).contains(10 * cycle + 5);
    assertThat(times.get(times.size() - 1)).isBetween(10 * (cycle + 100) - 10, 10 * (cycle + 101));
    assertThat(Files.readString(file)).contains(" l3_tdata ");
  }

  @Test
  void the_signals_around_a_mismatch_are_drawn_by_icarus() throws IOException {
    require(ExternalTool.ICARUS);
    assertMismatchIsDrawn(Simulator.ICARUS, Optional.of(7));
  }

  @Test
  void the_signals_around_a_mismatch_are_drawn_by_verilator() throws IOException {
    require(ExternalTool.VERILATOR, ExternalTool.CXX, ExternalTool.MAKE);
    assertMismatchIsDrawn(Simulator.VERILATOR, Optional.empty());
  }

  @Test
  void a_wrong_weight_memory_is_located_to_its_layer() throws IOException {
    require(ExternalTool.ICARUS);
    BundleFolder bundle = bundle();
    // all weights of the neurons 0…3 of layer 1 for the first inputs turned over
    replaceLine(
        bundle.folder().resolve("mem/l1_weights.mem"),
        0,
        word -> String.format("%04x", 0xffff ^ Integer.parseInt(word, 16)));
    StageReport report = run(icarus(bundle, Optional.empty()));
    assertThat(report.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(report.mismatches()).isBetween(1, IMAGES);
    assertThat(report.detail())
        .containsPattern(
            "first: image [0-9]+, layer 1 \\(InputDense\\), channel [0-3], cycle [0-9]+: expected")
        .contains("changed since export: mem/l1_weights.mem");
  }

  @Test
  void a_wrong_rtl_module_is_located_to_the_layer_that_uses_it() throws IOException {
    require(ExternalTool.ICARUS);
    BundleFolder bundle = bundle();
    Path module = bundle.folder().resolve("rtl/bnn_dense_lanes.v");
    String source = Files.readString(module);
    assertThat(source).contains(".carry(1'b1)");
    Files.writeString(module, source.replace(".carry(1'b1)", ".carry(1'b0)")); // > for >=
    StageReport report = run(icarus(bundle, Optional.empty()));
    assertThat(report.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(report.detail())
        .containsPattern(
            "image [0-9]+, layer 2 \\(BinaryDense\\), channel [0-7], cycle [0-9]+: expected 1, got 0")
        .contains("changed since export: rtl/bnn_dense_lanes.v");
  }

  @Test
  void a_wrong_popcount_tree_is_found_in_both_simulators() throws IOException {
    require(ExternalTool.VERILATOR, ExternalTool.CXX, ExternalTool.MAKE, ExternalTool.ICARUS);
    BundleFolder bundle = bundle();
    Path module = bundle.folder().resolve("rtl/bnn_popcount.v");
    String source = Files.readString(module);
    assertThat(source).contains("sum = {{");
    Files.writeString(module, source.replace("sum = {{", "sum = 1 + {{"));
    RtlStage verilator = new RtlStage(bundle, RtlSimulation.Options.defaults());
    assertThat(run(verilator).verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(run(icarus(bundle, Optional.empty())).verdict()).isEqualTo(Verdict.DIFFERS);
  }

  @Test
  void a_bundle_cannot_bring_its_own_judge() throws IOException {
    require(ExternalTool.ICARUS);
    BundleFolder bundle = bundle();
    Path module = bundle.folder().resolve("rtl/bnn_dense_lanes.v");
    String right = Files.readString(module);
    assertThat(right).contains(".carry(1'b1)");
    Files.writeString(module, right.replace(".carry(1'b1)", ".carry(1'b0)"));
    Path judge = bundle.folder().resolve("sim/bnn_stream_check.v");
    String source = Files.readString(judge);
    assertThat(source).contains("axis_tdata !== expected");
    Files.writeString(judge, source.replace("axis_tdata !== expected", "1'b0"));
    assertThat(run(icarus(bundle, Optional.empty())).verdict()).isEqualTo(Verdict.DIFFERS);
  }

  @Test
  void a_result_too_many_is_found_long_after_the_last_image() throws IOException {
    require(ExternalTool.ICARUS);
    BundleFolder bundle = bundle();
    Path top = bundle.folder().resolve("rtl/bnn_top.v");
    String source = Files.readString(top);
    // a result of its own, one frame's time after the last
    String late =
        "reg [15:0] quiet = 16'd0;\n"
            + "always @(posedge aclk) quiet <= m_axis_tvalid ? 16'd0 : quiet + 16'd1;\n"
            + "assign m_axis_tvalid = argmax_tvalid || quiet == 16'd"
            + (bundle.plan().cyclesPerFrame() + 20)
            + ";\nwire argmax_tvalid;\nendmodule";
    Files.writeString(
        top,
        source
            .replace(".m_axis_tvalid(m_axis_tvalid)", ".m_axis_tvalid(argmax_tvalid)")
            .replace("endmodule", late.replace("wire argmax_tvalid;\n", ""))
            .replace(");\n\n// image", ");\n\nwire argmax_tvalid;\n// image"));
    assertThat(run(icarus(bundle, Optional.empty())).verdict()).isEqualTo(Verdict.DIFFERS);
  }

  /** Changes the RTL of a bundle; the register that must be named. */
  private void assertRegisterFound(String file, String before, String after, String register)
      throws IOException {
    BundleFolder bundle = bundle();
    Path changed = bundle.folder().resolve(file);
    String source = Files.readString(changed);
    assertThat(source).contains(before);
    Files.writeString(changed, source.replace(before, after));
    StageReport report = run(icarus(bundle, Optional.of(4)));
    assertThat(report.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(report.detail())
        .containsPattern("^register " + register)
        .contains("changed since export: " + file);
  }

  @Test
  void a_wrong_hash_word_is_named() throws IOException {
    require(ExternalTool.ICARUS);
    String hash = NETWORK.hash();
    String wrong = hash.substring(0, 16) + "deadbeef" + hash.substring(24);
    assertRegisterFound(
        "rtl/bnn_top.v",
        "256'h" + hash,
        "256'h" + wrong,
        "HASH_2: expected 0x"
            + hash.substring(16, 24).toUpperCase(java.util.Locale.ROOT)
            + ", found 0xDEADBEEF");
  }

  @Test
  void a_counter_that_does_not_count_is_named() throws IOException {
    require(ExternalTool.ICARUS);
    assertRegisterFound(
        "rtl/bnn_activity.v",
        "frames_out     <= frames_out + 1'b1",
        "frames_out     <= frames_out",
        "FRAMES_OUT: expected " + IMAGES + ", found 0");
  }

  @Test
  void a_latency_that_is_one_cycle_off_is_named() throws IOException {
    require(ExternalTool.ICARUS);
    assertRegisterFound(
        "rtl/bnn_activity.v",
        "latency_max <= latency_last;",
        "latency_max <= latency_last + 32'd1;",
        "LATENCY_MAX: expected [0-9]+, found [0-9]+");
  }

  @Test
  void registers_that_do_not_answer_are_a_difference_not_a_hang() throws IOException {
    require(ExternalTool.ICARUS);
    assertRegisterFound(
        "rtl/bnn_axi_lite.v",
        "s_axil_rvalid <= 1'b1",
        "s_axil_rvalid <= 1'b0",
        "ID: expected an answer, found none");
  }

  @Test
  void a_contract_that_names_another_network_is_found() throws IOException {
    require(ExternalTool.ICARUS);
    BundleFolder bundle = bundle();
    long word = Long.parseLong(NETWORK.hash().substring(0, 8), 16);
    Path contract = bundle.folder().resolve("host-runtime.json");
    String source = Files.readString(contract);
    assertThat(source).contains("\"reset\" : " + word + ",");
    Files.writeString(
        contract, source.replace("\"reset\" : " + word + ",", "\"reset\" : " + (word ^ 1) + ","));
    StageReport report = run(icarus(bundle, Optional.empty()));
    assertThat(report.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(report.detail())
        .isEqualTo(
            String.format(
                "register HASH_0: expected 0x%08X, found 0x%08X in host-runtime.json",
                word, word ^ 1));
  }

  @Test
  void a_stage_that_breaks_leaves_the_others_their_reports() {
    Stage broken =
        new TraceStage(
            "dl4j",
            images -> {
              throw new IllegalStateException("broken");
            });
    List<StageReport> reports =
        Verifier.verify(subject(), List.of(broken, new PackedEngineStage()), name -> {});
    assertThat(reports.get(0).verdict()).isEqualTo(Verdict.FAILED);
    assertThat(reports.get(0).detail()).contains("broken");
    assertThat(reports.get(1).verdict()).isEqualTo(Verdict.AGREES);
  }

  @Test
  void rtl_that_loses_a_frame_or_hangs_is_a_difference() throws IOException {
    require(ExternalTool.ICARUS);
    BundleFolder bundle = bundle();
    Path top = bundle.folder().resolve("rtl/bnn_top.v");
    String source = Files.readString(top);
    assertThat(source).contains(".BEATS(");
    // every frame is too short for the guard, so every frame is dropped
    Files.writeString(top, source.replaceFirst("[.]BEATS\\([0-9]+\\)", ".BEATS(31)"));
    StageReport report = run(icarus(bundle, Optional.empty()));
    assertThat(report.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(report.mismatches()).isPositive();
    assertThat(report.detail()).contains("changed since export: rtl/bnn_top.v");
  }

  @Test
  void rtl_that_does_not_compile_is_a_failure_not_a_stage_left_out() throws IOException {
    require(ExternalTool.ICARUS);
    BundleFolder bundle = bundle();
    Files.writeString(bundle.folder().resolve("rtl/bnn_rom.v"), "module bnn_rom; oops");
    List<StageReport> reports =
        Verifier.verify(
            subject(),
            List.of(new PackedEngineStage(), icarus(bundle, Optional.empty())),
            name -> {});
    assertThat(reports.get(1).verdict()).isEqualTo(Verdict.FAILED);
    assertThat(reports.get(1).detail()).contains("bnn_rom.v");
    assertThat(Verifier.allAgree(reports)).isFalse();
  }

  @Test
  void a_trainer_that_decides_otherwise_is_located() {
    Stage trainer =
        new TraceStage(
            "dl4j",
            images -> {
              List<Trace> traces = new ArrayList<>();
              for (int i = 0; i < images.size(); i++) {
                Trace right = Interpreter.run(NETWORK, images.image(i));
                traces.add(i == 7 ? flip(right, 2, 5) : right);
              }
              return traces;
            });
    StageReport report = run(trainer);
    assertThat(report.mismatches()).isEqualTo(1);
    assertThat(report.detail()).contains("image 7, layer 2, channel 5");
  }

  private static Trace flip(Trace trace, int layer, int channel) {
    List<IntVector> outputs = new ArrayList<>(trace.outputs());
    int[] values = outputs.get(layer).toArray();
    values[channel] = -values[channel];
    outputs.set(layer, IntVector.of(values));
    return new Trace(outputs);
  }

  @Test
  void an_accuracy_other_than_after_training_is_seen() {
    BinaryNetwork recorded =
        new BinaryNetwork(
            NETWORK.name(),
            NETWORK.layers(),
            NETWORK.classes(),
            NETWORK.provenance().withTestAccuracy(0.999));
    Subject subject = new Subject(recorded, images(NETWORK));
    StageReport report =
        Verifier.verify(subject, List.of(new InterpreterStage(true)), name -> {}).get(0);
    assertThat(report.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(report.detail()).contains("after training");
    List<StageReport> alone =
        Verifier.verify(subject, List.of(new InterpreterStage(false)), name -> {});
    assertThat(alone.get(0).verdict()).isEqualTo(Verdict.REFERENCE);
    assertThat(Verifier.allAgree(alone)).as("nothing was compared").isFalse();
  }

  @Test
  void images_of_another_shape_are_refused() {
    BinaryNetwork other =
        GeneratedNetworks.dense(
            new SplittableRandom(1), new Shape(1, 5, 4), Encoding.pixels(), 4, 10);
    assertThatThrownBy(() -> new Subject(other, images(NETWORK)))
        .hasMessage("the network takes images of 1×5×4, the data set has 1×4×4");
  }
}
