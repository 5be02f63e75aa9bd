// bnn_stream_sink: takes frames, counts them and measures time.  Simulation only.
// SPDX-License-Identifier: Apache-2.0
//
// stall            1: waits at random; 0: takes a beat in every cycle.
// frames_done      frames taken since reset
// interval_*       cycles between the last beats of successive frames: the newest, and the lowest and
//                  highest over the second half of `frames`, when pipeline and buffers have settled.
//                  interval_min = interval_max is the steady state; both are 0 if there was none.
// first_latency    cycles from the first first_accepted = 1 to the last beat of the first frame
// finish, done     `frames` frames were taken, and DRAIN more cycles passed in which a frame too many
//                  would show: `finish` for one cycle, `done` from the next cycle on.  With `finish`
//                  one line is printed:
//
//   SINK frames=%0d latency=%0d interval_last=%0d interval_min=%0d interval_max=%0d

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_stream_sink #
(
    // Beat (bits)
    parameter WIDTH = 8,
    // Cycles to wait for a frame too many
    parameter DRAIN = 16
)
(
    input  wire             aclk,
    input  wire             aresetn,

    input  wire [31:0]      frames,
    input  wire             stall,
    input  wire [31:0]      seed,
    input  wire             first_accepted,

    input  wire [WIDTH-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             s_axis_tlast,

    output reg  [31:0]      frames_done,
    output reg  [31:0]      interval_last,
    output reg  [31:0]      interval_min,
    output reg  [31:0]      interval_max,
    output reg  [31:0]      first_latency,
    output reg              finish,
    output reg              done
);

wire unused = &{1'b0, s_axis_tdata};

bnn_random_stall #(.SALT(32'h50756C6C)) u_stall (
    .aclk(aclk),
    .aresetn(aresetn),
    .stall(stall),
    .seed(seed),
    .go(s_axis_tready)
);

reg [31:0] cycle_q;
reg [31:0] first_cycle_q;
reg        first_seen_q;
reg [31:0] last_cycle_q;
reg [31:0] drained_q;

wire        frame_ends = s_axis_tvalid && s_axis_tready && s_axis_tlast;
wire [31:0] interval   = cycle_q - last_cycle_q;
wire        settled    = frames_done != 32'd0 && frames_done >= frames >> 1;

always @(posedge aclk) begin
    cycle_q <= cycle_q + 32'd1;

    if (first_accepted && !first_seen_q) begin
        first_seen_q  <= 1'b1;
        first_cycle_q <= cycle_q;
    end

    if (frame_ends) begin
        frames_done  <= frames_done + 32'd1;
        last_cycle_q <= cycle_q;
        if (frames_done == 32'd0) first_latency <= cycle_q - first_cycle_q;
        if (frames_done != 32'd0) interval_last <= interval;
        if (settled && (interval_min == 32'd0 || interval < interval_min)) interval_min <= interval;
        if (settled && interval > interval_max) interval_max <= interval;
    end

    if (frames_done >= frames) drained_q <= drained_q + 32'd1;
    finish <= drained_q == DRAIN;
    done   <= done || finish;
    if (finish) begin
        $display("SINK frames=%0d latency=%0d interval_last=%0d interval_min=%0d interval_max=%0d",
                 frames_done, first_latency, interval_last, interval_min, interval_max);
    end

    if (!aresetn) begin
        cycle_q       <= 32'd0;
        first_cycle_q <= 32'd0;
        first_seen_q  <= 1'b0;
        last_cycle_q  <= 32'd0;
        drained_q     <= 32'd0;
        frames_done   <= 32'd0;
        interval_last <= 32'd0;
        interval_min  <= 32'd0;
        interval_max  <= 32'd0;
        first_latency <= 32'd0;
        finish        <= 1'b0;
        done          <= 1'b0;
    end
end

endmodule

`resetall
