package dev.bnn.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.hwgen.BoardSimulation;
import dev.bnn.hwgen.BundleFolder;
import dev.bnn.hwgen.BundleGenerator;
import dev.bnn.hwgen.ExternalTool;
import dev.bnn.hwgen.HardwarePlan;
import dev.bnn.hwgen.PlanHardware;
import dev.bnn.hwgen.PlanOptions;
import dev.bnn.hwgen.Target;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.Shape;
import dev.bnn.verify.StageReport.Verdict;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an FPGA is configured with answers as the network does; what was changed in it is found. */
class BoardStageTest {
  private static final int IMAGES = 30;

  private static final BinaryNetwork NETWORK =
      GeneratedNetworks.dense(
          new SplittableRandom(12), new Shape(1, 8, 8), Encoding.parse("binary"), 64, 10);

  @TempDir Path folder;

  private static LabeledImages images() {
    SplittableRandom random = new SplittableRandom(99);
    byte[] pixels = new byte[IMAGES * 64];
    for (int i = 0; i < IMAGES; i++) {
      System.arraycopy(GeneratedNetworks.image(random, NETWORK), 0, pixels, 64 * i, 64);
    }
    return LabeledImages.of(1, 8, 8, pixels, new int[IMAGES], NETWORK.classes());
  }

  private BundleFolder bundle() throws IOException {
    Target board = Target.parse("icebreaker");
    HardwarePlan plan =
        PlanHardware.plan(
            NETWORK,
            PlanOptions.defaults().withClock(board, board.board().orElseThrow().clockMhz()));
    BundleFolder.write(
        BundleGenerator.generateWithBitstream(
            NETWORK, plan, List.of(images().image(0), images().image(1)), line -> {}),
        folder.resolve("fpga"));
    return BundleFolder.open(folder.resolve("fpga"));
  }

  private static void requireTools() {
    Stream.concat(
            ExternalTool.forBitstream().stream(),
            Stream.of(ExternalTool.ICEBOX, ExternalTool.VERILATOR, ExternalTool.CXX))
        .forEach(
            tool -> {
              if ("true".equals(System.getenv("CI"))) {
                assertThat(tool.isUsable()).as("%s is needed", tool.program()).isTrue();
              }
              Assumptions.assumeTrue(tool.isUsable(), tool.program() + " is not installed");
            });
  }

  private static StageReport run(BundleFolder bundle, BoardSimulation.Model model) {
    return Verifier.verify(
            new Subject(NETWORK, images()), List.of(new BoardStage(bundle, model)), name -> {})
        .get(0);
  }

  @Test
  @Tag("slow")
  void netlist_and_bitstream_agree_and_a_changed_memory_is_found() throws IOException {
    requireTools();
    BundleFolder bundle = bundle();
    StageReport bitstream = run(bundle, BoardSimulation.Model.BITSTREAM);
    assertThat(bitstream.verdict()).as(bitstream.detail()).isEqualTo(Verdict.AGREES);
    assertThat(bitstream.images()).isEqualTo(IMAGES);
    StageReport netlist = run(bundle, BoardSimulation.Model.NETLIST);
    assertThat(netlist.verdict()).as(netlist.detail()).isEqualTo(Verdict.AGREES);

    Path file = bundle.folder().resolve("board/netlist.v");
    Files.writeString(file, invertMemories(Files.readString(file)));
    StageReport broken = run(bundle, BoardSimulation.Model.NETLIST);
    assertThat(broken.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(broken.detail()).contains("cannot be trusted");
  }

  /** Other weights: the board must not get past its self-test. */
  private static String invertMemories(String netlist) {
    Matcher matcher = Pattern.compile("INIT_0\\(256'h([0-9a-f]{64})\\)").matcher(netlist);
    assertThat(netlist).containsPattern(matcher.pattern());
    return matcher.replaceAll(
        found ->
            "INIT_0(256'h"
                + new BigInteger(found.group(1), 16)
                    .xor(BigInteger.TWO.pow(256).subtract(BigInteger.ONE))
                    .toString(16)
                + ")");
  }
}
