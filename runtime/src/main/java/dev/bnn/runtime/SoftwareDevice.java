package dev.bnn.runtime;

import static dev.bnn.runtime.Checks.check;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.ModelFile;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.PackedEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;

/**
 * A board of software: the board's side of docs/link.md, with answers by {@link PackedEngine}.
 *
 * <p>Its cycles are the contract's and not measured: a frame every {@code cyclesPerFrame}, and the
 * first one as late as the contract's pattern has it. So are its latencies. A damaged image counts
 * as one whose TLAST came early. Loading of another network is not played.
 */
public final class SoftwareDevice implements WireEnd {
  private final Contract contract;
  private final Contract.LinkTerms terms;
  private final BinaryNetwork network;
  private final PackedEngine engine;
  private final SoftwareRegisters registers;
  private final Queue<Message> answers = new ArrayDeque<>();
  private byte[] partial = new byte[Message.FRAME];
  private int received; // bytes of a message so far
  private long silence; // ns since the last byte

  /**
   * A board of the network in {@code model.bnn} of a bundle.
   *
   * @throws IOException in one line, if the bundle is damaged or not for a board
   */
  public static SoftwareDevice open(Path bundle, Contract contract) throws IOException {
    Path model = bundle.resolve("model.bnn");
    BinaryNetwork network = ModelFile.read(model);
    if (!network.hash().equals(contract.networkHash())) {
      throw new DeviceException(
          model
              + " is not the network of "
              + bundle.resolve(Contract.FILE)
              + ": export the bundle again");
    }
    return new SoftwareDevice(contract, network);
  }

  /**
   * A board of a network.
   *
   * @throws IllegalArgumentException if the contract takes other images or gives other answers
   * @throws IOException if the contract is not for a board
   */
  public SoftwareDevice(Contract contract, BinaryNetwork network) throws IOException {
    check(
        network.input().image().equals(contract.input().image())
            && network.classes().size() == contract.classes().size(),
        "the contract is not for this network");
    this.contract = contract;
    this.terms = contract.requireLink();
    this.network = behindTheStream(network, contract.input());
    this.engine = new PackedEngine(this.network);
    this.registers = new SoftwareRegisters(contract);
  }

  /**
   * The network of what comes over the stream. If the host encodes, that is a network of the same
   * layers whose image is the encoded one, with a byte for each level: PATTERN has images that no
   * bytes encode to.
   */
  private static BinaryNetwork behindTheStream(BinaryNetwork network, Contract.Input input) {
    if (input.stream() == Contract.Stream.BYTES) {
      return network;
    }
    Shape encoded = network.input().outputShape();
    check(
        encoded.channels() == input.image().channels() * input.levels(),
        "the contract is not for this network");
    List<Layer> layers = new ArrayList<>(network.layers());
    layers.set(0, new InputEncoding(encoded, Encoding.binary()));
    return new BinaryNetwork(network.name(), layers, network.classes(), network.provenance());
  }

  @Override
  public void take(byte[] bytes) {
    for (byte value : bytes) {
      silence = 0;
      takeByte(value);
    }
  }

  @Override
  public void passTime(long nanos) {
    silence += nanos;
    if (received > 0 && silence > 1000L * terms.timeoutMicros()) {
      dropPartial(ErrorCode.TIMEOUT);
    }
  }

  @Override
  public byte[] give() {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (Optional<Message> answer = poll(); answer.isPresent(); answer = poll()) {
      sent.writeBytes(answer.get().toBytes());
    }
    return sent.toByteArray();
  }

  /** The next answer to be sent. */
  Optional<Message> poll() {
    return Optional.ofNullable(answers.poll());
  }

  /** As after power-up: whatever was under way is gone. */
  void powerUp() {
    received = 0;
    answers.clear();
    registers.reset();
  }

  /** One byte of a message, as the board's receiver sees it. */
  private void takeByte(byte value) {
    if (received == 0 && value != Message.START) {
      return;
    }
    if (received == partial.length) {
      partial = Arrays.copyOf(partial, 2 * partial.length);
    }
    partial[received++] = value;
    if (received < Message.HEADER) {
      return;
    }
    Optional<MessageType> type =
        MessageType.ofCode(Byte.toUnsignedInt(partial[1])).filter(known -> !known.isAnswer());
    int length = Short.toUnsignedInt(littleEndian().getShort(3));
    if (type.isEmpty()) {
      dropPartial(ErrorCode.TYPE);
    } else if (type.get().length(terms) != length) {
      dropPartial(ErrorCode.LENGTH);
    } else if (received == Message.FRAME + length) {
      takeMessage(type.get(), length);
    }
  }

  private void takeMessage(MessageType type, int length) {
    if (littleEndian().getInt(Message.HEADER + length) != Message.crc(partial, 0, length)) {
      dropPartial(ErrorCode.CRC);
      return;
    }
    received = 0;
    byte[] payload = Arrays.copyOfRange(partial, Message.HEADER, Message.HEADER + length);
    answer(type, Byte.toUnsignedInt(partial[2]), payload);
  }

  private void answer(MessageType type, int tag, byte[] payload) {
    ByteBuffer fields = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case IMAGE -> classify(tag, payload);
      case READ -> {
        OptionalLong value = registers.read(Short.toUnsignedInt(fields.getShort()));
        if (value.isPresent()) {
          say(type.answer(), tag, Message.words((int) value.getAsLong()));
        } else {
          refuse(tag, ErrorCode.REGISTER);
        }
      }
      case WRITE -> {
        int address = Short.toUnsignedInt(fields.getShort());
        if (registers.write(address, Integer.toUnsignedLong(fields.getInt()))) {
          say(type.answer(), tag, new byte[0]);
        } else {
          refuse(tag, ErrorCode.REGISTER);
        }
      }
      case RESET -> {
        powerUp();
        say(type.answer(), tag, new byte[0]);
      }
      case PATTERN -> pattern(tag, Integer.toUnsignedLong(fields.getInt()));
      case RESULT, READ_DONE, WRITE_DONE, RESET_DONE, PATTERN_DONE, ERROR ->
          throw new AssertionError(type);
    }
  }

  private void classify(int tag, byte[] payload) {
    if (registers.isDataReset()) {
      return; // nothing goes in, so nothing comes out
    }
    registers.countFrames(1, contract.cyclesPerFrame(), latency());
    say(MessageType.RESULT, tag, Message.words(result(payload)));
  }

  private void pattern(int tag, long images) {
    if (images < 1 || images > BoardPattern.MOST_IMAGES) {
      refuse(tag, ErrorCode.RANGE);
      return;
    }
    if (registers.isDataReset()) {
      return;
    }
    BoardPattern pattern = new BoardPattern();
    int signature = 0;
    for (long i = 0; i < images; i++) {
      for (int word : result(pattern.nextImage(contract.input()))) {
        signature = BoardPattern.sign(signature, word);
      }
    }
    long cycles = latency() + (images - 1) * contract.cyclesPerFrame();
    registers.countFrames(images, cycles, latency());
    say(MessageType.PATTERN_DONE, tag, Message.words((int) cycles, signature));
  }

  /** The numbers of an answer. */
  private int[] result(byte[] payload) {
    IntVector scores = engine.scores(PackImage.unpack(contract.input(), payload));
    return contract.output().scores() ? scores.toArray() : new int[] {scores.indexOfHighest()};
  }

  /** Cycles from an image's first beat to its answer, by the contract's pattern. */
  private long latency() {
    Contract.Pattern pattern = contract.pattern().orElseThrow();
    return Math.max(1, pattern.cycles() - (pattern.images() - 1) * contract.cyclesPerFrame());
  }

  /** The message so far is none: what comes of it is noise. */
  private void dropPartial(ErrorCode code) {
    if (received > Message.HEADER && partial[1] == MessageType.IMAGE.code()) {
      registers.countDropped();
    }
    refuse(received > 2 ? Byte.toUnsignedInt(partial[2]) : 0, code);
    received = 0;
  }

  private void refuse(int tag, ErrorCode code) {
    say(MessageType.ERROR, tag, new byte[] {(byte) code.code()});
  }

  private void say(MessageType type, int tag, byte[] payload) {
    answers.add(new Message(type, tag, payload));
  }

  private ByteBuffer littleEndian() {
    return ByteBuffer.wrap(partial).order(ByteOrder.LITTLE_ENDIAN);
  }
}
