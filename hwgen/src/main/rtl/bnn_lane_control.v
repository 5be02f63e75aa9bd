// bnn_lane_control: everything of a folded dense layer except its arithmetic.
// SPDX-License-Identifier: Apache-2.0
//
// A layer computes its matrix in NF passes over the input frame, SF beats each.  This module
// collects and replays the frame, reads weights and per-neuron constants, and runs the output
// handshake.  The layer around it has PE lanes, each an accumulator behind STAGES registers:
//
//   enabled cycle      here                                   in the lanes
//   t                  issue: addresses go to the memories
//   t+1                x_data, weights                        product of x_data and weights
//   t+1+STAGES         sum_first                              accumulator starts or goes on
//   t+2+STAGES         constants, after a pass's last beat    accumulators complete: results
//   t+3+STAGES         m_axis_tvalid, m_axis_tlast            m_axis_tdata, a register for results
//
// Throughput    SF*NF cycles per frame.
// Flow control  `enable` stops all of the above at once while the output waits; collecting the
//               next frame goes on.  m_axis outputs come from registers.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_lane_control #
(
    // Input beat (bits)
    parameter INPUT_WIDTH = 8,
    // Weights used in one cycle (bits)
    parameter WEIGHT_WIDTH = 8,
    // Constants (thresholds, biases) used after one pass (bits)
    parameter CONSTANT_WIDTH = 8,
    // Beats of an input frame
    parameter SF = 4,
    // Passes; beats of an output frame
    parameter NF = 2,
    // Registers between x_data and the accumulators
    parameter STAGES = 0,
    // Weight file: SF*NF words of WEIGHT_WIDTH bits, word nf*SF + sf
    parameter WEIGHTS = "",
    // Constant file: NF words of CONSTANT_WIDTH bits, word nf
    parameter CONSTANTS = "",
    // 0 = the tool decides, 1 = block memory, 2 = logic
    parameter WEIGHT_STYLE = 0,
    parameter BUFFER_STYLE = 0
)
(
    input  wire                      aclk,
    input  wire                      aresetn,

    input  wire [INPUT_WIDTH-1:0]    s_axis_tdata,
    input  wire                      s_axis_tvalid,
    output wire                      s_axis_tready,
    input  wire                      s_axis_tlast,
    input  wire                      s_axis_tuser,

    output wire                      enable,
    output wire [INPUT_WIDTH-1:0]    x_data,
    output wire [WEIGHT_WIDTH-1:0]   weights,
    output wire                      sum_first,
    output wire [CONSTANT_WIDTH-1:0] constants,

    output reg                       m_axis_tvalid,
    input  wire                      m_axis_tready,
    output reg                       m_axis_tlast
);

localparam NF_WIDTH = NF > 1 ? $clog2(NF) : 1;
localparam ADDRESS_WIDTH = SF * NF > 1 ? $clog2(SF * NF) : 1;
localparam integer LAST_NF = NF - 1;

// A memory of up to 64 words costs at most one 6-input LUT per bit of a word: too small for a block.
localparam CONSTANT_STYLE = NF <= 64 ? 2 : 0;

assign enable = !m_axis_tvalid || m_axis_tready;

wire [ADDRESS_WIDTH-1:0] address;
wire                     x_valid;
wire                     x_first;
wire                     x_last;
wire [NF_WIDTH-1:0]      x_nf;

bnn_replay_buffer #(
    .WIDTH(INPUT_WIDTH),
    .SF(SF),
    .NF(NF),
    .RAM_STYLE(BUFFER_STYLE)
) u_buffer (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_tdata(s_axis_tdata),
    .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready),
    .s_axis_tlast(s_axis_tlast),
    .s_axis_tuser(s_axis_tuser),
    .enable(enable),
    .address(address),
    .x_valid(x_valid),
    .x_data(x_data),
    .x_first(x_first),
    .x_last(x_last),
    .x_nf(x_nf)
);

bnn_rom #(
    .WIDTH(WEIGHT_WIDTH),
    .DEPTH(SF * NF),
    .FILE(WEIGHTS),
    .RAM_STYLE(WEIGHT_STYLE)
) u_weights (
    .aclk(aclk),
    .enable(enable),
    .address(address),
    .data(weights)
);

// the beat's place in its frame, beside its way through the product
wire                sum_completes;
wire [NF_WIDTH-1:0] sum_nf;

bnn_delay #(.WIDTH(1), .STAGES(STAGES)) u_delay_completes (
    .aclk(aclk),
    .aresetn(aresetn),
    .enable(enable),
    .in(x_valid && x_last),
    .out(sum_completes)
);

bnn_delay #(.WIDTH(1 + NF_WIDTH), .STAGES(STAGES)) u_delay_place (
    .aclk(aclk),
    .aresetn(1'b1),
    .enable(enable),
    .in({x_first, x_nf}),
    .out({sum_first, sum_nf})
);

bnn_rom #(
    .WIDTH(CONSTANT_WIDTH),
    .DEPTH(NF),
    .FILE(CONSTANTS),
    .RAM_STYLE(CONSTANT_STYLE)
) u_constants (
    .aclk(aclk),
    .enable(enable),
    .address(sum_nf),
    .data(constants)
);

// accumulators are complete
reg complete_q;
reg frame_ends_q;

always @(posedge aclk) begin
    if (enable) begin
        complete_q    <= sum_completes;
        frame_ends_q  <= sum_nf == LAST_NF[NF_WIDTH-1:0];
        m_axis_tvalid <= complete_q;
        m_axis_tlast  <= frame_ends_q;
    end

    if (!aresetn) begin
        complete_q    <= 1'b0;
        m_axis_tvalid <= 1'b0;
    end
end

endmodule

`resetall
