package dev.bnn.runtime;

import static dev.bnn.runtime.Checks.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A {@link SoftwareDevice} that misbehaves in one way, at random but the same for the same seed:
 * how a host is tried out.
 */
public final class FaultyDevice implements WireEnd {
  private static final int NOISE = 200; // bytes of it, at most
  private static final int REMEMBERED = 1000;
  private static final long MOST_DELAY_NANOS = 1_000_000_000;

  private final SoftwareDevice board;
  private final Contract contract;
  private final Fault fault;
  private final int every;
  private final SplittableRandom random;
  private final List<Message> said = new ArrayList<>(); // the last ones, for STALE
  private ByteArrayOutputStream delayed = new ByteArrayOutputStream();
  private long delay; // ns until the delayed bytes come
  private long requests;
  private long answers;

  /**
   * A board that misbehaves.
   *
   * @param contract of the board
   * @param every how rare the fault is: it strikes a message with a chance of one in so many, or,
   *     where it lasts (SILENT_FROM, UNPLUGGED, BABBLE), from that message on, 1 being the first.
   *     WRONG_HASH, WRONG_IDENTITY and WRONG_ANSWER always strike
   * @param seed decides where
   */
  public FaultyDevice(SoftwareDevice board, Contract contract, Fault fault, int every, long seed) {
    check(every >= 1, "a fault every %d messages", every);
    this.board = board;
    this.contract = contract;
    this.fault = fault;
    this.every = every;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public void take(byte[] bytes) throws IOException {
    requests++;
    switch (fault) {
      case UNPLUGGED -> {
        checkPlug();
        board.take(bytes);
      }
      case CORRUPT_REQUEST -> board.take(strikes() ? flipBits(bytes) : bytes);
      case LOST_BYTE -> board.take(strikes() ? loseByte(bytes) : bytes);
      case RESET_MID_FRAME -> {
        boolean strikes = strikes();
        int middle = random.nextInt(bytes.length + 1);
        board.take(Arrays.copyOf(bytes, middle));
        if (strikes) {
          board.powerUp();
        }
        board.take(Arrays.copyOfRange(bytes, middle, bytes.length));
      }
      case WRONG_HASH, WRONG_IDENTITY -> board.take(divert(bytes));
      case LATE,
          SHORT,
          CORRUPT,
          SURPLUS,
          SILENT,
          SILENT_FROM,
          DUPLICATE,
          STALE,
          WRONG_ANSWER,
          BABBLE ->
          board.take(bytes);
    }
  }

  @Override
  public void passTime(long nanos) {
    delay = Math.max(0, delay - nanos);
    board.passTime(nanos);
  }

  @Override
  public byte[] give() throws IOException {
    if (fault == Fault.UNPLUGGED) {
      checkPlug();
    }
    ByteArrayOutputStream sent = delayed;
    for (Optional<Message> next = board.poll(); next.isPresent(); next = board.poll()) {
      answers++;
      sent.writeBytes(misbehave(next.get()));
      remember(next.get());
    }
    if (fault == Fault.BABBLE && requests >= every) {
      return noise();
    }
    if (delay > 0) {
      return new byte[0];
    }
    delayed = new ByteArrayOutputStream();
    return sent.toByteArray();
  }

  /** What goes over the wire instead of an answer. */
  private byte[] misbehave(Message answer) {
    byte[] bytes = answer.toBytes();
    if (fault == Fault.SILENT_FROM) {
      return answers >= every ? new byte[0] : bytes;
    }
    if (fault == Fault.WRONG_ANSWER) {
      return computeWrong(answer).toBytes();
    }
    if (!strikes()) {
      return bytes;
    }
    return switch (fault) {
      case LATE -> {
        delay = random.nextLong(1, MOST_DELAY_NANOS);
        yield bytes;
      }
      case SHORT -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case CORRUPT -> flipBits(bytes);
      case SURPLUS -> join(noise(), bytes);
      case SILENT -> new byte[0];
      case DUPLICATE -> join(bytes, bytes);
      case STALE -> join(oldAnswer(answer.tag()), bytes);
      case CORRUPT_REQUEST,
          LOST_BYTE,
          SILENT_FROM,
          WRONG_HASH,
          WRONG_IDENTITY,
          RESET_MID_FRAME,
          WRONG_ANSWER,
          UNPLUGGED,
          BABBLE ->
          bytes;
    };
  }

  private boolean strikes() {
    return random.nextInt(every) == 0;
  }

  private void checkPlug() throws IOException {
    if (requests >= every) {
      throw new DeviceException("software: the board is gone: is it still plugged in?");
    }
  }

  private byte[] flipBits(byte[] bytes) {
    byte[] damaged = bytes.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return damaged;
  }

  private byte[] loseByte(byte[] bytes) {
    int lost = random.nextInt(bytes.length);
    return join(Arrays.copyOf(bytes, lost), Arrays.copyOfRange(bytes, lost + 1, bytes.length));
  }

  /** Any bytes, start bytes and beginnings of messages among them. */
  private byte[] noise() {
    byte[] noise = new byte[random.nextInt(1, NOISE)];
    random.nextBytes(noise);
    for (int i = 0; i + Message.HEADER < noise.length; i += random.nextInt(1, 50)) {
      byte[] header =
          new Message(MessageType.READ_DONE, random.nextInt(256), new byte[4]).toBytes();
      System.arraycopy(header, 0, noise, i, Message.HEADER);
    }
    return noise;
  }

  /** A read of ID or HASH_7 reads another register. */
  private byte[] divert(byte[] bytes) {
    int from = contract.register(fault == Fault.WRONG_HASH ? "HASH_7" : "ID").offset();
    int to = contract.register("SCRATCH").offset();
    if (bytes[1] != MessageType.READ.code() || (bytes[5] & 0xFF) != from || bytes[6] != 0) {
      return bytes;
    }
    return new Message(MessageType.READ, bytes[2], new byte[] {(byte) to, (byte) (to >> 8)})
        .toBytes();
  }

  private Message computeWrong(Message answer) {
    if (answer.type() == MessageType.RESULT.code()) {
      byte[] payload = answer.payload();
      payload[0] = (byte) ((payload[0] + 1) % contract.classes().size());
      return new Message(MessageType.RESULT, answer.tag(), payload);
    }
    return answer;
  }

  private void remember(Message answer) {
    said.add(answer);
    if (said.size() > REMEMBERED) {
      said.remove(0);
    }
  }

  /** One with another tag: a repeat exactly 256 messages old could not be told. */
  private byte[] oldAnswer(int tag) {
    List<Message> old = said.stream().filter(message -> message.tag() != tag).toList();
    return old.isEmpty() ? new byte[0] : old.get(random.nextInt(old.size())).toBytes();
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
