package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.BinarizeWeights;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.TrainedLayer;
import dev.bnn.quantize.TrainedNetwork;
import dev.bnn.quantize.exec.Trace;
import dev.bnn.train.layers.FusedDense;
import dev.bnn.train.layers.FusedNorm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
    this.encoder = new ImageEncoder(architecture.image(), architecture.encoding());
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
      List<INDArray> activations = run(images, from, to);
      for (int i = 0; i < to - from; i++) {
        traces.add(trace(activations, i));
      }
    }
    return traces;
  }

  private Trace trace(List<INDArray> activations, int row) {
    List<IntVector> outputs = new ArrayList<>();
    outputs.add(integers(activations.get(0), row, 1)); // encoded input
    for (int block = 0; block < architecture.blocks().size(); block++) {
      outputs.add(integers(activations.get(2 * block + 2), row, 1)); // after its sign
    }
    FusedDense scores = (FusedDense) scoresLayer().conf().getLayer();
    outputs.add(integers(activations.get(activations.size() - 1), row, scores.getScale()));
    return new Trace(outputs);
  }

  private static IntVector integers(INDArray rows, int row, double unit) {
    float[] values = rows.getRow(row).toFloatVector();
    return IntVector.generate(
        values.length,
        i -> {
          double value = values[i] / unit;
          if (value != Math.rint(value)) {
            throw new IllegalStateException(value + " is no integer: float32 was not exact");
          }
          return (int) value;
        });
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
    for (int block = 0; block < architecture.blocks().size(); block++) {
      layers.add(
          new TrainedLayer.Dense(
              signs(network.getLayer(2 * block)),
              FusedNorm.batchNorm(network.getLayer(2 * block + 1))));
    }
    layers.add(new TrainedLayer.LastDense(signs(scoresLayer())));
    return new TrainedNetwork(
        architecture.name(),
        architecture.image(),
        architecture.encoding(),
        layers,
        classes,
        provenance);
  }

  private static BitMatrix signs(Layer dense) {
    FusedDense shape = (FusedDense) dense.conf().getLayer();
    return BinarizeWeights.apply(
        FusedDense.latentWeights(dense),
        Math.toIntExact(shape.getNOut()),
        Math.toIntExact(shape.getNIn()));
  }

  private Layer scoresLayer() {
    return network.getLayer(BuildNetwork.scoresLayer(architecture));
  }

  /** Input and output of every layer up to the scores, for images {@code from}…{@code to − 1}. */
  private synchronized List<INDArray> run(LabeledImages images, int from, int to) {
    float[] inputs = new float[(to - from) * encoder.size()];
    byte[] image = new byte[images.imageBytes()];
    for (int i = from; i < to; i++) {
      images.copyImage(i, image, 0);
      encoder.encode(image, inputs, (i - from) * encoder.size());
    }
    INDArray features = Nd4j.create(inputs, new long[] {to - from, encoder.size()}, 'c');
    return network.feedForwardToLayer(BuildNetwork.scoresLayer(architecture), features, false);
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
