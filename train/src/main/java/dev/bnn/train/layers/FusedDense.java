package dev.bnn.train.layers;

import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Dense layer without bias: {@code y = scale · x·sign(W)}, or {@code scale · x·W} in a float
 * network. The gradient of the signs goes straight to the latent weights W (arXiv 1602.02830).
 *
 * <p>Unlike DL4J's own layer it does not repeat the forward pass during backpropagation and
 * computes no gradient for the input of the network. Accumulators are exact: sums of integers below
 * 2²⁴, times a power of two, have no rounding in float32, in whatever order they are added.
 *
 * <p>W is (inputs, outputs) column by column, that is (outputs, inputs) row by row. Maps, (images,
 * height, width, channels), are taken as rows of height · width · channels inputs.
 */
public class FusedDense extends DenseLayer implements SignableWeights {
  private boolean binary;
  private double scale = 1;

  /** For DL4J, which sets the properties afterwards. */
  public FusedDense() {
    setHasBias(false);
    setActivationFn(new ActivationIdentity());
  }

  /**
   * A layer.
   *
   * @param inputs number of inputs
   * @param outputs number of neurons
   * @param binary whether the weights are ±1
   * @param scale factor of every output; a power of two keeps binary layers exact
   */
  public static FusedDense of(int inputs, int outputs, boolean binary, double scale) {
    FusedDense layer = new FusedDense();
    layer.setNIn(inputs);
    layer.setNOut(outputs);
    layer.binary = binary;
    layer.scale = scale;
    if (binary) {
      layer.setConstraints(List.of(new ClipWeights()));
    }
    return layer;
  }

  @Override
  public boolean isBinary() {
    return binary;
  }

  @Override
  public void setBinary(boolean binary) {
    this.binary = binary;
  }

  public double getScale() {
    return scale;
  }

  public void setScale(double scale) {
    this.scale = scale;
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
    return other instanceof FusedDense that
        && that.binary == binary
        && that.scale == scale
        && super.equals(other);
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof FusedDense;
  }

  @Override
  public int hashCode() {
    return super.hashCode() * 31 + Boolean.hashCode(binary);
  }

  /** The layer at work. */
  private static final class Running extends BaseLayer<FusedDense> {
    private transient SignedWeights weights;
    private transient INDArray factors; // of the last forward pass

    Running(NeuralNetConfiguration conf, DataType type) {
      super(conf, type);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
      assertInputSet(false);
      applyDropOutIfNecessary(training, workspaces);
      if (weights == null) {
        weights = new SignedWeights(layerConf().scale);
      }
      factors = weights.of(getParam(DefaultParamInitializer.WEIGHT_KEY), layerConf().binary);
      INDArray x = HeapCopies.rowMajor(input);
      INDArray out =
          workspaces.createUninitialized(
              ArrayType.ACTIVATIONS, x.dataType(), new long[] {x.size(0), outputs()}, 'c');
      Gemm.timesTransposed(x, factors, out, images(), outputs(), inputs());
      return out;
    }

    private int images() {
      return Math.toIntExact(input.size(0));
    }

    private int inputs() {
      return Math.toIntExact(layerConf().getNIn());
    }

    private int outputs() {
      return Math.toIntExact(layerConf().getNOut());
    }

    /**
     * For {@code y = scale · x·sign(W)}: {@code dW = scale · xᵀ·dy} (straight through), {@code dx =
     * dy·(scale · sign(W))ᵀ}.
     */
    @Override
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray epsilon, LayerWorkspaceMgr workspaces) {
      assertInputSet(true);
      INDArray weightGradient = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
      INDArray dy = HeapCopies.rowMajor(epsilon);
      INDArray x = HeapCopies.rowMajor(input);
      Gemm.transposedTimes(dy, x, weightGradient, outputs(), inputs(), images(), layerConf().scale);
      Gradient gradient = new DefaultGradient();
      gradient.setGradientFor(DefaultParamInitializer.WEIGHT_KEY, weightGradient);
      if (getIndex() == 0) {
        return new Pair<>(gradient, null);
      }
      INDArray inputGradient =
          workspaces.createUninitialized(
              ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
      Gemm.times(dy, factors, inputGradient, images(), inputs(), outputs());
      return new Pair<>(gradient, backpropDropOutIfPresent(inputGradient));
    }

    @Override
    public boolean isPretrainLayer() {
      return false;
    }
  }
}
