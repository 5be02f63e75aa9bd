package dev.bnn.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bnn.quantize.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes ONNX files without losing those of others. */
public final class OnnxFile {
  private OnnxFile() {}

  /**
   * Writes an ONNX file in one step; an older one that an export wrote is replaced.
   *
   * @param model bytes of {@link OnnxExporter} or {@link QonnxExporter}
   * @throws IOException if another file is there, for it may be the original of an import, or if
   *     the file cannot be written; what is there is untouched
   */
  public static void write(byte[] model, Path file) throws IOException {
    if (Files.isRegularFile(file) && !isExported(file)) {
      throw new IOException(
          file + " is not an export of bnn and is not replaced: move it away or name another file");
    }
    AtomicFiles.write(file, model);
  }

  private static boolean isExported(Path file) throws IOException {
    try {
      return ModelProto.parseFrom(Files.readAllBytes(file))
          .getProducerName()
          .equals(OnnxModel.PRODUCER);
    } catch (InvalidProtocolBufferException | OutOfMemoryError e) {
      return false;
    }
  }
}
