// bnn_pixel_lane: one neuron's dot product of integers with +-1 weights, SIMD inputs per cycle.
// SPDX-License-Identifier: Apache-2.0
//
//   total = sum over the beats of a pass of (weight ? +value : -value)
//
// x and weights enter together; `valid` and `first` enter STAGES enabled cycles later, with their sum:
// valid = 0 leaves the total as it is, first = 1 starts a new one.  total is complete one enabled cycle
// after the last sum.
//
// Arithmetic is modulo 2^ACC_WIDTH: ACC_WIDTH has to hold the final totals only.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_pixel_lane #
(
    // Inputs per cycle
    parameter SIMD = 8,
    // Input (bits), and 1 if it is two's complement
    parameter VALUE_WIDTH = 8,
    parameter VALUE_SIGNED = 0,
    // Registers inside the adder tree
    parameter STAGES = 0,
    // total, two's complement (bits)
    parameter ACC_WIDTH = 18
)
(
    input  wire                 aclk,

    input  wire                 enable,
    input  wire [SIMD*VALUE_WIDTH-1:0] x,
    input  wire [SIMD-1:0]      weights,
    input  wire                 valid,
    input  wire                 first,
    output reg  [ACC_WIDTH-1:0] total
);

// one more bit: the smallest of a signed kind has no counterpart
localparam PRODUCT_WIDTH = VALUE_WIDTH + 1;
localparam SUM_WIDTH = PRODUCT_WIDTH + $clog2(SIMD);

wire [SIMD*PRODUCT_WIDTH-1:0] products;
wire [SUM_WIDTH-1:0] sum;
wire [ACC_WIDTH-1:0] addend;

genvar s;
generate
    for (s = 0; s < SIMD; s = s + 1) begin : gen_product
        wire [VALUE_WIDTH-1:0]   value = x[s*VALUE_WIDTH +: VALUE_WIDTH];
        wire [PRODUCT_WIDTH-1:0] plus  = {VALUE_SIGNED != 0 && value[VALUE_WIDTH-1], value};

        assign products[s*PRODUCT_WIDTH +: PRODUCT_WIDTH] = weights[s] ? plus : -plus;
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

bnn_adder_tree #(.COUNT(SIMD), .WIDTH(PRODUCT_WIDTH), .STAGES(STAGES)) u_sum (
    .aclk(aclk),
    .enable(enable),
    .values(products),
    .sum(sum)
);

wire [ACC_WIDTH-1:0] so_far = first ? {ACC_WIDTH{1'b0}} : total;

always @(posedge aclk) begin
    if (enable && valid) total <= so_far + addend;
end

endmodule

`resetall
