package dev.bnn.train.layers;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The same networks from DL4J's own layers and ND4J's own operations: slow, and an oracle. */
final class StockNetwork {
  private StockNetwork() {}

  /** Dense, batch-norm and sign or ReLU for every width; then dense with a scale, and softmax. */
  static MultiLayerNetwork of(
      int inputs, List<Integer> widths, int classes, boolean binary, double scale) {
    var list =
        new NeuralNetConfiguration.Builder()
            .trainingWorkspaceMode(WorkspaceMode.NONE)
            .inferenceWorkspaceMode(WorkspaceMode.NONE)
            .list();
    int before = inputs;
    for (int width : widths) {
      list.layer(dense(before, width, binary ? 1 : 0));
      list.layer(new BatchNormalization.Builder().nIn(width).nOut(width).useLogStd(false).build());
      list.layer(
          new ActivationLayer(binary ? new Sign() : Activation.RELU.getActivationFunction()));
      before = width;
    }
    list.layer(dense(before, classes, binary ? scale : 0));
    list.layer(new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private static DenseLayer dense(int inputs, int outputs, double signScale) {
    var builder =
        new DenseLayer.Builder()
            .nIn(inputs)
            .nOut(outputs)
            .hasBias(false)
            .activation(Activation.IDENTITY);
    return signScale == 0 ? builder.build() : builder.weightNoise(new SignNoise(signScale)).build();
  }

  /** {@code >= 0} as 2·[x >= 0] − 1. */
  private static INDArray sign(INDArray x) {
    return x.gte(0).castTo(DataType.FLOAT).muli(2).subi(1);
  }

  /** Scaled signs in place of the weights, in training and inference. */
  private static final class SignNoise implements IWeightNoise {
    private static final long serialVersionUID = 1;
    private final double scale;

    SignNoise(double scale) {
      this.scale = scale;
    }

    @Override
    public INDArray getParameter(
        Layer layer,
        String key,
        int iteration,
        int epoch,
        boolean train,
        LayerWorkspaceMgr workspaces) {
      // straight through with a scale: DL4J gives the gradient for the noisy weights, scale is 2⁻ᵏ
      INDArray latent = layer.getParam(key);
      return latent == null ? null : sign(latent).muli(scale); // null: the bias there is not
    }

    @Override
    public SignNoise clone() {
      return this;
    }
  }

  /** Sign forward, window |x| ≤ 1 backward. */
  private static final class Sign extends BaseActivationFunction {
    private static final long serialVersionUID = 1;

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      return sign(in);
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
      INDArray window = Nd4j.math().abs(in).lte(1).castTo(DataType.FLOAT);
      return new Pair<>(epsilon.mul(window), null);
    }
  }
}
