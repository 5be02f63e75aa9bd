package dev.bnn.hwgen;

import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Networks of the same shape with narrower layers: what would fit where a network does not. */
final class ShrinkParts {
  /** Widths are multiples of it, so that they can be folded. */
  static final int STEP = 8;

  private ShrinkParts() {}

  /** Neurons or channels of the widest layer between input and scores; 0 if there is none. */
  static int widest(List<Part> parts) {
    return hidden(parts).max().orElse(0);
  }

  /** Widths of the layers between input and scores, as text. */
  static String describe(List<Part> parts) {
    return hidden(parts).mapToObj(Integer::toString).collect(Collectors.joining(", "));
  }

  private static IntStream hidden(List<Part> parts) {
    return parts.subList(0, parts.size() - 1).stream()
        .filter(Part.Matrix.class::isInstance)
        .mapToInt(part -> ((Part.Matrix) part).outputs());
  }

  /** The same with so large a share of each width, at least {@link #STEP}. */
  static List<Part> shrink(List<Part> parts, double share) {
    List<Part> shrunk = new ArrayList<>();
    int before = 1;
    int after = 1;
    for (Part part : parts) {
      boolean isLast = shrunk.size() == parts.size() - 1;
      if (part instanceof Part.Matrix matrix) {
        int outputs = isLast ? matrix.outputs() : shrink(matrix.outputs(), share);
        shrunk.add(resize(matrix, before, after, outputs));
        before = matrix.outputs();
        after = outputs;
      } else {
        shrunk.add(resize((Part.Pool) part, before, after));
      }
    }
    return shrunk;
  }

  private static int shrink(int width, double share) {
    int wanted = (int) (width * share) / STEP * STEP;
    return Math.min(width, Math.max(STEP, wanted));
  }

  private static Part.Matrix resize(Part.Matrix matrix, int before, int after, int outputs) {
    return new Part.Matrix(
        matrix.layer(),
        matrix.kind(),
        matrix.window().map(window -> resize(window, before, after)),
        matrix.pad(),
        matrix.inputs() / before * after,
        outputs,
        matrix.input(),
        matrix.valueWidth());
  }

  private static Window resize(Window window, int before, int after) {
    return new Window(
        resize(window.input(), before, after), window.kernel(), window.stride(), window.padding());
  }

  private static Part.Pool resize(Part.Pool part, int before, int after) {
    MaxPool pool = part.pool();
    Shape input = resize(pool.input(), before, after);
    return new Part.Pool(
        part.layer(),
        new MaxPool(
            input, pool.size(), pool.stride(), pool.poolings().subList(0, input.channels())));
  }

  private static Shape resize(Shape shape, int before, int after) {
    return new Shape(shape.channels() / before * after, shape.height(), shape.width());
  }
}
