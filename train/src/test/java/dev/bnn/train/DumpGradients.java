package dev.bnn.train;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.train.RandomNumbers.Use;
import dev.bnn.train.layers.FusedNorm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Our side of {@code bench/torch/gradients}: one forward and backward pass on random images,
 * written as .npy files.
 *
 * <p>Arguments: {@code MODEL WIDTH ENCODING MODE BATCH SEED FOLDER}. For block K = 0, 1, … the
 * folder receives {@code weights_K} (latent), {@code accumulators_K}, {@code gamma_K}, {@code
 * beta_K}, and of weights, gamma and beta the gradient of the loss summed over the batch, {@code
 * weights_K_gradient}, …; {@code mean_K} and {@code variance_K} of the batch; {@code weights_last},
 * {@code weights_last_gradient} and {@code scores}; {@code images} (bytes as float32) and {@code
 * labels}.
 */
final class DumpGradients {
  private final MultiLayerNetwork network;
  private final Path folder;

  private DumpGradients(MultiLayerNetwork network, Path folder) {
    this.network = network;
    this.folder = folder;
  }

  public static void main(String[] args) throws IOException {
    BenchmarkNetwork wanted = BenchmarkNetwork.parse(args);
    int images = Integer.parseInt(args[4]);
    long seed = Long.parseLong(args[5]);
    Path folder = Files.createDirectories(Path.of(args[6]));
    Architecture architecture = wanted.architecture();
    TrainOptions options = Defaults.options("cifar10", wanted.mode(), Recipe.FAST, seed);
    MultiLayerNetwork network = BuildNetwork.apply(architecture, options, 1);
    SplittableRandom random = RandomNumbers.of(seed, Use.AUGMENT, 0);
    DumpGradients dump = new DumpGradients(network, folder);
    dump.prepareNorms(random);
    dump.run(wanted.randomImages(images, seed), architecture);
  }

  /** Slopes of both signs, as after training; those of a new network are all 1. */
  private void prepareNorms(SplittableRandom random) {
    for (Layer layer : network.getLayers()) {
      if (layer.conf().getLayer() instanceof FusedNorm norm) {
        // the step of a running statistic is then minus that of the batch
        norm.setDecay(0);
        layer.getParam("mean").assign(0);
        layer.getParam("var").assign(0);
        INDArray gamma = layer.getParam("gamma");
        INDArray beta = layer.getParam("beta");
        for (long c = 0; c < gamma.length(); c++) {
          double sign = random.nextInt(4) == 0 ? -1 : 1;
          gamma.putScalar(c, sign * (0.5 + random.nextDouble()));
          beta.putScalar(c, random.nextDouble() - 0.5);
        }
      }
    }
  }

  private void run(LabeledImages images, Architecture architecture) throws IOException {
    ImageEncoder encoder = new ImageEncoder(architecture);
    float[] inputs = new float[images.size() * encoder.size()];
    for (int i = 0; i < images.size(); i++) {
      encoder.encode(images.image(i), inputs, i * encoder.size());
    }
    Batches.Batch batch =
        new Batches.Batch(encoder.features(inputs, images.size()), images.labels());
    List<INDArray> activations = network.feedForward(batch.features(), true);
    network.setInput(batch.features());
    network.setLabels(oneHot(images, architecture.classes()));
    network.computeGradientAndScore();

    write("images", bytesAsFloats(images));
    write("labels", Nd4j.createFromArray(images.labels()));
    int block = 0;
    for (int index = 0; index < network.getnLayers(); index++) {
      Layer layer = network.getLayer(index);
      INDArray output = activations.get(index + 1);
      if (index == BuildNetwork.scoresLayer(architecture)) {
        write("scores", output);
        writeWithGradient(index, "W", "weights_last");
      } else if (layer.conf().getLayer() instanceof FusedNorm) {
        write("accumulators_" + block, activations.get(index));
        writeWithGradient(index - 1, "W", "weights_" + block);
        writeWithGradient(index, "gamma", "gamma_" + block);
        writeWithGradient(index, "beta", "beta_" + block);
        write("mean_" + block, network.gradient().getGradientFor(index + "_mean").neg());
        write("variance_" + block, network.gradient().getGradientFor(index + "_var").neg());
        block++;
      }
    }
  }

  private static INDArray oneHot(LabeledImages images, int classes) {
    float[][] targets = new float[images.size()][classes];
    for (int i = 0; i < targets.length; i++) {
      targets[i][images.label(i)] = 1;
    }
    return Nd4j.createFromArray(targets);
  }

  private static INDArray bytesAsFloats(LabeledImages images) {
    float[][] floats = new float[images.size()][images.imageBytes()];
    for (int i = 0; i < floats.length; i++) {
      byte[] image = images.image(i);
      for (int k = 0; k < image.length; k++) {
        floats[i][k] = Byte.toUnsignedInt(image[k]);
      }
    }
    return Nd4j.createFromArray(floats);
  }

  /** Matrices of weights as (outputs, inputs). */
  private void writeWithGradient(int layer, String parameter, String name) throws IOException {
    INDArray gradient = network.gradient().getGradientFor(layer + "_" + parameter);
    INDArray value = network.getLayer(layer).getParam(parameter);
    boolean weights = parameter.equals("W");
    write(name, weights ? value.transpose() : value);
    write(name + "_gradient", weights ? gradient.transpose() : gradient);
  }

  private void write(String name, INDArray array) throws IOException {
    Nd4j.writeAsNumpy(array.dup('c'), folder.resolve(name + ".npy").toFile());
  }
}
