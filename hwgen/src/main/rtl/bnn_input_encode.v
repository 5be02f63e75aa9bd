// bnn_input_encode: bytes become bits by comparison with constants.
// SPDX-License-Identifier: Apache-2.0
//
//   bit[j*LEVELS + i] = (byte[j] >= threshold[i])      j = 0 .. PIXELS-1, i = 0 .. LEVELS-1
//
// LEVELS = 1 with threshold 128 is the binary encoding, more levels are a thermometer.  Thresholds
// are 1 .. 255: with 0 there would be nothing to compare.
// Latency 0 cycles (combinational).  Handshake, tlast and tuser pass through.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_input_encode #
(
    // Bytes in a beat
    parameter PIXELS = 1,
    // Bits per byte
    parameter LEVELS = 1,
    // Threshold i in bits 8*i .. 8*i+7
    parameter [8*LEVELS-1:0] THRESHOLDS = {LEVELS{8'd128}}
)
(
    input  wire                     aclk,
    input  wire                     aresetn,

    input  wire [8*PIXELS-1:0]      s_axis_tdata,
    input  wire                     s_axis_tvalid,
    output wire                     s_axis_tready,
    input  wire                     s_axis_tlast,
    input  wire                     s_axis_tuser,

    output wire [PIXELS*LEVELS-1:0] m_axis_tdata,
    output wire                     m_axis_tvalid,
    input  wire                     m_axis_tready,
    output wire                     m_axis_tlast,
    output wire                     m_axis_tuser
);

generate
    if (PIXELS < 1 || LEVELS < 1) begin : gen_check_size
        PIXELS_and_LEVELS_must_be_at_least_1 illegal_parameter ();
    end
endgenerate

wire unused = &{1'b0, aclk, aresetn};

assign s_axis_tready = m_axis_tready;
assign m_axis_tvalid = s_axis_tvalid;
assign m_axis_tlast  = s_axis_tlast;
assign m_axis_tuser  = s_axis_tuser;

genvar j, i;
generate
    for (j = 0; j < PIXELS; j = j + 1) begin : gen_pixel
        for (i = 0; i < LEVELS; i = i + 1) begin : gen_level
            assign m_axis_tdata[j*LEVELS + i] = s_axis_tdata[8*j +: 8] >= THRESHOLDS[8*i +: 8];
        end
    end
endgenerate

endmodule

`resetall
