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
 * estimator, or ReLU in a float network.
 *
 * <p>At inference it evaluates {@link BatchNorm#apply}, the same operations in the same order in
 * float32, so that thresholds folded from its parameters decide as it does. Its parameters are
 * those of DL4J's {@link BatchNormalization} with {@code useLogStd(false)}; the running variance is
 * the biased one.
 */
public class FusedNorm extends BatchNormalization {
  private boolean binary;

  /** For DL4J, which sets the properties afterwards. */
  public FusedNorm() {
    setUseLogStd(false);
  }

  /**
   * A layer.
   *
   * @param channels number of channels
   * @param binary whether the sign follows, otherwise ReLU
   */
  public static FusedNorm of(int channels, boolean binary) {
    FusedNorm layer = new FusedNorm();
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
    return other instanceof FusedNorm that && that.binary == binary && super.equals(other);
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof FusedNorm;
  }

  @Override
  public int hashCode() {
    return super.hashCode() * 31 + Boolean.hashCode(binary);
  }

  /** The layer at work; arrays are (images, channels), row by row. */
  private static final class Running extends BaseLayer<FusedNorm> {
    // of the last forward pass in training
    private transient float[] normalized = new float[0]; // (images, channels)
    private transient float[] batchMean;
    private transient float[] batchVariance;
    private transient float[] values = new float[0]; // scratch, (images, channels)

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
      int images = Math.toIntExact(in.size(0));
      int channels = Math.toIntExact(in.size(1));
      int length = images * channels;
      if (values.length < length) {
        values = new float[length];
        normalized = new float[length];
      }
      HeapCopies.read(in, values);
      float[] mean;
      float[] variance;
      if (training) {
        measure(values, images, channels);
        mean = batchMean;
        variance = batchVariance;
      } else {
        mean = read(BatchNormalizationParamInitializer.GLOBAL_MEAN);
        variance = read(BatchNormalizationParamInitializer.GLOBAL_VAR);
      }
      normalize(values, normalized, images, mean, inverseDeviations(variance));
      decide(values, length);
      INDArray out =
          workspaces.createUninitialized(ArrayType.ACTIVATIONS, in.dataType(), in.shape(), 'c');
      HeapCopies.write(values, out);
      return out;
    }

    /** Mean and biased variance of each channel over the batch, summed in float64. */
    private void measure(float[] x, int images, int channels) {
      double[] sum = new double[channels];
      for (int i = 0; i < images; i++) {
        for (int c = 0, at = i * channels; c < channels; c++) {
          sum[c] += x[at + c];
        }
      }
      double[] squares = new double[channels];
      for (int c = 0; c < channels; c++) {
        sum[c] /= images;
      }
      for (int i = 0; i < images; i++) {
        for (int c = 0, at = i * channels; c < channels; c++) {
          double difference = x[at + c] - sum[c];
          squares[c] += difference * difference;
        }
      }
      batchMean = new float[channels];
      batchVariance = new float[channels];
      for (int c = 0; c < channels; c++) {
        batchMean[c] = (float) sum[c];
        batchVariance[c] = (float) (squares[c] / images);
      }
    }

    private float[] inverseDeviations(float[] variance) {
      float[] inverse = new float[variance.length];
      for (int c = 0; c < variance.length; c++) {
        inverse[c] = BatchNorm.inverseDeviation(variance[c], epsilon());
      }
      return inverse;
    }

    /** {@code x} becomes gamma·n + beta; n = (x − mean)·inverse is kept. See BatchNorm.apply. */
    private void normalize(float[] x, float[] n, int images, float[] mean, float[] inverse) {
      float[] gamma = read(BatchNormalizationParamInitializer.GAMMA);
      float[] beta = read(BatchNormalizationParamInitializer.BETA);
      int channels = gamma.length;
      for (int i = 0; i < images; i++) {
        for (int c = 0, at = i * channels; c < channels; c++) {
          float one = (x[at + c] - mean[c]) * inverse[c];
          n[at + c] = one;
          x[at + c] = one * gamma[c] + beta[c];
        }
      }
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
     * n·dgamma/N)} over the N images of the batch.
     */
    @Override
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray epsilon, LayerWorkspaceMgr workspaces) {
      INDArray in = HeapCopies.rowMajor(epsilon);
      int images = Math.toIntExact(in.size(0));
      float[] gamma = read(BatchNormalizationParamInitializer.GAMMA);
      float[] beta = read(BatchNormalizationParamInitializer.BETA);
      int channels = gamma.length;
      float[] d = values;
      float[] n = normalized;
      HeapCopies.read(in, d);
      throughDecision(d, n, images, gamma, beta);

      float[] betaGradient = new float[channels];
      float[] gammaGradient = new float[channels];
      for (int i = 0; i < images; i++) {
        for (int c = 0, at = i * channels; c < channels; c++) {
          betaGradient[c] += d[at + c];
          gammaGradient[c] += d[at + c] * n[at + c];
        }
      }
      float[] slope = inverseDeviations(batchVariance);
      float[] shift = new float[channels];
      float[] turn = new float[channels];
      for (int c = 0; c < channels; c++) {
        slope[c] *= gamma[c];
        shift[c] = betaGradient[c] / images;
        turn[c] = gammaGradient[c] / images;
      }
      for (int i = 0; i < images; i++) {
        for (int c = 0, at = i * channels; c < channels; c++) {
          d[at + c] = slope[c] * (d[at + c] - shift[c] - n[at + c] * turn[c]);
        }
      }
      INDArray inputGradient =
          workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, in.dataType(), in.shape(), 'c');
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

    private void throughDecision(float[] d, float[] n, int images, float[] gamma, float[] beta) {
      int channels = gamma.length;
      if (layerConf().binary) {
        for (int i = 0; i < images; i++) {
          for (int c = 0, at = i * channels; c < channels; c++) {
            d[at + c] *= Signs.window(n[at + c] * gamma[c] + beta[c]);
          }
        }
      } else {
        for (int i = 0; i < images; i++) {
          for (int c = 0, at = i * channels; c < channels; c++) {
            d[at + c] *= Signs.step(n[at + c] * gamma[c] + beta[c]);
          }
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
