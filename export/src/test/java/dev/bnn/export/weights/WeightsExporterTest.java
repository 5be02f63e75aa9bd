package dev.bnn.export.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.export.OnnxEvaluator;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.Interpreter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * NumPy and C that know the page alone compute the Interpreter's scores from the files, whatever
 * the network.
 */
class WeightsExporterTest {
  private static final int IMAGES = 5;

  @TempDir Path folder;

  /** A network and images for it. */
  private record Case(String name, BinaryNetwork network, List<byte[]> images) {
    static Case of(String name, BinaryNetwork network, SplittableRandom random) {
      return new Case(
          name,
          network,
          Stream.generate(() -> GeneratedNetworks.image(random, network)).limit(IMAGES).toList());
    }

    List<IntVector> scores() {
      return images.stream().map(image -> Interpreter.run(network, image).scores()).toList();
    }

    List<CompiledExample.Answer> answers() {
      return images.stream()
          .map(image -> Interpreter.run(network, image))
          .map(
              trace ->
                  new CompiledExample.Answer(
                      trace.answer(), network.classes().get(trace.answer()), trace.scores()))
          .toList();
    }
  }

  private static List<Case> convolutional(int seeds) {
    List<Case> cases = new ArrayList<>();
    for (int seed = 0; seed < seeds; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      cases.add(Case.of("seed " + seed, GeneratedNetworks.convolutional(random), random));
    }
    return cases;
  }

  private static List<Case> dense() {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {1, 31, 32, 33, 64, 65, 127}) {
      SplittableRandom random = new SplittableRandom(size);
      Shape image = new Shape(1, 1, size);
      Encoding encoding = GeneratedNetworks.encoding(random);
      cases.add(
          Case.of(
              size + " inputs, " + encoding.name(),
              GeneratedNetworks.dense(random, image, encoding, size, 17, 10),
              random));
    }
    return cases;
  }

  private Path write(Case each) throws IOException {
    Path weights = Files.createTempDirectory(folder, "case").resolve("weights");
    WeightsFolder.write(WeightsExporter.export(each.network), weights);
    return weights;
  }

  @Test
  void numpy_computes_the_interpreters_scores_from_npy_csv_and_hex() throws IOException {
    OnnxEvaluator.require();
    List<Case> cases = new ArrayList<>(convolutional(40));
    cases.addAll(dense());
    WeightsReader reader = new WeightsReader(folder);
    List<String> formats = List.of("npy", "csv", "hex");
    for (Case each : cases) {
      Path weights = write(each);
      for (String format : formats) {
        reader.add(weights, format, each.images);
      }
    }
    List<List<IntVector>> scores = reader.run();
    for (int i = 0; i < scores.size(); i++) {
      Case each = cases.get(i / formats.size());
      assertThat(scores.get(i))
          .as("%s, %s", each.name, formats.get(i % formats.size()))
          .isEqualTo(each.scores());
    }
  }

  @Test
  void the_c_example_computes_the_interpreters_scores_and_answers() throws IOException {
    CompiledExample.require();
    List<Case> cases = new ArrayList<>(convolutional(16));
    cases.addAll(dense());
    for (Case each : cases) {
      Path weights = write(each);
      assertThat(CompiledExample.run(weights, weights.getParent(), each.images))
          .as(each.name)
          .isEqualTo(each.answers());
    }
  }

  @Tag("slow")
  @Test
  void the_c_example_touches_nothing_outside_its_arrays() throws IOException {
    CompiledExample.require();
    String[] sanitizers = {"-fsanitize=address,undefined", "-fno-sanitize-recover=all"};
    List<Case> cases = new ArrayList<>(convolutional(60));
    cases.addAll(dense());
    for (Case each : cases) {
      Path weights = write(each);
      assertThat(CompiledExample.run(weights, weights.getParent(), each.images, sanitizers))
          .as(each.name)
          .isEqualTo(each.answers());
    }
  }

  @Test
  void the_c_example_needs_no_builtin_popcount() throws IOException {
    CompiledExample.require();
    for (Case each : convolutional(3)) {
      Path weights = write(each);
      assertThat(CompiledExample.run(weights, weights.getParent(), each.images, "-DBNN_PORTABLE"))
          .as(each.name)
          .isEqualTo(each.answers());
    }
  }

  @Test
  void class_names_of_any_script_survive_c() throws IOException {
    CompiledExample.require();
    List<String> names =
        List.of("Käfer", "\"quoted\\\"", "??=trigraph", "*/ end", "100 %d", "7up", "犬", "a\\n");
    BinaryNetwork plain =
        GeneratedNetworks.dense(
            new SplittableRandom(1), Shape.vector(9), Encoding.binary(), 5, names.size());
    List<BinaryNetwork> each = new ArrayList<>();
    for (int k = 0; k < names.size(); k++) {
      int winner = k;
      Scores scores = plain.scores();
      Scores biased =
          new Scores(
              scores.weights(),
              IntVector.generate(names.size(), i -> i == winner ? 1_000_000 : -1_000_000));
      each.add(
          new BinaryNetwork(
              "*/ name",
              List.of(plain.layers().get(0), plain.layers().get(1), biased),
              names,
              Provenance.unknown()));
    }
    for (BinaryNetwork network : each) {
      Case one = new Case("names", network, List.of(new byte[9]));
      Path weights = write(one);
      assertThat(CompiledExample.run(weights, weights.getParent(), one.images))
          .isEqualTo(one.answers());
    }
  }

  @Test
  void an_image_that_is_cut_short_is_told() throws Exception {
    CompiledExample.require();
    Case each = dense().get(3);
    Path weights = write(each);
    Path program = folder.resolve("classify");
    CompiledExample.compile(weights, program);
    Path raw = Files.write(folder.resolve("cut.raw"), new byte[33 + 5]);
    Process process =
        new ProcessBuilder(program.toString())
            .redirectInput(raw.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said).contains("the last image has 5 bytes, not 33");
  }

  /** By hand: two classes, three inputs, weights + − + and − − +. */
  @Test
  void the_files_of_a_tiny_network_are_as_the_page_says() {
    BitMatrix weights = BitMatrix.of(2, 3, (row, column) -> column == 2 || row + column == 0);
    BinaryNetwork network =
        new BinaryNetwork(
            "tiny",
            List.of(
                new InputEncoding(new Shape(1, 1, 3), Encoding.binary()),
                new Scores(weights, IntVector.of(-2, 5))),
            List.of("no", "yes"),
            Provenance.unknown());
    SortedMap<String, byte[]> files = WeightsExporter.export(network);
    assertThat(text(files, "csv/l1_weights.csv")).isEqualTo("1,-1,1\n-1,-1,1\n");
    assertThat(text(files, "hex/l1_weights.hex")).isEqualTo("5\n4\n");
    assertThat(text(files, "csv/l1_offsets.csv")).isEqualTo("-2\n5\n");
    assertThat(text(files, "hex/l1_offsets.hex")).isEqualTo("fffffffe\n00000005\n");
    assertThat(text(files, "csv/l0_table.csv"))
        .isEqualTo("-1" + ",-1".repeat(127) + ",1".repeat(128) + "\n");
    assertThat(text(files, "c/bnn_weights.h"))
        .contains("bnn_l1_weights[2] = {\n  0x00000005u, 0x00000004u,\n}")
        .contains("bnn_l1_offsets[2] = {\n  -2, 5,\n}");
    byte[] npy = files.get("npy/l1_weights.npy");
    assertThat((npy.length - 6) % 64).as("data begin at a multiple of 64").isZero();
    assertThat(npy).endsWith(new byte[] {1, -1, 1, -1, -1, 1});
    assertThat(text(files, "npy/l1_weights.npy")).contains("'|i1'", "'shape': (2, 3,), }");
  }

  @Test
  void equal_networks_give_equal_bytes() {
    SortedMap<String, byte[]> once = WeightsExporter.export(convolutional(1).get(0).network);
    SortedMap<String, byte[]> again = WeightsExporter.export(convolutional(1).get(0).network);
    assertThat(again).containsOnlyKeys(once.keySet());
    once.forEach((name, content) -> assertThat(again.get(name)).as(name).isEqualTo(content));
  }

  private static String text(SortedMap<String, byte[]> files, String name) {
    return new String(files.get(name), StandardCharsets.ISO_8859_1);
  }

  @Test
  void the_manifest_names_every_other_file() throws IOException {
    SortedMap<String, byte[]> files = WeightsExporter.export(convolutional(1).get(0).network);
    List<String> others = new ArrayList<>(files.keySet());
    others.remove("manifest.json");
    assertThat(WeightsManifest.hashes(files.get("manifest.json")).keySet())
        .containsExactlyElementsOf(others);
  }
}
