package dev.bnn.runtime;

import static dev.bnn.runtime.Checks.check;

import dev.bnn.quantize.IntVector;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A board that has the network of a bundle, checked: it answers, it is a bnn design of that
 * network, and it gives the answers of the bundle's self-test.
 *
 * <p>Whatever goes wrong on the link is mended as docs/link.md says, or ends in an {@link
 * IOException} whose one line says what to do; it never ends in a wrong answer, and never in
 * waiting without end. Mending resets the board, its registers included. For one thread.
 */
public final class Device implements Closeable {
  private static final long IDENTITY = 0x424E4E31L;
  private static final int HASH_WORDS = 8;
  private static final long MOST_CYCLES = 0xFFFFFFFFL;

  private final Contract contract;
  private final Link link;
  private final Exchange exchange;

  private Device(Contract contract, Link link, Options options) throws IOException {
    this.contract = contract;
    this.link = link;
    this.exchange = new Exchange(contract, link, options);
  }

  /**
   * How patient a host is.
   *
   * @param margin what an answer may take beyond the time that board and wires need
   * @param retries how often the link is recovered with hardly an answer between, and how often a
   *     reset is tried
   */
  public record Options(Duration margin, int retries) {
    /** Half a second, which slow USB adapters keep to, and five times. */
    public static final Options DEFAULT = new Options(Duration.ofMillis(500), 5);

    public Options {
      check(!margin.isNegative() && margin.toHours() < 1, "a margin of %s", margin);
      check(retries >= 0, "%d retries", retries);
    }
  }

  /**
   * Opens the board of a bundle.
   *
   * @param link as {@link Links#open} takes it
   * @throws IOException in one line: what, where, what to do
   * @throws IllegalArgumentException if there is no such kind of link
   */
  public static Device open(Path bundle, String link) throws IOException {
    Contract contract = Contract.read(bundle);
    return open(contract, Links.open(link, bundle, contract), Options.DEFAULT);
  }

  /**
   * Opens a board over a link and checks it: identity and network, the self-test's images, and its
   * pattern with its cycles. The link is the device's from now on, and closed if the check fails.
   *
   * @throws IOException in one line: what, where, what to do
   */
  public static Device open(Contract contract, Link link, Options options) throws IOException {
    try {
      Device device = new Device(contract, link, options);
      device.exchange.reset();
      device.checkIdentity();
      device.checkVectors();
      device.checkPattern();
      device.exchange.forgetImages();
      return device;
    } catch (IOException | RuntimeException e) {
      link.close();
      throw e;
    }
  }

  /** What the board does. */
  public Contract contract() {
    return contract;
  }

  /**
   * Classifies images, as many under way at once as the board has room for.
   *
   * @param images one unsigned byte a value, in (channels, height, width) order
   * @param answers takes them, in the order of the images, as they come
   * @throws IllegalArgumentException if an image has another size than the network's input
   * @throws IOException in one line: what, where, what to do
   */
  public void classify(Iterator<byte[]> images, Consumer<Answer> answers) throws IOException {
    exchange.classify(packed(images), words -> answers.accept(toAnswer(words)));
  }

  /** Classifies images, as {@link #classify(Iterator, Consumer)}. */
  public List<Answer> classify(List<byte[]> images) throws IOException {
    List<Answer> answers = new ArrayList<>();
    classify(images.iterator(), answers::add);
    return answers;
  }

  /**
   * Measures the design by images that the board makes itself. Pipelines fill and drain in the time
   * of the first half, so that the second half is steady state.
   *
   * @param images 2…65535, and few enough that the board can count their cycles in 32 bits
   */
  public Benchmark benchmark(int images) throws IOException {
    Contract.Pattern pattern = contract.pattern().orElseThrow();
    long counted = (MOST_CYCLES - pattern.cycles()) / contract.cyclesPerFrame();
    long most = Math.min(BoardPattern.MOST_IMAGES, counted);
    check(2 <= images && images <= most, "a benchmark of %d images: use 2…%d", images, most);
    long half = Integer.toUnsignedLong(pattern(images / 2).word(0));
    long whole = Integer.toUnsignedLong(pattern(images).word(0));
    if (whole <= half) {
      throw failure(
          "%d images took %d cycles, but half of them %d: the design's counter is broken",
          images, whole, half);
    }
    double cyclesPerImage = (double) (whole - half) / (images - images / 2);
    return new Benchmark(images, whole, cyclesPerImage, contract.clockMhz());
  }

  /** What has been done so far. */
  public Statistics statistics() {
    return exchange.statistics();
  }

  /**
   * Value of a register.
   *
   * @param name as in the contract's map
   * @return 0…2³²−1
   */
  public long read(String name) throws IOException {
    return read(contract.register(name).offset());
  }

  /**
   * Value of the register at an address.
   *
   * @param address 0…65535
   * @return 0…2³²−1
   * @throws IOException also if there is none; the board has been reset then
   */
  public long read(int address) throws IOException {
    Message answer = exchange.request(MessageType.READ, addressBytes(address));
    return Integer.toUnsignedLong(answer.word(0));
  }

  /** All bits of a counter; from a single moment. */
  public long readCounter(String name) throws IOException {
    long recoveries;
    long value;
    do { // a recovery between both reads has reset the board
      recoveries = exchange.recoveries();
      long low = read(name);
      value = read("COUNTER_HIGH") << 32 | low;
    } while (exchange.recoveries() != recoveries);
    return value;
  }

  /**
   * Writes a register.
   *
   * @param value 0…2³²−1
   * @throws IOException also if it cannot be written; the board has been reset then
   */
  public void write(String name, long value) throws IOException {
    check(0 <= value && value <= 0xFFFFFFFFL, "%s = %d: a register has 32 bits", name, value);
    byte[] address = addressBytes(contract.register(name).offset());
    byte[] payload = Arrays.copyOf(address, address.length + Integer.BYTES);
    System.arraycopy(Message.words((int) value), 0, payload, address.length, Integer.BYTES);
    exchange.request(MessageType.WRITE, payload);
  }

  @Override
  public void close() {
    link.close();
  }

  private void checkIdentity() throws IOException {
    long id = read("ID");
    if (id != IDENTITY) {
      throw failure(
          "what answers is no bnn design, or one of another version (ID is 0x%08X, not 0x%08X):"
              + " load the bitstream of this bundle",
          id, IDENTITY);
    }
    for (int i = 0; i < HASH_WORDS; i++) {
      long word = read("HASH_" + i);
      if (word != contract.hashWord(i)) {
        throw failure(
            "the board holds another network than this bundle's %s (HASH_%d is 0x%08X, not"
                + " 0x%08X): load the bitstream of this bundle",
            contract.networkName(), i, word, contract.hashWord(i));
      }
    }
  }

  private void checkVectors() throws IOException {
    List<IntVector> results = new ArrayList<>();
    exchange.classify(
        contract.vectors().stream().map(Contract.Vector::payload).iterator(),
        words -> results.add(IntVector.of(words)));
    for (int i = 0; i < results.size(); i++) {
      IntVector expected = contract.vectors().get(i).result();
      if (!results.get(i).equals(expected)) {
        throw failure(
            "self-test: image %d gets %s where the network answers %s: the design computes wrong:"
                + " does it meet its clock, and is it this bundle's?",
            i + 1, text(results.get(i)), text(expected));
      }
    }
  }

  private void checkPattern() throws IOException {
    Contract.Pattern expected = contract.pattern().orElseThrow();
    Message answer = pattern(expected.images());
    long cycles = Integer.toUnsignedLong(answer.word(0));
    long signature = Integer.toUnsignedLong(answer.word(1));
    if (signature != expected.signature()) {
      throw failure(
          "self-test: %d images of the pattern have the signature 0x%08X, not 0x%08X: the design"
              + " computes wrong: does it meet its clock, and is it this bundle's?",
          expected.images(), signature, expected.signature());
    }
    if (cycles != expected.cycles()) {
      throw failure(
          "self-test: %d images of the pattern took %d cycles, not %d: answers are right, but on"
              + " true hardware cycles are exact, so this is another design than the bundle's: load"
              + " its bitstream",
          expected.images(), cycles, expected.cycles());
    }
  }

  private Message pattern(int images) throws IOException {
    return exchange.request(MessageType.PATTERN, Message.words(images));
  }

  private Answer toAnswer(int[] words) throws IOException {
    if (contract.output().scores()) {
      IntVector scores = IntVector.of(words);
      return new Answer(scores.indexOfHighest(), Optional.of(scores));
    }
    if (words[0] < 0 || words[0] >= contract.classes().size()) {
      throw failure(
          "an image gets class %d, but there are %d: the design computes wrong: does it meet its"
              + " clock, and is it this bundle's?",
          Integer.toUnsignedLong(words[0]), contract.classes().size());
    }
    return new Answer(words[0], Optional.empty());
  }

  private Iterator<byte[]> packed(Iterator<byte[]> images) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return images.hasNext();
      }

      @Override
      public byte[] next() {
        return PackImage.pack(contract.input(), images.next());
      }
    };
  }

  private DeviceException failure(String message, Object... arguments) {
    return new DeviceException(link.name() + ": " + String.format(Locale.ROOT, message, arguments));
  }

  private static byte[] addressBytes(int address) {
    check(0 <= address && address <= 0xFFFF, "a register at %d", address);
    return new byte[] {(byte) address, (byte) (address >> 8)};
  }

  private static String text(IntVector numbers) {
    return Arrays.toString(numbers.toArray());
  }
}
