package dev.bnn.bench;

import ai.onnxruntime.OrtException;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.export.OnnxExporter;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.ModelFile;
import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.quantize.exec.PackedEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Every score of whole test sets in every engine that is timed: {@code ProveEngines FOLDER} also
 * writes the networks there, for {@code bnn eval} and {@code bnn verify}. The Interpreter takes
 * minutes for cnv.
 */
public final class ProveEngines {
  private static final int ORT_BATCH = 500;

  private ProveEngines() {}

  /**
   * Prints a line per engine and ends with status 1 if any score differs.
   *
   * @param arguments the folder for {@code cnv.bnn}, {@code sfc.bnn} and {@code lfc.bnn}
   */
  public static void main(String[] arguments) throws IOException, OrtException {
    Path models = Path.of(arguments[0]);
    int mismatches =
        prove(models, "sfc", "mnist")
            + prove(models, "lfc", "mnist")
            + prove(models, "cnv", "cifar10");
    if (mismatches > 0) {
      System.exit(1);
    }
  }

  private static int prove(Path models, String name, String dataset)
      throws IOException, OrtException {
    BinaryNetwork network = BenchNetworks.named(name);
    ModelFile.write(network, models.resolve(name + ".bnn"));
    LabeledImages test = Datasets.load(dataset, Datasets.defaultDirectory()).test();
    int classes = network.classes().size();
    byte[] images = test.images(0, test.size());
    int[] expected = new int[test.size() * classes];
    IntStream.range(0, test.size())
        .parallel()
        .forEach(
            i -> {
              int[] scores = Interpreter.run(network, test.image(i)).scores().toArray();
              System.arraycopy(scores, 0, expected, i * classes, classes);
            });
    PackedEngine packed = new PackedEngine(network);
    int[] alone = new int[expected.length];
    for (int i = 0; i < test.size(); i++) {
      int[] scores = packed.scores(test.image(i)).toArray();
      System.arraycopy(scores, 0, alone, i * classes, classes);
    }
    String subject = name + " on " + dataset;
    return report(subject, "packed, batch", expected, packed.scoresInParallel(images), classes)
        + report(subject, "packed, one image", expected, alone, classes)
        + runOrt(subject, "fp32", OnnxExporter.export(network), network, images, expected)
        + runOrt(subject, "int8", Int8Exporter.export(network), network, images, expected);
  }

  private static int runOrt(
      String subject,
      String kind,
      byte[] file,
      BinaryNetwork network,
      byte[] images,
      int[] expected)
      throws OrtException {
    int[] scores = new int[expected.length];
    try (OrtEngine ort = new OrtEngine(file, network.input().image(), ORT_BATCH)) {
      ort.scores(images, scores);
    }
    int classes = network.classes().size();
    return report(subject, "ONNX Runtime " + kind, expected, scores, classes);
  }

  private static int report(
      String subject, String engine, int[] expected, int[] actual, int classes) {
    int images = expected.length / classes;
    int mismatches =
        (int)
            IntStream.range(0, images)
                .filter(
                    i ->
                        !Arrays.equals(
                            expected,
                            i * classes,
                            (i + 1) * classes,
                            actual,
                            i * classes,
                            (i + 1) * classes))
                .count();
    System.out.printf("%s: %s: %d images, %d mismatches%n", subject, engine, images, mismatches);
    return mismatches;
  }
}
