package dev.bnn.train.layers;

import dev.bnn.quantize.BatchNorm;
import dev.bnn.quantize.FloatVector;
import java.util.Collection;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalization and what follows it, in one layer: the sign with its straight-through
 * estimator, or ReLU in a float network, and a max-pool where one is.
 *
 * <p>Values are rows of channels: (images, channels), or maps (images, height, width, channels).
 *
 * <p>The pool takes the largest value before the sign, which has the same sign as the largest of
 * the signs; its gradient goes to that value, the first of equals. Pooling signs would send it to
 * any of several equal +1.
 *
 * <p>At inference it evaluates {@link BatchNorm#apply}, the same operations in the same order in
 * float32, so that thresholds folded from its parameters decide as it does. Its parameters are
 * those of DL4J's {@link BatchNormalization} with {@code useLogStd(false)}; the running variance is
 * the biased one.
 */
public class FusedNorm extends BatchNormalization {
  private boolean binary;
  private int pool = 1;
  private SteWindow window = SteWindow.CLIP;

  /** For DL4J, which sets the properties afterwards. */
  public FusedNorm() {
    setUseLogStd(false);
  }

  /**
   * A layer.
   *
   * @param channels number of channels
   * @param binary whether the sign follows, otherwise ReLU
   * @param pool side and step of the max-pool, 1 for none
   */
  public static FusedNorm of(int channels, boolean binary, int pool) {
    FusedNorm layer = new FusedNorm();
    layer.pool = pool;
    layer.setNIn(channels);
    layer.setNOut(channels);
    layer.binary = binary;
    return layer;
  }

  /** The same layer with another derivative of the sign. */
  public FusedNorm withWindow(SteWindow other) {
    window = other;
    return this;
  }

  public SteWindow getWindow() {
    return window;
  }

  public void setWindow(SteWindow window) {
    this.window = window;
  }

  public boolean isBinary() {
    return binary;
  }

  public void setBinary(boolean binary) {
    this.binary = binary;
  }

  public int getPool() {
    return pool;
  }

  public void setPool(int pool) {
    this.pool = pool;
  }

  /** Sets the statistics that a layer normalizes by at inference. */
  public static void setStatistics(Layer layer, float[] mean, float[] variance) {
    HeapCopies.write(mean, layer.getParam(BatchNormalizationParamInitializer.GLOBAL_MEAN));
    HeapCopies.write(variance, layer.getParam(BatchNormalizationParamInitializer.GLOBAL_VAR));
  }

  /** What a layer applies at inference. */
  public static BatchNorm batchNorm(Layer layer) {
    Running running = (Running) layer;
    return new BatchNorm(
        FloatVector.of(running.read(BatchNormalizationParamInitializer.GAMMA)),
        FloatVector.of(running.read(BatchNormalizationParamInitializer.BETA)),
        FloatVector.of(running.read(BatchNormalizationParamInitializer.GLOBAL_MEAN)),
        FloatVector.of(running.read(BatchNormalizationParamInitializer.GLOBAL_VAR)),
        running.epsilon());
  }

  /**
   * What a layer decides at inference before it pools.
   *
   * @param input rows of channels, or maps
   * @return as the input
   */
  public static float[] decisions(Layer layer, INDArray input) {
    return ((Running) layer).decideUnpooled(input);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    Running running = new Running(conf, type);
    running.setListeners(listeners);
    running.setIndex(index);
    running.setParamsViewArray(parameters);
    running.setParamTable(initializer().init(conf, parameters, initialize));
    running.setConf(conf);
    return running;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FusedNorm that
        && that.binary == binary
        && that.pool == pool
        && that.window == window
        && super.equals(other);
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof FusedNorm;
  }

  @Override
  public int hashCode() {
    return (super.hashCode() * 31 + pool) * 31 + Boolean.hashCode(binary);
  }

  /**
   * The layer at work. It goes over the batch as seldom as it can, and block by block: what one
   * step leaves of a block is still in the cache when the next one takes it.
   */
  private static final class Running extends BaseLayer<FusedNorm> {
    private static final int BLOCK = 1 << 14; // values, at least; whole images

    // of the last forward pass in training
    private transient float[] normalized = new float[0]; // (rows, channels)
    private transient float[] batchMean;
    private transient float[] batchVariance;
    // scratch
    private transient float[] derivatives = new float[0]; // (rows, channels)
    private transient float[] block = new float[0];
    private transient float[][] members; // of a block
    private transient float[] largest = new float[0];
    private transient float[] left = new float[0];

    Running(NeuralNetConfiguration conf, DataType type) {
      super(conf, type);
    }

    float[] read(String parameter) {
      return HeapCopies.read(getParam(parameter));
    }

    float epsilon() {
      return (float) layerConf().getEps();
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
      assertInputSet(false);
      INDArray in = HeapCopies.rowMajor(input);
      prepare(in);
      int length = Math.toIntExact(in.length());
      Rows rows = new Rows(channels());
      float[] mean;
      float[] variance;
      if (training) {
        measure(in, rows);
        mean = batchMean;
        variance = batchVariance;
      } else {
        HeapCopies.read(in, normalized);
        mean = read(BatchNormalizationParamInitializer.GLOBAL_MEAN);
        variance = read(BatchNormalizationParamInitializer.GLOBAL_VAR);
      }
      float[] means = rows.repeat(mean);
      float[] inverses = rows.repeat(inverseDeviations(variance));
      float[] gammas = rows.repeat(read(BatchNormalizationParamInitializer.GAMMA));
      float[] betas = rows.repeat(read(BatchNormalizationParamInitializer.BETA));
      INDArray out =
          workspaces.createUninitialized(
              ArrayType.ACTIVATIONS, in.dataType(), outputShape(in.shape()), 'c');
      FloatPointer to = HeapCopies.pointer(out);
      for (int from = 0, end; from < length; from = end) {
        end = Math.min(length, from + block.length);
        // the two lines together are BatchNorm.apply, operation by operation
        rows.normalize(normalized, from, end, means, inverses);
        rows.scale(normalized, from, end, gammas, betas, block);
        float[] values = block;
        int count = end - from;
        if (isPooled()) {
          values = largest;
          count = pooling().pooledLength();
          pooling().split(block, members);
          Pooling.largest(members, largest);
        }
        decide(values, count);
        to.put(values, 0, count).position(to.position() + count);
      }
      return out;
    }

    /** Allocates what a batch of this shape needs. */
    private void prepare(INDArray in) {
      int length = Math.toIntExact(in.length());
      if (normalized.length < length) {
        normalized = new float[length];
        derivatives = new float[length];
      }
      int image = length / Math.toIntExact(in.size(0));
      int images = isPooled() ? 1 : Math.max(1, BLOCK / image);
      if (block.length != images * image) {
        block = new float[images * image];
        if (isPooled()) {
          members = pooling().newMembers();
          largest = new float[pooling().pooledLength()];
          left = new float[largest.length];
        }
      }
    }

    /** Reads the batch and computes its mean and variance. */
    private void measure(INDArray in, Rows rows) {
      int length = Math.toIntExact(in.length());
      FloatPointer values = HeapCopies.pointer(in);
      Rows.Sum sum = rows.new Sum();
      for (int from = 0, end; from < length; from = end) {
        end = Math.min(length, from + block.length);
        values.position(from).get(normalized, from, end - from);
        sum.add(normalized, from, end);
      }
      batchMean = sum.dividedBy(length / channels());
      Rows.Sum squares = rows.new Sum();
      squares.addSquares(normalized, 0, length, rows.repeat(batchMean));
      batchVariance = squares.dividedBy(length / channels());
    }

    float[] decideUnpooled(INDArray input) {
      float[] y = HeapCopies.read(HeapCopies.rowMajor(input));
      Rows rows = new Rows(channels());
      rows.normalize(
          y,
          0,
          y.length,
          rows.repeat(read(BatchNormalizationParamInitializer.GLOBAL_MEAN)),
          rows.repeat(inverseDeviations(read(BatchNormalizationParamInitializer.GLOBAL_VAR))));
      rows.scale(
          y,
          0,
          y.length,
          rows.repeat(read(BatchNormalizationParamInitializer.GAMMA)),
          rows.repeat(read(BatchNormalizationParamInitializer.BETA)),
          y);
      decide(y, y.length);
      return y;
    }

    private int channels() {
      return Math.toIntExact(layerConf().getNOut());
    }

    private boolean isPooled() {
      return layerConf().pool > 1;
    }

    private long[] outputShape(long[] shape) {
      int pool = layerConf().pool;
      return pool == 1 ? shape : new long[] {shape[0], shape[1] / pool, shape[2] / pool, shape[3]};
    }

    private Pooling pooling() {
      return new Pooling(
          Math.toIntExact(input.size(1)),
          Math.toIntExact(input.size(2)),
          channels(),
          layerConf().pool);
    }

    private float[] inverseDeviations(float[] variance) {
      float[] inverse = new float[variance.length];
      for (int c = 0; c < variance.length; c++) {
        inverse[c] = BatchNorm.inverseDeviation(variance[c], epsilon());
      }
      return inverse;
    }

    private void decide(float[] y, int length) {
      if (layerConf().binary) {
        Signs.sign(y, 0, length);
      } else {
        for (int i = 0; i < length; i++) {
          y[i] = Math.max(0f, y[i]);
        }
      }
    }

    /**
     * With y = gamma·n + beta and dy already through the sign's window (or ReLU's step): {@code
     * dbeta = Σ dy}, {@code dgamma = Σ dy·n}, {@code dx = gamma·inverse·(dy − dbeta/N −
     * n·dgamma/N)} over the N rows of the batch. After a pool, dy is 0 but at the largest values.
     */
    @Override
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray epsilon, LayerWorkspaceMgr workspaces) {
      int length = Math.toIntExact(input.length());
      int count = length / channels();
      Rows rows = new Rows(channels());
      float[] gamma = read(BatchNormalizationParamInitializer.GAMMA);
      Rows.Sum sum = rows.new Sum();
      Rows.Sum products = rows.new Sum();
      throughDecisions(HeapCopies.rowMajor(epsilon), rows, gamma, sum, products);

      float[] slope = inverseDeviations(batchVariance);
      for (int c = 0; c < slope.length; c++) {
        slope[c] *= gamma[c];
      }
      INDArray inputGradient =
          workspaces.createUninitialized(
              ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
      FloatPointer to = HeapCopies.pointer(inputGradient);
      float[] shifts = rows.repeat(sum.dividedBy(count));
      float[] turns = rows.repeat(products.dividedBy(count));
      float[] slopes = rows.repeat(slope);
      for (int from = 0, end; from < length; from = end) {
        end = Math.min(length, from + block.length);
        rows.centre(derivatives, normalized, from, end, shifts, turns, slopes, block);
        to.position(from).put(block, 0, end - from);
      }

      Gradient gradient = new DefaultGradient();
      set(gradient, BatchNormalizationParamInitializer.GAMMA, products.dividedBy(1));
      set(gradient, BatchNormalizationParamInitializer.BETA, sum.dividedBy(1));
      set(
          gradient,
          BatchNormalizationParamInitializer.GLOBAL_MEAN,
          towards(BatchNormalizationParamInitializer.GLOBAL_MEAN, batchMean));
      set(
          gradient,
          BatchNormalizationParamInitializer.GLOBAL_VAR,
          towards(BatchNormalizationParamInitializer.GLOBAL_VAR, batchVariance));
      return new Pair<>(gradient, inputGradient);
    }

    /** Derivatives by y, and their sums: of themselves and of their products with n. */
    private void throughDecisions(
        INDArray epsilon, Rows rows, float[] gamma, Rows.Sum sum, Rows.Sum products) {
      int length = Math.toIntExact(input.length());
      float[] gammas = rows.repeat(gamma);
      float[] betas = rows.repeat(read(BatchNormalizationParamInitializer.BETA));
      FloatPointer dy = HeapCopies.pointer(epsilon);
      for (int from = 0, end; from < length; from = end) {
        end = Math.min(length, from + block.length);
        rows.scale(normalized, from, end, gammas, betas, block);
        if (isPooled()) {
          Pooling pooling = pooling();
          dy.get(left, 0, left.length).position(dy.position() + left.length);
          pooling.split(block, members);
          Pooling.largest(members, largest);
          throughDecision(left, 0, largest, left.length);
          Pooling.spread(left, largest, members);
          pooling.join(members, derivatives, from);
        } else {
          dy.position(from).get(derivatives, from, end - from);
          throughDecision(derivatives, from, block, end - from);
        }
        sum.add(derivatives, from, end);
        products.addProducts(derivatives, normalized, from, end);
      }
    }

    /** {@code d}, from {@code start}, times the derivative of the decision about y. */
    private void throughDecision(float[] d, int start, float[] y, int count) {
      if (layerConf().binary) {
        Signs.throughSign(d, start, y, count, layerConf().window);
      } else {
        for (int i = 0; i < count; i++) {
          d[start + i] *= Signs.step(y[i]);
        }
      }
    }

    /**
     * The "gradient" of a running statistic, as DL4J wants it: subtracting it moves the statistic
     * the share 1 − decay towards the batch.
     */
    private float[] towards(String parameter, float[] batch) {
      float[] difference = read(parameter);
      float share = (float) (1 - layerConf().getDecay());
      for (int c = 0; c < batch.length; c++) {
        difference[c] = share * (difference[c] - batch[c]);
      }
      return difference;
    }

    private void set(Gradient gradient, String parameter, float[] value) {
      INDArray view = gradientViews.get(parameter);
      HeapCopies.write(value, view);
      gradient.setGradientFor(parameter, view);
    }

    /** The running statistics are no sums over the batch. */
    @Override
    public boolean updaterDivideByMinibatch(String parameter) {
      return !parameter.equals(BatchNormalizationParamInitializer.GLOBAL_MEAN)
          && !parameter.equals(BatchNormalizationParamInitializer.GLOBAL_VAR);
    }

    @Override
    public boolean isPretrainLayer() {
      return false;
    }
  }
}
