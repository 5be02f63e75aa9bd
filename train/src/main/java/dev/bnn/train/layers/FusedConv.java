package dev.bnn.train.layers;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
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
import org.nd4j.linalg.factory.Nd4j;

/**
 * Convolution without bias: {@code y = x * sign(W)}, or {@code x * W} in a float network. The
 * gradient of the signs goes straight to the latent weights W (arXiv 1602.02830).
 *
 * <p>The layer of DL4J M2.1 never reaches oneDNN and is ten times slower. Padding holds a value
 * other than 0: there is no 0 in a binary map.
 *
 * <p>Maps are (images, height, width, channels). W is (inputs, outputs) column by column, that is
 * (output channels, kernel rows, kernel columns, input channels) row by row.
 */
public class FusedConv extends DenseLayer implements SignableWeights {
  private boolean binary;
  private int kernel = 1;
  private int stride = 1;
  private boolean padded;
  private double padding;

  /** For DL4J, which sets the properties afterwards. */
  public FusedConv() {
    setHasBias(false);
    setActivationFn(new ActivationIdentity());
  }

  /**
   * A layer that does not pad.
   *
   * @param channels number of input channels
   * @param outputs number of output channels
   * @param kernel side of the window
   * @param stride step of the window
   * @param binary whether the weights are ±1
   */
  public static FusedConv of(int channels, int outputs, int kernel, int stride, boolean binary) {
    FusedConv layer = new FusedConv();
    layer.setNIn((long) channels * kernel * kernel);
    layer.setNOut(outputs);
    layer.kernel = kernel;
    layer.stride = stride;
    layer.binary = binary;
    if (binary) {
      layer.setConstraints(List.of(new ClipWeights()));
    }
    return layer;
  }

  /**
   * The same layer with {@code (kernel − 1)/2} cells of {@code value} before and {@code kernel/2}
   * after each row and column.
   */
  public FusedConv withPadding(double value) {
    padded = true;
    padding = value;
    return this;
  }

  @Override
  public boolean isBinary() {
    return binary;
  }

  @Override
  public void setBinary(boolean binary) {
    this.binary = binary;
  }

  public int getKernel() {
    return kernel;
  }

  public void setKernel(int kernel) {
    this.kernel = kernel;
  }

  public int getStride() {
    return stride;
  }

  public void setStride(int stride) {
    this.stride = stride;
  }

  public boolean isPadded() {
    return padded;
  }

  public void setPadded(boolean padded) {
    this.padded = padded;
  }

  public double getPadding() {
    return padding;
  }

  public void setPadding(double padding) {
    this.padding = padding;
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
    return other instanceof FusedConv that
        && that.binary == binary
        && that.kernel == kernel
        && that.stride == stride
        && that.padded == padded
        && that.padding == padding
        && super.equals(other);
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof FusedConv;
  }

  @Override
  public int hashCode() {
    return super.hashCode() * 31 + kernel * 4 + stride * 2 + Boolean.hashCode(binary);
  }

  /** The layer at work. */
  private static final class Running extends BaseLayer<FusedConv> {
    private transient SignedWeights weights;
    private transient Convolution convolution;
    private transient INDArray factors; // (outputs, rows, columns, inputs)
    private transient INDArray weightGradient; // likewise
    private transient INDArray padded; // input of the last forward pass
    private transient INDArray paddedGradient;

    Running(NeuralNetConfiguration conf, DataType type) {
      super(conf, type);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
      assertInputSet(false);
      applyDropOutIfNecessary(training, workspaces);
      FusedConv layer = layerConf();
      INDArray maps = layer.padded ? pad(input) : HeapCopies.rowMajor(input);
      long rows = positions(maps.size(1));
      long columns = positions(maps.size(2));
      if (convolution == null) {
        weights = new SignedWeights(1);
        convolution = Convolution.of(layer.kernel, layer.stride, rows * columns);
        long channels = layer.getNIn() / layer.kernel / layer.kernel;
        factors = newArray(layer.getNOut(), layer.kernel, layer.kernel, channels);
        weightGradient = newArray(factors.shape());
      }
      weights.copy(getParam(DefaultParamInitializer.WEIGHT_KEY), layer.binary, factors);
      INDArray out =
          workspaces.createUninitialized(
              ArrayType.ACTIVATIONS,
              input.dataType(),
              new long[] {maps.size(0), rows, columns, layer.getNOut()},
              'c');
      convolution.convolve(maps, factors, out);
      return out;
    }

    private long positions(long side) {
      return (side - layerConf().kernel) / layerConf().stride + 1;
    }

    /** One that outlives the step, outside DL4J's workspaces. */
    private static INDArray newArray(long... shape) {
      return Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', shape);
    }

    private INDArray pad(INDArray input) {
      FusedConv layer = layerConf();
      INDArray maps = HeapCopies.rowMajor(input);
      long[] shape = maps.shape().clone();
      shape[1] += layer.kernel - 1;
      shape[2] += layer.kernel - 1;
      if (padded == null || !Arrays.equals(padded.shape(), shape)) {
        padded = newArray(shape).assign(layer.padding);
      }
      copyRows(maps, padded, true);
      return padded;
    }

    /** Copies maps into the middle of the padded ones, or back. */
    private void copyRows(INDArray maps, INDArray around, boolean inwards) {
      int before = (layerConf().kernel - 1) / 2;
      long height = maps.size(1);
      long width = maps.size(2);
      long channels = maps.size(3);
      BytePointer small = new BytePointer(maps.data().addressPointer());
      BytePointer large = new BytePointer(around.data().addressPointer());
      long pixel = channels * Float.BYTES;
      for (long image = 0; image < maps.size(0); image++) {
        for (long y = 0; y < height; y++) {
          long inner = (image * height + y) * width * pixel;
          long outer = ((image * around.size(1) + y + before) * around.size(2) + before) * pixel;
          small.position(inner);
          large.position(outer);
          if (inwards) {
            BytePointer.memcpy(large, small, width * pixel);
          } else {
            BytePointer.memcpy(small, large, width * pixel);
          }
        }
      }
    }

    /** {@code dW = x * dy} (straight through), {@code dx = dy * sign(W)} without the padding. */
    @Override
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray epsilon, LayerWorkspaceMgr workspaces) {
      assertInputSet(true);
      FusedConv layer = layerConf();
      INDArray maps = layer.padded ? padded : HeapCopies.rowMajor(input);
      INDArray dy = HeapCopies.rowMajor(epsilon);
      convolution.weightGradient(maps, dy, weightGradient);
      INDArray inputGradient = null;
      if (getIndex() > 0) {
        inputGradient =
            workspaces.createUninitialized(
                ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
        INDArray around = layer.padded ? paddedGradient() : inputGradient;
        convolution.inputGradient(factors, dy, around);
        if (layer.padded) {
          copyRows(inputGradient, around, false);
        }
      }
      INDArray view = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
      HeapCopies.copy(weightGradient, view);
      Gradient gradient = new DefaultGradient();
      gradient.setGradientFor(DefaultParamInitializer.WEIGHT_KEY, view);
      return new Pair<>(gradient, backpropDropOutIfPresent(inputGradient));
    }

    private INDArray paddedGradient() {
      if (paddedGradient == null || !Arrays.equals(paddedGradient.shape(), padded.shape())) {
        paddedGradient = newArray(padded.shape());
      }
      return paddedGradient;
    }

    @Override
    public boolean isPretrainLayer() {
      return false;
    }
  }
}
