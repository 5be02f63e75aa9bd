package dev.bnn.train.layers;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies between ND4J's memory and Java arrays. Plain loops on a Java array beat several ND4J calls
 * on the small arrays of a batch, each of which costs tens of microseconds.
 */
public final class HeapCopies {
  private HeapCopies() {}

  /** A new array with these values, row by row. */
  public static INDArray create(float[] values, long... shape) {
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    write(values, array);
    return array;
  }

  /** The values in the order they have in memory; the array must be dense float32. */
  static float[] read(INDArray array) {
    float[] values = new float[Math.toIntExact(array.length())];
    read(array, values);
    return values;
  }

  static void read(INDArray array, float[] to) {
    pointer(array).get(to, 0, Math.toIntExact(array.length()));
  }

  static void write(float[] from, INDArray array) {
    pointer(array).put(from, 0, Math.toIntExact(array.length()));
  }

  /** Values {@code from}… of the array, as many as {@code to} takes of them. */
  static void read(INDArray array, int from, float[] to, int offset, int count) {
    pointer(array).position(from).get(to, offset, count);
  }

  static void write(float[] from, int offset, INDArray array, int to, int count) {
    pointer(array).position(to).put(from, offset, count);
  }

  /** Copies values in the order they have in memory, whatever the shapes. */
  static void copy(INDArray from, INDArray to) {
    FloatPointer.memcpy(pointer(to), pointer(from), from.length() * Float.BYTES);
  }

  /** The array itself if its rows lie one behind the other, otherwise a copy of that form. */
  static INDArray rowMajor(INDArray array) {
    return array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array)
        ? array
        : array.dup('c');
  }

  /** The memory of a dense float32 array. */
  static FloatPointer pointer(INDArray array) {
    checkDense(array);
    return new FloatPointer(array.data().addressPointer());
  }

  private static void checkDense(INDArray array) {
    if (array.dataType() != DataType.FLOAT || !Shape.isContiguousInBuffer(array)) {
      throw new IllegalStateException("not dense float32: " + array.shapeInfoToString());
    }
  }
}
