package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;

/** Types of values that are understood. */
enum ElementType {
  FLOAT(DataType.FLOAT, 4),
  DOUBLE(DataType.DOUBLE, 8),
  INT8(DataType.INT8, 1),
  UINT8(DataType.UINT8, 1),
  INT16(DataType.INT16, 2),
  UINT16(DataType.UINT16, 2),
  INT32(DataType.INT32, 4),
  UINT32(DataType.UINT32, 4),
  INT64(DataType.INT64, 8),
  BOOL(DataType.BOOL, 1);

  private final DataType dataType;
  private final int bytes;

  ElementType(DataType dataType, int bytes) {
    this.dataType = dataType;
    this.bytes = bytes;
  }

  /** The type of a number in the file. */
  static ElementType of(int number) {
    return Arrays.stream(values())
        .filter(type -> type.dataType.getNumber() == number)
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    "values of type "
                        + (DataType.forNumber(number) == null
                            ? "number " + number
                            : DataType.forNumber(number))
                        + "; float32, float64, integers and bool are understood: export those"));
  }

  /** Bytes of one value. */
  int bytes() {
    return bytes;
  }

  boolean isFloating() {
    return this == FLOAT || this == DOUBLE;
  }

  /** The value of this type that an operation on values of this type gives. */
  double round(double value) {
    return switch (this) {
      case FLOAT -> (float) value;
      case DOUBLE -> value;
      case BOOL -> value == 0 ? 0 : 1;
      default -> truncate(value);
    };
  }

  private double truncate(double value) {
    double whole = value < 0 ? Math.ceil(value) : Math.floor(value);
    boolean signed = this == INT8 || this == INT16 || this == INT32 || this == INT64;
    double low = signed ? -Math.pow(2, 8 * bytes - 1) : 0;
    double high = Math.pow(2, signed ? 8 * bytes - 1 : 8 * bytes);
    require(
        whole >= low && (whole < high || (this == INT64 && whole == high)),
        "the number %s does not fit %s",
        value,
        this);
    return whole + 0.0; // no negative zero among integers
  }
}
