package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.hwgen.NetworkLoad.RegisterWrite;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.quantize.exec.Trace;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A bundle made of one network is given others while it runs: every result is wholly of the network
 * that answered when its frame began, and no frame is lost; what was written is read back.
 */
class WritableDesignTest {
  private static final int FRAMES = 12;
  private static final Pattern RESULT =
      Pattern.compile("RESULT bad=(\\d+) results=(\\d+) changes=(\\d+)");

  /** Bits of NETWORKS. */
  private static final int READ_ACTIVE = 4;

  private static final int PAUSED = 8;
  private static final int BANK = 16;

  @TempDir Path folder;

  /** Networks of one shape, the first of which is built. */
  record Design(String name, List<BinaryNetwork> networks, HardwarePlan plan) {
    static Design of(String name, List<BinaryNetwork> networks, PlanOptions options) {
      return new Design(
          name,
          networks,
          PlanHardware.plan(
              networks.get(0), options.withScores(true).withWeights(WeightAccess.WRITABLE)));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static List<BinaryNetwork> dense(String encoding, int... neurons) {
    return Stream.of(1, 2, 3)
        .map(
            seed ->
                GeneratedNetworks.dense(
                    new SplittableRandom(seed),
                    new Shape(1, 4, 6),
                    Encoding.parse(encoding),
                    neurons))
        .toList();
  }

  /** Convolutions of integers and of bits with rows and columns outside, and a pool between. */
  private static List<BinaryNetwork> convolutional() {
    return Stream.of(1, 2, 3)
        .map(
            seed ->
                GeneratedNetworks.convolutional(
                    new SplittableRandom(seed),
                    new Shape(2, 6, 4),
                    Encoding.pixels(),
                    Padding.PLUS_ONE,
                    "4 pool 3",
                    6,
                    3))
        .toList();
  }

  static Stream<Design> designs() {
    PlanOptions defaults = PlanOptions.defaults();
    return Stream.of(
        Design.of(
            "pixels, words of one and of three pieces",
            dense("pixels", 12, 8, 10),
            defaults.withFoldings(
                List.of(new Folding(12, 6), new Folding(2, 4), new Folding(5, 4)))),
        Design.of(
            "binary, registers everywhere",
            dense("binary", 12, 8, 10),
            defaults
                .withFoldings(List.of(new Folding(1, 2), new Folding(8, 12), new Folding(10, 8)))
                .withClock(Target.ICE40_HX8K, 150)),
        Design.of(
            "convolutions, two pixels at once",
            convolutional(),
            defaults.withFoldings(
                List.of(
                    new Folding(2, 6, 2),
                    new Folding(1, 12, 2),
                    new Folding(3, 9),
                    new Folding(1, 2)))));
  }

  private final List<String> script = new ArrayList<>();

  private void step(int operation, int address, int data, int mask) {
    script.add(String.format(Locale.ROOT, "%02x%08x%08x%08x", operation, address, data, mask));
  }

  private void write(int address, int data) {
    step(0, address, data, 0);
  }

  private void write(RegisterWrite write) {
    write(write.offset(), write.value());
  }

  private void refused(int address, int data) {
    step(1, address, data, 0);
  }

  private void read(int address, int value) {
    step(2, address, value, 0);
  }

  private void unreadable(int address) {
    step(3, address, 0, 0);
  }

  private void await(int mask, int value) {
    step(4, RegisterMap.NETWORKS, value, mask);
  }

  private void awaitResults(int count) {
    step(5, 0, count, 0);
  }

  /** Loads a network and makes it answer, while frames run. */
  private void loadAndSwap(Design design, int network) {
    NetworkLoad.writes(design.plan, design.networks.get(0), design.networks.get(network))
        .forEach(this::write);
    step(6, 0, 0, 0);
    write(NetworkLoad.swap());
    await(RegisterMap.SWAP, 0);
    step(7, 0, 0, 0);
  }

  /** Every piece of every memory of the bank that answers, or of the other. */
  private void readBack(Design design, int network, int active) {
    write(RegisterMap.NETWORKS, RegisterMap.PAUSE | active);
    for (LoadableMemory memory : LoadableMemory.of(design.plan)) {
      List<HexWord> words = NetworkLoad.words(design.networks.get(network), memory);
      for (int word = 0; word < words.size(); word++) {
        write(RegisterMap.LOAD_ADDRESS, memory.base() + word * memory.stride());
        for (int piece = 0; piece < memory.pieces(); piece++) {
          read(RegisterMap.LOAD_DATA, words.get(word).piece(piece));
        }
      }
      if (memory.pieces() < memory.stride()) {
        unreadable(RegisterMap.LOAD_DATA);
        refused(RegisterMap.LOAD_DATA, -1);
      }
      write(RegisterMap.LOAD_ADDRESS, memory.base() + words.size() * memory.stride());
      unreadable(RegisterMap.LOAD_DATA);
      refused(RegisterMap.LOAD_DATA, -1);
    }
  }

  private void identities(Design design, int active, int other) {
    read(RegisterMap.NETWORK, identity(design, active));
    read(RegisterMap.NEXT_NETWORK, other < 0 ? 0 : identity(design, other));
  }

  private static int identity(Design design, int network) {
    return NetworkLoad.identity(design.networks.get(network).hash());
  }

  private void writeScript(Design design) {
    int data = RegisterMap.LOAD_DATA;
    identities(design, 0, -1);
    refused(RegisterMap.NETWORKS, RegisterMap.SWAP); // nothing is loaded
    unreadable(data); // frames are under way
    refused(RegisterMap.NETWORK, 1);
    refused(0x814, 0);
    unreadable(0x814);
    read(0x00C, 0); // SCRATCH, at the other slave
    write(0x00C, 0x5CA7C4ED);
    read(0x00C, 0x5CA7C4ED);
    refused(RegisterMap.LOAD_ADDRESS, Integer.MIN_VALUE); // no such layer

    awaitResults(3);
    loadAndSwap(design, 1);
    identities(design, 1, 0);
    await(BANK, BANK);
    awaitResults(5);

    write(RegisterMap.NETWORKS, RegisterMap.PAUSE);
    await(PAUSED, PAUSED);
    readBack(design, 1, READ_ACTIVE);
    readBack(design, 0, 0);
    identities(design, 1, 0);
    step(8, 0, 0, 0); // a reset changes no network
    identities(design, 1, 0);
    awaitResults(5);

    step(6, 0, 0, 0); // back to the first one, without loading it again: counted as a third
    write(NetworkLoad.swap());
    await(RegisterMap.SWAP, 0);
    step(7, 0, 0, 0);
    await(BANK, 0);
    identities(design, 0, 1);
    awaitResults(5);

    write(RegisterMap.NETWORKS, READ_ACTIVE); // of reading only
    write(RegisterMap.LOAD_ADDRESS, LoadableMemory.of(design.plan).get(0).base());
    write(data, 0x12345678); // spoils what is there
    identities(design, 0, -1);
    refused(RegisterMap.NETWORKS, RegisterMap.SWAP);
    loadAndSwap(design, 2);
    identities(design, 2, 0);
    awaitResults(5);
    step(9, 0, 0, 0);
  }

  @ParameterizedTest
  @MethodSource("designs")
  void every_frame_is_of_one_network_and_none_is_lost(Design design) throws IOException {
    Tools.require(ExternalTool.ICARUS);
    Path place = folder.resolve("fpga");
    build(design, place, HdlTools.RTL);
    for (List<String> arguments :
        List.of(List.<String>of(), List.of("+stall", "+seed=3"), List.of("+stall", "+seed=4"))) {
      String output = HdlTools.simulate(place, arguments);
      Matcher result = RESULT.matcher(output);
      assertThat(result.find()).as("%s: %s", arguments, output).isTrue();
      assertThat(result.group(1)).as("%s: %s", arguments, output).isEqualTo("0");
      assertThat(result.group(3)).as("%s: changes of network seen", arguments).isEqualTo("3");
    }
  }

  /** Whether it sees what is wrong with a library. */
  static boolean sees(Path folder, Path library) throws IOException {
    Design design = designs().findFirst().orElseThrow();
    Path place = folder.resolve("writable");
    new WritableDesignTest().build(design, place, library);
    Matcher result = RESULT.matcher(HdlTools.simulate(place, List.of("+stall", "+seed=3")));
    return !result.find() || !result.group(1).equals("0");
  }

  private void build(Design design, Path place, Path library) throws IOException {
    writeScript(design);
    writeBundle(design, place);
    try (Stream<Path> modules = Files.list(library)) {
      for (Path module : modules.toList()) {
        Path copy = place.resolve("rtl").resolve(module.getFileName());
        Files.copy(module, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    ToolRun.require(
        place,
        List.of(
            "iverilog",
            "-g2012",
            "-I",
            ".",
            "-o",
            "bench.vvp",
            "-s",
            "tb_writable_top",
            "-f",
            BundleGenerator.FILE_LIST,
            "sim/bnn_random_stall.v",
            HdlTools.BENCH.resolve("tb_writable_top.v").toString()));
  }

  /** Right frames with wrong ones between them, and what each network says to the right ones. */
  private void writeBundle(Design design, Path place) throws IOException {
    SplittableRandom random = new SplittableRandom(17);
    HardwarePlan plan = design.plan;
    BinaryNetwork built = design.networks.get(0);
    List<byte[]> images =
        Stream.generate(() -> GeneratedNetworks.image(random, built)).limit(FRAMES).toList();
    BundleFolder.write(BundleGenerator.generate(built, plan, images.subList(0, 1)), place);
    List<String> beats = new ArrayList<>();
    for (byte[] image : images) {
      addFrame(beats, design, image, plan.inputBeats(), true);
      if (random.nextInt(3) == 0 && plan.inputBeats() > 1) {
        addFrame(beats, design, image, random.nextInt(1, plan.inputBeats()), false);
      }
      if (random.nextInt(3) == 0) {
        addFrame(beats, design, image, plan.inputBeats() + random.nextInt(1, 9), false);
      }
    }
    List<String> expected = new ArrayList<>();
    for (int network : List.of(0, 1, 0, 2)) {
      for (byte[] image : images) {
        IntVector scores = Interpreter.run(design.networks.get(network), image).scores();
        for (int i = 0; i < scores.size(); i++) {
          long last = i == scores.size() - 1 ? 1L << 32 : 0;
          expected.add(Long.toHexString((scores.get(i) & 0xFFFFFFFFL) | last));
        }
      }
    }
    Files.write(
        place.resolve("writable.vh"),
        List.of(
            "`define IN_WIDTH " + plan.inputWidth(),
            "`define BEATS " + beats.size(),
            "`define FRAMES " + FRAMES,
            "`define RESULT_BEATS " + plan.outputBeats(),
            "`define NETWORKS 4",
            "`define STEPS " + script.size()));
    Files.write(place.resolve("script.hex"), script);
    Files.write(place.resolve("beats.hex"), beats);
    Files.write(place.resolve("expected.hex"), expected);
  }

  private static void addFrame(
      List<String> beats, Design design, byte[] image, int length, boolean right) {
    HardwarePlan plan = design.plan;
    int width = plan.inputWidth();
    BinaryNetwork built = design.networks.get(0);
    Trace trace = Interpreter.run(built, image);
    BigInteger word =
        ReferenceLayer.ofBytes(
            VectorWriter.lines(built, plan, image, trace).get(VectorWriter.IMAGES));
    int dataWidth = plan.valuesPerBeat() * plan.inputValueWidth();
    BigInteger mask = BigInteger.ONE.shiftLeft(dataWidth).subtract(BigInteger.ONE);
    for (int beat = 0; beat < length; beat++) {
      BigInteger data = word.shiftRight(beat % plan.inputBeats() * dataWidth).and(mask);
      data = beat == length - 1 ? data.setBit(width) : data;
      beats.add((right ? data.setBit(width + 1) : data).toString(16));
    }
  }
}
