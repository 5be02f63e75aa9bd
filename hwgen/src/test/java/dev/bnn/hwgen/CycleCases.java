package dev.bnn.hwgen;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The matrix of {@link CycleCase}s: modules that are no stream from end to end. Inputs are random
 * with a fixed seed, the expectation is a model in plain Java.
 */
final class CycleCases {
  private static final long SEED = 43;

  /** Widths where off-by-one mistakes live: 1, primes, powers of two and their neighbours. */
  private static final List<Integer> SMALL = List.of(1, 2, 3, 4, 5, 7, 8, 9, 17);

  private static final List<Integer> LARGE =
      List.of(6, 10, 11, 12, 13, 15, 16, 23, 24, 25, 31, 32, 33, 47, 48, 49, 63, 64, 65, 97, 127);

  private CycleCases() {}

  /** What every build checks. */
  static Stream<CycleCase> all() {
    return Stream.of(
            SMALL.stream()
                .flatMap(depth -> Stream.of(0, 1, 2, 3).map(style -> ram(3, depth, style))),
            SMALL.stream().flatMap(depth -> Stream.of(0, 1, 2).map(style -> rom(5, depth, style))),
            Stream.of(0, 1, 2, 3, 5)
                .flatMap(stages -> Stream.of(delay(1, stages), delay(7, stages))),
            Stream.concat(SMALL.stream(), Stream.of(31, 32, 33))
                .flatMap(
                    width ->
                        Stream.of(0, 1, 2, 5)
                            .flatMap(
                                stages ->
                                    Stream.of(
                                        popcount(width, stages, 0), popcount(width, stages, 1)))),
            SMALL.stream()
                .flatMap(
                    count -> Stream.of(0, 1, 2, 5).map(s -> adderTree(count, 1 + count % 4, s))),
            SMALL.stream()
                .flatMap(count -> Stream.of(0, 1, 2, 5).map(s -> maximum(count, 1 + count % 4, s))),
            SMALL.stream()
                .flatMap(n -> Stream.of(0, 1, 2).filter(s -> s < n).map(s -> atLeast(n, s))),
            SMALL.stream().flatMap(simd -> Stream.of(0, 1, 3).map(s -> xnorLane(simd, s))),
            SMALL.stream().flatMap(simd -> Stream.of(0, 1, 3).map(s -> pixelLane(simd, s))),
            Stream.of(1, 2, 3, 4, 5)
                .flatMap(sf -> Stream.of(1, 2, 3, 4).map(nf -> replayBuffer(sf, nf))),
            LinkCases.all())
        .flatMap(cases -> cases);
  }

  /** More of the same, for the long run. */
  static Stream<CycleCase> large() {
    return Stream.of(
            LARGE.stream()
                .flatMap(depth -> Stream.of(0, 1, 2, 3).map(style -> ram(9, depth, style))),
            LARGE.stream().flatMap(depth -> Stream.of(0, 1, 2).map(style -> rom(33, depth, style))),
            LARGE.stream()
                .flatMap(
                    n ->
                        Stream.of(0, 1, 2, 4, 8)
                            .flatMap(
                                s ->
                                    Stream.of(
                                        popcount(n, s, 0),
                                        popcount(n, s, 1),
                                        atLeast(n, s % n),
                                        adderTree(n, 1 + n % 9, s),
                                        maximum(n, 1 + n % 9, s),
                                        xnorLane(n, s),
                                        pixelLane(n, s)))),
            Stream.of(6, 7, 8, 9, 15, 16, 17)
                .flatMap(sf -> Stream.of(1, 2, 5, 7, 8, 9).map(nf -> replayBuffer(sf, nf))))
        .flatMap(cases -> cases);
  }

  private static RandomGenerator random() {
    return new SplittableRandom(SEED);
  }

  private static BigInteger bits(RandomGenerator random, int width) {
    // often almost all alike, so that carries and extremes occur
    int kind = random.nextInt(4);
    return ReferenceLayer.pack(
        random
            .ints(width, 0, 16)
            .map(v -> kind == 0 ? (v == 0 ? 1 : 0) : kind == 1 ? (v == 0 ? 0 : 1) : v & 1)
            .toArray(),
        1);
  }

  private static int addressWidth(int depth) {
    return Math.max(1, 32 - Integer.numberOfLeadingZeros(depth - 1));
  }

  private static CycleCase ram(int width, int depth, int style) {
    CycleCase test =
        new CycleCase("bnn_ram")
            .parameter("WIDTH", width)
            .parameter("DEPTH", depth)
            .parameter("RAM_STYLE", style)
            .input("write_enable", 1)
            .input("write_address", addressWidth(depth))
            .input("write_data", width)
            .input("read_enable", 1)
            .input("read_address", addressWidth(depth))
            .output("read_data", width);
    RandomGenerator random = random();
    BigInteger[] memory = new BigInteger[depth];
    BigInteger read = null;
    for (int cycle = 0; cycle < 60 + 12 * depth; cycle++) {
      boolean write = random.nextBoolean();
      int writeAddress = random.nextInt(depth);
      BigInteger data = bits(random, width);
      int readAddress = random.nextInt(depth);
      boolean reads = random.nextBoolean() && !(write && readAddress == writeAddress);
      test.cycle(
          List.of(write, writeAddress, data, reads, readAddress), Arrays.asList((Object) read));
      if (reads) {
        read = memory[readAddress];
      }
      if (write) {
        memory[writeAddress] = data;
      }
    }
    return test;
  }

  private static CycleCase rom(int width, int depth, int style) {
    RandomGenerator random = random();
    List<BigInteger> contents = Stream.generate(() -> bits(random, width)).limit(depth).toList();
    CycleCase test =
        new CycleCase("bnn_rom")
            .parameter("WIDTH", width)
            .parameter("DEPTH", depth)
            .parameter("RAM_STYLE", style)
            .memory("FILE", contents.stream().map(word -> word.toString(16)).toList())
            .input("enable", 1)
            .input("address", addressWidth(depth))
            .output("data", width);
    BigInteger data = null;
    for (int cycle = 0; cycle < 30 + 4 * depth; cycle++) {
      boolean enable = random.nextBoolean();
      int address = random.nextInt(depth);
      test.cycle(List.of(enable, address), Arrays.asList((Object) data));
      data = enable ? contents.get(address) : data;
    }
    return test;
  }

  private static CycleCase delay(int width, int stages) {
    CycleCase test =
        new CycleCase("bnn_delay")
            .parameter("WIDTH", width)
            .parameter("STAGES", stages)
            .input("aresetn", 1)
            .input("enable", 1)
            .input("in", width)
            .output("out", width);
    RandomGenerator random = random();
    Deque<BigInteger> line = new ArrayDeque<>();
    for (int cycle = 0; cycle < 120; cycle++) {
      boolean reset = cycle == 0 || random.nextInt(12) == 0;
      boolean enable = random.nextInt(4) != 0;
      BigInteger in = bits(random, width);
      Object out = stages == 0 ? in : line.size() == stages ? line.peekLast() : null;
      test.cycle(List.of(!reset, enable, in), Arrays.asList(out));
      if (enable) {
        line.addFirst(in);
        while (line.size() > stages) {
          line.removeLast();
        }
      }
      if (reset) {
        line.clear();
        for (int i = 0; i < stages; i++) {
          line.add(BigInteger.ZERO);
        }
      }
    }
    return test;
  }

  /** A function of its inputs with registers under a common enable. */
  private static CycleCase pipeline(
      CycleCase test,
      int stages,
      Supplier<List<BigInteger>> inputs,
      Function<List<BigInteger>, List<?>> f) {
    RandomGenerator random = random();
    Deque<List<?>> line = new ArrayDeque<>();
    List<Object> unknown = new ArrayList<>(f.apply(inputs.get()));
    unknown.replaceAll(any -> null);
    for (int cycle = 0; cycle < 150; cycle++) {
      boolean enable = random.nextInt(4) != 0;
      List<BigInteger> in = inputs.get();
      line.addFirst(f.apply(in));
      List<Object> values = new ArrayList<>(List.of(enable));
      values.addAll(in);
      test.cycle(values, line.size() > stages ? line.peekLast() : unknown);
      if (!enable) {
        line.removeFirst();
      } else if (line.size() > stages) {
        line.removeLast();
      }
    }
    return test;
  }

  private static CycleCase popcount(int width, int stages, int compressors) {
    RandomGenerator random = random();
    return pipeline(
        new CycleCase("bnn_popcount")
            .parameter("WIDTH", width)
            .parameter("STAGES", stages)
            .parameter("COMPRESSORS", compressors)
            .input("enable", 1)
            .input("bits", width)
            .output("count", BigInteger.valueOf(width).bitLength()),
        stages,
        () -> List.of(bits(random, width)),
        in -> List.of(in.get(0).bitCount()));
  }

  private static CycleCase atLeast(int width, int stages) {
    RandomGenerator random = random();
    BigInteger most = BigInteger.ONE.shiftLeft(width);
    return pipeline(
        new CycleCase("bnn_at_least")
            .parameter("WIDTH", width)
            .parameter("STAGES", stages)
            .input("enable", 1)
            .input("left", width)
            .input("right", width)
            .input("carry", 1)
            .output("result", 1),
        stages,
        () -> {
          // often equal or one apart
          BigInteger right = bits(random, width);
          BigInteger left =
              random.nextBoolean()
                  ? bits(random, width)
                  : right.add(BigInteger.valueOf(random.nextInt(-1, 2))).mod(most);
          return List.of(left, right, bits(random, 1));
        },
        in -> List.of(in.get(0).add(in.get(2)).compareTo(in.get(1)) > 0));
  }

  /** Field i of a word of two's complement fields. */
  private static int field(BigInteger word, int i, int width) {
    int value = word.shiftRight(i * width).intValue() & ((1 << width) - 1);
    return value >= 1 << (width - 1) ? value - (1 << width) : value;
  }

  private static CycleCase adderTree(int count, int width, int stages) {
    RandomGenerator random = random();
    return pipeline(
        new CycleCase("bnn_adder_tree")
            .parameter("COUNT", count)
            .parameter("WIDTH", width)
            .parameter("STAGES", stages)
            .input("enable", 1)
            .input("values", count * width)
            .output("sum", width + BigInteger.valueOf(count - 1).bitLength()),
        stages,
        () -> List.of(bits(random, count * width)),
        in -> List.of(IntStream.range(0, count).map(i -> field(in.get(0), i, width)).sum()));
  }

  private static CycleCase maximum(int count, int width, int stages) {
    RandomGenerator random = random();
    int first = count % 3;
    int indexWidth = BigInteger.valueOf(first + count).bitLength();
    return pipeline(
        new CycleCase("bnn_maximum")
            .parameter("COUNT", count)
            .parameter("WIDTH", width)
            .parameter("FIRST", first)
            .parameter("INDEX_WIDTH", indexWidth)
            .parameter("STAGES", stages)
            .input("enable", 1)
            .input("values", count * width)
            .output("best", width)
            .output("index", indexWidth),
        stages,
        () -> List.of(bits(random, count * width)),
        in -> {
          int[] values = IntStream.range(0, count).map(i -> field(in.get(0), i, width)).toArray();
          int best = ReferenceLayer.argmax(values);
          return List.of(values[best], first + best);
        });
  }

  /** Sums over passes; {@code valid, first} come {@code stages} enabled cycles after their beat. */
  private static CycleCase lane(
      CycleCase test, int inputWidth, int simd, int stages, Function<BigInteger[], Integer> f) {
    RandomGenerator random = random();
    Deque<Integer> sums = new ArrayDeque<>();
    Deque<Boolean> firsts = new ArrayDeque<>();
    Integer total = null;
    for (int cycle = 0; cycle < 150; cycle++) {
      boolean enable = random.nextInt(4) != 0;
      BigInteger x = bits(random, inputWidth * simd);
      BigInteger weights = bits(random, simd);
      sums.addFirst(f.apply(new BigInteger[] {x, weights}));
      firsts.addFirst(cycle == 0 || random.nextInt(4) == 0);
      boolean flows = sums.size() > stages;
      boolean first = flows && firsts.peekLast();
      boolean valid = random.nextInt(5) != 0;
      test.cycle(List.of(enable, x, weights, valid, first), Arrays.asList((Object) total));
      if (!enable) {
        sums.removeFirst();
        boolean begins = firsts.removeFirst();
        if (begins && sums.isEmpty() && total == null) {
          // the very first pass begins with the next beat then
          firsts.clear();
        }
      } else if (flows) {
        int sum = sums.removeLast();
        firsts.removeLast();
        if (valid && first) {
          total = sum;
        } else if (valid && total != null) {
          total += sum;
        }
      }
    }
    return test;
  }

  private static CycleCase xnorLane(int simd, int stages) {
    int countWidth = BigInteger.valueOf(simd).bitLength() + stages % 2 * 4;
    return lane(
        new CycleCase("bnn_xnor_lane")
            .parameter("SIMD", simd)
            .parameter("STAGES", stages)
            .parameter("COUNT_WIDTH", countWidth)
            .input("enable", 1)
            .input("x", simd)
            .input("weights", simd)
            .input("valid", 1)
            .input("first", 1)
            .output("count", countWidth),
        1,
        simd,
        stages,
        in -> simd - in[0].xor(in[1]).bitCount());
  }

  private static CycleCase pixelLane(int simd, int stages) {
    int accWidth = 9 + BigInteger.valueOf(simd).bitLength() + stages % 2 * 5;
    return lane(
        new CycleCase("bnn_pixel_lane")
            .parameter("SIMD", simd)
            .parameter("STAGES", stages)
            .parameter("ACC_WIDTH", accWidth)
            .input("enable", 1)
            .input("x", 8 * simd)
            .input("weights", simd)
            .input("valid", 1)
            .input("first", 1)
            .output("total", accWidth),
        8,
        simd,
        stages,
        in ->
            IntStream.range(0, simd)
                .map(
                    s -> {
                      int pixel = in[0].shiftRight(8 * s).intValue() & 255;
                      return in[1].testBit(s) ? pixel : -pixel;
                    })
                .sum());
  }

  /**
   * Two frames at most lie here, the one that is replayed and one more. A third of what arrives is
   * to be dropped. The first half runs at full speed, so that a bubble shows.
   */
  private static CycleCase replayBuffer(int sf, int nf) {
    int width = 5;
    int style = (sf + nf) % 4;
    CycleCase test =
        new CycleCase("bnn_replay_buffer")
            .parameter("WIDTH", width)
            .parameter("SF", sf)
            .parameter("NF", nf)
            .parameter("RAM_STYLE", style)
            .input("aresetn", 1)
            .input("s_axis_tdata", width)
            .input("s_axis_tvalid", 1)
            .input("s_axis_tlast", 1)
            .input("s_axis_tuser", 1)
            .input("enable", 1)
            .output("s_axis_tready", 1)
            .output("address", addressWidth(sf * nf))
            .output("x_valid", 1)
            .output("x_data", width)
            .output("x_first", 1)
            .output("x_last", 1)
            .output("x_tlast", 1)
            .output("x_nf", addressWidth(nf));
    RandomGenerator random = random();
    Deque<List<BigInteger>> complete = new ArrayDeque<>();
    List<BigInteger> arriving = new ArrayList<>();
    int step = 0;
    List<Object> x = Arrays.asList(false, null, null, null, null, null);
    BigInteger data = bits(random, width);
    int dropped = 0;
    boolean waiting = false;
    int cycles = 14 * sf * nf + 200;
    for (int cycle = 0; cycle < cycles; cycle++) {
      boolean reset = cycle == 0 || cycle == 3 * cycles / 4;
      boolean atRandom = cycle > cycles / 2;
      if (cycle == 0) {
        List<Object> unknown = new ArrayList<>(Arrays.asList(null, null));
        unknown.addAll(Arrays.asList(null, null, null, null, null, null));
        test.cycle(List.of(false, 0, false, false, false, false), unknown);
        continue;
      }
      boolean valid = waiting || !atRandom || random.nextBoolean();
      boolean enable = !atRandom || random.nextInt(3) != 0;
      boolean last = arriving.size() == (dropped > 0 ? dropped : sf) - 1;
      boolean ready = complete.size() < 2;
      List<Object> expected = new ArrayList<>(List.of(ready, step));
      expected.addAll(x);
      test.cycle(List.of(!reset, data, valid, last, dropped > 0, enable), expected);

      boolean available = !complete.isEmpty();
      if (enable) {
        int beat = step % sf;
        x =
            available
                ? List.of(
                    true,
                    complete.peek().get(beat),
                    beat == 0,
                    beat == sf - 1,
                    step == sf * nf - 1,
                    step / sf)
                : Arrays.asList(false, null, null, null, null, null);
      }
      if (enable && available) {
        step++;
        if (step == sf * nf) {
          step = 0;
          complete.remove();
        }
      }
      waiting = valid && !ready;
      if (valid && ready) {
        arriving.add(data);
        data = bits(random, width);
        if (last) {
          if (dropped == 0) {
            complete.add(List.copyOf(arriving));
          }
          arriving.clear();
          dropped = atRandom && random.nextInt(3) == 0 ? 1 + random.nextInt(sf) : 0;
        }
      }
      if (reset) {
        complete.clear();
        arriving.clear();
        step = 0;
        dropped = 0;
        waiting = false;
        x = Arrays.asList(false, null, null, null, null, null);
      }
    }
    return test;
  }
}
