package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.BatchNorm;
import dev.bnn.quantize.BinarizeWeights;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.TrainedLayer;
import dev.bnn.quantize.TrainedNetwork;
import dev.bnn.quantize.Window;
import dev.bnn.quantize.exec.Trace;
import dev.bnn.train.layers.FusedDense;
import dev.bnn.train.layers.FusedNorm;
import dev.bnn.train.layers.LatentWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network as DL4J runs it, in float32: predicts, shows what its blocks decide, and is saved and
 * loaded. May be used by several threads; they take turns.
 */
public final class TrainedModel {
  private static final int BATCH = 256;

  private final Architecture architecture;
  private final Mode mode;
  private final List<String> classes;
  private final Provenance provenance;
  private final MultiLayerNetwork network;
  private final ImageEncoder encoder;

  TrainedModel(
      Architecture architecture,
      Mode mode,
      List<String> classes,
      Provenance provenance,
      MultiLayerNetwork network) {
    this.architecture = architecture;
    this.mode = mode;
    this.classes = List.copyOf(classes);
    this.provenance = provenance;
    this.network = network;
    this.encoder = new ImageEncoder(architecture);
  }

  /**
   * Reads what {@link #save} wrote. DL4J makes the classes that the file names: load only files you
   * trust. ({@code model.bnn} has no such power.)
   *
   * @throws IOException naming the file, if it is not there, no checkpoint, or damaged
   */
  public static TrainedModel load(Path file) throws IOException {
    return Checkpoint.read(file);
  }

  /**
   * Writes a checkpoint: a zip with DL4J's own entries and what this class adds to them. An older
   * file is replaced in one step; the same model gives the same bytes.
   */
  public synchronized void save(Path file) throws IOException {
    Checkpoint.write(this, file);
  }

  public Architecture architecture() {
    return architecture;
  }

  public Mode mode() {
    return mode;
  }

  /** Names of the classes. */
  public List<String> classes() {
    return classes;
  }

  /** Where the model comes from. */
  public Provenance provenance() {
    return provenance;
  }

  MultiLayerNetwork network() {
    return network;
  }

  /** The class of every image: that of the highest score, the lowest index of equals. */
  public IntVector predict(LabeledImages images) {
    checkShape(images);
    int[] answers = new int[images.size()];
    for (int from = 0; from < answers.length; from += BATCH) {
      int to = Math.min(answers.length, from + BATCH);
      List<INDArray> activations = run(images, from, to);
      INDArray scores = activations.get(activations.size() - 1);
      for (int i = from; i < to; i++) {
        answers[i] = indexOfHighest(scores.getRow(i - from).toFloatVector());
      }
    }
    return IntVector.of(answers);
  }

  /** Share of images whose answer is their label, 0…1. */
  public double accuracy(LabeledImages images) {
    IntVector answers = predict(images);
    int right = 0;
    for (int i = 0; i < images.size(); i++) {
      right += answers.get(i) == images.label(i) ? 1 : 0;
    }
    return (double) right / images.size();
  }

  /**
   * What DL4J's float32 arithmetic decides for an image, layer by layer, in the form of the integer
   * interpreter: encoded input, ±1 outputs of every block, integer scores.
   *
   * @param image one unsigned byte a value, in (channels, height, width) order
   * @throws IllegalStateException for a float network: its values are no integers
   */
  public Trace trace(byte[] image) {
    check(
        image.length == architecture.image().size(),
        "an image of %d bytes for a model that takes %s",
        image.length,
        architecture.image());
    int[] anyLabel = {0};
    Shape shape = architecture.image();
    LabeledImages one =
        LabeledImages.of(shape.channels(), shape.height(), shape.width(), image, anyLabel, classes);
    return traces(one).get(0);
  }

  /** {@link #trace} of every image. */
  public List<Trace> traces(LabeledImages images) {
    if (mode != Mode.BINARY) {
      throw new IllegalStateException("only binary networks have integer traces");
    }
    checkShape(images);
    List<Trace> traces = new ArrayList<>();
    for (int from = 0; from < images.size(); from += BATCH) {
      int to = Math.min(images.size(), from + BATCH);
      traces.addAll(traces(run(images, from, to)));
    }
    return traces;
  }

  /** Traces of the images of one forward pass. */
  private List<Trace> traces(List<INDArray> activations) {
    int images = Math.toIntExact(activations.get(0).size(0));
    List<List<IntVector>> stages = new ArrayList<>();
    Shape input = architecture.inputShape();
    stages.add(split(activations.get(0).dup('c').data().asFloat(), images, input, 1));
    List<PlacedBlock> blocks = architecture.blocks();
    int next = 1; // activation of the next layer
    for (int i = 0; i < blocks.size(); i++) {
      Shape output = blocks.get(i).output();
      if (isPool(blocks, i + 1)) {
        Layer norm = network.getLayer(next);
        stages.add(split(FusedNorm.decisions(norm, activations.get(next)), images, output, 1));
        output = blocks.get(++i).output();
      }
      next += 2;
      stages.add(split(activations.get(next - 1).dup('c').data().asFloat(), images, output, 1));
    }
    FusedDense scores = (FusedDense) scoresLayer().conf().getLayer();
    Shape classScores = new Shape(architecture.classes(), 1, 1);
    stages.add(
        split(
            activations.get(next).dup('c').data().asFloat(),
            images,
            classScores,
            scores.getScale()));
    List<Trace> traces = new ArrayList<>();
    for (int image = 0; image < images; image++) {
      int one = image;
      traces.add(new Trace(stages.stream().map(stage -> stage.get(one)).toList()));
    }
    return traces;
  }

  private static boolean isPool(List<PlacedBlock> blocks, int index) {
    return index < blocks.size() && blocks.get(index).block() instanceof Block.Pool;
  }

  /**
   * The values of each image as integers in (channels, height, width) order; in a convolutional
   * network they come as (height, width, channels).
   */
  private List<IntVector> split(float[] values, int images, Shape shape, double unit) {
    int area = architecture.isConvolutional() ? shape.height() * shape.width() : 1;
    int channels = shape.size() / area;
    List<IntVector> split = new ArrayList<>();
    for (int image = 0; image < images; image++) {
      int from = image * shape.size();
      split.add(
          IntVector.generate(
              shape.size(), i -> integer(values[from + i % area * channels + i / area] / unit)));
    }
    return split;
  }

  private static int integer(double value) {
    if (value != Math.rint(value)) {
      throw new IllegalStateException(value + " is no integer: float32 was not exact");
    }
    return (int) value;
  }

  /**
   * The network as plain numbers, for {@link dev.bnn.quantize.Quantizer}.
   *
   * @throws IllegalStateException for a float network
   */
  public synchronized TrainedNetwork trainedNetwork() {
    if (mode != Mode.BINARY) {
      throw new IllegalStateException("a float network cannot be quantized");
    }
    List<TrainedLayer> layers = new ArrayList<>();
    int next = 0;
    for (PlacedBlock block : architecture.blocks()) {
      if (block.block() instanceof Block.Pool pool) {
        layers.add(new TrainedLayer.Pool(block.input(), pool.size(), pool.size()));
        continue;
      }
      BatchNorm norm = FusedNorm.batchNorm(network.getLayer(next + 1));
      if (block.block() instanceof Block.Conv) {
        Window window = block.window();
        Shape patch = new Shape(block.input().channels(), window.kernel(), window.kernel());
        layers.add(new TrainedLayer.Conv2d(window, signs(next, patch), norm));
      } else {
        layers.add(new TrainedLayer.Dense(signs(next, block.input()), norm));
      }
      next += 2;
    }
    layers.add(new TrainedLayer.LastDense(signs(next, lastInput())));
    return new TrainedNetwork(
        architecture.name(),
        architecture.image(),
        architecture.encoding(),
        layers,
        classes,
        provenance);
  }

  private Shape lastInput() {
    List<PlacedBlock> blocks = architecture.blocks();
    return blocks.get(blocks.size() - 1).output();
  }

  /**
   * Signs of a layer's weights, (outputs, inputs) with inputs in (channels, height, width) order.
   *
   * @param input shape of what a row of weights is multiplied with
   */
  private BitMatrix signs(int layer, Shape input) {
    float[] weights = LatentWeights.read(network.getLayer(layer));
    int outputs = weights.length / input.size();
    BitMatrix signs = BinarizeWeights.apply(weights, outputs, input.size());
    int area = input.height() * input.width();
    return architecture.isConvolutional()
        ? BitMatrix.of(
            outputs,
            input.size(),
            (row, i) -> signs.get(row, i % area * input.channels() + i / area))
        : signs;
  }

  private Layer scoresLayer() {
    return network.getLayer(BuildNetwork.scoresLayer(architecture));
  }

  /** Scores of encoded images, (images, classes), as they enter the loss. */
  synchronized INDArray scores(INDArray features) {
    int layer = BuildNetwork.scoresLayer(architecture);
    return network.feedForwardToLayer(layer, features, false).get(layer + 1);
  }

  /** Hands over what a layer gives for all images, some at a time, in their order. */
  void forEachOutput(LabeledImages images, int layer, Consumer<INDArray> consumer) {
    checkShape(images);
    for (int from = 0; from < images.size(); from += BATCH) {
      int to = Math.min(images.size(), from + BATCH);
      consumer.accept(run(images, from, to, layer).get(layer + 1));
    }
  }

  /** Input and output of every layer up to the scores, for images {@code from}…{@code to − 1}. */
  private List<INDArray> run(LabeledImages images, int from, int to) {
    return run(images, from, to, BuildNetwork.scoresLayer(architecture));
  }

  /** Input and output of every layer up to {@code layer}. */
  private synchronized List<INDArray> run(LabeledImages images, int from, int to, int layer) {
    float[] inputs = new float[(to - from) * encoder.size()];
    byte[] image = new byte[images.imageBytes()];
    for (int i = from; i < to; i++) {
      images.copyImage(i, image, 0);
      encoder.encode(image, inputs, (i - from) * encoder.size());
    }
    return network.feedForwardToLayer(layer, encoder.features(inputs, to - from), false);
  }

  private void checkShape(LabeledImages images) {
    Shape shape = new Shape(images.channels(), images.height(), images.width());
    check(
        shape.equals(architecture.image()),
        "images of %s for a model that takes %s",
        shape,
        architecture.image());
  }

  private static int indexOfHighest(float[] scores) {
    int best = 0;
    for (int k = 1; k < scores.length; k++) {
      if (scores[k] > scores[best]) {
        best = k;
      }
    }
    return best;
  }
}
