// bnn_score_lanes: the lanes of the last layer, PE scores at once.
// SPDX-License-Identifier: Apache-2.0
//
//   result = 2 * (sum over the beats of a pass of popcount(x xnor weights)) + bias
//
// Timing as bnn_lane_control describes it: x and weights enter together, `valid` and `first` STAGES enabled cycles
// later, biases another one later; results are a register.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_score_lanes #
(
    // Inputs of the matrix; inputs and neurons per cycle
    parameter MW = 8,
    parameter SIMD = 4,
    parameter PE = 2,
    // Pipeline registers between product and accumulator
    parameter STAGES = 0,
    // How the popcount adds: 0 = adders, 1 = compressors
    parameter COMPRESSORS = 0,
    // Score and bias, two's complement (bits); more than those of a sum
    parameter SCORE_WIDTH = 8
)
(
    input  wire                      aclk,

    input  wire                      enable,
    input  wire [SIMD-1:0]           x,
    input  wire [PE*SIMD-1:0]        weights,
    input  wire                      valid,
    input  wire                      first,
    input  wire [PE*SCORE_WIDTH-1:0] biases,
    output reg  [PE*SCORE_WIDTH-1:0] results
);

localparam COUNT_WIDTH = $clog2(MW + 1);

genvar p;
generate
    for (p = 0; p < PE; p = p + 1) begin : gen_lane
        wire [COUNT_WIDTH-1:0] count;

        bnn_xnor_lane #(
            .SIMD(SIMD),
            .STAGES(STAGES),
            .COMPRESSORS(COMPRESSORS),
            .COUNT_WIDTH(COUNT_WIDTH)
        ) u_lane (
            .aclk(aclk),
            .enable(enable),
            .x(x),
            .weights(weights[p*SIMD +: SIMD]),
            .valid(valid),
            .first(first),
            .count(count)
        );

        wire [SCORE_WIDTH-1:0] twice = {{(SCORE_WIDTH - COUNT_WIDTH - 1){1'b0}}, count, 1'b0};
        wire [SCORE_WIDTH-1:0] bias  = biases[p*SCORE_WIDTH +: SCORE_WIDTH];

        always @(posedge aclk) begin
            if (enable) results[p*SCORE_WIDTH +: SCORE_WIDTH] <= twice + bias;
        end
    end
endgenerate

endmodule

`resetall
