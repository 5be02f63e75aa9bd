package dev.bnn.hwgen;

import java.math.BigInteger;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is proven about streams, for sizes that take a second or few. */
final class FormalCases {
  private FormalCases() {}

  static Stream<FormalCase> all() {
    return Stream.of(
            Stream.of(skid()),
            Stream.of(1, 2, 3).map(FormalCases::fifo),
            Stream.of(converter(4, 6), converter(6, 4), converter(2, 6), converter(6, 2)),
            Stream.of(1, 2, 3).map(FormalCases::frameGuard),
            Stream.of(replayBuffer(1, 1), replayBuffer(2, 2)),
            Stream.of(window("HEIGHT 2 WIDTH 3 KERNEL 2 ROWS 2")),
            Stream.of(dense(2, 2, 1, 1, 0)),
            Stream.of(new FormalCase("bnn_loader", "fv_swap")),
            MapProofs.all())
        .flatMap(cases -> cases);
  }

  /** Larger sizes, for the long run. */
  static Stream<FormalCase> large() {
    return Stream.of(
        fifo(4),
        fifo(5),
        fifo(6),
        converter(7, 3),
        converter(5, 8),
        converter(3, 7),
        converter(8, 5),
        converter(12, 9),
        converter(1, 8),
        converter(8, 1),
        frameGuard(7),
        replayBuffer(3, 2),
        replayBuffer(4, 3),
        replayBuffer(1, 4),
        window("HEIGHT 2 WIDTH 2 KERNEL 2 ROWS 2 BEFORE 1"),
        window("HEIGHT 2 WIDTH 2 KERNEL 2 ROWS 3 REPEATS 2"),
        window("HEIGHT 3 WIDTH 3 KERNEL 2 ROWS 2 STRIDE 2"),
        window("HEIGHT 2 WIDTH 2 KERNEL 1 ROWS 2 STRIDE 2"),
        window("HEIGHT 2 WIDTH 2 KERNEL 3 ROWS 3 BEFORE 1 AFTER 1"),
        dense(4, 2, 2, 1, 0),
        dense(3, 1, 3, 1, 1),
        dense(3, 2, 3, 1, 1),
        dense(4, 4, 2, 2, 2),
        dense(6, 2, 2, 1, 1),
        dense(2, 2, 1, 1, 0).parameter("READ_STAGES", 1));
  }

  private static FormalCase passThrough(String module, String more, int room, int latency) {
    return new FormalCase(module, "fv_pass")
        .macro(
            "FV_INSTANCE",
            module
                + " #(.WIDTH(WIDTH)"
                + more
                + ") dut (.aclk(clk), .aresetn(aresetn), .s_axis_tdata(s_tdata),"
                + " .s_axis_tvalid(s_tvalid), .s_axis_tready(s_tready), .m_axis_tdata(m_tdata),"
                + " .m_axis_tvalid(m_tvalid), .m_axis_tready(m_tready));")
        .parameter("ROOM", room)
        .parameter("LATENCY", latency);
  }

  private static FormalCase skid() {
    return passThrough("bnn_skid", "", 2, 1);
  }

  private static FormalCase fifo(int depth) {
    return passThrough("bnn_fifo", ", .DEPTH(" + depth + ")", depth + 1, depth == 1 ? 1 : 2);
  }

  private static FormalCase converter(int in, int out) {
    boolean whole = in % out == 0 || out % in == 0;
    return new FormalCase(whole ? "bnn_width_converter" : "bnn_gearbox", "fv_convert")
        .parameter("IN_WIDTH", in)
        .parameter("OUT_WIDTH", out)
        .parameter("UNIT", BigInteger.valueOf(in).gcd(BigInteger.valueOf(out)).intValue());
  }

  private static FormalCase frameGuard(int beats) {
    return new FormalCase("bnn_frame_guard", "fv_frame_guard").parameter("BEATS", beats);
  }

  private static FormalCase replayBuffer(int sf, int nf) {
    return new FormalCase("bnn_replay_buffer", "fv_replay_buffer")
        .parameter("SF", sf)
        .parameter("NF", nf);
  }

  /** Parameters as NAME VALUE pairs. */
  private static FormalCase window(String parameters) {
    FormalCase test = new FormalCase("bnn_window", "fv_window");
    String[] words = parameters.split(" ");
    for (int i = 0; i < words.length; i += 2) {
      test.parameter(words[i], Integer.parseInt(words[i + 1]));
    }
    return test;
  }

  private static FormalCase dense(int inputs, int outputs, int simd, int pe, int stages) {
    SplittableRandom random = new SplittableRandom(5);
    int[][] weights = ReferenceLayer.randomWeights(random, inputs, outputs);
    int[] thresholds = IntStream.range(0, outputs).map(o -> 1 + (inputs + o) / 2).toArray();
    ReferenceLayer layer = new ReferenceLayer(weights, thresholds);
    int[] rows = Stream.of(weights).flatMapToInt(IntStream::of).toArray();
    int width = BigInteger.valueOf(inputs + 1).bitLength();
    return new FormalCase("bnn_dense", "fv_dense")
        .parameter("MW", inputs)
        .parameter("MH", outputs)
        .parameter("SIMD", simd)
        .parameter("PE", pe)
        .parameter("STAGES", stages)
        .macro("FV_WEIGHTS", literal(rows.length, ReferenceLayer.packSigns(rows)))
        .macro("FV_THRESHOLDS", literal(4 * outputs, ReferenceLayer.pack(thresholds, 4)))
        .memory("FV_WEIGHT_FILE", layer.weightFile(simd, pe))
        .memory("FV_THRESHOLD_FILE", layer.constantFile(pe, width));
  }

  private static String literal(int width, BigInteger value) {
    return width + "'h" + value.toString(16);
  }

  /** Faults that the proofs must refute, each with a property that it breaks. */
  static List<Refutation> refutations() {
    return List.of(
        new Refutation(
            skid(),
            Mutation.of(
                "bnn_skid",
                "if (s_axis_tready && !write_odd_q)",
                "if (!write_odd_q)",
                "a full place is written over")),
        new Refutation(
            skid(),
            Mutation.of(
                "bnn_skid",
                "write_odd_q <= write_odd_q ^ write;",
                "write_odd_q <= write_odd_q ^ s_axis_tvalid;",
                "a beat that is not taken moves on")),
        new Refutation(
            fifo(3),
            Mutation.of(
                "bnn_fifo",
                "valid_q <= read || (valid_q && !m_axis_tready);",
                "valid_q <= read;",
                "a waiting beat is withdrawn")),
        new Refutation(
            fifo(3),
            Mutation.of(
                "bnn_fifo",
                "count_q != DEPTH[COUNT_WIDTH-1:0]",
                "1'b1",
                "a full memory is written over")),
        new Refutation(
            converter(4, 6),
            Mutation.of(
                "bnn_gearbox",
                "(take ? held_q >> OUT_WIDTH : held_q)",
                "held_q",
                "a word stays behind")),
        new Refutation(
            converter(2, 6),
            Mutation.of(
                "bnn_width_converter",
                "if (accept && first && PART != 0) part_data_q <= {IN_WIDTH{1'b0}};",
                "",
                "the last frame's bits stay")),
        new Refutation(
            converter(6, 2),
            Mutation.of(
                "bnn_width_converter",
                "assign m_axis_tlast  = last_q && at_last_part;",
                "assign m_axis_tlast  = last_q;",
                "tlast with every part")),
        new Refutation(
            frameGuard(3),
            Mutation.of(
                "bnn_frame_guard",
                "swallow_q <= frame_late;",
                "swallow_q <= 1'b0;",
                "what is too long is not swallowed")),
        new Refutation(
            frameGuard(3),
            Mutation.of(
                "bnn_frame_guard",
                "aresetn && (m_axis_tready || swallow_q)",
                "m_axis_tready || swallow_q",
                "takes beats in reset")),
        new Refutation(
            frameGuard(3),
            Mutation.of(
                "bnn_frame_guard",
                "wire pass = accept && !swallow_q;",
                "wire pass = s_axis_tvalid && !swallow_q;",
                "an event for every cycle that a beat waits")),
        new Refutation(
            replayBuffer(2, 2),
            Mutation.of(
                "bnn_replay_buffer",
                "if (s_axis_tlast && !s_axis_tuser)",
                "if (s_axis_tlast)",
                "a bad frame is kept")),
        new Refutation(
            window("HEIGHT 2 WIDTH 3 KERNEL 2 ROWS 2"),
            Mutation.of(
                "bnn_window",
                "top_is_padding || write_column_q < left_q",
                "top_is_padding || write_column_q <= left_q",
                "a column is written over that the window still needs")),
        new Refutation(
            window("HEIGHT 2 WIDTH 3 KERNEL 2 ROWS 2"),
            Mutation.of(
                "bnn_window",
                "write_column_q > needed_column",
                "write_column_q >= needed_column",
                "a value is read before it came")),
        new Refutation(
            dense(4, 2, 2, 1, 0),
            Mutation.of(
                "bnn_lane_control",
                ".in(read_valid && read_last)",
                ".in(read_last)",
                "a result out of nothing")),
        new Refutation(
            dense(4, 2, 2, 1, 0),
            Mutation.of(
                "bnn_dense_lanes", ".carry(1'b1),", ".carry(1'b0),", "the threshold is too high")));
  }

  /** A fault and a property it breaks. */
  record Refutation(FormalCase property, Mutation fault) {
    @Override
    public String toString() {
      return fault.toString();
    }
  }
}
