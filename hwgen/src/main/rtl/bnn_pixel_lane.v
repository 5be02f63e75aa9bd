// bnn_pixel_lane: one neuron's dot product of bytes with +-1 weights, SIMD inputs per cycle.
// SPDX-License-Identifier: Apache-2.0
//
//   total = sum over the beats of a pass of (weight ? +byte : -byte)
//
// x and weights enter together; `first` enters STAGES enabled cycles later, with their sum, and
// starts a new total.  total is complete one enabled cycle after the last sum.  There is no
// valid: beats of a pass follow each other without gaps, and between passes nobody looks.
//
// Arithmetic is modulo 2^ACC_WIDTH: ACC_WIDTH has to hold the final totals only.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_pixel_lane #
(
    // Inputs per cycle
    parameter SIMD = 8,
    // Registers inside the adder tree
    parameter STAGES = 0,
    // total, two's complement (bits)
    parameter ACC_WIDTH = 18
)
(
    input  wire                 aclk,

    input  wire                 enable,
    input  wire [8*SIMD-1:0]    x,
    input  wire [SIMD-1:0]      weights,
    input  wire                 first,
    output reg  [ACC_WIDTH-1:0] total
);

localparam SUM_WIDTH = 9 + $clog2(SIMD);

wire [9*SIMD-1:0]    products;
wire [SUM_WIDTH-1:0] sum;
wire [ACC_WIDTH-1:0] addend;

genvar s;
generate
    for (s = 0; s < SIMD; s = s + 1) begin : gen_product
        wire [8:0] plus = {1'b0, x[8*s +: 8]};

        assign products[9*s +: 9] = weights[s] ? plus : -plus;
    end

    if (ACC_WIDTH > SUM_WIDTH) begin : gen_extend
        assign addend = {{(ACC_WIDTH - SUM_WIDTH){sum[SUM_WIDTH-1]}}, sum};
    end else begin : gen_truncate
        assign addend = sum[ACC_WIDTH-1:0];
    end
    if (ACC_WIDTH < SUM_WIDTH) begin : gen_unused
        wire unused = &{1'b0, sum[SUM_WIDTH-1:ACC_WIDTH]};
    end
endgenerate

bnn_adder_tree #(.COUNT(SIMD), .WIDTH(9), .STAGES(STAGES)) u_sum (
    .aclk(aclk),
    .enable(enable),
    .values(products),
    .sum(sum)
);

wire [ACC_WIDTH-1:0] so_far = first ? {ACC_WIDTH{1'b0}} : total;

always @(posedge aclk) begin
    if (enable) total <= so_far + addend;
end

endmodule

`resetall
