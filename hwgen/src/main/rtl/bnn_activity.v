// bnn_activity: counts what a design's input and result streams do, and measures frames.
// SPDX-License-Identifier: Apache-2.0
//
//   cycles            cycles
//   frames_in         frames of the right length, when their last beat is accepted
//   frames_out        results, when their last beat is taken
//   frames_dropped    frames of a wrong length
//   input_waits       cycles an input beat waited for the design     (tvalid && !tready)
//   output_waits      cycles a result beat waited for the host       (tvalid && !tready)
//   input_idle        cycles the design waited for input             (!tvalid && tready)
//   in_flight         frames accepted whose result was not yet taken
//   latency_*         cycles from a frame's first beat in to its result's last beat out: of the frame
//                     measured last, and the least and the most of all measured.  One frame is
//                     measured at a time: the first to begin after reset, then always the first to
//                     begin after the result of the one before.  Frames that are dropped do not count.
//                     Before the first: 0, 2^32-1, 0.  Stops at 2^32-1.
//
// Reset         aresetn and clear reset all but in_flight, which data_aresetn resets; a measurement
//               under way ends with either.  Counters wrap around.
// Latency       an event shows after 2 cycles, in latency_min and _max after 4: registers keep the
//               counters off the streams' paths.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_activity #
(
    // Counter (bits)
    parameter COUNTER_WIDTH = 48
)
(
    input  wire                     aclk,
    input  wire                     aresetn,
    // resets the counters while 1
    input  wire                     clear,
    // reset of the data path
    input  wire                     data_aresetn,

    input  wire                     s_axis_tvalid,
    input  wire                     s_axis_tready,
    input  wire                     m_axis_tvalid,
    input  wire                     m_axis_tready,
    input  wire                     m_axis_tlast,

    // of bnn_frame_guard, each 1 for one cycle
    input  wire                     frame_begin,
    input  wire                     frame_accept,
    input  wire                     frame_early,
    input  wire                     frame_late,

    output reg  [COUNTER_WIDTH-1:0] cycles,
    output reg  [COUNTER_WIDTH-1:0] frames_in,
    output reg  [COUNTER_WIDTH-1:0] frames_out,
    output reg  [COUNTER_WIDTH-1:0] frames_dropped,
    output reg  [COUNTER_WIDTH-1:0] input_waits,
    output reg  [COUNTER_WIDTH-1:0] output_waits,
    output reg  [COUNTER_WIDTH-1:0] input_idle,
    output reg  [15:0]              in_flight,
    output reg  [31:0]              latency_last,
    output reg  [31:0]              latency_min,
    output reg  [31:0]              latency_max
);

generate
    if (COUNTER_WIDTH < 1) begin : gen_check_width
        COUNTER_WIDTH_must_be_at_least_1 illegal_parameter ();
    end
endgenerate

// what happened in the cycle before
reg begin_q;
reg accept_q;
reg drop_q;
reg result_q;
reg input_waits_q;
reg output_waits_q;
reg input_idle_q;
reg data_reset_q;

always @(posedge aclk) begin
    begin_q        <= frame_begin;
    accept_q       <= frame_accept;
    drop_q         <= frame_early || frame_late;
    result_q       <= m_axis_tvalid && m_axis_tready && m_axis_tlast;
    input_waits_q  <= s_axis_tvalid && !s_axis_tready;
    output_waits_q <= m_axis_tvalid && !m_axis_tready;
    input_idle_q   <= !s_axis_tvalid && s_axis_tready;
    data_reset_q   <= !data_aresetn;

    if (!aresetn) begin
        begin_q        <= 1'b0;
        accept_q       <= 1'b0;
        drop_q         <= 1'b0;
        result_q       <= 1'b0;
        input_waits_q  <= 1'b0;
        output_waits_q <= 1'b0;
        input_idle_q   <= 1'b0;
        data_reset_q   <= 1'b1;
    end
end

// counters
always @(posedge aclk) begin
    cycles <= cycles + 1'b1;
    if (accept_q)       frames_in      <= frames_in + 1'b1;
    if (result_q)       frames_out     <= frames_out + 1'b1;
    if (drop_q)         frames_dropped <= frames_dropped + 1'b1;
    if (input_waits_q)  input_waits    <= input_waits + 1'b1;
    if (output_waits_q) output_waits   <= output_waits + 1'b1;
    if (input_idle_q)   input_idle     <= input_idle + 1'b1;

    if (!aresetn || clear) begin
        cycles         <= {COUNTER_WIDTH{1'b0}};
        frames_in      <= {COUNTER_WIDTH{1'b0}};
        frames_out     <= {COUNTER_WIDTH{1'b0}};
        frames_dropped <= {COUNTER_WIDTH{1'b0}};
        input_waits    <= {COUNTER_WIDTH{1'b0}};
        output_waits   <= {COUNTER_WIDTH{1'b0}};
        input_idle     <= {COUNTER_WIDTH{1'b0}};
    end
end

always @(posedge aclk) begin
    if (accept_q && !result_q) in_flight <= in_flight + 1'b1;
    if (result_q && !accept_q) in_flight <= in_flight - 1'b1;

    if (data_reset_q) in_flight <= 16'd0;
end

// the frame that is measured: cycles since its first beat, results to come before its own, and
// whether its last beat is still to come, so that it may yet be dropped
reg        measuring_q;
reg        collecting_q;
reg [15:0] ahead_q;
reg [31:0] time_q;

// latency_last is new, and a cycle later how it compares
reg        compare_q;
reg        update_q;
reg        least_q;
reg        most_q;

wire measured = measuring_q && result_q && ahead_q == 16'd0;

always @(posedge aclk) begin
    if (!measuring_q) begin
        measuring_q  <= begin_q && !drop_q;
        collecting_q <= !accept_q;
        ahead_q      <= in_flight - {15'd0, result_q};
        time_q       <= 32'd1;
    end else begin
        if (accept_q || drop_q) collecting_q <= 1'b0;
        if (measured || (collecting_q && drop_q)) measuring_q <= 1'b0;
        if (result_q) ahead_q <= ahead_q - 1'b1;
        if (time_q != 32'hFFFFFFFF) time_q <= time_q + 1'b1;
    end

    if (measured) latency_last <= time_q;

    // comparing 32 bits and acting on it in one cycle is too much for a slow fabric
    compare_q <= measured;
    update_q  <= compare_q;
    least_q   <= latency_last < latency_min;
    most_q    <= latency_last > latency_max;
    if (update_q && least_q) latency_min <= latency_last;
    if (update_q && most_q) latency_max <= latency_last;

    if (!aresetn || clear || data_reset_q) measuring_q <= 1'b0;
    if (!aresetn || clear) begin
        compare_q    <= 1'b0;
        update_q     <= 1'b0;
        latency_last <= 32'd0;
        latency_min  <= 32'hFFFFFFFF;
        latency_max  <= 32'd0;
    end
end

endmodule

`resetall
