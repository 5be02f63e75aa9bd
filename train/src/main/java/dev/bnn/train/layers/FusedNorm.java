package dev.bnn.train.layers;

import dev.bnn.quantize.BatchNorm;
import dev.bnn.quantize.FloatVector;
import java.util.Collection;
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

  /** The layer at work. */
  private static final class Running extends BaseLayer<FusedNorm> {
    // of the last forward pass in training
    private transient float[] normalized = new float[0]; // (rows, channels)
    private transient float[] batchMean;
    private transient float[] batchVariance;
    private transient float[] values = new float[0]; // scratch, (rows, channels)

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
      int length = Math.toIntExact(in.length());
      if (normalized.length < length) {
        normalized = new float[length];
        values = new float[length];
      }
      HeapCopies.read(in, normalized);
      Rows rows = new Rows(length, channels());
      float[] mean;
      float[] variance;
      if (training) {
        batchMean = rows.mean(normalized);
        batchVariance = rows.variance(normalized, batchMean);
        mean = batchMean;
        variance = batchVariance;
      } else {
        mean = read(BatchNormalizationParamInitializer.GLOBAL_MEAN);
        variance = read(BatchNormalizationParamInitializer.GLOBAL_VAR);
      }
      // the two lines together are BatchNorm.apply, operation by operation
      rows.normalize(normalized, mean, inverseDeviations(variance));
      float[] gamma = read(BatchNormalizationParamInitializer.GAMMA);
      float[] beta = read(BatchNormalizationParamInitializer.BETA);
      INDArray out =
          workspaces.createUninitialized(
              ArrayType.ACTIVATIONS, in.dataType(), outputShape(in.shape()), 'c');
      if (layerConf().pool == 1) {
        rows.scale(normalized, gamma, beta, values);
      } else {
        pooling(in.shape()).largest(normalized, gamma, beta, values);
      }
      decide(values, Math.toIntExact(out.length()));
      HeapCopies.write(values, out);
      return out;
    }

    float[] decideUnpooled(INDArray input) {
      float[] y = HeapCopies.read(HeapCopies.rowMajor(input));
      Rows rows = new Rows(y.length, channels());
      float[] variance = read(BatchNormalizationParamInitializer.GLOBAL_VAR);
      rows.normalize(
          y, read(BatchNormalizationParamInitializer.GLOBAL_MEAN), inverseDeviations(variance));
      rows.scale(
          y,
          read(BatchNormalizationParamInitializer.GAMMA),
          read(BatchNormalizationParamInitializer.BETA),
          y);
      decide(y, y.length);
      return y;
    }

    private int channels() {
      return Math.toIntExact(layerConf().getNOut());
    }

    private long[] outputShape(long[] shape) {
      int pool = layerConf().pool;
      return pool == 1 ? shape : new long[] {shape[0], shape[1] / pool, shape[2] / pool, shape[3]};
    }

    private Pooling pooling(long[] shape) {
      return new Pooling(
          (int) shape[0], (int) shape[1], (int) shape[2], (int) shape[3], layerConf().pool);
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
      float[] gamma = read(BatchNormalizationParamInitializer.GAMMA);
      float[] beta = read(BatchNormalizationParamInitializer.BETA);
      Rows rows = new Rows(Math.toIntExact(input.length()), channels());
      float[] d = values;
      if (layerConf().pool == 1) {
        HeapCopies.read(HeapCopies.rowMajor(epsilon), d);
      } else {
        float[] pooled = HeapCopies.read(HeapCopies.rowMajor(epsilon));
        pooling(input.shape()).spread(pooled, normalized, gamma, beta, d);
      }
      rows.throughDecision(d, normalized, gamma, beta, layerConf().binary);
      float[] betaGradient = rows.sum(d);
      float[] gammaGradient = rows.sumOfProducts(d, normalized);
      float[] slope = inverseDeviations(batchVariance);
      for (int c = 0; c < slope.length; c++) {
        slope[c] *= gamma[c];
      }
      rows.centre(d, normalized, betaGradient, gammaGradient, slope);
      INDArray inputGradient =
          workspaces.createUninitialized(
              ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
      HeapCopies.write(d, inputGradient);

      Gradient gradient = new DefaultGradient();
      set(gradient, BatchNormalizationParamInitializer.GAMMA, gammaGradient);
      set(gradient, BatchNormalizationParamInitializer.BETA, betaGradient);
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
