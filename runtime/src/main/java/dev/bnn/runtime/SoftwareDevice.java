package dev.bnn.runtime;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.quantize.exec.Trace;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The board's side of docs/link.md in software; results are the {@link Interpreter}'s. Its cycles
 * are those of the contract: it measures nothing.
 */
final class SoftwareDevice {
  private static final int CODE_CRC = 1;
  private static final int CODE_TYPE = 2;
  private static final int CODE_LENGTH = 3;
  private static final int CODE_TIMEOUT = 4;
  private static final int CODE_REGISTER = 6;
  private static final int CODE_RANGE = 7;

  private static final int MOST_PATTERN_IMAGES = 65535;
  private static final int SEED = 0x9E3779B9;
  private static final int POLYNOMIAL = 0x04C11DB7;

  private final Contract contract;
  private final Interpreter interpreter;
  private final Map<Integer, Integer> registers = new HashMap<>();
  private byte[] held = new byte[0];
  private long lastByte;
  private int images;

  SoftwareDevice(Contract contract, BinaryNetwork network) {
    this.contract = contract;
    this.interpreter = new Interpreter(network);
    reset();
  }

  private void reset() {
    images = 0;
    contract.registers().values().forEach(r -> registers.put(r.offset(), (int) r.reset()));
  }

  /**
   * Takes bytes, at a time.
   *
   * @return the bytes that the board sends
   */
  byte[] receive(byte[] bytes, long micros) {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    if (held.length > 0 && micros - lastByte > contract.link().timeoutMicros()) {
      if (held.length > 2) {
        answers.writeBytes(error(held[2], CODE_TIMEOUT).toBytes());
      }
      held = new byte[0];
    }
    if (bytes.length > 0) {
      lastByte = micros;
    }
    int before = held.length;
    held = Arrays.copyOf(held, before + bytes.length);
    System.arraycopy(bytes, 0, held, before, bytes.length);
    int used = 1;
    while (used > 0) {
      used = takeMessage(answers);
      held = Arrays.copyOfRange(held, used, held.length);
    }
    return answers.toByteArray();
  }

  /** Answers the first message of what is held; how many bytes it was, 0 if it is not whole yet. */
  private int takeMessage(ByteArrayOutputStream answers) {
    if (held.length == 0 || (held[0] & 0xFF) != Message.START) {
      return Math.min(1, held.length); // noise
    }
    if (held.length < Message.HEADER_BYTES) {
      return 0;
    }
    int type = held[1] & 0xFF;
    int length = (held[3] & 0xFF) | (held[4] & 0xFF) << 8;
    int wanted = payloadBytes(type);
    if (wanted != length) {
      int code = wanted < 0 ? CODE_TYPE : CODE_LENGTH;
      answers.writeBytes(error(held[2], code).toBytes());
      return Message.HEADER_BYTES;
    }
    int end = Message.HEADER_BYTES + length;
    if (held.length < end + Message.CRC_BYTES) {
      return 0;
    }
    int sent = ByteBuffer.wrap(held).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
    Message message =
        new Message(type, held[2] & 0xFF, Arrays.copyOfRange(held, Message.HEADER_BYTES, end));
    boolean isWhole = Message.crc(held, 1, end - 1) == sent;
    answers.writeBytes((isWhole ? answer(message) : error(held[2], CODE_CRC)).toBytes());
    return end + Message.CRC_BYTES;
  }

  private int payloadBytes(int type) {
    return switch (type) {
      case Message.IMAGE -> contract.input().payloadBytes();
      case Message.READ -> 2;
      case Message.WRITE -> 6;
      case Message.RESET -> 0;
      case Message.PATTERN -> 4;
      default -> -1;
    };
  }

  private Message answer(Message message) {
    return switch (message.type()) {
      case Message.IMAGE -> classify(message);
      case Message.READ -> read(message);
      case Message.WRITE -> write(message);
      case Message.PATTERN -> pattern(message);
      default -> {
        reset();
        yield answer(message, new byte[0]);
      }
    };
  }

  private Message classify(Message message) {
    images++;
    IntVector result = result(message.payload());
    ByteBuffer words = words(result.size());
    for (int i = 0; i < result.size(); i++) {
      words.putInt(result.get(i));
    }
    return answer(message, words.array());
  }

  private IntVector result(byte[] payload) {
    Trace trace = contract.input().bits() ? runBits(payload) : runBytes(payload);
    return contract.hasScores() ? trace.scores() : IntVector.of(trace.answer());
  }

  private Trace runBytes(byte[] payload) {
    int channels = contract.input().image().channels();
    int pixels = contract.input().image().size() / channels;
    byte[] image = new byte[channels * pixels];
    for (int i = 0; i < image.length; i++) {
      image[i % channels * pixels + i / channels] = (byte) value(payload, i, 8);
    }
    return interpreter.run(image);
  }

  private Trace runBits(byte[] payload) {
    int channels = contract.input().image().channels() * contract.input().thresholds().size();
    int pixels = contract.input().image().size() / contract.input().image().channels();
    int[] encoded = new int[channels * pixels];
    for (int i = 0; i < encoded.length; i++) {
      encoded[i % channels * pixels + i / channels] = 2 * value(payload, i, 1) - 1;
    }
    return interpreter.runEncoded(encoded);
  }

  /** Value i of the stream. */
  private int value(byte[] payload, int index, int width) {
    Contract.Input input = contract.input();
    int bit = index % input.valuesPerBeat() * width;
    int at = index / input.valuesPerBeat() * input.beatBytes() + bit / 8;
    return payload[at] >> bit % 8 & ((1 << width) - 1);
  }

  private Message read(Message message) {
    int offset = ByteBuffer.wrap(message.payload()).order(ByteOrder.LITTLE_ENDIAN).getShort();
    Integer value = registers.get(offset);
    if (value == null) {
      return error(message.tag(), CODE_REGISTER);
    }
    Contract.Register frames = contract.registers().get("FRAMES_OUT");
    boolean counts = frames != null && frames.offset() == offset;
    return answer(message, words(1).putInt(counts ? images : value).array());
  }

  private Message write(Message message) {
    ByteBuffer payload = ByteBuffer.wrap(message.payload()).order(ByteOrder.LITTLE_ENDIAN);
    int offset = payload.getShort();
    Contract.Register scratch = contract.registers().get("SCRATCH");
    Contract.Register control = contract.registers().get("CONTROL");
    if (offset != scratch.offset() && offset != control.offset()) {
      return error(message.tag(), CODE_REGISTER);
    }
    registers.put(offset, payload.getInt());
    return answer(message, new byte[0]);
  }

  private Message pattern(Message message) {
    int count = message.word(0);
    if (count < 1 || count > MOST_PATTERN_IMAGES) {
      return error(message.tag(), CODE_RANGE);
    }
    Contract.Input input = contract.input();
    int x = SEED;
    int signature = 0;
    for (int i = 0; i < count; i++) {
      byte[] payload = new byte[input.payloadBytes()];
      for (int at = 0; at < payload.length; at++) {
        int inBeat = at % input.beatBytes();
        payload[at] = (byte) (x >>> 8 * (inBeat % 4));
        x = inBeat == input.beatBytes() - 1 ? next(x) : x;
      }
      IntVector result = result(payload);
      for (int k = 0; k < result.size(); k++) {
        signature = signature << 1 ^ (signature < 0 ? POLYNOMIAL : 0) ^ result.get(k);
      }
    }
    long more = (long) (count - contract.selfTest().patternImages());
    long cycles = contract.selfTest().cycles() + more * contract.timing().cyclesPerFrame();
    return answer(message, words(2).putInt((int) cycles).putInt(signature).array());
  }

  private static int next(int x) {
    int y = x ^ x << 13;
    y ^= y >>> 17;
    return y ^ y << 5;
  }

  private static ByteBuffer words(int count) {
    return ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Message answer(Message message, byte[] payload) {
    return new Message(Message.ANSWER | message.type(), message.tag(), payload);
  }

  private static Message error(int tag, int code) {
    return new Message(Message.ERROR, tag & 0xFF, new byte[] {(byte) code});
  }
}
