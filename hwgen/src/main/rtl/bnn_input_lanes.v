// bnn_input_lanes: the lanes of a layer of integers, PE neurons of PIXELS vectors at once.
// SPDX-License-Identifier: Apache-2.0
//
//   result = (sum over the beats of a pass of (weight ? +value : -value) >= threshold)
//
// Lane i is neuron i % PE of vector i / PE.  Timing as bnn_lane_control describes it: x and weights enter
// together, `valid` and `first` STAGES enabled cycles later, thresholds another one later; results are a register.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_input_lanes #
(
    // Inputs and neurons per cycle, vectors side by side
    parameter SIMD = 4,
    parameter PE = 2,
    parameter PIXELS = 1,
    // Input value (bits), and whether it is two's complement
    parameter VALUE_WIDTH = 8,
    parameter VALUE_SIGNED = 0,
    // Pipeline registers: between product and accumulator, in the comparison
    parameter STAGES = 0,
    parameter COMPARE_STAGES = 0,
    // Sum and threshold, two's complement (bits)
    parameter ACC_WIDTH = 12
)
(
    input  wire                               aclk,

    input  wire                               enable,
    input  wire [PIXELS*SIMD*VALUE_WIDTH-1:0] x,
    input  wire [PE*SIMD-1:0]                 weights,
    input  wire                               valid,
    input  wire                               first,
    input  wire [PE*ACC_WIDTH-1:0]            thresholds,
    output reg  [PIXELS*PE-1:0]               results
);

localparam [ACC_WIDTH-1:0] SIGN = {1'b1, {(ACC_WIDTH-1){1'b0}}};

genvar i;
generate
    for (i = 0; i < PIXELS * PE; i = i + 1) begin : gen_lane
        localparam p = i % PE;

        wire [ACC_WIDTH-1:0] total;

        bnn_pixel_lane #(
            .SIMD(SIMD),
            .VALUE_WIDTH(VALUE_WIDTH),
            .VALUE_SIGNED(VALUE_SIGNED),
            .STAGES(STAGES),
            .ACC_WIDTH(ACC_WIDTH)
        ) u_lane (
            .aclk(aclk),
            .enable(enable),
            .x(x[i/PE*SIMD*VALUE_WIDTH +: SIMD*VALUE_WIDTH]),
            .weights(weights[p*SIMD +: SIMD]),
            .valid(valid),
            .first(first),
            .total(total)
        );

        wire [ACC_WIDTH-1:0] threshold = thresholds[p*ACC_WIDTH +: ACC_WIDTH];

        wire                 at_least;

        // with the sign bits inverted, signed numbers are in the order of unsigned ones
        bnn_at_least #(.WIDTH(ACC_WIDTH), .STAGES(COMPARE_STAGES)) u_compare (
            .aclk(aclk),
            .enable(enable),
            .left(total ^ SIGN),
            .right(threshold ^ SIGN),
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
