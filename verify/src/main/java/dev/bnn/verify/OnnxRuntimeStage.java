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
import java.util.List;
import java.util.Map;

/** The exported ONNX file in ONNX Runtime, on the CPU: scores and label. */
public final class OnnxRuntimeStage implements Stage {
  private static final int BATCH = 250;

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
      for (int from = 0; from < expected.size(); from += BATCH) {
        int size = Math.min(BATCH, expected.size() - from);
        runBatch(environment, session, subject.images(), from, size, expected, comparison);
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

  private static void runBatch(
      OrtEnvironment environment,
      OrtSession session,
      LabeledImages images,
      int from,
      int size,
      List<IntVector> expected,
      ScoreComparison comparison)
      throws OrtException {
    byte[] pixels = new byte[size * images.imageBytes()];
    for (int i = 0; i < size; i++) {
      images.copyImage(from + i, pixels, i * images.imageBytes());
    }
    long[] shape = {size, images.channels(), images.height(), images.width()};
    ByteBuffer buffer = ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
    try (OnnxTensor input =
            OnnxTensor.createTensor(environment, buffer, shape, OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of("image", input))) {
      int[][] scores = (int[][]) result.get("scores").orElseThrow().getValue();
      long[] labels = (long[]) result.get("label").orElseThrow().getValue();
      for (int i = 0; i < size; i++) {
        IntVector actual = IntVector.of(scores[i]);
        int answer = actual.indexOfHighest();
        if (labels[i] != answer) {
          comparison.report(
              "image " + (from + i) + ": label " + labels[i] + " for the scores of " + answer);
        } else {
          comparison.compare(from + i, expected.get(from + i), actual);
        }
      }
    }
  }
}
