package dev.bnn.runtime;

import static dev.bnn.runtime.Checks.check;

import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What {@code host-runtime.json} of a bundle says to a host: all it needs to feed the design and to
 * read its answers. What fits together in a bundle is checked here.
 *
 * @param networkName name of the network's architecture
 * @param networkHash SHA-256 of the network, 64 hexadecimal digits
 * @param input images on their way in
 * @param output answers on their way out
 * @param registers what a host reads and writes beside them
 * @param classes names of the classes, class 0 first
 * @param clockMhz clock of the design, MHz
 * @param cyclesPerFrame clock cycles from an image to the next, in steady state, predicted
 * @param target what the design was made for
 * @param link what is said to the board; empty if the bundle is for none
 * @param vectors images with the answers they must get, at least one
 * @param pattern what PATTERN must answer; there is one if there is a link
 */
public record Contract(
    String networkName,
    String networkHash,
    Input input,
    Output output,
    List<Register> registers,
    List<String> classes,
    double clockMhz,
    long cyclesPerFrame,
    Target target,
    Optional<LinkTerms> link,
    List<Vector> vectors,
    Optional<Pattern> pattern) {
  /** Name of the file in a bundle. */
  public static final String FILE = "host-runtime.json";

  /** The version that is read. */
  public static final int VERSION = 3;

  private static final int MOST_PAYLOAD = 65535;

  public Contract {
    registers = List.copyOf(registers);
    classes = List.copyOf(classes);
    vectors = List.copyOf(vectors);
    check(networkHash.matches("[0-9a-f]{64}"), "'sha256' of the network is no SHA-256");
    check(!classes.isEmpty(), "there are no classes");
    check(clockMhz > 0 && clockMhz < 1e6, "a clock of %s MHz", clockMhz);
    check(cyclesPerFrame >= 1, "%d cycles per frame", cyclesPerFrame);
    int expectedBeats = output.scores() ? classes.size() : 1;
    check(
        output.beats() == expectedBeats,
        "an answer has %d beats where %d are needed",
        output.beats(),
        expectedBeats);
    check(link.isEmpty() || pattern.isPresent(), "'selfTest' lacks 'pattern'");
    check(!vectors.isEmpty(), "'selfTest' has no vectors");
    for (Vector vector : vectors) {
      check(
          vector.imageHex().length() == 2 * input.bytes(),
          "an image of 'selfTest' has %d bytes, not %d",
          vector.imageHex().length() / 2,
          input.bytes());
      check(
          vector.result().size() == output.beats(),
          "a result of 'selfTest' has %d numbers, not %d",
          vector.result().size(),
          output.beats());
    }
    if (link.isPresent()) {
      check(
          link.get().imageBytes() == input.bytes() && input.bytes() <= MOST_PAYLOAD,
          "'imageBytes' is %d for images of %d bytes, of at most %d",
          link.get().imageBytes(),
          input.bytes(),
          MOST_PAYLOAD);
      check(
          link.get().resultBytes() == 4 * output.beats(),
          "'resultBytes' is %d for results of %d bytes",
          link.get().resultBytes(),
          4 * output.beats());
    }
  }

  /**
   * How images go in.
   *
   * @param image shape of an image, a byte a value
   * @param thresholds of an encoding to ±1: level i of a byte is 1 iff the byte is at least this;
   *     empty for pixels
   * @param stream what is sent of a byte
   * @param valueBits bits of a value that is sent: 8 or 1
   * @param valuesPerBeat values of a beat; value i of it starts at bit i·valueBits
   * @param beatBytes bytes of a beat
   * @param beats beats of an image
   */
  public record Input(
      Shape image,
      IntVector thresholds,
      Stream stream,
      int valueBits,
      int valuesPerBeat,
      int beatBytes,
      int beats) {
    public Input {
      boolean bits = stream == Stream.BITS;
      check(
          thresholds.stream().allMatch(threshold -> 0 <= threshold && threshold <= 255),
          "a threshold is not a byte");
      check(!bits || thresholds.size() >= 1, "a stream of bits needs thresholds");
      check(valueBits == (bits ? 1 : 8), "values of %d bits", valueBits);
      check(valuesPerBeat >= 1 && beatBytes >= 1 && beats >= 1, "a beat without values");
      check(
          8L * beatBytes >= (long) valuesPerBeat * valueBits,
          "%d bytes a beat are too few for %d values",
          beatBytes,
          valuesPerBeat);
      long values = (long) image.size() * (bits ? thresholds.size() : 1);
      check(
          beats == (values + valuesPerBeat - 1) / valuesPerBeat,
          "%d beats of %d values for an image of %d",
          beats,
          valuesPerBeat,
          values);
      check((long) beats * beatBytes <= Integer.MAX_VALUE, "an image is too large");
    }

    /** Values that a byte of the image becomes on the stream. */
    public int levels() {
      return stream == Stream.BITS ? thresholds.size() : 1;
    }

    /** Bytes of an image on the stream. */
    public int bytes() {
      return beats * beatBytes;
    }
  }

  /** What is sent of a byte of an image. */
  public enum Stream {
    /** The byte: the design encodes. */
    BYTES,
    /** A bit per threshold: the host encodes. */
    BITS
  }

  /**
   * How answers come out.
   *
   * @param scores whether they are the scores of all classes; otherwise the class
   * @param beats numbers of 4 bytes in an answer
   */
  public record Output(boolean scores, int beats) {}

  /**
   * A register of 32 bits.
   *
   * @param name its name in the map
   * @param offset its address, bytes
   * @param access what a host may do with it
   * @param reset its value after reset, 0…2³²−1; of a constant always
   */
  public record Register(String name, int offset, Access access, long reset) {
    public Register {
      check(0 <= offset && offset < 4096 && offset % 4 == 0, "register %s at %d", name, offset);
      check(0 <= reset && reset <= 0xFFFFFFFFL, "register %s resets to %d", name, reset);
    }
  }

  /** What a host may do with a register. */
  public enum Access {
    CONSTANT("constant"),
    READ("read"),
    COUNTER("counter"),
    READ_WRITE("read-write"),
    WRITE_1_TO_CLEAR("write-1-to-clear"),
    WORD("word"),
    PORT("port");

    private final String word;

    Access(String word) {
      this.word = word;
    }

    /** Its word in the file. */
    public String word() {
      return word;
    }
  }

  /**
   * What a design was made for.
   *
   * @param word as {@code --target} says it
   * @param part the bare part
   * @param board name of the board, for people; empty if it is none
   */
  public record Target(String word, String part, Optional<String> board) {}

  /** The wires between host and board. */
  public enum LinkKind {
    UART,
    SPI
  }

  /**
   * What is said to a board (docs/link.md).
   *
   * @param kind the wires
   * @param bitRate bits a second: baud of a UART, the highest clock of SPI
   * @param imageBytes payload of IMAGE, bytes
   * @param resultBytes payload of RESULT, bytes
   * @param window IMAGE messages without an answer, at most
   * @param timeoutMicros silence after which the board gives a broken message up, µs
   */
  public record LinkTerms(
      LinkKind kind, int bitRate, int imageBytes, int resultBytes, int window, int timeoutMicros) {
    public LinkTerms {
      check(bitRate >= 1, "a link of %d bits a second", bitRate);
      check(window >= 1, "a window of %d images", window);
      check(timeoutMicros >= 1, "a time-out of %d µs", timeoutMicros);
    }

    /** Time of bytes on the wire, ns: a byte of a UART has a start and a stop bit. */
    double nanos(long bytes) {
      return bytes * (kind == LinkKind.UART ? 10 : 8) * 1e9 / bitRate;
    }
  }

  /**
   * An image and its answer.
   *
   * @param imageHex payload of IMAGE, hexadecimal
   * @param result the numbers of the answer
   */
  public record Vector(String imageHex, IntVector result) {
    public Vector {
      check(imageHex.matches("([0-9a-f]{2})*"), "an image of 'selfTest' is not hexadecimal");
    }

    /** Payload of IMAGE. */
    public byte[] payload() {
      return HexFormat.of().parseHex(imageHex);
    }
  }

  /**
   * What PATTERN must answer.
   *
   * @param images how many images
   * @param signature of their results, 0…2³²−1
   * @param cycles clock cycles from the first beat in to the last one out
   */
  public record Pattern(int images, long signature, long cycles) {
    public Pattern {
      check(1 <= images && images <= BoardPattern.MOST_IMAGES, "a pattern of %d images", images);
      check(0 <= signature && signature <= 0xFFFFFFFFL, "a signature of %d", signature);
      check(1 <= cycles && cycles <= 0xFFFFFFFFL, "a pattern of %d cycles", cycles);
    }
  }

  /**
   * Reads the contract of a bundle.
   *
   * @param bundle the folder
   * @throws IOException in one line: if it is missing, damaged or of another version
   */
  public static Contract read(Path bundle) throws IOException {
    return ContractFile.read(bundle);
  }

  /**
   * The link.
   *
   * @throws IOException if the bundle is not for a board
   */
  public LinkTerms requireLink() throws IOException {
    return link.orElseThrow(
        () ->
            new DeviceException(
                "the bundle of "
                    + networkName
                    + " for "
                    + target.word()
                    + " is not for a board: export it with --target hx8k|icebreaker"));
  }

  /**
   * The register of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Register register(String name) {
    return registers.stream()
        .filter(register -> register.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("this design has no register " + name));
  }

  /** Value of {@code HASH_i}: hexadecimal digits 8i…8i+7 of the network's SHA-256. */
  long hashWord(int i) {
    return Long.parseLong(networkHash.substring(8 * i, 8 * i + 8), 16);
  }
}
