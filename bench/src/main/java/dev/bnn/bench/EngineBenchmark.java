package dev.bnn.bench;

import ai.onnxruntime.OrtException;
import dev.bnn.export.OnnxExporter;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.exec.PackedEngine;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Scores of images from raw bytes, the encoding included. */
@State(Scope.Thread)
public class EngineBenchmark {
  /** Images that are given to ONNX Runtime at once: more made cnv slower. */
  private static final int ORT_BATCH = 64;

  /** {@code cnv}, {@code sfc} or {@code lfc}. */
  @Param("cnv")
  public String network;

  /** {@code packed}, {@code packed-parallel}, {@code ort-fp32} or {@code ort-int8}. */
  @Param("packed")
  public String engine;

  /** Images of a call. */
  @Param("2048")
  public int images;

  private byte[] bytes;
  private int[] scores;
  private PackedEngine packed;
  private OrtEngine ort;

  /** Makes the network, the engine and random images. */
  @Setup(Level.Trial)
  public void prepare() throws OrtException {
    BinaryNetwork model = BenchNetworks.named(network);
    bytes = randomImages(model, images);
    scores = new int[images * model.classes().size()];
    packed = new PackedEngine(model);
    if (engine.startsWith("ort")) {
      byte[] file =
          engine.equals("ort-int8") ? Int8Exporter.export(model) : OnnxExporter.export(model);
      ort = new OrtEngine(file, model.input().image(), Math.min(ORT_BATCH, images));
    }
  }

  static byte[] randomImages(BinaryNetwork network, int images) {
    byte[] bytes = new byte[images * network.input().image().size()];
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  /** Closes ONNX Runtime. */
  @TearDown(Level.Trial)
  public void close() throws OrtException {
    if (ort != null) {
      ort.close();
    }
  }

  /** One call with all images. */
  @Benchmark
  public int[] scoreImages(CpuTime time) throws OrtException {
    time.calls++;
    switch (engine) {
      case "packed" -> packed.scores(bytes, scores);
      case "packed-parallel" -> scores = packed.scoresInParallel(bytes);
      default -> ort.scores(bytes, scores);
    }
    return scores;
  }
}
