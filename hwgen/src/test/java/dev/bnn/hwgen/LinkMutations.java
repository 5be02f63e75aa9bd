package dev.bnn.hwgen;

import java.util.List;

/** {@link Mutations} of a board's link. */
final class LinkMutations {
  private LinkMutations() {}

  static List<Mutation> all() {
    return List.of(
        Mutation.of("bnn_crc32", "32'hEDB88320", "32'hEDB88321", "another polynomial"),
        Mutation.of("bnn_crc32", "count_q <= 3'd6;", "count_q <= 3'd5;", "a bit too few"),
        Mutation.of("bnn_crc32", "crc_q <= 32'hFFFFFFFF;", "crc_q <= 32'd0;", "begins with 0"),
        Mutation.of(
            "bnn_crc32",
            "if (!aresetn || restart) busy_q",
            "if (!aresetn) busy_q",
            "a byte goes on into the next CRC"),
        Mutation.of(
            "bnn_crc32", "valid && !busy_q", "valid", "a byte in the middle of another one"),
        Mutation.of(
            "bnn_power_up",
            "locked_q <= {locked_q[0], locked};",
            "locked_q <= {locked_q[0], locked_q[0] || locked};",
            "the clock never gets lost"),
        Mutation.of(
            "bnn_power_up",
            "    if (!locked_q[1]) count_q <= 4'd0;\n    else if",
            "    if",
            "counts on while there is no clock"),
        Mutation.of(
            "bnn_power_up",
            "aresetn <= count_q == 4'd15;",
            "aresetn <= count_q == 4'd14;",
            "ready for a cycle only"),
        Mutation.of(
            "bnn_power_up",
            "else if (count_q != 4'd15) count_q",
            "else count_q",
            "resets again and again"),
        Mutation.of(
            "bnn_uart_receive", "CYCLES_PER_BIT / 2 - 2", "CYCLES_PER_BIT / 2 - 1", "samples late"),
        Mutation.of(
            "bnn_uart_receive",
            "sample && last && line_q[1];",
            "sample && last;",
            "a byte whose stop bit is 0"),
        Mutation.of(
            "bnn_uart_receive",
            "if (last || (first && line_q[1])) busy_q",
            "if (last) busy_q",
            "a glitch begins a byte"),
        Mutation.of(
            "bnn_uart_receive",
            "{line_q[1], shift_q[7:1]}",
            "{shift_q[6:0], line_q[1]}",
            "the highest bit first"),
        Mutation.of(
            "bnn_uart_receive",
            "!busy_q && line_q[2] && !line_q[1]",
            "!busy_q && !line_q[1]",
            "a line that stays 0 begins bytes"),
        Mutation.of(
            "bnn_uart_receive",
            "    if (!aresetn) begin\n        line_q        <= 3'b111;\n        busy_q        <= 1'b0;",
            "    if (!aresetn) begin\n        line_q        <= 3'b111;",
            "a byte goes on after a reset"),
        Mutation.of("bnn_uart_send", "bits_q  <= 4'd9;", "bits_q  <= 4'd8;", "no stop bit"),
        Mutation.of(
            "bnn_uart_send", "{s_axis_tdata, 1'b0}", "{s_axis_tdata, 1'b1}", "no start bit"),
        Mutation.of(
            "bnn_uart_send",
            "shift_q <= {1'b1, shift_q[8:1]};",
            "shift_q <= {1'b0, shift_q[8:1]};",
            "the line stays 0"),
        Mutation.of(
            "bnn_uart_send",
            "WHOLE = CYCLES_PER_BIT - 1",
            "WHOLE = CYCLES_PER_BIT",
            "bits are a cycle longer"),
        Mutation.of(
            "bnn_uart_send", "        shift_q <= 9'h1FF;\n", "", "a reset leaves the line 0"),
        Mutation.of(
            "bnn_spi_slave",
            "{in_q[6:0], mosi_q[1]}",
            "{mosi_q[1], in_q[7:1]}",
            "takes the lowest bit first"),
        Mutation.of("bnn_spi_slave", "= out_q[7];", "= out_q[0];", "sends the lowest bit first"),
        Mutation.of(
            "bnn_spi_slave",
            "rises && bits_q == 3'd7;",
            "rises && bits_q == 3'd6;",
            "a byte of 7 bits"),
        Mutation.of(
            "bnn_spi_slave",
            "    if (!selected) begin\n        bits_q   <= 3'd0;",
            "    if (!selected) begin",
            "a broken byte goes on at the next selection"),
        Mutation.of(
            "bnn_spi_slave",
            "rises && bits_q == 3'd0 && full_q;",
            "rises && bits_q == 3'd0;",
            "takes a byte that it does not send"),
        Mutation.of(
            "bnn_spi_slave",
            "loaded_q <= bits_q != 3'd7;",
            "loaded_q <= 1'b1;",
            "sends the first byte only"),
        Mutation.of(
            "bnn_spi_slave",
            "s_axis_tvalid ? s_axis_tdata : 8'd0;",
            "s_axis_tdata;",
            "sends when there is nothing to say"),
        Mutation.of(
            "bnn_spi_slave",
            "falls    = selected && !sck_q[1]",
            "falls    = selected && !sck_q[0]",
            "a bit changes too early"),
        Mutation.of(
            "bnn_spi_slave",
            "wire selected = !select_n_q[1];",
            "wire selected = 1'b1;",
            "listens to what is meant for others"),
        Mutation.of(
            "bnn_image_in",
            "at_last_beat ? STATE_LATE : STATE_CLOSE",
            "STATE_CLOSE",
            "a broken image ends where a right one does"),
        Mutation.of(
            "bnn_image_in",
            "none_left ? STATE_COLLECT : at_last",
            "at_last",
            "a frame of nothing but a last beat"),
        Mutation.of(
            "bnn_image_in",
            "    if (abandon) begin\n        byte_q  <= {BYTE_WIDTH{1'b0}};",
            "    if (abandon) begin",
            "bytes of a broken image stay behind"),
        Mutation.of(
            "bnn_image_in",
            "at_last_beat ? STATE_WAIT : STATE_LEAVE;",
            "STATE_LEAVE;",
            "an image leaves before it is known to be right"),
        Mutation.of(
            "bnn_image_in",
            "        STATE_KEEP, STATE_CLOSE: if (leave) begin\n            beat_q  <= {BEAT_WIDTH{1'b0}};",
            "        STATE_KEEP, STATE_CLOSE: if (leave) begin",
            "the next image begins in the last one"),
        Mutation.of(
            "bnn_image_in",
            "{s_axis_tdata, data_q[WIDTH-1:8]}",
            "{data_q[WIDTH-9:0], s_axis_tdata}",
            "the first byte in the highest bits"),
        Mutation.of("bnn_pattern", "(x_q << 13)", "(x_q << 12)", "another generator"),
        Mutation.of(
            "bnn_pattern",
            "x_q        <= SEED;",
            "x_q        <= x_q ^ SEED;",
            "the next run has other images"),
        Mutation.of(
            "bnn_pattern",
            "active && counting_q && cycles",
            "active && cycles",
            "counts before the first beat"),
        Mutation.of(
            "bnn_pattern", "if (last_beat) to_send_q", "to_send_q", "a beat counts as an image"),
        Mutation.of(
            "bnn_pattern", "if (last_word) to_come_q", "to_come_q", "a word counts as a result"),
        Mutation.of(
            "bnn_pattern",
            "{signature[30:0], 1'b0} ^ (signature[31] ? POLYNOMIAL : 32'd0)",
            "{signature[30:0], 1'b0}",
            "the signature forgets"),
        Mutation.of("bnn_pattern", "        signature  <= 32'd0;\n", "", "the signature goes on"),
        Mutation.of("bnn_pattern", "        to_send_q <= 16'd0;\n", "", "goes on after a reset"),
        Mutation.of(
            "bnn_message_out",
            "leave && (state_q == STATE_HEADER || state_q == STATE_PAYLOAD)",
            "leave && state_q == STATE_HEADER",
            "the CRC is that of the header"),
        Mutation.of(
            "bnn_message_out",
            "shift_q <= ~crc;",
            "shift_q <= crc;",
            "the CRC lacks its last step"),
        Mutation.of(
            "bnn_message_out",
            "length_q == 16'd0 ? STATE_WAIT : STATE_WORD",
            "STATE_WORD",
            "an answer without payload waits for one"),
        Mutation.of(
            "bnn_message_out",
            "else if (byte_q == 2'd3) state_q <= STATE_WORD;",
            "",
            "the first word only"),
        Mutation.of(
            "bnn_message_out",
            "STATE_WAIT: if (!crc_busy) begin",
            "STATE_WAIT: begin",
            "the CRC is sent before it is there"),
        Mutation.of("bnn_message_out", "sends && !crc_busy", "sends", "bytes faster than the CRC"),
        Mutation.of(
            "bnn_message_out",
            "word_ready    = state_q == STATE_WORD && word_valid",
            "word_ready    = state_q == STATE_WORD",
            "takes a word that is not there"),
        Mutation.of("bnn_message_in", "32'hDEBB20E3", "32'hDEBB20E2", "no CRC is right"),
        Mutation.of(
            "bnn_message_in",
            "code    <= crc == RESIDUE ? CODE_GOOD :",
            "code    <= crc != ~RESIDUE ? CODE_GOOD :",
            "every CRC is right"),
        Mutation.of(
            "bnn_message_in",
            "s_axis_tdata[7:3] == 5'd0 && s_axis",
            "s_axis",
            "the high bits of a type do not matter"),
        Mutation.of(
            "bnn_message_in",
            "left_q == length",
            "left_q[7:0] == length[7:0]",
            "the high byte of the length does not matter"),
        Mutation.of(
            "bnn_message_in",
            "WRITE:   length = 16'd6;",
            "WRITE:   length = 16'd5;",
            "WRITE is a byte shorter"),
        Mutation.of(
            "bnn_message_in",
            "timer_q == TIMEOUT[TIMER_WIDTH-1:0]",
            "timer_q == TIMEOUT[TIMER_WIDTH-1:0] - 1'b1",
            "breaks off a cycle early"),
        Mutation.of(
            "bnn_message_in",
            "if (!midway || s_axis_tvalid) timer_q",
            "if (!midway) timer_q",
            "slow messages break off"),
        Mutation.of(
            "bnn_message_in",
            "if (!midway || s_axis_tvalid) timer_q",
            "if (s_axis_tvalid) timer_q",
            "silence between messages is an error"),
        Mutation.of(
            "bnn_message_in",
            "overflow_q ? CODE_OVERFLOW : CODE_TIMEOUT",
            "CODE_TIMEOUT",
            "lost bytes are a time-out"),
        Mutation.of(
            "bnn_message_in", "code == CODE_OVERFLOW || (code", "(code", "once lost, always lost"),
        Mutation.of(
            "bnn_message_in",
            " || (code == CODE_GOOD && kind == RESET)",
            "",
            "lost bytes are remembered over a RESET"),
        Mutation.of(
            "bnn_message_in",
            "(paying && m_axis_tready)",
            "paying",
            "payload is lost when nobody takes it"),
        Mutation.of(
            "bnn_message_in",
            "paying && s_axis_tvalid && !crc_busy",
            "paying && s_axis_tvalid",
            "a byte of the payload is shown before it moves"),
        Mutation.of(
            "bnn_message_in",
            "    if (!aresetn) begin\n        state_q    <= STATE_HUNT;",
            "    if (!aresetn) begin",
            "goes on after a reset"),
        Mutation.of(
            "bnn_link",
            ".overflow(s_axis_tvalid && !buffer_tready)",
            ".overflow(1'b0)",
            "nobody is told of lost bytes"),
        Mutation.of(
            "bnn_link",
            "if (keep && !result_begins) waiting_q",
            "if (keep) waiting_q",
            "counts an image twice if a result leaves just now"),
        Mutation.of(
            "bnn_link",
            "keep          = whole && is_image && room && !image_busy;",
            "keep          = whole && is_image;",
            "an image without a place for its tag"),
        Mutation.of(
            "bnn_link",
            "abandon       = bad && is_image && !image_busy",
            "abandon       = bad && is_image",
            "an image is broken off while a beat still waits"),
        Mutation.of(
            "bnn_link",
            "bad   = message_done && code != CODE_GOOD && state_q == STATE_MESSAGE && answer_gone;",
            "bad   = message_done && code != CODE_GOOD && state_q == STATE_MESSAGE;",
            "an answer is written over while it is sent"),
        Mutation.of(
            "bnn_link",
            "if (whole && !is_image && answer_gone) begin",
            "if (whole && !is_image) begin",
            "a value that is read is written over while it is sent"),
        Mutation.of(
            "bnn_link",
            "none_waits && header_ready && !image_busy",
            "header_ready && !image_busy",
            "a pattern begins among images"),
        Mutation.of(
            "bnn_link",
            "result_whole && result_tag_tvalid && !quiet",
            "result_whole && result_tag_tvalid",
            "a result begins while the design is reset"),
        Mutation.of(
            "bnn_link",
            "if (header_ready) state_q <= STATE_RESET;",
            "state_q <= STATE_RESET;",
            "a reset breaks off a result"),
        Mutation.of(
            "bnn_link",
            "top_aresetn <= state_q != STATE_RESET;",
            "top_aresetn <= 1'b1;",
            "RESET resets nothing"),
        Mutation.of(
            "bnn_link",
            "payload_q[47:32] == 16'd0 && payload_q[31:16] != 16'd0",
            "payload_q[31:16] != 16'd0",
            "65537 images are one"),
        Mutation.of(
            "bnn_link",
            "payload_q[47:32] == 16'd0 && payload_q[31:16] != 16'd0",
            "payload_q[47:32] == 16'd0",
            "a pattern of no images"),
        Mutation.of(
            "bnn_link",
            "reads ? payload_q[47:44] != 4'd0 : payload_q[15:12] != 4'd0",
            "1'b0",
            "registers repeat every 4096 bytes"),
        Mutation.of(
            "bnn_link",
            "reads ? m_axil_rresp[1] : m_axil_bresp[1]",
            "m_axil_rresp[1]",
            "a write that fails goes unnoticed"),
        Mutation.of(
            "bnn_link",
            "if (m_axil_wready) wvalid_q",
            "if (m_axil_awready) wvalid_q",
            "data is withdrawn when the address is taken"),
        Mutation.of(
            "bnn_link",
            "{signature, cycles}",
            "{cycles, signature}",
            "signature and cycles change places"),
        Mutation.of(
            "bnn_link",
            "(answers ? tag : result_tag)",
            "(tag)",
            "a result has the last message's tag"),
        Mutation.of(
            "bnn_link",
            "held_q >= RESULT_BEATS[HELD_WIDTH-1:0]",
            "word_tvalid",
            "a result pauses in the middle"),
        Mutation.of(
            "bnn_link",
            "fifo_tready && !pattern_active",
            "fifo_tready",
            "results of a pattern wait to be sent"),
        Mutation.of(
            "bnn_link",
            "            if (!top_aresetn) held_q <= {HELD_WIDTH{1'b0}};\n",
            "",
            "words are counted over a reset"),
        Mutation.of(
                "bnn_link",
                ".m_axis_tready(image_tready && !pattern_active)",
                ".m_axis_tready(image_tready)",
                "a pattern's cycles move an image of the host")
            .butHarmless("no image of the host is under way while a pattern runs"));
  }
}
