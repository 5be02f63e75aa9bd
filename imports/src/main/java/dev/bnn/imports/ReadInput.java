package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import dev.bnn.imports.ImportOptions.Scale;
import dev.bnn.quantize.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The image as the file's first tensor: its shape, its order, its scale. */
final class ReadInput {
  private static final Set<Integer> COLOURS = Set.of(1, 3, 4);

  private ReadInput() {}

  /**
   * The input.
   *
   * @param guesses what the file does not say
   */
  record Input(Signal signal, List<String> guesses) {}

  static Input of(Model model, ImportOptions options) {
    List<String> guesses = new ArrayList<>();
    int[] dims = model.input().dims().stream().mapToInt(d -> d).toArray();
    require(dims.length >= 1 && dims.length <= 4, "an input with %d sides", dims.length);
    int[] sides = dims.clone();
    if (dims.length > 1) {
      sides[0] = 1; // the batch
    }
    for (int i = dims.length > 1 ? 1 : 0; i < sides.length; i++) {
      require(
          sides[i] > 0,
          "input '%s' leaves side %d open: export with a fixed image size",
          Node.printable(model.input().name()),
          i);
    }
    boolean channelsLast =
        sides.length == 4
            && !model.isOurs()
            && !COLOURS.contains(sides[1])
            && COLOURS.contains(sides[3]);
    Shape image = options.image().orElseGet(() -> image(sides, channelsLast, guesses));
    require(
        image.size() == Value.size(sides),
        "an image of %s for an input of shape %s",
        image,
        Arrays.toString(sides));
    if (sides.length == 4 && channelsLast) {
      guesses.add("the channels come last: " + Arrays.toString(sides) + " ends with " + sides[3]);
    }
    int[] cells =
        channelsLast
            ? Maps.of(image, Maps.inOrder(image.channels()), true).cells()
            : Maps.inOrder(image.size());
    Signal bytes =
        new Signal(
            new Source.Bytes(image, 1), Expression.SOURCE, model.input().type(), sides, cells, 0);
    return new Input(scale(bytes, model, options, guesses), guesses);
  }

  private static Shape image(int[] sides, boolean channelsLast, List<String> guesses) {
    if (sides.length == 4) {
      return channelsLast
          ? new Shape(sides[3], sides[1], sides[2])
          : new Shape(sides[1], sides[2], sides[3]);
    }
    if (sides.length == 3) {
      return new Shape(1, sides[1], sides[2]);
    }
    int size = Value.size(sides);
    for (int channels : new int[] {1, 3}) {
      int side = (int) Math.round(Math.sqrt(size / (double) channels));
      if (side > 1 && side * side * channels == size) {
        Shape image = new Shape(channels, side, side);
        guesses.add(
            "the image is "
                + image
                + ": the input is a vector of "
                + size
                + " = a square (--image C,H,W says otherwise)");
        return image;
      }
    }
    guesses.add("the image is a vector of " + size + " (--image C,H,W says otherwise)");
    return Shape.vector(size);
  }

  /** A float input takes 0…255 or 0…1; integers are bytes. */
  private static Signal scale(
      Signal bytes, Model model, ImportOptions options, List<String> guesses) {
    if (!bytes.type().isFloating()) {
      require(
          options.inputScale().orElse(Scale.BYTES) == Scale.BYTES,
          "the input is %s: bytes can only enter as they are (--input-scale 1)",
          bytes.type());
      return bytes;
    }
    Scale scale = options.inputScale().orElseGet(() -> guess(model, guesses));
    if (scale == Scale.BYTES) {
      return bytes;
    }
    return (Signal)
        Elementwise.apply(
            Operation.of((x, r) -> x[0] / 255, Operation.RISING), bytes.type(), List.of(bytes));
  }

  /** Whoever divides by about 255 takes 0…255. */
  private static Scale guess(Model model, List<String> guesses) {
    if (model.input().annotation().equals("UINT8")) {
      return Scale.BYTES; // the file says so
    }
    String name = model.input().name();
    for (int hops = 0; hops < 8; hops++) {
      String at = name;
      Node reader =
          model.nodes().stream()
              .filter(n -> !n.inputs().isEmpty() && n.inputs().get(0).equals(at))
              .filter(n -> !n.operator().equals("Shape"))
              .findFirst()
              .orElse(null);
      if (reader == null || reader.outputs().isEmpty()) {
        break;
      }
      double largest = largestConstant(model, reader);
      String by = null;
      if ((reader.operator().equals("Div") && largest >= 100)
          || (reader.operator().equals("Mul") && largest > 0 && largest <= 0.01)
          || (reader.operator().equals("Sub") && largest >= 50)
          || (reader.operator().equals("MultiThreshold") && largest > 2)) {
        by = reader.describe() + " with " + largest + " expects bytes";
      }
      if (by != null) {
        guesses.add("pixels enter as 0…255: " + by + " (--input-scale 1/255 says otherwise)");
        return Scale.BYTES;
      }
      if (!Set.of("Reshape", "Flatten", "Transpose", "Cast", "Identity", "Squeeze", "Unsqueeze")
          .contains(reader.operator())) {
        break;
      }
      name = reader.outputs().get(0);
    }
    guesses.add(
        "pixels enter as 0…1: the input is float and nothing scales it down"
            + " (--input-scale 1 says otherwise)");
    return Scale.UNIT;
  }

  private static double largestConstant(Model model, Node reader) {
    if (reader.inputs().size() < 2 || !model.initializers().containsKey(reader.inputs().get(1))) {
      return 0;
    }
    Tensor constant = ReadTensor.read(model.initializers().get(reader.inputs().get(1)));
    return Arrays.stream(constant.values()).map(Math::abs).max().orElse(0);
  }
}
