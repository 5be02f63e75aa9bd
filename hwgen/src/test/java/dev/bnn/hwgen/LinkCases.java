package dev.bnn.hwgen;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The {@link CycleCase}s of a board's link, but for bnn_link itself (see {@link LinkTest}): wires
 * with clocks of their own, messages right and wrong, random waits. Seeds are fixed.
 */
final class LinkCases {
  private static final long SEED = 47;
  private static final int START = 0xB2;

  private LinkCases() {}

  static Stream<CycleCase> all() {
    return Stream.of(
            Stream.of(crc32(false), crc32(true)),
            Stream.of(powerUp(1), powerUp(2), powerUp(3)),
            Stream.of(4, 5, 16, 20)
                .flatMap(cycles -> Stream.of(-0.02, 0.0, 0.02).map(off -> receive(cycles, off))),
            Stream.of(2, 3, 4, 5, 16, 20).map(LinkCases::send),
            Stream.of(8.0, 8.3, 9.0, 11.7, 40.0).map(LinkCases::spi),
            Stream.of(
                imageIn(1, 1),
                imageIn(1, 2),
                imageIn(2, 1),
                imageIn(1, 4),
                imageIn(3, 3),
                imageIn(4, 5)),
            Stream.of(
                pattern(1, 1, 1),
                pattern(8, 2, 1),
                pattern(32, 3, 2),
                pattern(40, 1, 3),
                pattern(72, 5, 1),
                pattern(24, 4, 4)),
            Stream.of(messageOut(false), messageOut(true)),
            Stream.of(
                messageIn(1, 30, false),
                messageIn(5, 100, true),
                messageIn(40, 60, true),
                messageIn(300, 20, true)))
        .flatMap(cases -> cases);
  }

  private static RandomGenerator random() {
    return new SplittableRandom(SEED);
  }

  private static BigInteger unsigned(long value) {
    return BigInteger.valueOf(value & 0xFFFFFFFFL);
  }

  /** CRC of java.util.zip, for a register that has not had its final XOR. */
  private static BigInteger register(CRC32 crc) {
    return unsigned(~crc.getValue());
  }

  /** A byte is taken, and 8 cycles later the CRC is that of all bytes since the restart. */
  private static CycleCase crc32(boolean fast) {
    CycleCase test =
        new CycleCase("bnn_crc32")
            .input("aresetn", 1)
            .input("restart", 1)
            .input("data", 8)
            .input("valid", 1)
            .output("busy", 1)
            .output("crc", 32);
    test.cycle(List.of(false, false, 0, false), Arrays.asList(null, null));
    RandomGenerator random = random();
    CRC32 crc = new CRC32();
    boolean known = false;
    int busy = 0;
    for (int cycle = 1; cycle < 6000; cycle++) {
      boolean reset = random.nextInt(500) == 0;
      boolean restart = cycle == 1 || random.nextInt(90) == 0;
      boolean valid = fast || random.nextInt(8) == 0;
      int data = random.nextInt(256);
      test.cycle(
          List.of(!reset, restart, data, valid),
          Arrays.asList(busy > 0, known && busy == 0 ? register(crc) : null));
      if (restart) {
        crc.reset();
        known = true;
        busy = 0;
      } else if (reset) {
        known = false;
        busy = 0;
      } else if (busy > 0) {
        busy--;
      } else if (valid) {
        crc.update(data);
        busy = 7;
      }
    }
    return test;
  }

  /** Ready 4 cycles after the clock has been good for 15, and not once it is not. */
  private static CycleCase powerUp(int seed) {
    CycleCase test = new CycleCase("bnn_power_up").input("locked", 1).output("aresetn", 1);
    RandomGenerator random = new SplittableRandom(seed);
    List<Boolean> history = new ArrayList<>();
    while (history.size() < 3000) {
      boolean locked = (seed == 1 && history.isEmpty()) || random.nextBoolean();
      int run = random.nextInt(4) == 0 ? 13 + random.nextInt(6) : 1 + random.nextInt(30);
      for (int i = 0; i < run; i++) {
        history.add(locked);
        int now = history.size() - 1;
        boolean ready =
            now >= 18 && history.subList(now - 18, now - 3).stream().allMatch(good -> good);
        test.cycle(List.of(locked), List.of(ready));
      }
    }
    return test;
  }

  // ------------------------------------------------------------------ UART

  /** What a sender whose clock is not ours puts on a line, seen once a cycle. */
  private static final class Line {
    final double bit;
    final List<Boolean> levels = new ArrayList<>();
    private double now = 1;

    Line(double bit) {
      this.bit = bit;
    }

    /**
     * Holds a level.
     *
     * @return the cycle in which it is first seen
     */
    int hold(boolean level, double cycles) {
      int first = levels.size();
      now += cycles;
      while (levels.size() < now) {
        levels.add(level);
      }
      return first;
    }

    int send(int value, boolean stop) {
      int first = hold(false, bit);
      for (int i = 0; i < 8; i++) {
        hold((value >> i & 1) == 1, bit);
      }
      hold(stop, bit);
      return first;
    }
  }

  private static CycleCase receive(int cyclesPerBit, double off) {
    RandomGenerator random = random();
    Line line = new Line(cyclesPerBit * (1 + off));
    int size = 12 * 900 * cyclesPerBit;
    Integer[] arrivals = new Integer[size];
    // the stop bit's middle, and three registers
    int latency = 9 * cyclesPerBit + cyclesPerBit / 2 + 2;
    line.hold(true, 4 * cyclesPerBit + random.nextDouble());
    List<Integer> bytes = new ArrayList<>(IntStream.range(0, 256).boxed().toList());
    for (int round = 0; round < 2; round++) {
      // all of them, back to back
      for (int value : bytes) {
        arrivals[line.send(value, true) + latency] = value;
      }
      Collections.shuffle(bytes, new java.util.Random(SEED));
    }
    for (int i = 0; i < 60; i++) {
      int value = random.nextInt(256);
      switch (random.nextInt(4)) {
        case 0 -> {
          line.send(value, false);
          line.hold(true, (2 + random.nextDouble()) * cyclesPerBit);
        }
        case 1 -> {
          // so short that the middle of a start bit would be idle again
          line.hold(false, Math.max(1, random.nextInt(cyclesPerBit / 2)));
          line.hold(true, cyclesPerBit + random.nextDouble() * cyclesPerBit);
        }
        default -> {
          arrivals[line.send(value, true) + latency] = value;
          line.hold(true, random.nextDouble() * 3 * cyclesPerBit);
        }
      }
    }
    // a reset in the middle of a byte
    line.hold(true, cyclesPerBit);
    int broken = line.send(0xFF, true);
    line.hold(true, 3 * cyclesPerBit);
    arrivals[line.send(0x55, true) + latency] = 0x55;
    line.hold(true, 3 * cyclesPerBit);

    CycleCase test =
        new CycleCase("bnn_uart_receive")
            .parameter("CYCLES_PER_BIT", cyclesPerBit)
            .input("aresetn", 1)
            .input("line", 1)
            .output("m_axis_tdata", 8)
            .output("m_axis_tvalid", 1);
    for (int cycle = 0; cycle < line.levels.size(); cycle++) {
      boolean reset = cycle < 2 || cycle == broken + 3 * cyclesPerBit;
      test.cycle(
          List.of(!reset, line.levels.get(cycle)),
          Arrays.asList(arrivals[cycle], cycle == 0 ? null : arrivals[cycle] != null));
    }
    return test;
  }

  private static CycleCase send(int cyclesPerBit) {
    CycleCase test =
        new CycleCase("bnn_uart_send")
            .parameter("CYCLES_PER_BIT", cyclesPerBit)
            .input("aresetn", 1)
            .input("s_axis_tdata", 8)
            .input("s_axis_tvalid", 1)
            .output("s_axis_tready", 1)
            .output("line", 1);
    test.cycle(List.of(false, 0, false), Arrays.asList(null, null));
    RandomGenerator random = random();
    int frame = 0x3FF;
    int began = -1;
    int sent = 0;
    boolean waits = false;
    int resetAt = 10 * cyclesPerBit * 30;
    for (int cycle = 1; sent < 300; cycle++) {
      boolean reset = cycle == resetAt;
      boolean valid = waits || sent < 200 || random.nextInt(20 * cyclesPerBit) == 0;
      int bit = (cycle - began) / cyclesPerBit;
      boolean ready = !reset && (began < 0 || bit >= 10);
      boolean level = began < 0 || bit >= 10 || (frame >> bit & 1) == 1;
      test.cycle(List.of(!reset, sent & 255, valid), List.of(ready, level));
      waits = valid && !ready;
      if (valid && ready) {
        frame = 0x200 | (sent & 255) << 1;
        began = cycle + 1;
        sent++;
      }
      if (reset) {
        began = -1;
      }
    }
    return test;
  }

  // ------------------------------------------------------------------ SPI

  /** The master's pins, seen once a cycle. */
  private static final class Master {
    final List<int[]> pins = new ArrayList<>();
    private double now = 1;

    /**
     * Holds the pins.
     *
     * @return the cycle in which they are first seen
     */
    int hold(int sck, int mosi, int deselected, double cycles) {
      int first = pins.size();
      now += cycles;
      while (pins.size() < now) {
        pins.add(new int[] {sck, mosi, deselected});
      }
      return first;
    }
  }

  /** What the slave must do in a cycle. */
  private enum SpiEvent {
    /** Looks for a byte to send. */
    LOAD,
    /** Takes the byte it found. */
    TAKE
  }

  /**
   * Bytes both ways at once. Timing is that of mode 0: the slave's bit is there a cycle before the
   * edge at which it is taken and stays until the clock falls, even at an eighth of aclk.
   */
  private static CycleCase spi(double period) {
    RandomGenerator random = random();
    Master master = new Master();
    int most = (int) (period * 9 * 2000);
    SpiEvent[] events = new SpiEvent[most];
    int[] bitShown = new int[most];
    Arrays.fill(bitShown, -1);
    Integer[] arrivals = new Integer[most];
    double half = period / 2;
    master.hold(0, 0, 1, 10 + random.nextDouble());
    for (int selection = 0; selection < 60; selection++) {
      // another slave is spoken to meanwhile
      for (int i = random.nextInt(5); i > 0; i--) {
        master.hold(1, random.nextInt(2), 1, half);
        master.hold(0, random.nextInt(2), 1, half);
      }
      master.hold(0, 0, 1, half * (1 + random.nextInt(3)));
      // a selection without a clock takes nothing
      int bits = random.nextInt(5) == 0 ? 0 : 8 * (1 + random.nextInt(6));
      if (bits > 0 && random.nextInt(4) == 0) {
        bits -= random.nextInt(8);
      }
      int value = 0;
      int out = random.nextInt(256);
      int low = master.hold(0, out >> 7, 0, half);
      events[low + 2] = SpiEvent.LOAD;
      for (int bit = 0; bit < bits; bit++) {
        int mosi = out >> (7 - bit % 8) & 1;
        value = (value << 1 & 255) | mosi;
        int rise = master.hold(1, mosi, 0, half);
        if (bit % 8 == 0) {
          events[rise + 2] = SpiEvent.TAKE;
        }
        if (bit % 8 == 7) {
          arrivals[rise + 3] = value;
          out = random.nextInt(4) == 0 ? 0 : random.nextInt(256);
        }
        int fall = master.hold(0, out >> (7 - (bit + 1) % 8) & 1, 0, half);
        Arrays.fill(bitShown, rise - 1, fall, 7 - bit % 8);
        if (bit % 8 == 7) {
          events[fall + 2] = SpiEvent.LOAD;
          if (random.nextInt(3) == 0) {
            master.hold(0, out >> 7, 0, period * random.nextInt(4));
          }
        }
      }
      master.hold(0, 0, 0, half);
      master.hold(0, 0, 1, half);
    }

    CycleCase test =
        new CycleCase("bnn_spi_slave")
            .input("aresetn", 1)
            .input("sck", 1)
            .input("mosi", 1)
            .input("select_n", 1)
            .input("s_axis_tdata", 8)
            .input("s_axis_tvalid", 1)
            .output("miso", 1)
            .output("m_axis_tdata", 8)
            .output("m_axis_tvalid", 1)
            .output("s_axis_tready", 1);
    boolean offered = false;
    int data = random.nextInt(256);
    boolean found = false;
    int shown = 0;
    for (int cycle = 0; cycle < master.pins.size(); cycle++) {
      int[] pins = master.pins.get(cycle);
      // long stretches with a byte always there, and with few
      boolean busy = cycle / (int) (period * 200) % 2 == 0;
      offered = offered || busy || random.nextInt((int) (period * 20)) == 0;
      boolean ready = events[cycle] == SpiEvent.TAKE && found;
      test.cycle(
          List.of(cycle >= 3, pins[0], pins[1], pins[2], data, offered),
          Arrays.asList(
              bitShown[cycle] < 0 ? null : shown >> bitShown[cycle] & 1,
              arrivals[cycle],
              cycle == 0 ? null : arrivals[cycle] != null,
              cycle < 4 ? null : ready));
      if (events[cycle] == SpiEvent.LOAD) {
        found = offered;
        shown = offered ? data : 0;
      }
      if (ready) {
        offered = false;
        data = random.nextInt(256);
      }
    }
    return test;
  }

  // ------------------------------------------------------------------ images

  /** Images that are kept, and between them some that are abandoned after every number of bytes. */
  private static CycleCase imageIn(int beatBytes, int beats) {
    int bytes = beatBytes * beats;
    CycleCase test =
        new CycleCase("bnn_image_in")
            .parameter("BEAT_BYTES", beatBytes)
            .parameter("BEATS", beats)
            .input("aresetn", 1)
            .input("s_axis_tdata", 8)
            .input("s_axis_tvalid", 1)
            .input("keep", 1)
            .input("abandon", 1)
            .input("m_axis_tready", 1)
            .output("s_axis_tready", 1)
            .output("busy", 1)
            .output("m_axis_tdata", 8 * beatBytes)
            .output("m_axis_tvalid", 1)
            .output("m_axis_tlast", 1);
    test.cycle(List.of(false, 0, false, false, false, false), Arrays.asList(new Object[5]));
    RandomGenerator random = random();
    Deque<Object[]> leaving = new ArrayDeque<>();
    BigInteger beat = BigInteger.ZERO;
    int taken = 0;
    int images = 0;
    boolean waits = false;
    int data = random.nextInt(256);
    int wanted = bytes;
    boolean good = true;
    for (int cycle = 1; images < 8 * (bytes + 1); cycle++) {
      boolean slow = images % 2 == 0;
      boolean reset = cycle % 211 == 0;
      boolean quiet = taken == wanted;
      boolean valid = !quiet && (waits || !slow || random.nextInt(3) == 0);
      boolean ends = !reset && quiet && leaving.isEmpty() && (!slow || random.nextInt(3) == 0);
      boolean sink = !slow || random.nextInt(3) == 0;
      boolean ready = leaving.isEmpty() && taken < bytes;
      Object[] head = leaving.isEmpty() ? new Object[2] : leaving.peek();
      test.cycle(
          List.of(!reset, data, valid, ends && good, ends && !good, sink),
          Arrays.asList(ready, !leaving.isEmpty(), head[0], !leaving.isEmpty(), head[1]));

      waits = valid && !ready;
      if (!leaving.isEmpty() && sink) {
        leaving.remove();
      }
      if (valid && ready) {
        beat = beat.or(BigInteger.valueOf(data).shiftLeft(8 * (taken % beatBytes)));
        data = random.nextInt(256);
        taken++;
        if (taken % beatBytes == 0 && taken < bytes) {
          leaving.add(new Object[] {beat, false});
          beat = BigInteger.ZERO;
        }
      }
      if (ends) {
        int left = Math.min(taken / beatBytes, beats - 1);
        if (good) {
          leaving.add(new Object[] {beat, true});
        } else if (left > 0) {
          // a frame of another length: what is in its last beats does not matter
          if (left == beats - 1) {
            leaving.add(new Object[] {null, false});
          }
          leaving.add(new Object[] {null, true});
        }
      }
      if (reset) {
        leaving.clear();
      }
      if (ends || reset) {
        beat = BigInteger.ZERO;
        taken = 0;
        waits = false;
        images++;
        // every other one is right
        good = images % 2 == 0;
        wanted = good ? bytes : images / 2 % (bytes + 1);
      }
    }
    return test;
  }

  // ------------------------------------------------------------------ the board's own images

  /** Beat of a pattern, as docs/link.md has it. */
  static BigInteger patternBeat(int x, int width) {
    BigInteger beat = BigInteger.ZERO;
    for (int i = 0; i < width; i++) {
      beat = (x >>> (i % 32) & 1) == 1 ? beat.setBit(i) : beat;
    }
    return beat;
  }

  /** The beat after the one with the bits of x. */
  static int nextPattern(int x) {
    int y = x ^ (x << 13);
    y ^= y >>> 17;
    return y ^ (y << 5);
  }

  static final int PATTERN_SEED = 0x9E3779B9;

  static int sign(int signature, int word) {
    return (signature << 1) ^ word ^ (signature < 0 ? 0x04C11DB7 : 0);
  }

  private static CycleCase pattern(int width, int beats, int resultBeats) {
    CycleCase test =
        new CycleCase("bnn_pattern")
            .parameter("WIDTH", width)
            .parameter("BEATS", beats)
            .parameter("RESULT_BEATS", resultBeats)
            .input("aresetn", 1)
            .input("start", 1)
            .input("images", 16)
            .input("m_axis_tready", 1)
            .input("s_axis_tdata", 32)
            .input("s_axis_tvalid", 1)
            .output("active", 1)
            .output("cycles", 32)
            .output("signature", 32)
            .output("m_axis_tdata", width)
            .output("m_axis_tvalid", 1)
            .output("m_axis_tlast", 1)
            .output("s_axis_tready", 1);
    test.cycle(List.of(false, false, 0, false, 0, false), Arrays.asList(new Object[7]));
    RandomGenerator random = random();
    int x = 0;
    int toSend = 0; // beats
    int sent = 0;
    int toCome = 0; // words
    int come = 0;
    int signature = 0;
    int first = 0;
    int last = 0;
    boolean known = false;
    int run = 0;
    int idle = 5;
    boolean waits = false;
    int word = random.nextInt();
    for (int cycle = 1; run < 40; cycle++) {
      boolean slow = run % 3 != 0;
      boolean active = toCome > 0;
      boolean reset = active && run % 8 == 7 && random.nextInt(10) == 0;
      boolean start = !active && --idle <= 0;
      int images = 1 + random.nextInt(9);
      boolean sink = !slow || random.nextInt(3) == 0;
      // results of images that have left
      boolean there = come < sent / beats * resultBeats;
      boolean valid = waits || (active && there && (!slow || random.nextInt(3) == 0));
      // the count is of the run that has ended
      test.cycle(
          List.of(!reset, start, images, sink, word, valid),
          Arrays.asList(
              active,
              known && !active ? last - first : null,
              known && !active ? unsigned(signature) : null,
              toSend > 0 ? patternBeat(x, width) : null,
              toSend > 0,
              toSend > 0 ? sent % beats == beats - 1 : null,
              active));

      waits = valid && !active;
      if (toSend > 0 && sink) {
        first = sent == 0 ? cycle : first;
        x = nextPattern(x);
        sent++;
        toSend--;
      }
      if (valid && active) {
        signature = sign(signature, word);
        last = cycle;
        word = random.nextInt();
        come++;
        toCome--;
      }
      if (start) {
        x = PATTERN_SEED;
        toSend = images * beats;
        toCome = images * resultBeats;
        sent = 0;
        come = 0;
        signature = 0;
        known = true;
        run++;
        idle = random.nextInt(6);
      }
      if (reset) {
        known = false;
        toSend = 0;
        toCome = 0;
        waits = false;
      }
    }
    return test;
  }

  // ------------------------------------------------------------------ messages

  private static CycleCase messageOut(boolean slow) {
    CycleCase test =
        new CycleCase("bnn_message_out")
            .input("aresetn", 1)
            .input("header_type", 8)
            .input("header_tag", 8)
            .input("header_length", 16)
            .input("header_valid", 1)
            .input("word", 32)
            .input("word_valid", 1)
            .input("m_axis_tready", 1)
            .output("header_ready", 1)
            .output("word_ready", 1)
            .output("m_axis_tdata", 8)
            .output("m_axis_tvalid", 1);
    test.cycle(List.of(false, 0, 0, 0, false, 0, false, false), Arrays.asList(new Object[4]));
    RandomGenerator random = random();
    CRC32 crc = new CRC32();
    Deque<Integer> bytes = new ArrayDeque<>(); // that can leave without another word
    boolean idle = true;
    boolean start = false; // the first byte of a message is not part of its CRC
    boolean ending = false; // nor are the last four
    boolean needsWord = false;
    int left = 0;
    int free = 0; // cycle in which the CRC has the last byte
    int from = 0; // cycle from which a byte may leave
    int messages = 0;
    int type = 0;
    int length = 0;
    for (int cycle = 1; messages < 80; cycle++) {
      boolean reset = cycle % 1009 == 0 && cycle < 6000;
      boolean asks = idle && (!slow || random.nextInt(10) == 0);
      if (asks) {
        type = random.nextInt(256);
        length = messages % 20 == 19 ? 300 : messages % 14;
      }
      int tag = random.nextInt(256);
      int word = random.nextInt();
      boolean wordValid = !slow || random.nextInt(20) == 0;
      boolean sink = !slow || random.nextInt(12) == 0;
      boolean valid = !bytes.isEmpty() && cycle >= from;
      boolean wordReady = needsWord && wordValid;
      test.cycle(
          List.of(!reset, type, tag, length, asks, unsigned(word), wordValid, sink),
          Arrays.asList(idle, wordReady, valid ? bytes.peek() : null, valid));

      if (valid && sink) {
        int value = bytes.remove();
        if (!start && !ending) {
          crc.update(value);
          free = cycle + 8;
          from = free;
        }
        if (bytes.isEmpty()) {
          if (ending) {
            ending = false;
            idle = true;
            messages++;
          } else if (start) {
            start = false;
            bytes.addAll(List.of(type, left >> 16, left & 255, left >> 8 & 255));
            left = left & 0xFFFF;
          } else if (left > 0) {
            needsWord = true;
          } else {
            ending = true;
            from = free + 1;
            for (int i = 0; i < 4; i++) {
              bytes.add((int) (crc.getValue() >> (8 * i)) & 255);
            }
          }
        }
      } else if (wordReady) {
        for (int i = 0; i < Math.min(4, left); i++) {
          bytes.add(word >>> (8 * i) & 255);
        }
        left -= Math.min(4, left);
        needsWord = false;
        from = Math.max(cycle + 1, free);
      } else if (asks) {
        idle = false;
        start = true;
        crc.reset();
        bytes.add(START);
        from = cycle + 1;
        left = length | tag << 16;
      }
      if (reset) {
        idle = true;
        start = false;
        ending = false;
        needsWord = false;
        bytes.clear();
      }
    }
    return test;
  }

  // ------------------------------------------------------------------ messages that come in

  /** A message of the host. */
  static byte[] message(int type, int tag, byte[] payload) {
    byte[] message = new byte[payload.length + 9];
    message[0] = (byte) START;
    message[1] = (byte) type;
    message[2] = (byte) tag;
    message[3] = (byte) payload.length;
    message[4] = (byte) (payload.length >> 8);
    System.arraycopy(payload, 0, message, 5, payload.length);
    CRC32 crc = new CRC32();
    crc.update(message, 1, payload.length + 4);
    for (int i = 0; i < 4; i++) {
      message[payload.length + 5 + i] = (byte) (crc.getValue() >> (8 * i));
    }
    return message;
  }

  /** Length of the payload that a type must have, or -1 if there is no such type. */
  private static int lengthOf(int type, int imageBytes) {
    return switch (type) {
      case 1 -> imageBytes;
      case 2 -> 2;
      case 3 -> 6;
      case 4 -> 0;
      case 5 -> 4;
      default -> -1;
    };
  }

  /** Bytes with the cycles between them: messages, two thirds of which are right, and noise. */
  private static List<int[]> traffic(RandomGenerator random, int imageBytes, int timeout) {
    List<int[]> traffic = new ArrayList<>();
    int messages = imageBytes > 100 ? 60 : 250;
    for (int i = 0; i < messages; i++) {
      int type = 1 + random.nextInt(5);
      byte[] payload = new byte[lengthOf(type, imageBytes)];
      random.nextBytes(payload);
      byte[] message = message(type, random.nextInt(256), payload);
      int end = message.length;
      switch (random.nextInt(15)) {
        case 0 -> message[5 + random.nextInt(end - 5)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> message[2] ^= (byte) (1 << random.nextInt(8));
        // what follows is noise then, in which there may be starts
        case 2 -> message[1] ^= (byte) (1 << random.nextInt(8));
        case 3 -> message[3 + random.nextInt(2)] ^= (byte) (1 << random.nextInt(8));
        case 4 -> end = 5 + random.nextInt(end - 5);
        case 5 -> end = 1 + i % 5;
        default -> {}
      }
      int pace = random.nextInt(4);
      for (int at = 0; at < end; at++) {
        int gap = pace == 0 ? random.nextInt(20) : pace == 1 && random.nextInt(8) == 0 ? 40 : 0;
        // just in time, and just too late
        gap = random.nextInt(40) == 0 ? timeout + random.nextInt(-3, 12) : gap;
        traffic.add(new int[] {message[at] & 255, gap});
      }
      int noise = random.nextInt(3) == 0 ? random.nextInt(6) : 0;
      for (int at = 0; at < noise; at++) {
        traffic.add(new int[] {random.nextInt(256), random.nextInt(3)});
      }
      if (end < message.length && random.nextBoolean()) {
        traffic.get(traffic.size() - 1)[1] += 2 * timeout;
      }
    }
    traffic.add(new int[] {0, 3 * timeout});
    return traffic;
  }

  private static CycleCase messageIn(int imageBytes, int timeout, boolean slow) {
    CycleCase test =
        new CycleCase("bnn_message_in")
            .parameter("IMAGE_BYTES", imageBytes)
            .parameter("TIMEOUT", timeout)
            .input("aresetn", 1)
            .input("s_axis_tdata", 8)
            .input("s_axis_tvalid", 1)
            .input("overflow", 1)
            .input("m_axis_tready", 1)
            .input("taken", 1)
            .output("s_axis_tready", 1)
            .output("kind", 3)
            .output("tag", 8)
            .output("m_axis_tdata", 8)
            .output("m_axis_tvalid", 1)
            .output("last_byte", 1)
            .output("done", 1)
            .output("code", 3);
    test.cycle(List.of(false, 0, false, false, false, false), Arrays.asList(new Object[8]));
    RandomGenerator random = random();
    Reception reception = new Reception(imageBytes, timeout);
    Deque<int[]> traffic = new ArrayDeque<>(traffic(random, imageBytes, timeout));
    int gap = 0;
    for (int cycle = 1; !traffic.isEmpty() || gap > 0; cycle++) {
      boolean reset = cycle % 7919 == 0;
      boolean valid = !reset && gap == 0;
      int data = valid ? traffic.peek()[0] : random.nextInt(256);
      boolean sink = !slow || random.nextInt(4) == 0;
      boolean overflow = random.nextInt(600) == 0;
      boolean done = reception.isDone(cycle);
      boolean taken = done && (!slow || random.nextInt(9) == 0);
      boolean ready = !reset && reception.isReady(cycle, sink);
      boolean pays = valid && reception.pays(cycle);
      test.cycle(
          List.of(!reset, data, valid, overflow, sink, taken),
          Arrays.asList(
              ready,
              reception.kind(),
              reception.tag(),
              pays ? data : null,
              pays,
              pays ? reception.left() == 5 : null,
              done,
              done ? reception.code : null));

      reception.step(cycle, valid && ready ? data : -1, valid, overflow, taken);
      if (gap > 0) {
        gap--;
      } else if (valid && ready) {
        gap = traffic.remove()[1];
      }
      if (reset) {
        reception.reset();
      }
    }
    return test;
  }

  /** What bnn_message_in must make of bytes. */
  private static final class Reception {
    private static final int NEVER = Integer.MAX_VALUE;

    private final int imageBytes;
    private final int timeout;
    private final List<Integer> bytes = new ArrayList<>();
    private final CRC32 crc = new CRC32();
    private int readyAt;
    private int doneAt = NEVER;
    private int silent;
    private boolean overflow;
    private boolean inside;
    private int badLength;
    int code;

    Reception(int imageBytes, int timeout) {
      this.imageBytes = imageBytes;
      this.timeout = timeout;
    }

    boolean isDone(int cycle) {
      return cycle >= doneAt;
    }

    private int total() {
      return bytes.size() < 4 ? NEVER : 8 + (bytes.get(2) | bytes.get(3) << 8);
    }

    /** Bytes that are to come. */
    int left() {
      return total() - bytes.size();
    }

    /** Whether a byte that is here is payload and shown. */
    boolean pays(int cycle) {
      return inside && doneAt == NEVER && bytes.size() >= 4 && left() > 4 && cycle >= readyAt;
    }

    boolean isReady(int cycle, boolean sink) {
      if (!inside) {
        return true;
      }
      return doneAt == NEVER && cycle >= readyAt && (bytes.size() < 4 || left() <= 4 || sink);
    }

    Integer kind() {
      return inside && !bytes.isEmpty() ? bytes.get(0) & 7 : null;
    }

    Integer tag() {
      return inside && bytes.size() > 1 ? bytes.get(1) : null;
    }

    private boolean isRight() {
      int sent = 0;
      for (int i = 0; i < 4; i++) {
        sent |= bytes.get(bytes.size() - 4 + i) << (8 * i);
      }
      return sent == (int) crc.getValue();
    }

    void step(int cycle, int accepted, boolean valid, boolean lost, boolean taken) {
      boolean judged = inside && doneAt == cycle + 1 && bytes.size() > 4 && left() == 0;
      if (judged) {
        code = isRight() ? 0 : overflow ? 5 : 1;
      }
      if (inside && doneAt == cycle + 1 && bytes.size() == 4) {
        code = overflow ? 5 : badLength;
      }
      // in the cycle in which the length is looked at nobody waits for a byte
      boolean waits = inside && doneAt == NEVER && !(bytes.size() == 4 && cycle == readyAt - 7);
      if (waits && !valid && silent == timeout) {
        code = overflow ? 5 : 4;
        doneAt = cycle + 1;
      }
      silent = waits && !valid ? silent + 1 : 0;
      if (accepted >= 0 && !inside) {
        inside = accepted == START;
        bytes.clear();
        crc.reset();
        readyAt = cycle + 1;
      } else if (accepted >= 0) {
        take(cycle, accepted);
      }
      if (taken) {
        boolean forgets = code == 5 || (code == 0 && bytes.get(0) == 4);
        overflow = overflow && !forgets;
        inside = false;
        doneAt = NEVER;
      }
      overflow = overflow || lost;
    }

    private void take(int cycle, int accepted) {
      bytes.add(accepted);
      readyAt = cycle + 8;
      if (bytes.size() < 4 || left() >= 4) {
        crc.update(accepted);
      }
      if (bytes.size() == 4) {
        int expected = lengthOf(bytes.get(0), imageBytes);
        if (total() - 8 != expected) {
          badLength = expected < 0 ? 2 : 3;
          doneAt = cycle + 2;
        }
      } else if (bytes.size() > 4 && left() == 0) {
        doneAt = cycle + 9;
      }
    }

    void reset() {
      inside = false;
      doneAt = NEVER;
      overflow = false;
      readyAt = 0;
    }
  }
}
