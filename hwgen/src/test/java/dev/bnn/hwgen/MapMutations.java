package dev.bnn.hwgen;

import java.util.List;

/** Small faults in the modules of {@link MapCases}. */
final class MapMutations {
  private MapMutations() {}

  static List<Mutation> all() {
    return List.of(
        // ---- pooling
        Mutation.of(
            "bnn_pool_line",
            "(earlier & x) | (~all & (earlier | x))",
            "(earlier & x) | (all & (earlier | x))",
            "AND and OR change places"),
        Mutation.of(
            "bnn_pool_line",
            "slot == 0 && begins ? x : both",
            "both",
            "a window begins with what the last one saw"),
        Mutation.of(
            "bnn_pool_line",
            "LAST_STEP = STRIDE - 1",
            "LAST_STEP = STRIDE",
            "windows are a position further apart"),
        Mutation.of(
            "bnn_pool_line",
            "step_q     <= at_end || step_q",
            "step_q     <= step_q",
            "the next row goes on in the last one's step"),
        Mutation.of(
            "bnn_pool_line",
            "step_q == END_STEP[STEP_WIDTH-1:0]\n"
                + "            && position_q >= FIRST_END[POSITION_WIDTH-1:0];",
            "step_q == END_STEP[STEP_WIDTH-1:0];",
            "windows end before they have begun"),
        Mutation.of(
            "bnn_pool_line",
            "(LENGTH - SIZE) / STRIDE * STRIDE + SIZE - 1",
            "LENGTH - 1",
            "tlast waits for a column that is dropped"),
        Mutation.of(
            "bnn_pool_line",
            "earlier = begins ? kept[(slot-1)*LANES +: LANES] : kept[slot*LANES +: LANES];",
            "earlier = kept[slot*LANES +: LANES];",
            "windows grow no older"),
        Mutation.of(
            "bnn_pool_line",
            "        position_q <= {POSITION_WIDTH{1'b0}};\n        step_q     <= ",
            "        step_q     <= ",
            "the position is not reset"),
        Mutation.of(
            "bnn_pool_line",
            "if (advance) begin",
            "if (advance || !kept[0]) begin",
            "the position moves on without a pixel"),
        Mutation.of(
            "bnn_max_pool",
            "POOLINGS[part*LANES + lane]",
            "POOLINGS[lane*PARTS + part]",
            "the poolings of other channels"),
        Mutation.of(
            "bnn_max_pool",
            ".advance(accept && part_is_last)",
            ".advance(accept)",
            "every beat is a pixel"),
        Mutation.of(
            "bnn_max_pool",
            ".write_enable(enable && pooled_valid_q)",
            ".write_enable(pooled_valid_q && column_ends)",
            "what a window saw is not kept"),
        Mutation.of(
            "bnn_max_pool", ".all(all_q)", ".all(all)", "the poolings of the next channels"),
        Mutation.of(
            "bnn_max_pool",
            "if (accept) row_kept_q <= {row_next",
            "if (enable) row_kept_q <= {row_next",
            "channels move on without a beat"),
        Mutation.of(
            "bnn_max_pool",
            "pooled_last_q    <= row_ends_last && part_is_last;",
            "pooled_last_q    <= row_ends_last;",
            "tlast on every beat of the last pixel"),
        Mutation.of(
            "bnn_max_pool",
            "pooled_valid_q   <= accept && row_ends;",
            "pooled_valid_q   <= row_ends;",
            "pixels without a beat"),
        Mutation.of(
            "bnn_max_pool",
            ".advance(enable && row_done_q)",
            ".advance(row_done_q)",
            "rows go by while the sink waits"),
        Mutation.of(
            "bnn_max_pool",
            "        address_q      <= {ADDRESS_WIDTH{1'b0}};\n",
            "",
            "the address is not reset"),
        Mutation.of(
            "bnn_max_pool",
            "        row_done_q     <= 1'b0;\n",
            "",
            "a row that a reset broke off"),
        // ---- the order of pixels
        Mutation.of(
            "bnn_pixel_order",
            "by_pass[(pass*PIXELS + pixel)*PE +: PE]",
            "by_pass[(pixel*PASSES + pass)*PE +: PE]",
            "the order stays as it is"),
        Mutation.of(
            "bnn_pixel_order",
            "if (PIXELS == 1 || PASSES == 1)",
            "if (PIXELS <= 2 || PASSES == 1)",
            "two pixels are taken for one"),
        // ---- frames of wrong length
        Mutation.of(
            "bnn_frame_fill",
            "fill_q ? {WIDTH{1'b0}} : s_axis_tdata",
            "s_axis_tdata",
            "filled up with whatever is there"),
        Mutation.of(
            "bnn_frame_fill",
            "m_axis_tready && may_leave && !fill_q",
            "m_axis_tready && may_leave",
            "takes the next frame while it fills up"),
        Mutation.of(
            "bnn_frame_fill",
            "tag_q       <= fill_q || s_axis_tuser;",
            "tag_q       <= s_axis_tuser;",
            "a short frame counts as good"),
        Mutation.of(
            "bnn_frame_fill",
            "tag_q       <= fill_q || s_axis_tuser;",
            "tag_q       <= fill_q;",
            "a long frame counts as good"),
        Mutation.of(
            "bnn_frame_fill",
            "(fill_q || s_axis_tlast) && !at_last_beat",
            "fill_q || s_axis_tlast",
            "a frame of zeros after every frame"),
        Mutation.of(
            "bnn_frame_fill",
            "!(at_last_beat && tag_valid_q)",
            "1'b1",
            "a tag that waits is written over"),
        Mutation.of(
            "bnn_frame_fill",
            "!(at_last_beat && tag_valid_q)",
            "!(at_last_beat && tag_valid_q && !m_tag_tready)",
            "a beat is withdrawn with the tag's place"),
        Mutation.of(
            "bnn_frame_fill", "        fill_q      <= 1'b0;\n", "", "fills up after a reset"),
        Mutation.of(
            "bnn_frame_fill",
            "        beat_q      <= {BEAT_WIDTH{1'b0}};\n",
            "",
            "the count is not reset"),
        Mutation.of(
            "bnn_frame_filter",
            "s_axis_tvalid && s_tag_tvalid && !s_tag_tdata",
            "s_axis_tvalid && s_tag_tvalid",
            "bad frames pass"),
        Mutation.of(
            "bnn_frame_filter",
            "s_tag_tvalid && (s_tag_tdata || m_axis_tready)",
            "s_tag_tvalid && m_axis_tready",
            "waits for the sink while it swallows"),
        Mutation.of(
            "bnn_frame_filter",
            "s_tag_tvalid && (s_tag_tdata || m_axis_tready)",
            "m_axis_tready || s_tag_tdata",
            "takes beats before their tag is there"),
        Mutation.of(
            "bnn_frame_filter",
            "s_axis_tvalid && s_axis_tready && s_axis_tlast",
            "s_axis_tvalid && s_axis_tready",
            "a tag for every beat"),
        Mutation.of(
            "bnn_frame_filter",
            "s_axis_tvalid && s_axis_tready && s_axis_tlast",
            "s_axis_tready && s_axis_tlast",
            "tags go without a frame"),
        // ---- tables
        Mutation.of(
            "bnn_input_table",
            ".enable(s_axis_tready)",
            ".enable(1'b1)",
            "a value changes while it waits"),
        Mutation.of(
            "bnn_input_table",
            "s_axis_tdata[8*j +: 8]",
            "s_axis_tdata[7:0]",
            "every byte is the first"),
        Mutation.of(
            "bnn_input_table", "!valid_q || m_axis_tready", "!valid_q", "a gap after every beat"),
        Mutation.of("bnn_input_table", "last_q  <= s_axis_tlast", "last_q  <= 1'b0", "no tlast"));
  }
}
