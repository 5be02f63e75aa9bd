// bnn_dense_lanes: the lanes of a layer of bits, PE neurons of PIXELS vectors at once.
// SPDX-License-Identifier: Apache-2.0
//
//   result = (sum over the beats of a pass of popcount(x xnor weights) >= threshold)
//
// Lane i is neuron i % PE of vector i / PE.  Timing as bnn_lane_control describes it: x and weights enter
// together, `valid` and `first` STAGES enabled cycles later, thresholds another one later; results are a register.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_dense_lanes #
(
    // Inputs of the matrix; inputs and neurons per cycle, vectors side by side
    parameter MW = 8,
    parameter SIMD = 4,
    parameter PE = 2,
    parameter PIXELS = 1,
    // Pipeline registers: between product and accumulator, in the comparison
    parameter STAGES = 0,
    parameter COMPARE_STAGES = 0,
    // How the popcount adds: 0 = adders, 1 = compressors
    parameter COMPRESSORS = 0,
    // Derived: threshold (bits)
    parameter THRESHOLD_WIDTH = $clog2(MW + 2)
)
(
    input  wire                          aclk,

    input  wire                          enable,
    input  wire [PIXELS*SIMD-1:0]        x,
    input  wire [PE*SIMD-1:0]            weights,
    input  wire                          valid,
    input  wire                          first,
    input  wire [PE*THRESHOLD_WIDTH-1:0] thresholds,
    output reg  [PIXELS*PE-1:0]          results
);

localparam COUNT_WIDTH = $clog2(MW + 1);

genvar i;
generate
    for (i = 0; i < PIXELS * PE; i = i + 1) begin : gen_lane
        localparam p = i % PE;

        wire [COUNT_WIDTH-1:0] count;

        bnn_xnor_lane #(
            .SIMD(SIMD),
            .STAGES(STAGES),
            .COMPRESSORS(COMPRESSORS),
            .COUNT_WIDTH(COUNT_WIDTH)
        ) u_lane (
            .aclk(aclk),
            .enable(enable),
            .x(x[i/PE*SIMD +: SIMD]),
            .weights(weights[p*SIMD +: SIMD]),
            .valid(valid),
            .first(first),
            .count(count)
        );

        // one more bit, so that both sides of the comparison have one width
        wire [THRESHOLD_WIDTH:0] left  = {{(THRESHOLD_WIDTH + 1 - COUNT_WIDTH){1'b0}}, count};
        wire [THRESHOLD_WIDTH:0] right = {1'b0, thresholds[p*THRESHOLD_WIDTH +: THRESHOLD_WIDTH]};
        wire                     at_least;

        bnn_at_least #(.WIDTH(THRESHOLD_WIDTH + 1), .STAGES(COMPARE_STAGES)) u_compare (
            .aclk(aclk),
            .enable(enable),
            .left(left),
            .right(right),
            .carry(1'b1),
            .result(at_least)
        );

        always @(posedge aclk) begin
            if (enable) results[i] <= at_least;
        end
    end
endgenerate

endmodule

`resetall
