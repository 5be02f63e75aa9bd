// bnn_image_in: bytes of an image become beats, the last of which waits until the image is known to be right.
// SPDX-License-Identifier: Apache-2.0
//
// keep     the image is whole: its last beat leaves, with TLAST
// abandon  it is not: what has left of it ends as a frame of a wrong length, which the design drops
// busy     1 while a beat leaves; keep and abandon are 1 for a cycle, and only while busy = 0
// Bytes    BEAT_BYTES make a beat, the first in the lowest bits; BEATS beats an image
// Latency  1 cycle.  Flow control  all outputs from registers but s_axis_tready, which depends on none
//          of the inputs.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_image_in #
(
    // Bytes of a beat
    parameter BEAT_BYTES = 1,
    // Beats of an image
    parameter BEATS = 2
)
(
    input  wire                    aclk,
    input  wire                    aresetn,

    input  wire [7:0]              s_axis_tdata,
    input  wire                    s_axis_tvalid,
    output wire                    s_axis_tready,

    input  wire                    keep,
    input  wire                    abandon,
    output wire                    busy,

    output wire [8*BEAT_BYTES-1:0] m_axis_tdata,
    output wire                    m_axis_tvalid,
    input  wire                    m_axis_tready,
    output wire                    m_axis_tlast
);

generate
    if (BEAT_BYTES < 1 || BEATS < 1) begin : gen_check_size
        BEAT_BYTES_and_BEATS_must_be_at_least_1 illegal_parameter ();
    end
endgenerate

localparam WIDTH = 8 * BEAT_BYTES;
localparam BYTE_WIDTH = BEAT_BYTES > 1 ? $clog2(BEAT_BYTES) : 1;
localparam BEAT_WIDTH = BEATS > 1 ? $clog2(BEATS) : 1;
localparam integer LAST_BYTE = BEAT_BYTES - 1;
localparam integer LAST_BEAT = BEATS - 1;

localparam [2:0] STATE_COLLECT = 3'd0;
localparam [2:0] STATE_LEAVE   = 3'd1;
localparam [2:0] STATE_WAIT    = 3'd2;
localparam [2:0] STATE_KEEP    = 3'd3;
localparam [2:0] STATE_LATE    = 3'd4;
localparam [2:0] STATE_CLOSE   = 3'd5;

reg [WIDTH-1:0]      data_q;
reg [BYTE_WIDTH-1:0] byte_q;
reg [BEAT_WIDTH-1:0] beat_q;
reg [2:0]            state_q;

wire at_last_byte = byte_q == LAST_BYTE[BYTE_WIDTH-1:0];
wire at_last_beat = beat_q == LAST_BEAT[BEAT_WIDTH-1:0];
wire none_left    = beat_q == {BEAT_WIDTH{1'b0}};
wire accept       = s_axis_tvalid && s_axis_tready;
wire leave        = m_axis_tvalid && m_axis_tready;

assign s_axis_tready = state_q == STATE_COLLECT;
assign busy          = state_q != STATE_COLLECT && state_q != STATE_WAIT;
assign m_axis_tdata  = data_q;
assign m_axis_tvalid = state_q == STATE_LEAVE || state_q == STATE_KEEP || state_q == STATE_LATE
                       || state_q == STATE_CLOSE;
assign m_axis_tlast  = state_q == STATE_KEEP || state_q == STATE_CLOSE;

generate
    if (BEAT_BYTES == 1) begin : gen_byte
        always @(posedge aclk) if (accept) data_q <= s_axis_tdata;
    end else begin : gen_bytes
        always @(posedge aclk) if (accept) data_q <= {s_axis_tdata, data_q[WIDTH-1:8]};
    end
endgenerate

always @(posedge aclk) begin
    if (accept) begin
        byte_q <= at_last_byte ? {BYTE_WIDTH{1'b0}} : byte_q + 1'b1;
        if (at_last_byte) state_q <= at_last_beat ? STATE_WAIT : STATE_LEAVE;
    end

    case (state_q)
        STATE_LEAVE: if (leave) begin
            beat_q  <= beat_q + 1'b1;
            state_q <= STATE_COLLECT;
        end
        STATE_KEEP, STATE_CLOSE: if (leave) begin
            beat_q  <= {BEAT_WIDTH{1'b0}};
            state_q <= STATE_COLLECT;
        end
        // a beat that does not end the frame where it should: too long now, up to the next TLAST
        STATE_LATE: if (leave) state_q <= STATE_CLOSE;
        default: ;
    endcase

    if (keep) state_q <= STATE_KEEP;
    if (abandon) begin
        byte_q  <= {BYTE_WIDTH{1'b0}};
        state_q <= none_left ? STATE_COLLECT : at_last_beat ? STATE_LATE : STATE_CLOSE;
    end

    if (!aresetn) begin
        byte_q  <= {BYTE_WIDTH{1'b0}};
        beat_q  <= {BEAT_WIDTH{1'b0}};
        state_q <= STATE_COLLECT;
    end
end

endmodule

`resetall
