package dev.bnn.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An exported network in ONNX Runtime. */
final class OnnxSession implements AutoCloseable {
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private final OrtSession session;
  private final Shape image;

  private OnnxSession(byte[] model, Shape image) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    this.session = ENVIRONMENT.createSession(model, options);
    this.image = image;
  }

  /** The file as it is, with all of the runtime's optimizations. */
  static OnnxSession open(byte[] model, Shape image) throws OrtException {
    return new OnnxSession(model, image);
  }

  /** The file with the values between layers as further outputs. */
  static OnnxSession openWithLayers(byte[] model, Shape image)
      throws OrtException, InvalidProtocolBufferException {
    ModelProto.Builder all = ModelProto.parseFrom(model).toBuilder();
    List<ValueInfoProto> layers = all.getGraph().getValueInfoList();
    all.getGraphBuilder().addAllOutput(layers).clearValueInfo();
    return new OnnxSession(all.build().toByteArray(), image);
  }

  /**
   * What the runtime gives for one image.
   *
   * @param layers values between layers, in order, if the session was opened with them
   */
  record Result(IntVector scores, long label, List<IntVector> layers) {}

  /** Runs a batch. */
  List<Result> run(List<byte[]> images) throws OrtException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(images.size() * image.size());
    images.forEach(bytes::put);
    long[] shape = {images.size(), image.channels(), image.height(), image.width()};
    try (OnnxTensor input =
            OnnxTensor.createTensor(ENVIRONMENT, bytes.flip(), shape, OnnxJavaType.UINT8);
        OrtSession.Result outputs = session.run(Map.of(OnnxExporter.IMAGE, input))) {
      int[][] scores = (int[][]) outputs.get(OnnxExporter.SCORES).orElseThrow().getValue();
      long[] labels = (long[]) outputs.get(OnnxExporter.LABEL).orElseThrow().getValue();
      List<Result> results = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        List<IntVector> layers = new ArrayList<>();
        for (int output = 2; output < outputs.size(); output++) {
          layers.add(integers((OnnxTensor) outputs.get(output), i, images.size()));
        }
        results.add(new Result(IntVector.of(scores[i]), labels[i], layers));
      }
      return results;
    }
  }

  private static IntVector integers(OnnxTensor tensor, int index, int batch) {
    FloatBuffer values = tensor.getFloatBuffer();
    int size = values.remaining() / batch;
    return IntVector.generate(size, i -> exact(values.get(index * size + i)));
  }

  private static int exact(float value) {
    int integer = (int) value;
    if (integer != value) {
      throw new AssertionError(value + " is no integer");
    }
    return integer;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
