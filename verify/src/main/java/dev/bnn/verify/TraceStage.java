package dev.bnn.verify;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.quantize.exec.Trace;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Anything that gives the output of every layer, compared with the Interpreter layer by layer; the
 * trainer's float32 network is one.
 */
public final class TraceStage implements Stage {
  private static final int BLOCK = 512;

  private final String name;
  private final Tracer tracer;

  /** Computes the traces of a block of images. */
  @FunctionalInterface
  public interface Tracer {
    /** One trace per image, in order. */
    List<Trace> traces(LabeledImages images) throws IOException;
  }

  public TraceStage(String name, Tracer tracer) {
    this.name = name;
    this.tracer = tracer;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public StageReport run(Subject subject) throws IOException {
    long start = System.nanoTime();
    LabeledImages images = subject.images();
    Interpreter interpreter = new Interpreter(subject.network());
    int mismatches = 0;
    String first = "";
    for (int from = 0; from < images.size(); from += BLOCK) {
      int[] block = IntStream.range(from, Math.min(images.size(), from + BLOCK)).toArray();
      List<Trace> actual = tracer.traces(images.select(block));
      if (actual.size() != block.length) {
        throw new IOException(actual.size() + " traces of " + block.length + " images");
      }
      for (int i = 0; i < block.length; i++) {
        Trace expected = interpreter.run(images.image(block[i]));
        String difference = difference(block[i], expected, actual.get(i));
        if (!difference.isEmpty() && mismatches++ == 0) {
          first = difference;
        }
      }
    }
    return StageReport.ran(name, subject, mismatches, start, "Interpreter, every layer", first);
  }

  private static String difference(int image, Trace expected, Trace actual) {
    int layers = expected.outputs().size();
    if (actual.outputs().size() != layers) {
      return "image " + image + ": " + actual.outputs().size() + " layers, not " + layers;
    }
    for (int layer = 0; layer < layers; layer++) {
      IntVector e = expected.output(layer);
      IntVector a = actual.output(layer);
      if (a.size() != e.size()) {
        return "image " + image + ", layer " + layer + ": " + a.size() + " values, not " + e.size();
      }
      for (int channel = 0; channel < e.size(); channel++) {
        if (e.get(channel) != a.get(channel)) {
          return String.format(
              Locale.ROOT,
              "first: image %d, layer %d, channel %d: expected %d, got %d",
              image,
              layer,
              channel,
              e.get(channel),
              a.get(channel));
        }
      }
    }
    return "";
  }
}
