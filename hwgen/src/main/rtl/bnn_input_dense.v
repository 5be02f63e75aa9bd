// bnn_input_dense: folded matrix layer, integers in, bits out: fully connected, or behind bnn_window a
// convolution.
// SPDX-License-Identifier: Apache-2.0
//
//   bit[o] = (sum over i of (weight[o][i] ? +value[i] : -value[i]) >= threshold[o])    o = 0 .. MH-1
//
// Values are bytes, or any integers of VALUE_WIDTH bits.
//
// Folding       SF = MW/SIMD input beats and NF = MH/PE output beats per vector.
// Input         beat sf is inputs sf*SIMD .. sf*SIMD + SIMD-1, the first in the lowest bits; of vector m
//               from bit m*SIMD*VALUE_WIDTH; tlast on the last beat of a frame, and with REPLAY tuser = 1 on it drops the frame.
// Output        beat nf is neurons nf*PE .. nf*PE + PE-1, of vector m in bits m*PE .. m*PE + PE-1; tlast on the
//               last beat of a frame.
// Throughput    SF*NF cycles per vector (PIXELS at once), without bubbles, while the next one is there in time.
// Latency       with REPLAY SF + READ_STAGES + STAGES + COMPARE_STAGES + 4 cycles from a frame's last input
//               beat to its first output beat; else READ_STAGES + STAGES + COMPARE_STAGES + 4 from the last
//               beat of a pass to its output beat.
// Flow control  a waiting output stops the computation; collecting the next frame goes on.
//               s_axis_tready and m_axis outputs come from registers.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_input_dense #
(
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
    // Input (bits), and 1 if it is two's complement
    parameter VALUE_WIDTH = 8,
    parameter VALUE_SIGNED = 0,
    // Sum and threshold, two's complement (bits); must hold every sum and every threshold
    parameter ACC_WIDTH = 12,
    // Weight file: SF*NF lines of PE*SIMD bits; line nf*SF + sf, bit p*SIMD + s is the weight of
    // neuron nf*PE + p for input sf*SIMD + s
    parameter WEIGHTS = "",
    // Threshold file: NF lines of PE fields of ACC_WIDTH bits; line nf, field p is that of neuron
    // nf*PE + p
    parameter THRESHOLDS = "",
    // Weight memory and input buffer: 0 = the tool decides, 1 = block memory, 2 = logic
    parameter WEIGHT_STYLE = 0,
    parameter BUFFER_STYLE = 0
)
(
    input  wire                               aclk,
    input  wire                               aresetn,

    input  wire [PIXELS*SIMD*VALUE_WIDTH-1:0] s_axis_tdata,
    input  wire                               s_axis_tvalid,
    output wire                               s_axis_tready,
    input  wire                               s_axis_tlast,
    input  wire                               s_axis_tuser,

    output wire [PIXELS*PE-1:0]               m_axis_tdata,
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
    if (PIXELS < 1 || (PIXELS > 1 && REPLAY == 1)) begin : gen_check_pixels
        PIXELS_must_be_at_least_1_and_1_with_REPLAY illegal_parameter ();
    end
    if (ACC_WIDTH < 1) begin : gen_check_acc_width
        ACC_WIDTH_must_be_at_least_1 illegal_parameter ();
    end
endgenerate

wire enable;
wire sum_valid;
wire [68:0] unused_load;
wire sum_first;
wire [PIXELS*SIMD*VALUE_WIDTH-1:0] x_data;
wire [PE*SIMD-1:0] weights;
wire [PE*ACC_WIDTH-1:0] thresholds;
wire [PIXELS*PE-1:0] results;

bnn_lane_control #(
    .INPUT_WIDTH(PIXELS*SIMD*VALUE_WIDTH),
    .WEIGHT_WIDTH(PE*SIMD),
    .RESULT_WIDTH(PIXELS*PE),
    .CONSTANT_WIDTH(PE*ACC_WIDTH),
    .SF(MW / SIMD),
    .NF(MH / PE),
    .REPLAY(REPLAY),
    .READ_STAGES(READ_STAGES),
    .STAGES(STAGES),
    .RESULT_STAGES(COMPARE_STAGES),
    .WEIGHTS(WEIGHTS),
    .CONSTANTS(THRESHOLDS),
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
    .constants(thresholds),
    .results(results),
    .m_axis_tdata(m_axis_tdata),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tlast(m_axis_tlast)
);

bnn_input_lanes #(
    .SIMD(SIMD),
    .PE(PE),
    .PIXELS(PIXELS),
    .VALUE_WIDTH(VALUE_WIDTH),
    .VALUE_SIGNED(VALUE_SIGNED),
    .STAGES(STAGES),
    .COMPARE_STAGES(COMPARE_STAGES),
    .ACC_WIDTH(ACC_WIDTH)
) u_lanes (
    .aclk(aclk),
    .enable(enable),
    .x(x_data),
    .weights(weights),
    .valid(sum_valid),
    .first(sum_first),
    .thresholds(thresholds),
    .results(results)
);

endmodule

`resetall
