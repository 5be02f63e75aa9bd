// bnn_frame_guard: marks frames of the wrong length, so that the next frame is right again.
// SPDX-License-Identifier: Apache-2.0
//
// A frame is BEATS beats, and TLAST marks the last one.
//   early TLAST   the beat leaves with tlast = 1, tuser = 1
//   late TLAST    beat number BEATS leaves with tlast = 1, tuser = 1; further beats are swallowed
//                 up to and including the one that carries TLAST
// Whoever collects frames drops those whose last beat has tuser = 1; tuser is 0 on all other beats.
//
// Events        each 1 in the cycle in which it happens: frame_begin with the first beat of a frame,
//               then one of frame_accept (with the last beat), frame_early, frame_late
// Reset         no beat is accepted while aresetn = 0; the next one begins a frame
// Latency       0 cycles.  Throughput 1 beat per cycle.
// Flow control  handshake passes through combinationally.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_frame_guard #
(
    // Payload (bits)
    parameter WIDTH = 8,
    // Beats of a frame
    parameter BEATS = 4
)
(
    input  wire             aclk,
    input  wire             aresetn,

    input  wire [WIDTH-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             s_axis_tlast,

    output wire [WIDTH-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast,
    output wire             m_axis_tuser,

    output wire             frame_begin,
    output wire             frame_accept,
    output wire             frame_early,
    output wire             frame_late
);

generate
    if (WIDTH < 1 || BEATS < 1) begin : gen_check_size
        WIDTH_and_BEATS_must_be_at_least_1 illegal_parameter ();
    end
endgenerate

localparam BEAT_WIDTH = BEATS > 1 ? $clog2(BEATS) : 1;
localparam integer LAST_BEAT = BEATS - 1;

reg [BEAT_WIDTH-1:0] beat_q;
reg                  swallow_q;

wire at_last_beat = beat_q == LAST_BEAT[BEAT_WIDTH-1:0];
wire accept = s_axis_tvalid && s_axis_tready;

assign s_axis_tready = aresetn && (m_axis_tready || swallow_q);

assign m_axis_tdata  = s_axis_tdata;
assign m_axis_tvalid = aresetn && s_axis_tvalid && !swallow_q;
assign m_axis_tlast  = s_axis_tlast || at_last_beat;
assign m_axis_tuser  = s_axis_tlast != at_last_beat;

wire pass = accept && !swallow_q;

assign frame_begin  = pass && beat_q == {BEAT_WIDTH{1'b0}};
assign frame_accept = pass && s_axis_tlast && at_last_beat;
assign frame_early  = pass && s_axis_tlast && !at_last_beat;
assign frame_late   = pass && !s_axis_tlast && at_last_beat;

always @(posedge aclk) begin
    if (accept && swallow_q) begin
        swallow_q <= !s_axis_tlast;
    end else if (accept) begin
        swallow_q <= frame_late;
        beat_q    <= m_axis_tlast ? {BEAT_WIDTH{1'b0}} : beat_q + 1'b1;
    end

    if (!aresetn) begin
        swallow_q <= 1'b0;
        beat_q    <= {BEAT_WIDTH{1'b0}};
    end
end

endmodule

`resetall
