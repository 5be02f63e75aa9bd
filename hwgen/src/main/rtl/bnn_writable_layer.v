// bnn_writable_layer: bnn_input_dense, bnn_dense or bnn_scores with weights that the host may load.
// SPDX-License-Identifier: Apache-2.0
//
//   KIND = 0: bnn_input_dense, integers in, bits out      constants are thresholds of VALUE_BITS bits
//   KIND = 1: bnn_dense, bits in, bits out                constants are thresholds of $clog2(MW+2) bits
//   KIND = 2: bnn_scores, bits in, scores out             constants are biases of VALUE_BITS bits
//
// Everything is as in the module of that kind, but for the memories: bnn_layer_memories holds two networks
// and is a link of the chain load_in, load_out.  The files are the network it begins with.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_writable_layer #
(
    parameter KIND = 1,
    // Number of the layer in the host's addresses
    parameter LAYER = 1,
    // Inputs and outputs of the matrix
    parameter MW = 8,
    parameter MH = 4,
    // Inputs and neurons per cycle; SIMD divides MW, PE divides MH
    parameter SIMD = 4,
    parameter PE = 2,
    // Vectors side by side in a beat, multiplied by the same weights
    parameter PIXELS = 1,
    // 1 = a frame is one vector (PIXELS = 1), kept and replayed here; 0 = a frame is any number of vectors,
    // each of which comes NF times, as bnn_window gives them
    parameter REPLAY = 1,
    // Pipeline registers: behind the memories, between product and accumulator, in the comparison
    parameter READ_STAGES = 0,
    parameter STAGES = 0,
    parameter COMPARE_STAGES = 0,
    // How the popcount adds: 0 = adders, 1 = compressors
    parameter COMPRESSORS = 0,
    // Input (bits), and whether it is two's complement; KIND 1 and 2: 1 bit
    parameter VALUE_WIDTH = 1,
    parameter VALUE_SIGNED = 0,
    // Threshold of KIND 0 (ACC_WIDTH there), score and bias of KIND 2 (SCORE_WIDTH there), in bits
    parameter VALUE_BITS = 8,
    // Files as of the module of that kind
    parameter WEIGHTS = "",
    parameter CONSTANTS = "",
    // Input buffer: 0 = the tool decides, 1 = block memory, 2 = registers, 3 = LUT memory
    parameter BUFFER_STYLE = 0,
    // Derived: constant and result (bits)
    parameter CONSTANT_BITS = KIND == 1 ? $clog2(MW + 2) : VALUE_BITS,
    parameter RESULT_BITS = KIND == 2 ? VALUE_BITS : 1
)
(
    input  wire                               aclk,
    input  wire                               aresetn,

    input  wire [68:0]                        load_in,
    output wire [68:0]                        load_out,

    input  wire [PIXELS*SIMD*VALUE_WIDTH-1:0] s_axis_tdata,
    input  wire                               s_axis_tvalid,
    output wire                               s_axis_tready,
    input  wire                               s_axis_tlast,
    input  wire                               s_axis_tuser,

    output wire [PIXELS*PE*RESULT_BITS-1:0]   m_axis_tdata,
    output wire                               m_axis_tvalid,
    input  wire                               m_axis_tready,
    output wire                               m_axis_tlast
);

generate
    if (MW < 1 || MH < 1 || SIMD < 1 || PE < 1 || READ_STAGES < 0 || STAGES < 0
            || COMPARE_STAGES < 0) begin : gen_check_size
        MW_MH_SIMD_and_PE_must_be_at_least_1_and_STAGES_at_least_0 illegal_parameter ();
    end
    if (MW % SIMD != 0) begin : gen_check_simd
        SIMD_must_divide_MW illegal_parameter ();
    end
    if (MH % PE != 0) begin : gen_check_pe
        PE_must_divide_MH illegal_parameter ();
    end
    if (PIXELS < 1 || (PIXELS > 1 && (REPLAY == 1 || KIND == 2))) begin : gen_check_pixels
        PIXELS_must_be_at_least_1_and_1_with_REPLAY illegal_parameter ();
    end
    if (KIND != 0 && VALUE_WIDTH != 1) begin : gen_check_value_width
        VALUE_WIDTH_must_be_1_but_for_KIND_0 illegal_parameter ();
    end
endgenerate

wire enable;
wire sum_valid;
wire sum_first;
wire [PIXELS*SIMD*VALUE_WIDTH-1:0] x_data;
wire [PE*SIMD-1:0] weights;
wire [PE*CONSTANT_BITS-1:0] constants;
wire [PIXELS*PE*RESULT_BITS-1:0] results;

bnn_lane_control #(
    .INPUT_WIDTH(PIXELS*SIMD*VALUE_WIDTH),
    .WEIGHT_WIDTH(PE*SIMD),
    .RESULT_WIDTH(PIXELS*PE*RESULT_BITS),
    .CONSTANT_WIDTH(PE*CONSTANT_BITS),
    .SF(MW / SIMD),
    .NF(MH / PE),
    .REPLAY(REPLAY),
    .READ_STAGES(READ_STAGES),
    .STAGES(STAGES),
    .RESULT_STAGES(COMPARE_STAGES),
    .WEIGHTS(WEIGHTS),
    .CONSTANTS(CONSTANTS),
    .WRITABLE(1),
    .LAYER(LAYER),
    .BUFFER_STYLE(BUFFER_STYLE)
) u_control (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_tdata(s_axis_tdata),
    .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready),
    .s_axis_tlast(s_axis_tlast),
    .s_axis_tuser(s_axis_tuser),
    .load_in(load_in),
    .load_out(load_out),
    .enable(enable),
    .x_data(x_data),
    .weights(weights),
    .sum_valid(sum_valid),
    .sum_first(sum_first),
    .constants(constants),
    .results(results),
    .m_axis_tdata(m_axis_tdata),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tlast(m_axis_tlast)
);

generate
    if (KIND == 0) begin : gen_input
        bnn_input_lanes #(
            .SIMD(SIMD),
            .PE(PE),
            .PIXELS(PIXELS),
            .VALUE_WIDTH(VALUE_WIDTH),
            .VALUE_SIGNED(VALUE_SIGNED),
            .STAGES(STAGES),
            .COMPARE_STAGES(COMPARE_STAGES),
            .ACC_WIDTH(VALUE_BITS)
        ) u_lanes (
            .aclk(aclk),
            .enable(enable),
            .x(x_data),
            .weights(weights),
            .valid(sum_valid),
            .first(sum_first),
            .thresholds(constants),
            .results(results)
        );
    end else if (KIND == 1) begin : gen_dense
        bnn_dense_lanes #(
            .MW(MW),
            .SIMD(SIMD),
            .PE(PE),
            .PIXELS(PIXELS),
            .STAGES(STAGES),
            .COMPARE_STAGES(COMPARE_STAGES),
            .COMPRESSORS(COMPRESSORS)
        ) u_lanes (
            .aclk(aclk),
            .enable(enable),
            .x(x_data),
            .weights(weights),
            .valid(sum_valid),
            .first(sum_first),
            .thresholds(constants),
            .results(results)
        );
    end else if (KIND == 2) begin : gen_scores
        bnn_score_lanes #(
            .MW(MW),
            .SIMD(SIMD),
            .PE(PE),
            .STAGES(STAGES),
            .COMPRESSORS(COMPRESSORS),
            .SCORE_WIDTH(VALUE_BITS)
        ) u_lanes (
            .aclk(aclk),
            .enable(enable),
            .x(x_data),
            .weights(weights),
            .valid(sum_valid),
            .first(sum_first),
            .biases(constants),
            .results(results)
        );
    end else begin : gen_check_kind
        KIND_must_be_0_1_or_2 illegal_parameter ();
    end
endgenerate

endmodule

`resetall
