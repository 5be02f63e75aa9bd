// bnn_frame_fill: makes every frame behind bnn_frame_guard a whole one, and says which were not.
// SPDX-License-Identifier: Apache-2.0
//
// A frame whose tlast comes before beat number BEATS is filled up with beats of zeros.  What is
// behind this module sees frames of BEATS beats only, with tlast on the last.  For each of them one
// tag leaves: 1 = the frame is bad (tuser was 1 with its tlast), 0 = it is as the sender meant it.
//
// Tags          a tag is offered in the cycle after the frame's last beat left, and the last beat of
//               the next frame waits until it was taken.
// Latency       0 cycles.  Throughput 1 beat per cycle (BEATS = 1: in two).  A frame that is filled
//               up takes BEATS cycles all the same.
// Flow control  handshake passes through combinationally; m_tag outputs come from registers.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_frame_fill #
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
    input  wire             s_axis_tuser,

    output wire [WIDTH-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast,

    output wire             m_tag_tdata,
    output wire             m_tag_tvalid,
    input  wire             m_tag_tready
);

generate
    if (WIDTH < 1 || BEATS < 1) begin : gen_check_size
        WIDTH_and_BEATS_must_be_at_least_1 illegal_parameter ();
    end
endgenerate

localparam BEAT_WIDTH = BEATS > 1 ? $clog2(BEATS) : 1;
localparam integer LAST_BEAT = BEATS - 1;

reg [BEAT_WIDTH-1:0] beat_q;
reg                  fill_q;
reg                  tag_q;
reg                  tag_valid_q;

wire at_last_beat = beat_q == LAST_BEAT[BEAT_WIDTH-1:0];
// not m_tag_tready: a beat that was offered must not be withdrawn
wire may_leave = !(at_last_beat && tag_valid_q);
wire leave     = m_axis_tvalid && m_axis_tready;

assign s_axis_tready = m_axis_tready && may_leave && !fill_q;

assign m_axis_tdata  = fill_q ? {WIDTH{1'b0}} : s_axis_tdata;
assign m_axis_tvalid = (s_axis_tvalid || fill_q) && may_leave;
assign m_axis_tlast  = at_last_beat;

assign m_tag_tdata  = tag_q;
assign m_tag_tvalid = tag_valid_q;

always @(posedge aclk) begin
    if (m_tag_tready) tag_valid_q <= 1'b0;

    if (leave) begin
        beat_q <= at_last_beat ? {BEAT_WIDTH{1'b0}} : beat_q + 1'b1;
        fill_q <= (fill_q || s_axis_tlast) && !at_last_beat;
        if (at_last_beat) begin
            tag_q       <= fill_q || s_axis_tuser;
            tag_valid_q <= 1'b1;
        end
    end

    if (!aresetn) begin
        beat_q      <= {BEAT_WIDTH{1'b0}};
        fill_q      <= 1'b0;
        tag_valid_q <= 1'b0;
    end
end

endmodule

`resetall
