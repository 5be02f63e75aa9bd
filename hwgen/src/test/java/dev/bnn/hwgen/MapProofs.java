package dev.bnn.hwgen;

import java.util.List;
import java.util.stream.Stream;

/** What is proven about the modules of {@link MapCases}. */
final class MapProofs {
  private MapProofs() {}

  static Stream<FormalCase> all() {
    return Stream.of(
        frameFill(1),
        frameFill(3),
        frameFilter(),
        pixelOrder(2, 3),
        maxPool(1, 2, 2, 2, 2),
        maxPool(1, 2, 3, 2, 1));
  }

  /** Larger sizes, for the long run. */
  static Stream<FormalCase> large() {
    return Stream.of(frameFill(2), frameFill(7), pixelOrder(2, 2), maxPool(2, 2, 3, 2, 2));
  }

  private static FormalCase frameFill(int beats) {
    return new FormalCase("bnn_frame_fill", "fv_frame_fill").parameter("BEATS", beats);
  }

  private static FormalCase frameFilter() {
    return new FormalCase("bnn_frame_filter", "fv_frame_filter");
  }

  private static FormalCase pixelOrder(int pixels, int passes) {
    return new FormalCase("bnn_pixel_order", "fv_pixel_order")
        .parameter("PIXELS", pixels)
        .parameter("PASSES", passes);
  }

  /** All channels in a beat, the last one an AND. */
  private static FormalCase maxPool(int channels, int height, int width, int size, int stride) {
    return new FormalCase("bnn_max_pool", "fv_max_pool")
        .parameter("CHANNELS", channels)
        .parameter("LANES", channels)
        .parameter("HEIGHT", height)
        .parameter("WIDTH", width)
        .parameter("SIZE", size)
        .parameter("STRIDE", stride)
        .parameter("POOLINGS", 1 << (channels - 1));
  }

  /** Faults that the proofs must refute. */
  static List<FormalCases.Refutation> refutations() {
    return List.of(
        new FormalCases.Refutation(
            frameFill(3),
            Mutation.of(
                "bnn_frame_fill",
                "may_leave = !(at_last_beat && tag_valid_q)",
                "may_leave = 1'b1",
                "a tag that waits is written over")),
        new FormalCases.Refutation(
            frameFilter(),
            Mutation.of(
                "bnn_frame_filter",
                "s_axis_tvalid && s_axis_tready && s_axis_tlast",
                "s_axis_tready && s_axis_tlast",
                "a tag goes without a frame")),
        new FormalCases.Refutation(
            pixelOrder(2, 3),
            Mutation.of(
                "bnn_pixel_order",
                "by_pass[(pass*PIXELS + pixel)*PE +: PE]",
                "by_pass[(pixel*PASSES + pass)*PE +: PE]",
                "the order stays as it is")),
        new FormalCases.Refutation(
            maxPool(1, 2, 3, 2, 1),
            Mutation.of(
                "bnn_max_pool",
                ".advance(enable && row_done_q)",
                ".advance(row_done_q)",
                "rows go by while the sink waits")));
  }
}
