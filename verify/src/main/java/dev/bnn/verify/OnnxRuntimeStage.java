package dev.bnn.verify;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.export.OnnxExporter;
import dev.bnn.quantize.IntVector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The exported ONNX file in ONNX Runtime, on the CPU: scores and label of every image, in batches
 * of 1000 and once more alone, because a runtime may choose other kernels for one image than for
 * many.
 */
public final class OnnxRuntimeStage implements Stage {
  private static final int BATCH = 1000;

  /** What the runtime says of an image. */
  private record Answer(IntVector scores, long label) {}

  @Override
  public String name() {
    return "onnx";
  }

  @Override
  public StageReport run(Subject subject) throws IOException {
    List<IntVector> expected = subject.scores();
    long start = System.nanoTime();
    ScoreComparison comparison = new ScoreComparison();
    byte[] model = OnnxExporter.export(subject.network());
    try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = environment.createSession(model, options)) {
      List<Answer> together = runAll(environment, session, subject.images(), BATCH);
      List<Answer> alone = runAll(environment, session, subject.images(), 1);
      for (int i = 0; i < expected.size(); i++) {
        boolean agrees = agrees(expected.get(i), together.get(i));
        compare(comparison, i, expected.get(i), agrees ? alone.get(i) : together.get(i));
      }
    } catch (OrtException e) {
      throw new IOException("ONNX Runtime: " + e.getMessage(), e);
    }
    return StageReport.ran(
        name(),
        subject,
        comparison.mismatches(),
        start,
        ScoreComparison.EXPECTATION + " and the label",
        comparison.first());
  }

  private static boolean agrees(IntVector expected, Answer actual) {
    return actual.equals(new Answer(expected, expected.indexOfHighest()));
  }

  private static void compare(
      ScoreComparison comparison, int image, IntVector expected, Answer actual) {
    int answer = actual.scores.indexOfHighest();
    if (actual.label == answer) {
      comparison.compare(image, expected, actual.scores);
    } else {
      comparison.report(
          "image " + image + ": label " + actual.label + " for the scores of " + answer);
    }
  }

  private static List<Answer> runAll(
      OrtEnvironment environment, OrtSession session, LabeledImages images, int batch)
      throws OrtException {
    List<Answer> answers = new ArrayList<>();
    for (int from = 0; from < images.size(); from += batch) {
      int size = Math.min(batch, images.size() - from);
      answers.addAll(run(environment, session, images, from, size));
    }
    return answers;
  }

  private static List<Answer> run(
      OrtEnvironment environment, OrtSession session, LabeledImages images, int from, int size)
      throws OrtException {
    byte[] pixels = new byte[size * images.imageBytes()];
    for (int i = 0; i < size; i++) {
      images.copyImage(from + i, pixels, i * images.imageBytes());
    }
    long[] shape = {size, images.channels(), images.height(), images.width()};
    ByteBuffer buffer = ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
    try (OnnxTensor input =
            OnnxTensor.createTensor(environment, buffer, shape, OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of(OnnxExporter.IMAGE, input))) {
      int[][] scores = (int[][]) result.get(OnnxExporter.SCORES).orElseThrow().getValue();
      long[] labels = (long[]) result.get(OnnxExporter.LABEL).orElseThrow().getValue();
      return IntStream.range(0, size)
          .mapToObj(i -> new Answer(IntVector.of(scores[i]), labels[i]))
          .toList();
    }
  }
}
