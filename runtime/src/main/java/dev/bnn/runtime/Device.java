package dev.bnn.runtime;

import dev.bnn.quantize.IntVector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A board that is known to be the right one, and classifies images.
 *
 * <p>Every message has the next tag, so that an answer that is late, doubled or from another run is
 * seen to be none of ours. Whatever is not the answer that must come next makes the host unsure;
 * then it is quiet until the board has given up what it was doing, resets it, and sends again what
 * had no answer: a wrong answer is never given, at worst none.
 *
 * <p>Not for several threads at once.
 */
public final class Device implements AutoCloseable {
  /** Failures in a row, without an image answered in between, after which a call is given up. */
  static final int TRIES = 5;

  private static final long IDENTITY = 0x424E4E31L;
  private static final int HASH_WORDS = 8;

  /** Operating systems and USB converters may hold bytes back for so long. */
  private static final long HOST_MICROS = 250_000;

  /** Images of PATTERN by which a rate is measured. */
  private static final int FEW = 1000;

  private static final int MANY = 3000;

  private final Contract contract;
  private final Link link;
  private final MessageReader reader;
  private final byte[] buffer = new byte[4096];
  private final long answerMicros;
  private int tag;
  private boolean unsure = true;
  private boolean isNew = true;
  private long images;
  private long nanos;
  private long retries;
  private long errors;
  private long timeouts;
  private long[] latencies = new long[1024];

  private Device(Contract contract, Link link) {
    this.contract = contract;
    this.link = link;
    this.reader = new MessageReader(this::answerBytes);
    this.tag = (int) (System.nanoTime() / 1000) & 0xFF; // not those of a run just before
    long message = contract.input().payloadBytes() + Message.FRAME_BYTES;
    int window = contract.link().window();
    this.answerMicros =
        HOST_MICROS
            + contract.link().timeoutMicros()
            + 2 * contract.link().micros(window * message)
            + 16L * window * frameMicros();
  }

  /** Takes a result: an image's number and its result. */
  @FunctionalInterface
  public interface Results {
    void take(int image, IntVector result);
  }

  /**
   * The rate of the design itself, behind a link of any speed.
   *
   * @param cyclesPerImage as its cycle counter tells
   * @param imagesPerSecond at the clock of the contract
   */
  public record Benchmark(double cyclesPerImage, double imagesPerSecond) {}

  /**
   * Resets a board and makes sure that it is this design of this network: identity, hash, test
   * images, pattern. The link is closed if it is not.
   *
   * @throws DeviceException if it is not, or does not answer: what is wrong and what to do
   */
  public static Device open(Contract contract, Link link) throws IOException {
    Device device = new Device(contract, link);
    try {
      device.check();
      return device;
    } catch (IOException | RuntimeException e) {
      link.close();
      throw e;
    }
  }

  /** Something that may go well when it is done again. */
  private static final class PassingException extends Exception {
    private static final long serialVersionUID = 1;

    PassingException(String message) {
      super(message);
    }
  }

  /** Something done with the board. */
  @FunctionalInterface
  private interface Step<T> {
    T run() throws IOException, PassingException;
  }

  // ------------------------------------------------------------------ the right board

  private void check() throws IOException {
    long identity = readConstant("ID");
    if (identity != IDENTITY) {
      throw new DeviceException(
          String.format(
              "%s has another design (identity 0x%08X): load this bundle's bitstream",
              link, identity));
    }
    StringBuilder hash = new StringBuilder();
    for (int i = 0; i < HASH_WORDS; i++) {
      hash.append(String.format("%08x", readConstant("HASH_" + i)));
    }
    if (!hash.toString().equals(contract.networkHash())) {
      throw new DeviceException(
          String.format(
              "%s has another network (SHA-256 %.8s…, this bundle's is %.8s…): load this bundle's"
                  + " bitstream",
              link, hash, contract.networkHash()));
    }
    checkImages();
    checkPattern();
    images = 0; // those were the board's own
    nanos = 0;
  }

  private void checkImages() throws IOException {
    List<Contract.Vector> vectors = contract.selfTest().vectors();
    List<IntVector> results = new ArrayList<>();
    classifyPayloads(
        vectors.size(), i -> vectors.get(i).payload(), (i, result) -> results.add(result));
    for (int i = 0; i < results.size(); i++) {
      IntVector expected = vectors.get(i).result();
      if (!results.get(i).equals(expected)) {
        throw new DeviceException(
            String.format(
                "%s answers %s to test image %d and not %s: it cannot be trusted",
                link, results.get(i), i, expected));
      }
    }
  }

  private void checkPattern() throws IOException {
    Contract.SelfTest expected = contract.selfTest();
    Message answer = runPattern(expected.patternImages());
    long cycles = Integer.toUnsignedLong(answer.word(0));
    if (answer.word(1) != expected.signature() || cycles != expected.cycles()) {
      throw new DeviceException(
          String.format(
              "%s gives signature 0x%08X in %d cycles for its own %d images and not 0x%08X in %d: it"
                  + " cannot be trusted",
              link,
              answer.word(1),
              cycles,
              expected.patternImages(),
              expected.signature(),
              expected.cycles()));
    }
  }

  // ------------------------------------------------------------------ images

  /**
   * Results of images, in order.
   *
   * @param images one unsigned byte a value, (channels, height, width)
   * @throws DeviceException if the board fails and goes on failing
   */
  public List<IntVector> classify(List<byte[]> images) throws IOException {
    List<IntVector> results = new ArrayList<>();
    classify(images.size(), images::get, (i, result) -> results.add(result));
    return results;
  }

  /**
   * Classifies images; each result is given as soon as it is there, in order.
   *
   * @param count images
   * @param images image i, one unsigned byte a value, (channels, height, width); an image may be
   *     asked for more than once
   * @throws DeviceException if the board fails and goes on failing
   */
  public void classify(int count, IntFunction<byte[]> images, Results results) throws IOException {
    classifyPayloads(count, i -> PackImage.pack(contract.input(), images.apply(i)), results);
  }

  private void classifyPayloads(int count, IntFunction<byte[]> payloads, Results results)
      throws IOException {
    Batch batch = new Batch(count, payloads, results);
    long start = System.nanoTime();
    try {
      int failures = 0;
      while (batch.answered < count) {
        int before = batch.answered;
        Optional<String> failure = attempt(batch);
        failures = batch.answered > before ? 0 : failures;
        if (failure.isPresent() && batch.answered < count && ++failures == TRIES) {
          throw new DeviceException(givenUp(failure.get()));
        }
        retries += failure.isPresent() && batch.answered < count ? 1 : 0;
      }
    } finally {
      nanos += System.nanoTime() - start;
    }
  }

  /** Goes on with a batch; why it broke off, if it did. */
  private Optional<String> attempt(Batch batch) throws IOException {
    try {
      makeSure();
      pass(batch);
      return Optional.empty();
    } catch (PassingException e) {
      unsure = true;
      return Optional.of(e.getMessage());
    } catch (IOException e) {
      unsure = true;
      throw e;
    }
  }

  /** Images of a call, and how far they are. */
  private final class Batch {
    private final int count;
    private final IntFunction<byte[]> payloads;
    private final Results results;
    private final long[] sentAt;
    private int answered;

    Batch(int count, IntFunction<byte[]> payloads, Results results) {
      this.count = count;
      this.payloads = payloads;
      this.results = results;
      this.sentAt = new long[contract.link().window()];
    }

    void send(int image) throws IOException {
      sentAt[image % sentAt.length] = System.nanoTime();
      Device.this.send(Message.IMAGE, payloads.apply(image));
    }

    void take(Message answer) throws IOException {
      IntVector result = IntVector.generate(contract.resultValues(), answer::word);
      int classes = contract.classes().size();
      if (!contract.hasScores() && (result.get(0) < 0 || result.get(0) >= classes)) {
        throw new DeviceException(
            link + " answers class " + result.get(0) + " of " + classes + ": it cannot be trusted");
      }
      note(System.nanoTime() - sentAt[answered % sentAt.length]);
      results.take(answered++, result);
    }
  }

  private void note(long latency) {
    if (images == latencies.length) {
      latencies = Arrays.copyOf(latencies, 2 * latencies.length);
    }
    latencies[(int) images++] = latency / 1000;
  }

  /** Sends and takes until all have their results or something is wrong. */
  private void pass(Batch batch) throws IOException, PassingException {
    int sent = batch.answered;
    int expectedTag = tag;
    long deadline = after(answerMicros);
    while (batch.answered < batch.count) {
      boolean sends = sent < batch.count && sent - batch.answered < contract.link().window();
      if (sends) {
        batch.send(sent++);
        deadline = after(answerMicros);
      }
      fill(sends ? 0 : deadline);
      for (Optional<Message> some = reader.next(); some.isPresent(); some = reader.next()) {
        checkAnswer(some.get(), Message.IMAGE, expectedTag);
        if (batch.answered == sent) {
          throw new PassingException("answers what was not asked");
        }
        batch.take(some.get());
        expectedTag = expectedTag + 1 & 0xFF;
        deadline = after(answerMicros);
      }
    }
  }

  // ------------------------------------------------------------------ pattern

  /**
   * Measures the design with images that the board makes itself.
   *
   * @throws DeviceException if the board fails and goes on failing
   */
  public Benchmark benchmark() throws IOException {
    long few = Integer.toUnsignedLong(runPattern(FEW).word(0));
    long many = Integer.toUnsignedLong(runPattern(MANY).word(0));
    double cycles = (double) (many - few) / (MANY - FEW);
    return new Benchmark(cycles, contract.timing().clockMhz() * 1e6 / cycles);
  }

  private Message runPattern(int count) throws IOException {
    byte[] payload = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(count).array();
    return retry(() -> ask(Message.PATTERN, payload, answerMicros + 4L * count * frameMicros()));
  }

  // ------------------------------------------------------------------ registers

  /**
   * Reads a register, as 32 bits without sign.
   *
   * @throws IllegalArgumentException if there is none of that name
   * @throws DeviceException if the board fails: then it is reset, its registers too
   */
  public long readRegister(String name) throws IOException {
    try {
      makeSure();
      return read(name);
    } catch (PassingException e) {
      throw new DeviceException(givenUp(e.getMessage()), e);
    }
  }

  /**
   * Writes a register.
   *
   * @throws IllegalArgumentException if there is none of that name
   * @throws DeviceException if the board fails: then it is reset, its registers too
   */
  public void writeRegister(String name, int value) throws IOException {
    byte[] payload =
        ByteBuffer.allocate(6)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort((short) offset(name))
            .putInt(value)
            .array();
    try {
      makeSure();
      ask(Message.WRITE, payload, answerMicros);
    } catch (PassingException e) {
      throw new DeviceException(givenUp(e.getMessage()), e);
    }
  }

  /** All bits of a counter. */
  public long readCounter(String name) throws IOException {
    long low = readRegister(name);
    return low | readRegister("COUNTER_HIGH") << 32;
  }

  /** A register that no reset changes. */
  private long readConstant(String name) throws IOException {
    return retry(() -> read(name));
  }

  private long read(String name) throws IOException, PassingException {
    byte[] payload =
        ByteBuffer.allocate(2)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort((short) offset(name))
            .array();
    return Integer.toUnsignedLong(ask(Message.READ, payload, answerMicros).word(0));
  }

  private int offset(String name) {
    Contract.Register register = contract.registers().get(name);
    if (register == null) {
      throw new IllegalArgumentException("no register " + name);
    }
    return register.offset();
  }

  // ------------------------------------------------------------------ one message and its answer

  private <T> T retry(Step<T> step) throws IOException {
    String failure = "";
    for (int i = 0; i < TRIES; i++) {
      try {
        makeSure();
        return step.run();
      } catch (PassingException e) {
        unsure = true;
        failure = e.getMessage();
        retries += i < TRIES - 1 ? 1 : 0;
      }
    }
    throw new DeviceException(givenUp(failure));
  }

  private String givenUp(String failure) {
    return link
        + " "
        + failure
        + ", "
        + TRIES
        + " times in a row: check power, cable, speed and bitstream, and that no other program uses"
        + " it";
  }

  private Message ask(int type, byte[] payload, long micros) throws IOException, PassingException {
    unsure = true; // until it is answered
    int sentTag = send(type, payload);
    long deadline = after(micros);
    Message answer = await(deadline);
    checkAnswer(answer, type, sentTag);
    unsure = false;
    return answer;
  }

  private Message await(long deadline) throws IOException, PassingException {
    Optional<Message> answer = reader.next();
    while (answer.isEmpty()) {
      fill(deadline);
      answer = reader.next();
    }
    return answer.get();
  }

  private void checkAnswer(Message answer, int type, int expectedTag) throws PassingException {
    if (answer.type() == Message.ERROR) {
      errors++;
      throw new PassingException("answers ERROR " + answer.payload()[0]);
    }
    if (answer.type() != (Message.ANSWER | type) || answer.tag() != expectedTag) {
      throw new PassingException("answers what was not asked");
    }
  }

  private int send(int type, byte[] payload) throws IOException {
    int sentTag = tag;
    tag = tag + 1 & 0xFF;
    link.write(new Message(type, sentTag, payload).toBytes());
    return sentTag;
  }

  /** Takes what comes until a deadline; what is there if that is 0. */
  private void fill(long deadline) throws IOException, PassingException {
    long left = deadline == 0 ? 0 : deadline - link.nowMicros();
    if (deadline != 0 && left <= 0) {
      timeouts++;
      throw new PassingException("does not answer");
    }
    int count = link.read(buffer, left);
    reader.add(buffer, count);
  }

  private int answerBytes(int type) {
    return switch (type) {
      case Message.ANSWER | Message.IMAGE -> 4 * contract.resultValues();
      case Message.ANSWER | Message.READ -> 4;
      case Message.ANSWER | Message.WRITE, Message.ANSWER | Message.RESET -> 0;
      case Message.ANSWER | Message.PATTERN -> 8;
      case Message.ERROR -> 1;
      default -> -1;
    };
  }

  // ------------------------------------------------------------------ recovery

  private void makeSure() throws IOException, PassingException {
    if (!unsure) {
      return;
    }
    if (!isNew) { // a board that was left in the middle of something takes the second attempt
      drain();
    }
    isNew = false;
    int sentTag = send(Message.RESET, new byte[0]);
    long deadline = after(answerMicros);
    Message answer = await(deadline);
    while (answer.type() != (Message.ANSWER | Message.RESET) || answer.tag() != sentTag) {
      answer = await(deadline);
    }
    unsure = false;
  }

  /** Quiet until the board has given up a message that broke off. */
  private void drain() throws IOException {
    long end = after(contract.link().timeoutMicros() * 2L);
    for (long left = end - link.nowMicros(); left > 0; left = end - link.nowMicros()) {
      link.read(buffer, left);
    }
    reader.clear();
  }

  private long after(long micros) {
    return link.nowMicros() + micros * link.patience();
  }

  private long frameMicros() {
    return (long) Math.ceil(contract.timing().cyclesPerFrame() / contract.timing().clockMhz());
  }

  // ------------------------------------------------------------------ statistics

  /** What has been done so far. */
  public Statistics statistics() {
    long[] sorted = Arrays.copyOf(latencies, (int) images);
    Arrays.sort(sorted);
    return new Statistics(
        images,
        nanos / 1e9,
        new Statistics.Latencies(
            percentile(sorted, 50),
            percentile(sorted, 95),
            percentile(sorted, 99),
            percentile(sorted, 100)),
        retries,
        reader.damaged() + errors,
        timeouts);
  }

  /** The least value that so many percent are not above (nearest rank). */
  private static long percentile(long[] sorted, int percent) {
    int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
    return sorted.length == 0 ? 0 : sorted[Math.max(0, rank - 1)];
  }

  @Override
  public void close() throws IOException {
    link.close();
  }
}
