package dev.bnn.hwgen;

import java.util.List;
import java.util.stream.Stream;

/** Small faults in every module of the library, which {@link MutationTest} must find. */
final class Mutations {
  private Mutations() {}

  static List<Mutation> all() {
    return Stream.of(library(), MapMutations.all(), LinkMutations.all())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Mutation> library() {
    return List.of(
        // ---- streams
        Mutation.of(
            "bnn_skid",
            "if (s_axis_tready && write_odd_q)",
            "if (write_odd_q)",
            "a full place is written over"),
        Mutation.of(
            "bnn_skid",
            "read_odd_q ^ read;",
            "read_odd_q ^ m_axis_tready;",
            "reads on without a beat"),
        Mutation.of(
            "bnn_skid",
            "read || !m_axis_tvalid || (",
            "read || (",
            "not ready after the first beat"),
        Mutation.of(
            "bnn_skid",
            "write || !s_axis_tready || (",
            "write || (",
            "the second beat is forgotten"),
        Mutation.of("bnn_skid", "        read_odd_q    <= 1'b0;\n", "", "one side is not reset"),
        Mutation.of(
            "bnn_fifo",
            "write_address_q <= write_address_q == LAST[ADDRESS_WIDTH-1:0]",
            "write_address_q <= write_address_q == {ADDRESS_WIDTH{1'b1}}",
            "wraps at a power of two only"),
        Mutation.of(
            "bnn_fifo",
            "if (write && !read) count_q",
            "if (write) count_q",
            "counts a beat that leaves as one more"),
        Mutation.of(
            "bnn_fifo",
            "count_q != DEPTH[COUNT_WIDTH-1:0]",
            "count_q != LAST[COUNT_WIDTH-1:0]",
            "one place is never used"),
        Mutation.of(
            "bnn_fifo", "(!valid_q || m_axis_tready)", "m_axis_tready", "waits for a ready sink"),
        Mutation.of(
            "bnn_fifo",
            "                count_q         <= {COUNT_WIDTH{1'b0}};\n",
            "",
            "the count is not reset"),
        Mutation.of(
            "bnn_gearbox",
            "fills_word = sum >= WORD",
            "fills_word = sum > WORD",
            "a word that is just full does not leave"),
        Mutation.of(
            "bnn_gearbox",
            "fills_more = sum > WORD",
            "fills_more = sum >= WORD",
            "an empty word at the end of a frame"),
        Mutation.of(
            "bnn_gearbox",
            "        rest  = {REST_WIDTH{1'b0}};\n",
            "        rest  = fills_word ? over : sum[REST_WIDTH-1:0];\n",
            "the next frame begins in the last word"),
        Mutation.of(
            "bnn_gearbox",
            "(m_axis_tready && one_word)",
            "m_axis_tready",
            "takes a beat while a whole word stays behind"),
        Mutation.of(
            "bnn_gearbox",
            "!m_axis_tvalid || (m_axis_tready && one_word)",
            "!m_axis_tvalid",
            "a gap after every word"),
        Mutation.of("bnn_gearbox", "ends && user;", "user;", "tuser on every word"),
        Mutation.of(
            "bnn_gearbox",
            "        held_q        <= {HELD_WIDTH{1'b0}};\n",
            "",
            "bits stay behind at reset"),
        Mutation.of("bnn_gearbox", "UNIT << level", "UNIT", "the shifter has wrong steps"),
        Mutation.of(
            "bnn_width_converter",
            "completes = s_axis_tlast || part_q",
            "completes = part_q",
            "tlast does not end a word"),
        Mutation.of(
            "bnn_width_converter",
            "accept && first && PART != 0",
            "accept && first && PART > 1",
            "part 1 keeps the last frame's bits"),
        Mutation.of(
            "bnn_width_converter",
            "part_q <= completes ? {PART_WIDTH{1'b0}} : part_q + 1'b1;",
            "part_q <= part_q + 1'b1;",
            "counts on after a word"),
        Mutation.of(
            "bnn_width_converter",
            "(m_axis_tready && at_last_part)",
            "m_axis_tready",
            "takes a beat before all parts have left"),
        Mutation.of(
            "bnn_width_converter", "last_q && at_last_part", "last_q", "tlast with every part"),
        Mutation.of(
            "bnn_width_converter",
            "word_q >> OUT_WIDTH",
            "word_q << OUT_WIDTH",
            "the parts come in the wrong order"),
        Mutation.of(
            "bnn_frame_guard",
            "m_axis_tuser  = s_axis_tlast != at_last_beat",
            "m_axis_tuser  = s_axis_tlast && !at_last_beat",
            "a late TLAST goes unnoticed"),
        Mutation.of(
            "bnn_frame_guard",
            "(m_axis_tready || swallow_q)",
            "m_axis_tready",
            "waits for the sink while it swallows"),
        Mutation.of(
            "bnn_frame_guard",
            "aresetn && s_axis_tvalid && !swallow_q",
            "aresetn && s_axis_tvalid",
            "what is swallowed leaves all the same"),
        Mutation.of(
            "bnn_frame_guard",
            "swallow_q <= !s_axis_tlast;",
            "swallow_q <= 1'b0;",
            "stops too early"),
        Mutation.of(
            "bnn_frame_guard",
            "wire pass = accept && !swallow_q;",
            "wire pass = s_axis_tvalid && !swallow_q;",
            "an event for every cycle that a beat waits"),
        Mutation.of(
            "bnn_frame_guard",
            "wire pass = accept && !swallow_q;",
            "wire pass = accept;",
            "events of beats that are swallowed"),
        Mutation.of(
            "bnn_frame_guard",
            "frame_accept = pass && s_axis_tlast && at_last_beat;",
            "frame_accept = pass && s_axis_tlast;",
            "a frame that is too short counts as accepted, too"),
        Mutation.of(
            "bnn_frame_guard",
            "aresetn && (m_axis_tready || swallow_q)",
            "m_axis_tready || swallow_q",
            "takes beats in reset"),
        Mutation.of(
            "bnn_frame_guard",
            "        beat_q    <= {BEAT_WIDTH{1'b0}};\n",
            "",
            "the count is not reset"),
        Mutation.of(
            "bnn_input_encode",
            ">= THRESHOLDS[8*i +: 8]",
            "> THRESHOLDS[8*i +: 8]",
            "the threshold itself is -1"),
        Mutation.of(
            "bnn_input_encode",
            "m_axis_tdata[j*LEVELS + i]",
            "m_axis_tdata[i*PIXELS + j]",
            "levels and pixels change places"),
        Mutation.of(
            "bnn_frame_guard",
            "LAST_BEAT = BEATS - 1",
            "LAST_BEAT = BEATS",
            "frames are a beat longer"),
        // ---- memories
        Mutation.ofAll(
            "bnn_ram", "if (read_enable) read_data", 4, "read_data", "reads in every cycle"),
        Mutation.ofAll("bnn_ram", "if (write_enable) memory", 4, "memory", "writes in every cycle"),
        Mutation.ofAll("bnn_rom", "if (enable) data_q", 2, "data_q", "reads in every cycle"),
        Mutation.of("bnn_logic_rom", "if (enable) data", "data", "reads in every cycle"),
        // ---- registers
        Mutation.of(
            "bnn_axi_lite",
            "address_q && data_q && (",
            "address_q && (",
            "writes before the data has come"),
        Mutation.of(
            "bnn_axi_lite",
            "read_q && (!s_axil_rvalid || s_axil_rready)",
            "read_q",
            "an answer that waits is written over"),
        Mutation.of(
            "bnn_axi_lite",
            "if (s_axil_bready) s_axil_bvalid <= 1'b0;",
            "s_axil_bvalid <= 1'b0;",
            "an answer is withdrawn"),
        Mutation.of(
            "bnn_axi_lite",
            "s_axil_rresp  <= read_error ? SLVERR : OKAY;",
            "s_axil_rresp  <= OKAY;",
            "no read ever fails"),
        Mutation.of(
            "bnn_axi_lite",
            "s_axil_arready = !read_q",
            "s_axil_arready = !read_q || s_axil_rready",
            "a request that waits is written over"),
        Mutation.of(
            "bnn_axi_lite", "        s_axil_bvalid <= 1'b0;\n", "", "an answer survives the reset"),
        Mutation.of(
            "bnn_registers",
            "read_enable && is_counter",
            "read_enable",
            "every register takes the high word away"),
        Mutation.of(
            "bnn_registers",
            "if (frame_early) early_q",
            "if (frame_early && !write_enable) early_q",
            "clearing wins over an error"),
        Mutation.of(
            "bnn_registers",
            "write_address == ERRORS && write_strobe[0]",
            "write_address == ERRORS",
            "clears without a strobe"),
        Mutation.of(
            "bnn_registers",
            "data_aresetn <= !data_reset_q;",
            "data_aresetn <= 1'b1;",
            "no soft reset"),
        Mutation.of(
            "bnn_registers",
            "scratch_q[8*b +: 8] <= write_data[8*b +: 8]",
            "scratch_q[8*b +: 8] <= write_data[7:0]",
            "byte 0 in every byte"),
        Mutation.of(
            "bnn_registers",
            "read_data = NETWORK_HASH[255:224]",
            "read_data = NETWORK_HASH[31:0]",
            "the hash begins with its last word"),
        Mutation.of(
            "bnn_activity",
            "if (result_q && !accept_q) in_flight",
            "if (result_q) in_flight",
            "a frame that begins with a result is not in flight"),
        Mutation.of(
            "bnn_activity",
            "measured || (collecting_q && drop_q)",
            "measured",
            "a dropped frame is measured"),
        Mutation.of(
            "bnn_activity",
            "in_flight - {15'd0, result_q}",
            "in_flight",
            "a result that leaves just now is waited for"),
        Mutation.of(
            "bnn_activity",
            "m_axis_tready && m_axis_tlast",
            "m_axis_tready",
            "every beat is a result"),
        Mutation.of(
            "bnn_activity",
            "!s_axis_tvalid && s_axis_tready",
            "s_axis_tready",
            "a beat that comes counts as none"),
        Mutation.of(
            "bnn_activity",
            "if (data_reset_q) in_flight",
            "if (!aresetn) in_flight",
            "a soft reset leaves frames in flight"),
        Mutation.of(
            "bnn_activity",
            "if (time_q != 32'hFFFFFFFF) time_q",
            "time_q",
            "the clock of a measurement begins anew"),
        Mutation.of(
            "bnn_activity",
            "drop_q         <= frame_early || frame_late;",
            "drop_q         <= frame_early;",
            "frames that are too long are not counted"),
        // ---- folded layers
        Mutation.of(
            "bnn_replay_buffer",
            "        address      <= {ADDRESS_WIDTH{1'b0}};\n",
            "",
            "the weight address is not reset"),
        Mutation.of(
            "bnn_replay_buffer",
            "if (s_axis_tlast && !s_axis_tuser)",
            "if (s_axis_tlast)",
            "a bad frame is kept"),
        Mutation.of(
            "bnn_replay_buffer",
            "write_sf_q <= s_axis_tlast ? {SF_WIDTH{1'b0}} : write_sf_q + 1'b1;",
            "write_sf_q <= write_sf_q + 1'b1;",
            "the next frame does not begin at 0"),
        Mutation.of(
            "bnn_replay_buffer",
            "            read_bank_q         <= !read_bank_q;\n",
            "",
            "the same bank again"),
        Mutation.of(
            "bnn_replay_buffer",
            "issue      = enable && available",
            "issue      = available",
            "goes on while it must stop"),
        Mutation.of(
            "bnn_replay_buffer",
            "x_first <= sf_q == {SF_WIDTH{1'b0}}",
            "x_first <= nf_q == {NF_WIDTH{1'b0}}",
            "first of the frame, not of the pass"),
        Mutation.of(
            "bnn_replay_buffer",
            "        nf_q         <= {NF_WIDTH{1'b0}};\n",
            "",
            "the pass is not reset"),
        Mutation.of(
            "bnn_replay_buffer",
            "assign s_axis_tready = !full_q[write_bank_q];",
            "assign s_axis_tready = full_q == 2'b00;",
            "one frame at a time"),
        // ---- windows
        Mutation.of(
            "bnn_window",
            "lead_q == needed_lead && write_column_q > needed_column",
            "lead_q == needed_lead && write_column_q >= needed_column",
            "a value is read before it came"),
        Mutation.of(
            "bnn_window",
            "top_is_padding || write_column_q < left_q",
            "top_is_padding || write_column_q <= left_q",
            "a column is written over that the window still needs"),
        Mutation.of(
            "bnn_window",
            "(lead_q == $signed(FULL[LINE_WIDTH-1:0]) && (top_is_padding || write_column_q < left_q))",
            "1'b0",
            "the oldest row is kept to its end"),
        Mutation.of(
            "bnn_window",
            "assign top_is_padding = top_q < FIRST_LEAD[LINE_WIDTH-1:0];",
            "assign top_is_padding = 1'b0;",
            "a row of padding takes a row of memory"),
        Mutation.of(
            "bnn_window",
            "if (issue && map_ends) lead = lead - NEXT_LEAD[LINE_WIDTH-1:0];",
            "if (issue && map_ends) lead = lead - TOP_STEP[LINE_WIDTH-1:0];",
            "the next map begins one step below"),
        Mutation.of(
            "bnn_window",
            "map_ends ? SLOT_NEXT[SLOT_WIDTH-1:0] : SLOT_STEP[SLOT_WIDTH-1:0]",
            "SLOT_STEP[SLOT_WIDTH-1:0]",
            "the next map is sought one step below"),
        Mutation.of(
            "bnn_window",
            "if (bank_over) next_offset = next_offset + WORD_STEP[OFFSET_WIDTH-1:0];",
            "",
            "the window stays in its word"),
        Mutation.of(
            "bnn_window",
            "BANK[BANK_WIDTH-1:0] < bank_q ? read_address + WORD_STEP[OFFSET_WIDTH-1:0] : read_address;",
            "read_address;",
            "all banks give the same word"),
        Mutation.of(
            "bnn_window",
            "        slot_q   <= add_slots(slot_q, SLOT_ONE[SLOT_WIDTH-1:0]);",
            "        slot_q   <= slot_q + SLOT_ONE[SLOT_WIDTH-1:0];",
            "rows do not go round"),
        Mutation.of(
            "bnn_window",
            "outside = column >= BEHIND[COLUMN_WIDTH-1:0] - FIRST_COLUMN[COLUMN_WIDTH-1:0]",
            "outside = column > BEHIND[COLUMN_WIDTH-1:0] - FIRST_COLUMN[COLUMN_WIDTH-1:0]",
            "a column too few of padding"),
        Mutation.of(
            "bnn_window",
            "to_bottom > REACH_DOWN[LINE_WIDTH-1:0] ? REACH_DOWN[LINE_WIDTH-1:0] : to_bottom;",
            "REACH_DOWN[LINE_WIDTH-1:0];",
            "waits for rows below the map"),
        Mutation.of(
            "bnn_window",
            "    if (issue && window_ends) begin\n        repeat_q      <= {REPEAT_WIDTH{1'b0}};",
            "    if (issue && window_ends) begin",
            "repeats as often as the counter goes"),
        Mutation.of(
            "bnn_window",
            "m_axis_tlast  <= map_ends;",
            "m_axis_tlast  <= row_ends;",
            "TLAST in every row"),
        Mutation.of(
            "bnn_window_value",
            "(b + BANKS - RIGHT) % BANKS",
            "(b + BANKS + RIGHT) % BANKS",
            "the banks are turned the wrong way"),
        Mutation.of(
            "bnn_window_value",
            "(r + ROW_BANKS - DOWN) % ROW_BANKS",
            "(r + ROW_BANKS) % ROW_BANKS",
            "the rows are not turned"),
        Mutation.of(
            "bnn_pass_counter",
            "if (pass_ends) nf_q <= window_ends ? {NF_WIDTH{1'b0}} : nf_q + 1'b1;",
            "if (pass_ends) nf_q <= nf_q + 1'b1;",
            "passes are not counted from 0 again"),
        Mutation.of(
            "bnn_pass_counter",
            "address <= window_ends ? {ADDRESS_WIDTH{1'b0}} : address + 1'b1;",
            "address <= address + 1'b1;",
            "the weights go on and on"),
        Mutation.of(
            "bnn_pass_counter",
            "x_tlast <= s_axis_tlast;",
            "x_tlast <= window_ends;",
            "TLAST with every window"),
        Mutation.of(
            "bnn_pixel_converter",
            "s_axis_tdata[m*IN_WIDTH +: IN_WIDTH]",
            "s_axis_tdata[0 +: IN_WIDTH]",
            "every pixel is the first"),
        Mutation.of(
            "bnn_lane_control",
            ".in(read_valid && read_last)",
            ".in(read_last)",
            "a result out of nothing"),
        Mutation.of(
            "bnn_lane_control", ".in(sum_tlast)", ".in(sum_first)", "TLAST on the first beat"),
        Mutation.of(
            "bnn_lane_control",
            "            .address(sum_nf),",
            "            .address(read_nf),",
            "the constants of a later pass"),
        Mutation.of(
            "bnn_lane_control",
            "    .aresetn(aresetn),\n    .enable(enable),\n    .in(sum_completes),",
            "    .aresetn(1'b1),\n    .enable(enable),\n    .in(sum_completes),",
            "a result survives the reset"),
        Mutation.of(
            "bnn_lane_control",
            "bnn_delay #(.WIDTH(1), .STAGES(READ_STAGES + STAGES)) u_delay_completes",
            "bnn_delay #(.WIDTH(1), .STAGES(STAGES)) u_delay_completes",
            "the end of a pass overtakes its beats"),
        Mutation.of(
            "bnn_lane_control",
            ".STAGES(RESULT_STAGES + 2)) u_delay_valid",
            ".STAGES(2)) u_delay_valid",
            "a result leaves before it is compared"),
        Mutation.of(
            "bnn_lane_control",
            ".STAGES(RESULT_STAGES + 2)) u_delay_last",
            ".STAGES(RESULT_STAGES + 1)) u_delay_last",
            "TLAST a cycle early"),
        Mutation.of(
            "bnn_lane_control",
            ".STAGES(READ_STAGES + STAGES)) u_delay_place",
            ".STAGES(STAGES)) u_delay_place",
            "a sum begins before its beats are read"),
        Mutation.of(
            "bnn_lane_control",
            ".s_axis_tvalid(result_valid)",
            ".s_axis_tvalid(result_valid && m_axis_tready)",
            "a result that finds nobody ready is lost"),
        Mutation.of(
            "bnn_dense_lanes", ".carry(1'b1),", ".carry(1'b0),", "the threshold itself is -1"),
        Mutation.of(
            "bnn_dense_lanes",
            "if (enable) results[i]",
            "results[i]",
            "results change while they wait"),
        Mutation.of(
            "bnn_input_lanes", ".carry(1'b1),", ".carry(1'b0),", "the threshold itself is -1"),
        Mutation.of(
            "bnn_input_lanes",
            ".left(total ^ SIGN)",
            ".left(total)",
            "compares without the sign of one side"),
        Mutation.of(
            "bnn_input_lanes",
            "weights[p*SIMD +: SIMD]",
            "weights[0 +: SIMD]",
            "every lane has the weights of lane 0"),
        Mutation.of(
            "bnn_score_lanes", "twice + bias", "twice - bias", "the bias has the wrong sign"),
        Mutation.of(
            "bnn_score_lanes", ", count, 1'b0}", ", 1'b0, count}", "the count is not doubled"),
        Mutation.of(
            "bnn_dense_lanes",
            "thresholds[p*THRESHOLD_WIDTH +: THRESHOLD_WIDTH]",
            "thresholds[0 +: THRESHOLD_WIDTH]",
            "every lane has the threshold of lane 0"),
        Mutation.of(
            "bnn_dense", ".CONSTANTS(THRESHOLDS)", ".CONSTANTS(WEIGHTS)", "weights as thresholds"),
        Mutation.of(
            "bnn_input_dense",
            ".CONSTANTS(THRESHOLDS)",
            ".CONSTANTS(WEIGHTS)",
            "weights as thresholds"),
        Mutation.of("bnn_scores", ".CONSTANTS(BIASES)", ".CONSTANTS(WEIGHTS)", "weights as biases"),
        // ---- writable weights
        Mutation.of(
            "bnn_frame_gate",
            "!in_frame_q && !offered_q && count_q",
            "!in_frame_q && count_q",
            "a frame that was offered is not under way"),
        Mutation.of(
            "bnn_frame_gate",
            "!hold || in_frame_q || offered_q",
            "!hold || in_frame_q",
            "a beat that was offered is withdrawn"),
        Mutation.of(
            "bnn_loader",
            "pause_q || swapping || reading",
            "pause_q || swap_q || reading",
            "goes on before the swap is everywhere"),
        Mutation.of(
            "bnn_loader",
            "pause_q || swapping || reading",
            "pause_q || swapping",
            "goes on while the host reads"),
        Mutation.of(
            "bnn_loader", "swap_q && drained &&", "swap_q &&", "swaps while frames are under way"),
        Mutation.of(
            "bnn_loader",
            "(start_write || !read_active_q)",
            "(!read_active_q)",
            "writes the bank that answers"),
        Mutation.of(
            "bnn_layer_memories",
            "address_q[31:25] == LAYER[6:0]",
            "address_q[31:26] == LAYER[6:1]",
            "two layers have one address"),
        Mutation.of(
            "bnn_layer_memories", "bank_q <= load_in[68];", "bank_q <= 1'b0;", "never swaps"),
        Mutation.of(
            "bnn_bank_memory",
            "{host_bank, host_word",
            "{bank, host_word",
            "the host has the bank that answers"),
        Mutation.of(
            "bnn_bank_memory",
            "wire                   write         = host_write && host_known;",
            "wire                   write         = host_write;",
            "a place past the end is another one"),
        Mutation.of(
            "bnn_axi_lite_fork",
            "s_axil_wvalid && address_q && !data_q",
            "s_axil_wvalid && address_q",
            "data goes twice"),
        Mutation.of(
            "bnn_axi_lite_fork",
            "read_slave_q ? m_axil_rdata[63:32]",
            "read_slave ? m_axil_rdata[63:32]",
            "the answer of the slave of the next request"),
        Mutation.of(
            "bnn_writable_layer",
            ".CONSTANTS(CONSTANTS)",
            ".CONSTANTS(WEIGHTS)",
            "weights as constants"),
        // ---- arithmetic
        Mutation.of(
            "bnn_popcount",
            "{operands[1] & operands[0], operands[1] ^ operands[0]}",
            "{operands[1] & operands[0], operands[1] | operands[0]}",
            "1 + 1 is 3"),
        Mutation.of(
            "bnn_popcount",
            "operands[2] ^ operands[1] ^ operands[0]",
            "operands[2] ^ operands[1]",
            "a bit is not counted"),
        Mutation.of(
            "bnn_adder_tree",
            "{(SUM_WIDTH - LOW_WIDTH){low[LOW_WIDTH-1]}}",
            "{(SUM_WIDTH - LOW_WIDTH){1'b0}}",
            "negative numbers become large ones"),
        Mutation.of(
            "bnn_at_least", ".carry(carry_q)", ".carry(1'b1)", "the lower part does not count"),
        Mutation.of(
            "bnn_at_least",
            "~right[PART-1:0]} + {{PART{1'b0}}, carry}",
            "~right[PART-1:0]} + {{PART{1'b0}}, 1'b1}",
            "greater is greater or equal"),
        Mutation.of(
                "bnn_at_least",
                "localparam PART = (WIDTH + STAGES) / (STAGES + 1);",
                "localparam PART = WIDTH / (STAGES + 1);",
                "parts of other sizes")
            .butHarmless("the parts add up all the same; only the clock rate suffers"),
        Mutation.of("bnn_compressor", "(x[2] & x[0])", "(x[2] & x[1])", "a carry of three is lost"),
        Mutation.of(
            "bnn_compressor",
            "low_carry ^ high_carry ^ both_odd",
            "low_carry ^ high_carry",
            "the carry between two threes is lost"),
        Mutation.of(
            "bnn_compressor",
            "both_odd   = (^x[2:0]) & (^x[5:3])",
            "both_odd   = (^x[2:0]) | (^x[5:3])",
            "one odd three counts as two"),
        Mutation.of("bnn_compressor", "left + right;", "left | right;", "no carry at the end"),
        Mutation.of(
            "bnn_compressor",
            "STAGES > LEVELS - l ? 1 : 0",
            "STAGES >= LEVELS - l ? 1 : 0",
            "a register too many"),
        Mutation.of(
                "bnn_adder_tree",
                "CHILD_STAGES = COUNT > 1 && STAGES > 0 ? STAGES - 1 : 0",
                "CHILD_STAGES = COUNT > 1 && STAGES > 1 ? STAGES - 2 : 0",
                "registers in other places")
            .butHarmless("every path still has STAGES registers; only the clock rate suffers"),
        Mutation.of(
            "bnn_adder_tree",
            "STAGES(CHILD_STAGES)) u_high",
            "STAGES(0)) u_high",
            "paths of different lengths"),
        Mutation.of(
            "bnn_adder_tree",
            "{(SUM_WIDTH - HIGH_WIDTH){high[HIGH_WIDTH-1]}}",
            "{(SUM_WIDTH - HIGH_WIDTH){1'b0}}",
            "negative numbers become large ones"),
        Mutation.of(
            "bnn_maximum",
            "$signed(high) > $signed(low)",
            "$signed(high) >= $signed(low)",
            "ties go to the highest index"),
        Mutation.of(
            "bnn_maximum", "$signed(high) > $signed(low)", "high > low", "compares without signs"),
        Mutation.of(
            "bnn_maximum",
            ".FIRST(FIRST + LOW_COUNT)",
            ".FIRST(FIRST)",
            "the upper half counts anew"),
        Mutation.of(
            "bnn_delay",
            "out = line[STAGES*WIDTH +: WIDTH]",
            "out = line[(STAGES-1)*WIDTH +: WIDTH]",
            "a stage too few"),
        Mutation.of("bnn_delay", "if (enable) line_q", "line_q", "never stops"),
        Mutation.of(
            "bnn_delay",
            "            if (!aresetn) line_q <= {STAGES*WIDTH{1'b0}};\n",
            "",
            "is not reset"),
        Mutation.of("bnn_xnor_lane", "x ~^ weights", "x ^ weights", "counts what differs"),
        Mutation.of(
            "bnn_xnor_lane",
            "first ? {COUNT_WIDTH{1'b0}} : count",
            "count",
            "never starts a new sum"),
        Mutation.of(
            "bnn_pixel_lane",
            "weights[s] ? plus : -plus",
            "weights[s] ? -plus : plus",
            "turned signs"),
        Mutation.of(
            "bnn_pixel_lane",
            "{VALUE_SIGNED != 0 && value[VALUE_WIDTH-1], value}",
            "{value[VALUE_WIDTH-1], value}",
            "pixels from 128 on are negative"),
        Mutation.of(
            "bnn_pixel_lane",
            "if (enable && valid) total",
            "if (valid) total",
            "goes on while it must stop"),
        Mutation.of(
            "bnn_xnor_lane",
            "if (enable && valid) count",
            "if (enable) count",
            "counts what did not come"),
        Mutation.of(
            "bnn_argmax",
            "first_q || $signed(beat_score) > $signed(best_score_q)",
            "first_q || $signed(beat_score) >= $signed(best_score_q)",
            "ties go to the later beat"),
        Mutation.of(
            "bnn_argmax",
            "first_q || $signed(beat_score)",
            "$signed(beat_score)",
            "the last frame's best takes part"),
        Mutation.of(
            "bnn_argmax",
            "base_q + STEP[CLASS_WIDTH-1:0];",
            "base_q + 1'b1;",
            "counts beats, not classes"),
        Mutation.of(
            "bnn_argmax", "beat_valid && beat_last;", "beat_valid;", "an answer after every beat"),
        Mutation.of(
            "bnn_argmax",
            "        first_q       <= 1'b1;\n",
            "",
            "a frame that a reset broke off takes part"),
        Mutation.of(
            "bnn_score_extend",
            "{(32 - SCORE_WIDTH){score[SCORE_WIDTH-1]}}",
            "{(32 - SCORE_WIDTH){1'b0}}",
            "negative scores become large ones"));
  }
}
