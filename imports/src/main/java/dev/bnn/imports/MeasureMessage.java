package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Estimates the memory that parsing a message takes, without parsing it: two bytes of a file can
 * become an object of 200.
 */
final class MeasureMessage {
  /** Messages deeper than this are no network: subgraphs within subgraphs. */
  private static final int DEEPEST = 24;

  private static final long LARGEST = 400L << 20;
  private static final int OBJECT = 250;
  private static final int ENTRY = 64;

  private long memory;

  private MeasureMessage() {}

  /** Refuses bytes that would need too much memory or are nested too deeply. */
  static void check(byte[] bytes, Descriptor type) throws IOException {
    new MeasureMessage().walk(CodedInputStream.newInstance(bytes), type, 0);
  }

  private void walk(CodedInputStream in, Descriptor type, int depth) throws IOException {
    require(depth <= DEEPEST, "messages nested deeper than %d", DEEPEST);
    add(OBJECT);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        int length = in.readRawVarint32();
        int outer = in.pushLimit(length);
        if (field != null && field.getJavaType() == JavaType.MESSAGE) {
          walk(in, field.getMessageType(), depth + 1);
        } else {
          boolean numbers = field != null && field.isPackable();
          add(ENTRY + (numbers ? 8L : 1L) * length / bytesPerNumber(field));
          in.skipRawBytes(length);
        }
        in.popLimit(outer);
      } else {
        require(
            WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_START_GROUP,
            "no ONNX: it has a group");
        add(field == null ? ENTRY : 16);
        require(in.skipField(tag), "no ONNX: a group ends that never began");
      }
    }
  }

  /** Bytes that one number of a packed field needs at least in the file. */
  private static int bytesPerNumber(FieldDescriptor field) {
    if (field == null || !field.isPackable()) {
      return 1;
    }
    return switch (field.getType()) {
      case DOUBLE, FIXED64, SFIXED64 -> 8;
      case FLOAT, FIXED32, SFIXED32 -> 4;
      default -> 1;
    };
  }

  private void add(long bytes) {
    memory += bytes;
    require(memory <= LARGEST, "reading it would take more than %d MiB", LARGEST >> 20);
  }
}
