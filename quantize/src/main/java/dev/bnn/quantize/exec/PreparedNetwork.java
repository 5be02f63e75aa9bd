package dev.bnn.quantize.exec;

import dev.bnn.quantize.BinaryConv2d;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.InputConv2d;
import dev.bnn.quantize.InputDense;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Thresholds;
import dev.bnn.quantize.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network lowered to layers on lanes; immutable.
 *
 * @param encoder the input encoding
 * @param layers the layers between encoding and scores
 * @param scores the last layer
 */
record PreparedNetwork(ImageEncoder encoder, List<LaneLayer> layers, ScoreRows scores) {
  /** Fewer positions than these make no loop worth a lane each: then the neurons are the lanes. */
  private static final int FEW_POSITIONS = 32;

  PreparedNetwork {
    layers = List.copyOf(layers);
  }

  /** For blocks of images: the lanes are the images. */
  static PreparedNetwork forBlocks(BinaryNetwork network) {
    return prepare(network, true);
  }

  /** For one image alone: the lanes are positions, or neurons where there are few positions. */
  static PreparedNetwork forOneImage(BinaryNetwork network) {
    return prepare(network, false);
  }

  private static PreparedNetwork prepare(BinaryNetwork network, boolean imagesAreLanes) {
    InputEncoding input = network.input();
    Layer first = network.layers().get(1);
    boolean flat =
        !(first instanceof InputConv2d
            || first instanceof BinaryConv2d
            || first instanceof MaxPool);
    ImageEncoder encoder =
        input.encoding().isBipolar()
            ? new EncodeBits(input, flat, imagesAreLanes)
            : new EncodeIntegers(input, flat, imagesAreLanes);
    Shape map = flat ? Shape.vector(input.outputShape().size()) : input.outputShape();
    List<LaneLayer> layers = new ArrayList<>();
    for (Layer layer : network.layers().subList(1, network.layers().size() - 1)) {
      layers.add(layer.accept(new Lowering(network, map, imagesAreLanes)));
      map = layer.outputShape();
    }
    return new PreparedNetwork(
        encoder, layers, new ScoreRows(network.scores(), Taps.ofWholeMap(map)));
  }

  /**
   * Lowers one layer.
   *
   * @param map shape of what comes in, before a dense layer flattens it
   */
  private record Lowering(BinaryNetwork network, Shape map, boolean imagesAreLanes)
      implements Layer.Visitor<LaneLayer> {
    @Override
    public LaneLayer visit(InputEncoding layer) {
      throw new IllegalStateException("the encoding is the first layer only");
    }

    @Override
    public LaneLayer visit(Scores layer) {
      throw new IllegalStateException("scores are the last layer only");
    }

    @Override
    public LaneLayer visit(InputDense layer) {
      // an integer input is flat: see prepare
      return new BlockNeurons(
          Taps.ofWholeMap(map),
          new IntegerNeurons(layer.weights(), layer.thresholds(), 1, largestInput()),
          new int[map.channels()]);
    }

    @Override
    public LaneLayer visit(BinaryDense layer) {
      return binary(
          Taps.ofWholeMap(map), layer.weights(), layer.thresholds(), padWords(Padding.MINUS_ONE));
    }

    @Override
    public LaneLayer visit(InputConv2d layer) {
      Window window = layer.window();
      int taps = window.kernel() * window.kernel();
      IntegerNeurons neurons =
          new IntegerNeurons(layer.weights(), layer.thresholds(), taps, largestInput());
      int[] pad = new int[map.channels()];
      Arrays.fill(pad, network.input().encoding().padValue(window.padding(), 0));
      return imagesAreLanes
          ? new BlockNeurons(Taps.of(window), neurons, pad)
          : new PositionNeurons(window, neurons, pad);
    }

    @Override
    public LaneLayer visit(BinaryConv2d layer) {
      Window window = layer.window();
      int[] pad = padWords(window.padding());
      Taps taps = Taps.of(window);
      if (imagesAreLanes || taps.positions() < FEW_POSITIONS) {
        return binary(taps, layer.weights(), layer.thresholds(), pad);
      }
      return new PositionNeurons(
          window,
          ChooseNeurons.onBits(layer.weights(), layer.thresholds(), taps.perPosition()),
          pad);
    }

    @Override
    public LaneLayer visit(MaxPool layer) {
      return imagesAreLanes ? new BlockPool(layer) : new PositionPool(layer);
    }

    private LaneLayer binary(Taps taps, BitMatrix weights, Thresholds thresholds, int[] pad) {
      return imagesAreLanes
          ? new BlockNeurons(
              taps, ChooseNeurons.onBits(weights, thresholds, taps.perPosition()), pad)
          : new NeuronLanes(taps, weights, thresholds, pad);
    }

    private int largestInput() {
      Encoding encoding = network.input().encoding();
      return Math.max(Math.abs(encoding.minimum()), Math.abs(encoding.maximum()));
    }

    /** A position outside the map, packed. */
    private int[] padWords(Padding padding) {
      int[] words = new int[WeightWords.wordsFor(map.channels())];
      for (int channel = 0; channel < map.channels() && padding == Padding.PLUS_ONE; channel++) {
        words[channel >> 5] |= 1 << channel;
      }
      return words;
    }
  }
}
