package dev.bnn.export.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A file format for one array. */
enum ArrayFormat {
  /** NumPy's (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html), 1.0. */
  NPY(
      "int8 where the numbers are -1 and +1, else int32, little-endian, C order, shape as stated;"
          + " numpy.load reads it") {
    @Override
    byte[] write(WeightArray array) {
      byte[] header = npyHeader(array);
      int width = array.signs() ? 1 : 4;
      long size = header.length + (long) array.rows() * array.columns() * width;
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN).put(header);
      for (int row = 0; row < array.rows(); row++) {
        for (int column = 0; column < array.columns(); column++) {
          int number = array.at(row, column);
          if (array.signs()) {
            bytes.put((byte) number);
          } else {
            bytes.putInt(number);
          }
        }
      }
      return bytes.array();
    }
  },

  /** Decimal numbers. */
  CSV(
      "a line for each step of the first side, the numbers of the other sides in it, decimal,"
          + " divided by commas, the last side runs fastest; no heading") {
    @Override
    byte[] write(WeightArray array) {
      StringBuilder text = new StringBuilder();
      for (int row = 0; row < array.rows(); row++) {
        for (int column = 0; column < array.columns(); column++) {
          text.append(column == 0 ? "" : ",").append(array.at(row, column));
        }
        text.append('\n');
      }
      return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
  },

  /** Hexadecimal words, as Verilog's {@code $readmemh} takes them. */
  HEX(
      "a line for each step of the first side; where the numbers are -1 and +1 one hexadecimal word"
          + " whose bit i (the lowest is 0) is 1 where number i of the line is +1; else a word of 8"
          + " digits a number, two's complement, divided by blanks") {
    @Override
    byte[] write(WeightArray array) {
      StringBuilder text = new StringBuilder();
      for (int row = 0; row < array.rows(); row++) {
        text.append(array.signs() ? word(array, row) : words(array, row)).append('\n');
      }
      return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
  };

  private static final int NPY_ALIGNMENT = 64;

  private final String layout;

  ArrayFormat(String layout) {
    this.layout = layout;
  }

  abstract byte[] write(WeightArray array);

  /** How the file is to be read, in words. */
  String layout() {
    return layout;
  }

  /** Name of the folder and ending of the files. */
  String ending() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Where the file of an array lies in the folder. */
  String file(WeightArray array) {
    return ending() + "/" + array.name() + "." + ending();
  }

  private static byte[] npyHeader(WeightArray array) {
    String sides =
        array.shape().stream().map(side -> side + ",").collect(Collectors.joining(" ", "(", ")"));
    String text =
        "{'descr': '"
            + (array.signs() ? "|i1" : "<i4")
            + "', 'fortran_order': False, 'shape': "
            + sides
            + ", }";
    int before = 10; // magic, version, length
    int spaces = Math.floorMod(-(before + text.length() + 1), NPY_ALIGNMENT);
    byte[] dictionary = (text + " ".repeat(spaces) + "\n").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(before + dictionary.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0x93)
        .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) dictionary.length)
        .put(dictionary)
        .array();
  }

  /** The row as one number of {@code columns} bits, the highest digit first. */
  private static String word(WeightArray array, int row) {
    StringBuilder word = new StringBuilder();
    for (int low = (array.columns() - 1) / 4 * 4; low >= 0; low -= 4) {
      int digit = 0;
      for (int bit = 0; bit < 4 && low + bit < array.columns(); bit++) {
        digit |= (array.at(row, low + bit) > 0 ? 1 : 0) << bit;
      }
      word.append(Character.forDigit(digit, 16));
    }
    return word.toString();
  }

  private static String words(WeightArray array, int row) {
    return IntStream.range(0, array.columns())
        .mapToObj(column -> String.format(Locale.ROOT, "%08x", array.at(row, column)))
        .collect(Collectors.joining(" "));
  }
}
