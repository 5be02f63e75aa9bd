package dev.bnn.quantize.exec;

/**
 * What one layer needs while it computes; nothing in it outlives the layer's run.
 *
 * @param sums (lanes)
 * @param lessFloor (lanes) −floor(S/2) of integer inputs with the sum S
 * @param lessCeil (lanes) −ceil(S/2)
 * @param zeros (lanes) zero
 * @param patch (inputs + 1) the lanes of each input, references to those of the layer before or
 *     copies; and a free place
 * @param answers (words of neurons) lanes of a tile before they go to their place
 * @param words (inputs) one patch as numbers
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never leaves this package
record Scratch(
    int[] sums,
    int[] lessFloor,
    int[] lessCeil,
    int[] zeros,
    int[][] patch,
    int[][] answers,
    int[] words) {
  /** For a layer that needs nothing. */
  static Scratch none() {
    return ofReferences(0, 0);
  }

  /** For neurons that read the lanes of the layer before where they are. */
  static Scratch ofReferences(int lanes, int inputs) {
    return new Scratch(
        new int[lanes],
        new int[lanes],
        new int[lanes],
        new int[lanes],
        new int[inputs + 1][],
        new int[0][],
        new int[0]);
  }

  /** For neurons whose inputs are copied together, a tile of lanes at a time. */
  static Scratch ofCopies(int lanes, int inputs, int outputWords) {
    return new Scratch(
        new int[lanes],
        new int[lanes],
        new int[lanes],
        new int[lanes],
        new int[inputs + 1][lanes],
        new int[outputWords][lanes],
        new int[0]);
  }

  /** For neurons that are lanes themselves. */
  static Scratch ofWords(int lanes, int inputs) {
    return new Scratch(
        new int[lanes],
        new int[0],
        new int[0],
        new int[0],
        new int[0][],
        new int[0][],
        new int[inputs]);
  }
}
