// bnn_xnor_lane: one neuron's dot product of bits, SIMD inputs per cycle.
// SPDX-License-Identifier: Apache-2.0
//
//   count = sum over the beats of a pass of popcount(x xnor weights)
//
// x and weights enter together; `valid` and `first` enter STAGES enabled cycles later, with their popcount:
// valid = 0 leaves the count as it is, first = 1 starts a new one.  count is complete one enabled cycle
// after the last popcount.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_xnor_lane #
(
    // Inputs per cycle
    parameter SIMD = 8,
    // Registers inside the popcount, and how it adds: 0 = adders, 1 = compressors
    parameter STAGES = 0,
    parameter COMPRESSORS = 0,
    // count (bits)
    parameter COUNT_WIDTH = 8
)
(
    input  wire                   aclk,

    input  wire                   enable,
    input  wire [SIMD-1:0]        x,
    input  wire [SIMD-1:0]        weights,
    input  wire                   valid,
    input  wire                   first,
    output reg  [COUNT_WIDTH-1:0] count
);

localparam SUM_WIDTH = $clog2(SIMD + 1);

wire [SUM_WIDTH-1:0] sum;

bnn_popcount #(.WIDTH(SIMD), .STAGES(STAGES), .COMPRESSORS(COMPRESSORS)) u_popcount (
    .aclk(aclk),
    .enable(enable),
    .bits(x ~^ weights),
    .count(sum)
);

wire [COUNT_WIDTH-1:0] so_far = first ? {COUNT_WIDTH{1'b0}} : count;

always @(posedge aclk) begin
    if (enable && valid) count <= so_far + {{(COUNT_WIDTH - SUM_WIDTH){1'b0}}, sum};
end

endmodule

`resetall
