package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntToDoubleFunction;

/** Decodes a constant of the file. */
final class ReadTensor {
  private ReadTensor() {}

  static Tensor read(TensorProto proto) {
    String name = Node.printable(proto.getName());
    require(
        proto.getDataLocation() != TensorProto.DataLocation.EXTERNAL
            && proto.getExternalDataCount() == 0,
        "constant '%s' lies in another file: save the model as one file (without external data)",
        name);
    require(!proto.hasSegment(), "constant '%s' comes in segments: save it whole", name);
    ElementType type = ElementType.of(proto.getDataType());
    require(proto.getDimsCount() <= 8, "constant '%s' has %d sides", name, proto.getDimsCount());
    int[] dims = new int[proto.getDimsCount()];
    for (int i = 0; i < dims.length; i++) {
      long side = proto.getDims(i);
      require(
          side >= 0 && side <= Tensor.LARGEST,
          "constant '%s' has a side of %d: 0…%d are read",
          name,
          side,
          Tensor.LARGEST);
      dims[i] = (int) side;
    }
    return new Tensor(type, dims, values(proto, type, Value.size(dims), name));
  }

  private static double[] values(TensorProto proto, ElementType type, int size, String name) {
    double[] values = new double[size];
    if (proto.hasRawData()) {
      int bytes = proto.getRawData().size();
      require(
          bytes == (long) size * type.bytes(),
          "constant '%s' has %d bytes for %d values of %s",
          name,
          bytes,
          size,
          type);
      ByteBuffer raw = proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < size; i++) {
        values[i] = next(raw, type);
      }
      return values;
    }
    IntToDoubleFunction value;
    int count;
    switch (type) {
      case FLOAT -> {
        count = proto.getFloatDataCount();
        value = proto::getFloatData;
      }
      case DOUBLE -> {
        count = proto.getDoubleDataCount();
        value = proto::getDoubleData;
      }
      case INT64 -> {
        count = proto.getInt64DataCount();
        value = proto::getInt64Data;
      }
      case UINT32 -> {
        count = proto.getUint64DataCount();
        value = proto::getUint64Data;
      }
      default -> {
        count = proto.getInt32DataCount();
        value = proto::getInt32Data;
      }
    }
    require(count == size, "constant '%s' has %d values for a shape of %d", name, count, size);
    for (int i = 0; i < size; i++) {
      values[i] = type.round(value.applyAsDouble(i));
    }
    return values;
  }

  private static double next(ByteBuffer raw, ElementType type) {
    return switch (type) {
      case FLOAT -> raw.getFloat();
      case DOUBLE -> raw.getDouble();
      case INT8 -> raw.get();
      case UINT8 -> Byte.toUnsignedInt(raw.get());
      case BOOL -> raw.get() == 0 ? 0 : 1;
      case INT16 -> raw.getShort();
      case UINT16 -> Short.toUnsignedInt(raw.getShort());
      case INT32 -> raw.getInt();
      case UINT32 -> Integer.toUnsignedLong(raw.getInt());
      case INT64 -> raw.getLong();
    };
  }
}
