package dev.bnn.runtime;

import dev.bnn.quantize.BinaryNetwork;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A software device that misbehaves on request, always in the same way. */
public final class FaultyLink implements Link {
  /** One in so many messages is hit; not a divisor of the window or of the tags. */
  private static final int EVERY = 7;

  /** Messages after which what goes on for good begins: the board has been accepted by then. */
  private static final int FROM = 40;

  private static final long LATE_MICROS = 3_000_000;
  private static final int NOISE_BYTES = 12;

  /** Bytes that leave at a time. */
  private record Outgoing(long micros, List<Byte> bytes) {}

  private final Fault fault;
  private final SoftwareLink board;
  private final Contract contract;
  private final SplittableRandom random = new SplittableRandom(1);
  private final ArrayDeque<Outgoing> outgoing = new ArrayDeque<>();
  private final List<Message> old = new ArrayList<>();
  private int requests;
  private int answers;

  public FaultyLink(Fault fault, Contract contract, BinaryNetwork network) {
    this.fault = fault;
    this.board = new SoftwareLink(contract, network);
    this.contract = contract;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    requests++;
    checkPlugged();
    boolean hit = requests % EVERY == 0;
    byte[] arriving = bytes.clone();
    if (hit && fault == Fault.CORRUPT_REQUEST) {
      arriving[random.nextInt(arriving.length)] ^= (byte) (1 << random.nextInt(8));
    }
    if (hit && fault == Fault.LOST_BYTE) {
      int lost = random.nextInt(arriving.length);
      System.arraycopy(bytes, lost + 1, arriving, lost, bytes.length - lost - 1);
      arriving = Arrays.copyOf(arriving, bytes.length - 1);
    }
    if (hit && fault == Fault.RESET_MID_FRAME) {
      outgoing.clear();
      return;
    }
    board.write(arriving);
    take(0);
  }

  private void checkPlugged() throws DeviceException {
    if (fault == Fault.UNPLUGGED && requests > FROM) {
      throw new DeviceException(this + " is gone: is the board still connected?");
    }
  }

  /** Takes what the board answers. */
  private void take(long wait) {
    byte[] bytes = new byte[4096];
    MessageReader reader = new MessageReader(this::answerBytes);
    for (int count = board.read(bytes, wait); count > 0; count = board.read(bytes, 0)) {
      reader.add(bytes, count);
    }
    for (Optional<Message> some = reader.next(); some.isPresent(); some = reader.next()) {
      send(some.get());
    }
  }

  private int answerBytes(int type) {
    return switch (type) {
      case Message.ANSWER | Message.IMAGE -> 4 * contract.resultValues();
      case Message.ANSWER | Message.READ -> 4;
      case Message.ANSWER | Message.PATTERN -> 8;
      case Message.ERROR -> 1;
      default -> 0;
    };
  }

  private void send(Message answer) {
    answers++;
    boolean hit = answers % EVERY == 0;
    byte[] bytes = falsify(answer).toBytes();
    switch (fault) {
      case LATE -> send(hit ? LATE_MICROS : 0, bytes);
      case SHORT -> send(0, hit ? Arrays.copyOf(bytes, bytes.length - 3) : bytes);
      case CORRUPT -> {
        bytes[hit ? random.nextInt(bytes.length) : 0] ^= (byte) (hit ? 1 : 0);
        send(0, bytes);
      }
      case SURPLUS -> {
        send(0, noise());
        send(0, bytes);
      }
      case DUPLICATE -> {
        send(0, bytes);
        if (hit) {
          send(0, bytes);
        }
      }
      case STALE -> {
        if (hit && old.size() >= EVERY) {
          send(0, old.get(old.size() - EVERY).toBytes());
        }
        send(0, bytes);
      }
      case SILENT -> {}
      case SILENT_FROM -> {
        if (answers <= FROM) {
          send(0, bytes);
        }
      }
      default -> send(0, bytes);
    }
    old.add(answer);
  }

  /** Noise; the starts of messages among it do not go on as messages. */
  private byte[] noise() {
    byte[] noise = new byte[NOISE_BYTES];
    random.nextBytes(noise);
    noise[0] = (byte) Message.START;
    noise[NOISE_BYTES - 1] = 0;
    return noise;
  }

  /** An answer that is wrong, in a message that is right. */
  private Message falsify(Message answer) {
    boolean reads = answer.type() == (Message.ANSWER | Message.READ);
    boolean results = answer.type() == (Message.ANSWER | Message.IMAGE);
    byte[] payload = answer.payload();
    int identity = 0x424E4E31;
    if (fault == Fault.WRONG_IDENTITY && reads) {
      payload[0] ^= 1;
    }
    if (fault == Fault.WRONG_HASH && reads && answer.word(0) != identity) {
      payload[3] ^= 1;
    }
    if (fault == Fault.WRONG_ANSWER && results) {
      payload[0] ^= 1;
    }
    if (fault == Fault.NO_CLASS && results && answers > FROM) {
      payload[1] = 1;
    }
    return new Message(answer.type(), answer.tag(), payload);
  }

  private void send(long delay, byte[] bytes) {
    List<Byte> list = new ArrayList<>();
    for (byte each : bytes) {
      list.add(each);
    }
    outgoing.add(new Outgoing(board.nowMicros() + delay, list));
  }

  @Override
  public int read(byte[] bytes, long wait) throws IOException {
    checkPlugged();
    if (fault == Fault.BABBLE && answers > FROM) {
      random.nextBytes(bytes);
      board.read(new byte[1], contract.link().micros(bytes.length));
      return bytes.length;
    }
    long end = board.nowMicros() + wait;
    if (outgoing.isEmpty() || outgoing.peek().micros() > board.nowMicros()) {
      take(Math.min(wait, untilNext()));
    }
    if (outgoing.isEmpty() || outgoing.peek().micros() > Math.max(end, board.nowMicros())) {
      return 0;
    }
    List<Byte> next = outgoing.remove().bytes();
    int count = Math.min(bytes.length, next.size());
    for (int i = 0; i < count; i++) {
      bytes[i] = next.get(i);
    }
    return count;
  }

  private long untilNext() {
    return outgoing.isEmpty() ? Long.MAX_VALUE : outgoing.peek().micros() - board.nowMicros();
  }

  @Override
  public long nowMicros() {
    return board.nowMicros();
  }

  @Override
  public void close() {
    board.close();
  }

  @Override
  public String toString() {
    return "the device that is " + fault.word();
  }
}
