package dev.bnn.train;

import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Padding;
import dev.bnn.train.RandomNumbers.Use;
import dev.bnn.train.layers.Bop;
import dev.bnn.train.layers.DistillationLoss;
import dev.bnn.train.layers.FusedAdam;
import dev.bnn.train.layers.FusedConv;
import dev.bnn.train.layers.FusedDense;
import dev.bnn.train.layers.FusedNorm;
import dev.bnn.train.layers.LatentWeights;
import dev.bnn.train.layers.LeanUpdater;
import dev.bnn.train.layers.SignDropout;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * An architecture becomes a DL4J network. The b-th dense or convolutional block is layer 2b, with
 * its weights, and layer 2b + 1: batch-norm, sign or ReLU, and the pool that follows, if one does.
 * Then the dense layer of the scores, then the loss.
 */
final class BuildNetwork {
  /** Half the width of the latent weights' first distribution: small, so that signs can change. */
  private static final double LATENT = 0.1;

  private BuildNetwork() {}

  /**
   * The network before its first step.
   *
   * @param batches steps in an epoch
   */
  static MultiLayerNetwork apply(Architecture architecture, TrainOptions options, int batches) {
    boolean binary = options.mode() == Mode.BINARY;
    // the seed decides nothing, weights are set below; but DL4J would write the time in its place
    var list =
        new NeuralNetConfiguration.Builder()
            .seed(options.seed())
            .updater(new FusedAdam(MakeSchedule.apply(options, options.learningRate(), batches)))
            .list()
            .overrideNinUponBuild(false); // only we know what a map has of inputs
    List<PlacedBlock> blocks = architecture.blocks();
    for (int i = 0; i < blocks.size(); i++) {
      PlacedBlock block = blocks.get(i);
      if (block.block() instanceof Block.Pool) {
        continue; // done by the layer before
      }
      DenseLayer weights =
          block.block() instanceof Block.Conv conv
              ? convolution(block, conv, i == 0 ? architecture.encoding() : null, binary)
              : FusedDense.of(block.input().size(), block.output().size(), binary, 1);
      list.layer(withMethod(weights, options, i, batches));
      list.layer(
          FusedNorm.of(block.output().channels(), binary, poolAfter(blocks, i))
              .withWindow(options.window()));
    }
    int inputs = architecture.lastInputs();
    DenseLayer scores =
        FusedDense.of(inputs, architecture.classes(), binary, binary ? scoreScale(inputs) : 1);
    list.layer(withMethod(scores, options, blocks.size(), batches));
    list.layer(loss(options));
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    LeanUpdater.useFor(network);
    initializeWeights(network, weightBlocks(architecture), options);
    return network;
  }

  /** What of the options concerns a layer of weights: its optimizer, and what it drops out. */
  private static DenseLayer withMethod(
      DenseLayer layer, TrainOptions options, int block, int batches) {
    if (options.optimizer() instanceof Optimizer.Bop bop) {
      layer.setIUpdater(new Bop(MakeSchedule.apply(options, bop.gamma(), batches), bop.tau()));
    }
    if (options.dropout() > 0 && block > 0) {
      long seed = RandomNumbers.of(options.seed(), Use.DROPOUT, block).nextLong();
      layer.setIDropout(new SignDropout(options.dropout(), seed));
    }
    return layer;
  }

  private static LossLayer loss(TrainOptions options) {
    if (options.distillation().isPresent()) {
      Distillation distillation = options.distillation().get();
      return new LossLayer.Builder(
              new DistillationLoss(distillation.temperature(), distillation.weight()))
          .activation(Activation.IDENTITY)
          .build();
    }
    return options.loss() == Loss.SQUARED_HINGE
        ? new LossLayer.Builder(LossFunction.SQUARED_HINGE).activation(Activation.IDENTITY).build()
        : new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build();
  }

  private static FusedConv convolution(
      PlacedBlock block, Block.Conv conv, Encoding encoding, boolean binary) {
    FusedConv layer =
        FusedConv.of(
            block.input().channels(), conv.channels(), conv.kernel(), conv.stride(), binary);
    return block.padding() == Padding.NONE
        ? layer
        : layer.withPadding(paddingValue(block.padding(), encoding, binary));
  }

  /**
   * What stands outside a map: what the encoding makes of a black or a white pixel before the first
   * block, −1 or +1 between binary blocks, the lowest value or 1 after a ReLU.
   */
  private static double paddingValue(Padding padding, Encoding encoding, boolean binary) {
    if (encoding != null) {
      return encoding.padValue(padding, 0); // the same at every level
    }
    return padding == Padding.PLUS_ONE ? 1 : binary ? -1 : 0;
  }

  private static int poolAfter(List<PlacedBlock> blocks, int index) {
    boolean pooled =
        index + 1 < blocks.size() && blocks.get(index + 1).block() instanceof Block.Pool;
    return pooled ? ((Block.Pool) blocks.get(index + 1).block()).size() : 1;
  }

  /** Number of dense and convolutional blocks. */
  private static int weightBlocks(Architecture architecture) {
    return (int)
        architecture.blocks().stream().filter(b -> !(b.block() instanceof Block.Pool)).count();
  }

  /** Position of the layer that gives the scores. */
  static int scoresLayer(Architecture architecture) {
    return 2 * weightBlocks(architecture);
  }

  /**
   * What an integer score is multiplied by before softmax: about {@code 1/sqrt(inputs)}, which
   * makes scores of random weights of size 1; a power of two, so that no rounding takes place.
   */
  static double scoreScale(int inputs) {
    return Math.scalb(1.0, -Math.getExponent((double) inputs) / 2);
  }

  private static void initializeWeights(
      MultiLayerNetwork network, int blocks, TrainOptions options) {
    boolean binary = options.mode() == Mode.BINARY;
    boolean isBop = options.optimizer() instanceof Optimizer.Bop;
    for (int dense = 0; dense <= blocks; dense++) {
      var layer = network.getLayer(2 * dense);
      var shape = (DenseLayer) layer.conf().getLayer();
      // He et al. 2015 (arXiv 1502.01852) for ReLU; the last layer has none behind it
      double gain = dense == blocks ? 3 : 6;
      double bound = binary ? LATENT : Math.sqrt(gain / shape.getNIn());
      SplittableRandom random = RandomNumbers.of(options.seed(), Use.WEIGHTS, dense);
      float[] weights = new float[Math.toIntExact(shape.getNIn() * shape.getNOut())];
      for (int i = 0; i < weights.length; i++) {
        float weight = (float) ((2 * random.nextDouble() - 1) * bound);
        weights[i] = isBop ? Math.copySign(1f, weight) : weight; // Bop has no latent weights
      }
      LatentWeights.write(layer, weights);
    }
  }
}
