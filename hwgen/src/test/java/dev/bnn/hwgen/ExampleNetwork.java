package dev.bnn.hwgen;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The network of {@code bnn_example.v} with random numbers: 32 pixels, 24 and 12 neurons, 10
 * classes.
 */
record ExampleNetwork(ReferenceLayer layer0, ReferenceLayer layer1, ReferenceLayer scores) {
  static final int PIXELS = 32;

  static ExampleNetwork random(RandomGenerator random) {
    return new ExampleNetwork(
        ReferenceLayer.random(random, 32, ReferenceLayer.randomThresholds(random, 32, 24)),
        ReferenceLayer.random(random, 24, ReferenceLayer.randomThresholds(random, 24, 12)),
        ReferenceLayer.random(random, 12, random.ints(10, -12 - 8, -12 + 9).toArray()));
  }

  /** The class of an image. */
  int answer(int[] pixels) {
    return ReferenceLayer.argmax(scores.scores(layer1.signs(layer0.signs(encode(pixels)))));
  }

  /** What every stream carries for one image: lines of the files that {@code bnn_bench.v} reads. */
  Map<String, String> streams(int[] pixels) {
    int[] out0 = layer0.signs(encode(pixels));
    int[] out1 = layer1.signs(out0);
    int[] out2 = scores.scores(out1);
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("frames.hex", ReferenceLayer.bytes(ReferenceLayer.pack(pixels, 8), 32 * 8));
    lines.put("layer0_out.hex", ReferenceLayer.bytes(ReferenceLayer.packSigns(out0), 24));
    lines.put("layer1_out.hex", ReferenceLayer.bytes(ReferenceLayer.packSigns(out1), 12));
    lines.put("scores.hex", ReferenceLayer.bytes(ReferenceLayer.pack(out2, 6), 10 * 6));
    lines.put("classes.hex", String.format("%02x000000", ReferenceLayer.argmax(out2)));
    return lines;
  }

  private static int[] encode(int[] pixels) {
    return Arrays.stream(pixels).map(pixel -> pixel >= 128 ? 1 : -1).toArray();
  }

  /** Memory files, folded as in {@code bnn_example.v}. */
  Map<String, List<String>> memories() {
    Map<String, List<String>> files = new LinkedHashMap<>();
    files.put("layer0_weights.mem", layer0.weightFile(8, 4));
    files.put("layer0_thresholds.mem", layer0.constantFile(4, 6));
    files.put("layer1_weights.mem", layer1.weightFile(12, 6));
    files.put("layer1_thresholds.mem", layer1.constantFile(6, 5));
    files.put("layer2_weights.mem", scores.weightFile(3, 2));
    files.put("layer2_biases.mem", scores.constantFile(2, 6));
    return files;
  }
}
