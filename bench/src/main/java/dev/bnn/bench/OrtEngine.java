package dev.bnn.bench;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.bnn.export.OnnxExporter;
import dev.bnn.quantize.Shape;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;

/** A network in ONNX Runtime on one thread. */
final class OrtEngine implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final Shape image;
  private final int batch;
  private final ByteBuffer input;

  /**
   * @param model bytes of an ONNX file with the names of {@link OnnxExporter}
   * @param batch images that are given to a run
   */
  OrtEngine(byte[] model, Shape image, int batch) throws OrtException {
    this.image = image;
    this.batch = batch;
    this.input = ByteBuffer.allocateDirect(batch * image.size());
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      this.session = environment.createSession(model, options);
    }
  }

  /** Scores (images, classes) of images that lie one after the other, batch by batch. */
  void scores(byte[] images, int[] scores) throws OrtException {
    int count = images.length / image.size();
    int classes = scores.length / count;
    for (int first = 0; first < count; first += batch) {
      int size = Math.min(batch, count - first);
      input.clear().put(images, first * image.size(), size * image.size()).flip();
      long[] shape = {size, image.channels(), image.height(), image.width()};
      try (OnnxTensor tensor =
              OnnxTensor.createTensor(environment, input, shape, OnnxJavaType.UINT8);
          OrtSession.Result result =
              session.run(Map.of(OnnxExporter.IMAGE, tensor), Set.of(OnnxExporter.SCORES))) {
        int[][] rows = (int[][]) result.get(0).getValue();
        for (int i = 0; i < size; i++) {
          System.arraycopy(rows[i], 0, scores, (first + i) * classes, classes);
        }
      }
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
