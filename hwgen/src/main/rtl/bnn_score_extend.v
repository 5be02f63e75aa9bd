// bnn_score_extend: scores become 32-bit two's complement words.
// SPDX-License-Identifier: Apache-2.0
//
// Latency 0 cycles (combinational).  Handshake and tlast pass through.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_score_extend #
(
    // Scores of a beat
    parameter PE = 1,
    // Score, two's complement (bits), at most 32
    parameter SCORE_WIDTH = 8
)
(
    input  wire                      aclk,
    input  wire                      aresetn,

    input  wire [PE*SCORE_WIDTH-1:0] s_axis_tdata,
    input  wire                      s_axis_tvalid,
    output wire                      s_axis_tready,
    input  wire                      s_axis_tlast,

    output wire [32*PE-1:0]          m_axis_tdata,
    output wire                      m_axis_tvalid,
    input  wire                      m_axis_tready,
    output wire                      m_axis_tlast
);

generate
    if (PE < 1 || SCORE_WIDTH < 1 || SCORE_WIDTH > 32) begin : gen_check_size
        PE_must_be_at_least_1_and_SCORE_WIDTH_1_to_32 illegal_parameter ();
    end
endgenerate

wire unused = &{1'b0, aclk, aresetn};

assign s_axis_tready = m_axis_tready;
assign m_axis_tvalid = s_axis_tvalid;
assign m_axis_tlast  = s_axis_tlast;

genvar p;
generate
    for (p = 0; p < PE; p = p + 1) begin : gen_score
        wire [SCORE_WIDTH-1:0] score = s_axis_tdata[p*SCORE_WIDTH +: SCORE_WIDTH];

        assign m_axis_tdata[32*p +: 32] = {{(32 - SCORE_WIDTH){score[SCORE_WIDTH-1]}}, score};
    end
endgenerate

endmodule

`resetall
