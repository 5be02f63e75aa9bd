package dev.bnn.export.weights;

import dev.bnn.quantize.BinaryNetwork;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The ±1 weights, thresholds and everything else that decides the answers of a network, as plain
 * files.
 *
 * <p>{@code npy/}, {@code csv/} and {@code hex/} hold the same arrays, a file each; {@code c/} a
 * header with all of them, a header that computes with them, and a program. {@code manifest.json}
 * names layers, shapes, orders and files. The page for readers is docs/weights.md.
 */
public final class WeightsExporter {
  private WeightsExporter() {}

  /** The files by path in the folder, with slashes; equal networks give equal bytes. */
  public static SortedMap<String, byte[]> export(BinaryNetwork network) {
    List<List<WeightArray>> arrays = LayerArrays.of(network);
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (List<WeightArray> layer : arrays) {
      for (WeightArray array : layer) {
        for (ArrayFormat format : ArrayFormat.values()) {
          files.put(format.file(array), format.write(array));
        }
      }
    }
    files.put(CHeader.FILE, CHeader.write(network, arrays).getBytes(StandardCharsets.US_ASCII));
    for (String name : List.of("bnn_inference.h", "example.c")) {
      files.put("c/" + name, resource(name));
    }
    files.put(WeightsManifest.FILE, WeightsManifest.write(network, arrays, files));
    return files;
  }

  private static byte[] resource(String name) {
    try (InputStream in = WeightsExporter.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
