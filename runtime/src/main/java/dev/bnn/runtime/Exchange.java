package dev.bnn.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.Queue;

/**
 * The host's side of docs/link.md: one message after the other, or images in a window; time-outs,
 * and recovery from whatever goes wrong. An answer counts only if it is the one expected next, by
 * type and tag; anything else leads to recovery, so no answer is ever taken for another image's.
 *
 * <p>Tags count on, through recoveries too: an answer from before has a tag that is not in use.
 */
final class Exchange {
  /** Window and answers from before it, three times, must have different tags. */
  private static final int MOST_IN_FLIGHT = 80;

  /** After so many right answers in a row troubles are forgiven. */
  private static final int FORGIVEN = 10;

  /** The operating systems' share in {@code timeoutMicros}: bytes on their way are not silence. */
  private static final long DRAIN_NANOS = 2_000_000;

  private final Link link;
  private final Contract contract;
  private final Contract.LinkTerms terms;
  private final Contract.Pattern pattern;
  private final Device.Options options;
  private final MessageReader reader;
  private final Tally tally = new Tally();
  private int nextTag;
  private long recoveries;
  private int troubles; // since the last row of right answers
  private int rightInARow;
  private long garbage; // bytes since the last answer
  private boolean unclean; // something may be under way on the board that nobody waits for

  /** Over a link to a board of the contract. */
  Exchange(Contract contract, Link link, Device.Options options) throws IOException {
    this.link = link;
    this.contract = contract;
    this.terms = contract.requireLink();
    this.pattern = contract.pattern().orElseThrow();
    this.options = options;
    this.reader = new MessageReader(code -> MessageType.answerLength(terms, code));
  }

  /** Takes the numbers of a result, in the order of the images. */
  interface Results {
    void accept(int[] words) throws IOException;
  }

  /** Images so far were no one's; troubles stay counted. */
  void forgetImages() {
    tally.forgetImages();
  }

  Statistics statistics() {
    return tally.statistics(reader.damaged());
  }

  /** How often the link was recovered, and with it the board reset. */
  long recoveries() {
    return recoveries;
  }

  /** Resets the board, whatever it was doing. */
  void reset() throws IOException {
    int tag = send(MessageType.RESET, new byte[0]);
    if (!awaitReset(tag)) {
      resynchronize();
    }
    unclean = false;
  }

  /** Says one message and waits for its answer; a board that refuses it is no reason to retry. */
  Message request(MessageType type, byte[] payload) throws IOException {
    clean();
    while (true) {
      int tag = send(type, payload);
      unclean = true;
      Optional<Message> answer = receive(nanosFor(type, payload));
      if (answer.isPresent() && answer.get().is(type.answer(), tag)) {
        unclean = false;
        noteRight();
        return answer.get();
      }
      if (answer.isPresent() && answer.get().is(MessageType.ERROR, tag)) {
        if (ErrorCode.REGISTER.is(answer.get()) || ErrorCode.RANGE.is(answer.get())) {
          resynchronize();
          throw trouble(ErrorCode.describe(answer.get().payload()[0]), "");
        }
      }
      recover(answer);
    }
  }

  /** Images in their order, as many under way as the board has room for. */
  void classify(Iterator<byte[]> payloads, Results results) throws IOException {
    clean();
    long start = link.nanoTime();
    int window = Math.min(terms.window(), MOST_IN_FLIGHT);
    Deque<Sent> pending = new ArrayDeque<>();
    while (true) {
      while (pending.size() < window && payloads.hasNext()) {
        byte[] payload = payloads.next();
        unclean = true;
        pending.add(
            new Sent(send(MessageType.IMAGE, payload), new Payload(payload), link.nanoTime()));
      }
      if (pending.isEmpty()) {
        break;
      }
      Optional<Message> answer = receive(imageNanos());
      if (answer.isPresent() && answer.get().is(MessageType.RESULT, pending.element().tag)) {
        tally.countImage(link.nanoTime() - pending.remove().since);
        noteRight();
        results.accept(words(answer.get()));
      } else {
        recover(answer);
        sendAgain(pending);
      }
    }
    unclean = false;
    tally.countTime(link.nanoTime() - start);
  }

  /** Images without an answer, with new tags. */
  private void sendAgain(Queue<Sent> pending) throws IOException {
    for (int i = pending.size(); i > 0; i--) {
      Sent old = pending.remove();
      pending.add(new Sent(send(MessageType.IMAGE, old.payload.bytes), old.payload, old.since));
    }
  }

  /** An image under way; {@code since} is when it was sent first, ns. */
  private record Sent(int tag, Payload payload, long since) {}

  /** Bytes of an image. */
  private static final class Payload {
    private final byte[] bytes;

    Payload(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private int[] words(Message answer) {
    int[] words = new int[contract.output().beats()];
    for (int i = 0; i < words.length; i++) {
      words[i] = answer.word(i);
    }
    return words;
  }

  private int send(MessageType type, byte[] payload) throws IOException {
    int tag = nextTag;
    nextTag = (nextTag + 1) % 256;
    link.write(new Message(type, tag, payload).toBytes());
    return tag;
  }

  /** The next message of the board; empty if none comes in time, whatever else comes. */
  private Optional<Message> receive(long nanos) throws IOException {
    long start = link.nanoTime();
    while (true) {
      Optional<Message> message = reader.next();
      if (message.isPresent()) {
        return message;
      }
      long left = nanos - (link.nanoTime() - start);
      if (left <= 0) {
        return reader.nextAfterSilence();
      }
      byte[] bytes = link.read(Duration.ofNanos(left));
      garbage += bytes.length;
      reader.feed(bytes);
    }
  }

  private void noteRight() {
    garbage = 0;
    rightInARow++;
    if (rightInARow >= FORGIVEN) {
      troubles = 0;
    }
  }

  /** Brings link and board to a known state if an earlier call was left in its middle. */
  private void clean() throws IOException {
    if (unclean) {
      resynchronize();
    }
  }

  /** What came instead of the right answer is counted; then board and host start anew. */
  private void recover(Optional<Message> instead) throws IOException {
    if (instead.isEmpty()) {
      tally.countTimeout();
    } else if (ErrorCode.CRC.is(instead.get())) {
      tally.countCrcError();
    }
    tally.countRetry();
    recoveries++;
    rightInARow = 0;
    troubles++;
    if (troubles > options.retries()) {
      throw trouble(
          "the link failed "
              + troubles
              + " times with hardly an answer between, at last because "
              + describe(instead),
          ": check cable, power and clock of the board");
    }
    resynchronize();
  }

  private static String describe(Optional<Message> instead) {
    if (instead.isEmpty()) {
      return "an answer did not come in time";
    }
    return instead.get().type() == MessageType.ERROR.code()
        ? ErrorCode.describe(instead.get().payload()[0])
        : "an answer came that nothing asked for";
  }

  /** Stop, let the board give up what is broken, throw away what comes, reset. */
  private void resynchronize() throws IOException {
    unclean = true;
    for (int attempt = 0; attempt <= options.retries(); attempt++) {
      drain();
      if (awaitReset(send(MessageType.RESET, new byte[0]))) {
        unclean = false;
        return;
      }
      tally.countTimeout();
    }
    throw garbage > 0
        ? trouble(
            "the board sends, but nothing that answers (" + garbage + " bytes)",
            ": is it the port of the board, and is the bitstream this bundle's?")
        : trouble(
            "the board does not answer",
            ": is it powered, is the bitstream of this bundle loaded, is it the right port?");
  }

  private boolean awaitReset(int tag) throws IOException {
    long nanos = nanosFor(MessageType.RESET, new byte[0]);
    long start = link.nanoTime();
    while (true) {
      Optional<Message> message = receive(nanos - (link.nanoTime() - start));
      if (message.isEmpty()) {
        return false;
      }
      if (message.get().is(MessageType.RESET_DONE, tag)) {
        garbage = 0;
        return true;
      }
    }
  }

  private void drain() throws IOException {
    long nanos = boardNanos(1e3 * terms.timeoutMicros() + windowNanos()) + DRAIN_NANOS;
    long start = link.nanoTime();
    for (long left = nanos; left > 0; left = nanos - (link.nanoTime() - start)) {
      garbage += link.read(Duration.ofNanos(left)).length;
    }
    reader.clear();
  }

  private DeviceException trouble(String what, String toDo) {
    return new DeviceException(link.name() + ": " + what + toDo);
  }

  /** How long the answer to a message may take. */
  private long nanosFor(MessageType type, byte[] payload) {
    double nanos = windowNanos();
    if (type == MessageType.PATTERN) {
      int images = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getInt();
      nanos += cyclesNanos(pattern.cycles() + (double) images * contract.cyclesPerFrame());
    }
    return boardNanos(nanos) + options.margin().toNanos();
  }

  private long imageNanos() {
    return nanosFor(MessageType.IMAGE, new byte[0]);
  }

  /** A window of images there, computed, and their results back: more than any one answer needs. */
  private double windowNanos() {
    long messages = 2L * Message.FRAME + terms.imageBytes() + terms.resultBytes();
    double frames = (double) (terms.window() + 1) * contract.cyclesPerFrame();
    return terms.nanos((terms.window() + 1) * messages) + cyclesNanos(frames + pattern.cycles());
  }

  private double cyclesNanos(double cycles) {
    return cycles * 1e3 / contract.clockMhz();
  }

  private long boardNanos(double nanos) {
    return (long) (nanos * link.slowness());
  }
}
