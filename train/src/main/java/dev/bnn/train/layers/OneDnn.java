package dev.bnn.train.layers;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolutions by oneDNN, the direct ones: those of Winograd are not exact where all values are ±1.
 * The weights are brought into the order that it likes best, the maps stay as they are; ND4J's
 * operations, which call oneDNN too, take several times as long.
 */
final class OneDnn implements Convolution {
  private static final boolean AVAILABLE = load();
  private static final dnnl.algorithm DIRECT = dnnl.algorithm.convolution_direct;
  private static final long[] NO_PADDING = {0, 0};

  private final int stride;
  private long[] shape = new long[0]; // of the maps
  private Primitives primitives;

  OneDnn(int stride) {
    this.stride = stride;
  }

  /** Whether there is a oneDNN for this machine. */
  static boolean isAvailable() {
    return AVAILABLE;
  }

  private static boolean load() {
    try {
      Loader.load(dnnl.class);
      return true;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      return false;
    }
  }

  @Override
  public void convolve(INDArray x, INDArray w, INDArray y) {
    primitivesFor(x, w, y).convolve(x, w, y);
  }

  @Override
  public void weightGradient(INDArray x, INDArray dy, INDArray dw) {
    primitivesFor(x, dw, dy).weightGradient(x, dy, dw);
  }

  @Override
  public void inputGradient(INDArray w, INDArray dy, INDArray dx) {
    primitivesFor(dx, w, dy).inputGradient(w, dy, dx);
  }

  private Primitives primitivesFor(INDArray x, INDArray w, INDArray y) {
    if (!Arrays.equals(shape, x.shape())) {
      shape = x.shape().clone();
      primitives = new Primitives(x.shape(), w.shape(), y.shape(), stride);
    }
    return primitives;
  }

  /** What oneDNN has compiled for maps of one shape; gradients not before they are needed. */
  private static final class Primitives {
    private final engine cpu = new engine(engine.kind.cpu, 0);
    private final stream queue = new stream(cpu);
    private final long[] strides;
    private final memory maps;
    private final memory weights;
    private final memory products;
    private final memory.desc mapsOrder;
    private final memory.desc anyOrder; // of the weights
    private final memory.desc productsOrder;
    private final convolution_forward.primitive_desc forwardPlan;
    private final Steps forward;
    private Steps towardsWeights;
    private Steps towardsMaps;

    Primitives(long[] x, long[] w, long[] y, int stride) {
      strides = new long[] {stride, stride};
      mapsOrder = orderOf(x, memory.format_tag.nhwc);
      anyOrder = orderOf(w, memory.format_tag.any);
      productsOrder = orderOf(y, memory.format_tag.nhwc);
      maps = new memory(mapsOrder, cpu, null);
      weights = new memory(orderOf(w, memory.format_tag.ohwi), cpu, null);
      products = new memory(productsOrder, cpu, null);
      forwardPlan =
          new convolution_forward.primitive_desc(
              new convolution_forward.desc(
                  dnnl.prop_kind.forward_training,
                  DIRECT,
                  mapsOrder,
                  anyOrder,
                  productsOrder,
                  strides,
                  NO_PADDING,
                  NO_PADDING),
              cpu);
      memory ordered = new memory(forwardPlan.weights_desc(), cpu);
      forward =
          new Steps(
              copy(weights, ordered),
              new Step(
                  new convolution_forward(forwardPlan),
                  Map.of(DNNL_ARG_SRC, maps, DNNL_ARG_WEIGHTS, ordered, DNNL_ARG_DST, products)));
    }

    /** Of oneDNN's (images, channels, height, width), whatever the order in memory. */
    private static memory.desc orderOf(long[] shape, memory.format_tag order) {
      long[] channelsSecond = {shape[0], shape[3], shape[1], shape[2]};
      return new memory.desc(channelsSecond, memory.data_type.f32, order);
    }

    private static Step copy(memory from, memory to) {
      return new Step(new reorder(from, to), Map.of(DNNL_ARG_FROM, from, DNNL_ARG_TO, to));
    }

    void convolve(INDArray x, INDArray w, INDArray y) {
      bind(x, w, y);
      forward.run(queue);
    }

    void weightGradient(INDArray x, INDArray dy, INDArray dw) {
      if (towardsWeights == null) {
        var plan =
            new convolution_backward_weights.primitive_desc(
                new convolution_backward_weights.desc(
                    DIRECT, mapsOrder, anyOrder, productsOrder, strides, NO_PADDING, NO_PADDING),
                cpu,
                forwardPlan);
        memory gradient = new memory(plan.diff_weights_desc(), cpu);
        towardsWeights =
            new Steps(
                new Step(
                    new convolution_backward_weights(plan),
                    Map.of(
                        DNNL_ARG_SRC,
                        maps,
                        DNNL_ARG_DIFF_DST,
                        products,
                        DNNL_ARG_DIFF_WEIGHTS,
                        gradient)),
                copy(gradient, weights));
      }
      bind(x, dw, dy);
      towardsWeights.run(queue);
    }

    void inputGradient(INDArray w, INDArray dy, INDArray dx) {
      if (towardsMaps == null) {
        var plan =
            new convolution_backward_data.primitive_desc(
                new convolution_backward_data.desc(
                    DIRECT, mapsOrder, anyOrder, productsOrder, strides, NO_PADDING, NO_PADDING),
                cpu,
                forwardPlan);
        memory ordered = new memory(plan.weights_desc(), cpu);
        towardsMaps =
            new Steps(
                copy(weights, ordered),
                new Step(
                    new convolution_backward_data(plan),
                    Map.of(
                        DNNL_ARG_DIFF_DST,
                        products,
                        DNNL_ARG_WEIGHTS,
                        ordered,
                        DNNL_ARG_DIFF_SRC,
                        maps)));
      }
      bind(dx, w, dy);
      towardsMaps.run(queue);
    }

    private void bind(INDArray x, INDArray w, INDArray y) {
      maps.set_data_handle(HeapCopies.pointer(x));
      weights.set_data_handle(HeapCopies.pointer(w));
      products.set_data_handle(HeapCopies.pointer(y));
    }
  }

  /** A primitive and what it reads and writes. */
  private static final class Step {
    private final primitive operation;
    private final IntMemoryMap arguments = new IntMemoryMap();

    Step(primitive operation, Map<Integer, memory> arguments) {
      this.operation = operation;
      arguments.forEach(this.arguments::put);
    }
  }

  /** One after the other. */
  private static final class Steps {
    private final List<Step> steps;

    Steps(Step... steps) {
      this.steps = List.of(steps);
    }

    void run(stream queue) {
      steps.forEach(step -> step.operation.execute(queue, step.arguments));
      queue._wait();
    }
  }
}
