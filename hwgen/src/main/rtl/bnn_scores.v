// bnn_scores: folded fully connected last layer, bits in, integer scores out.
// SPDX-License-Identifier: Apache-2.0
//
//   score[o] = 2 * popcount(x xnor weight[o]) + bias[o]        o = 0 .. MH-1
//
// With bias = offset - MW this is the dot product of +-1 values plus an offset.
//
// Folding       SF = MW/SIMD input beats and NF = MH/PE output beats per frame.
// Input         beat sf is inputs sf*SIMD .. sf*SIMD + SIMD-1; tlast on the last beat, and with REPLAY
//               tuser = 1 on it drops the frame.
// Output        beat nf is scores nf*PE .. nf*PE + PE-1, the first in the lowest bits; tlast on the
//               last beat.
// Throughput    SF*NF cycles per frame, without bubbles, while the next frame is there in time.
// Latency       with REPLAY SF + READ_STAGES + STAGES + 4 cycles from a frame's last input beat to its
//               first output beat; without, READ_STAGES + STAGES + 4 from the last beat of a pass.
// Flow control  a waiting output stops the computation; collecting the next frame goes on.
//               s_axis_tready and m_axis outputs come from registers.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_scores #
(
    // Inputs and outputs of the matrix
    parameter MW = 8,
    parameter MH = 4,
    // Inputs and neurons per cycle; SIMD divides MW, PE divides MH
    parameter SIMD = 4,
    parameter PE = 2,
    // 1 = a frame is kept here for its NF passes; 0 = it comes NF times
    parameter REPLAY = 1,
    // Pipeline registers: behind the memories, between product and accumulator
    parameter READ_STAGES = 0,
    parameter STAGES = 0,
    // How the popcount adds: 0 = adders, 1 = compressors
    parameter COMPRESSORS = 0,
    // Score and bias, two's complement (bits); must hold every score and every bias
    parameter SCORE_WIDTH = 8,
    // Weight file: SF*NF lines of PE*SIMD bits; line nf*SF + sf, bit p*SIMD + s is the weight of
    // neuron nf*PE + p for input sf*SIMD + s
    parameter WEIGHTS = "",
    // Bias file: NF lines of PE fields of SCORE_WIDTH bits; line nf, field p is that of neuron
    // nf*PE + p
    parameter BIASES = "",
    // Weight memory and input buffer: 0 = the tool decides, 1 = block memory, 2 = logic
    parameter WEIGHT_STYLE = 0,
    parameter BUFFER_STYLE = 0
)
(
    input  wire                      aclk,
    input  wire                      aresetn,

    input  wire [SIMD-1:0]           s_axis_tdata,
    input  wire                      s_axis_tvalid,
    output wire                      s_axis_tready,
    input  wire                      s_axis_tlast,
    input  wire                      s_axis_tuser,

    output wire [PE*SCORE_WIDTH-1:0] m_axis_tdata,
    output wire                      m_axis_tvalid,
    input  wire                      m_axis_tready,
    output wire                      m_axis_tlast
);

generate
    if (MW < 1 || MH < 1 || SIMD < 1 || PE < 1 || READ_STAGES < 0 || STAGES < 0) begin : gen_check_size
        MW_MH_SIMD_and_PE_must_be_at_least_1_and_STAGES_at_least_0 illegal_parameter ();
    end
    if (MW % SIMD != 0) begin : gen_check_simd
        SIMD_must_divide_MW illegal_parameter ();
    end
    if (MH % PE != 0) begin : gen_check_pe
        PE_must_divide_MH illegal_parameter ();
    end
    if (SCORE_WIDTH <= $clog2(MW + 1)) begin : gen_check_score_width
        SCORE_WIDTH_must_exceed_clog2_of_MW_plus_1 illegal_parameter ();
    end
endgenerate

wire enable;
wire sum_valid;
wire [68:0] unused_load;
wire sum_first;
wire [SIMD-1:0] x_data;
wire [PE*SIMD-1:0] weights;
wire [PE*SCORE_WIDTH-1:0] biases;
wire [PE*SCORE_WIDTH-1:0] results;

bnn_lane_control #(
    .INPUT_WIDTH(SIMD),
    .WEIGHT_WIDTH(PE*SIMD),
    .RESULT_WIDTH(PE*SCORE_WIDTH),
    .CONSTANT_WIDTH(PE*SCORE_WIDTH),
    .SF(MW / SIMD),
    .NF(MH / PE),
    .REPLAY(REPLAY),
    .READ_STAGES(READ_STAGES),
    .STAGES(STAGES),
    .WEIGHTS(WEIGHTS),
    .CONSTANTS(BIASES),
    .WEIGHT_STYLE(WEIGHT_STYLE),
    .BUFFER_STYLE(BUFFER_STYLE)
) u_control (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_tdata(s_axis_tdata),
    .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready),
    .s_axis_tlast(s_axis_tlast),
    .s_axis_tuser(s_axis_tuser),
    .load_in(69'd0),
    .load_out(unused_load),
    .enable(enable),
    .x_data(x_data),
    .weights(weights),
    .sum_valid(sum_valid),
    .sum_first(sum_first),
    .constants(biases),
    .results(results),
    .m_axis_tdata(m_axis_tdata),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tlast(m_axis_tlast)
);

bnn_score_lanes #(
    .MW(MW),
    .SIMD(SIMD),
    .PE(PE),
    .STAGES(STAGES),
    .COMPRESSORS(COMPRESSORS),
    .SCORE_WIDTH(SCORE_WIDTH)
) u_lanes (
    .aclk(aclk),
    .enable(enable),
    .x(x_data),
    .weights(weights),
    .valid(sum_valid),
    .first(sum_first),
    .biases(biases),
    .results(results)
);

endmodule

`resetall
