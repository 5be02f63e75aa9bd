// fv_popcount_node: one level of the popcount tree adds what its two parts count.
// SPDX-License-Identifier: Apache-2.0
//
// Induction over the size: fv_popcount proves small trees as they are; here the parts of a larger
// one are taken as right.  They are replaced by fv_popcount_part, which gives any number that a
// part of its size may count, taken from its input bits: so there is nothing left to count, and the
// proof takes no time whatever the size.

`default_nettype none

module fv_popcount_part #
(
    parameter WIDTH = 8,
    parameter STAGES = 0,
    parameter COUNT_WIDTH = $clog2(WIDTH + 1)
)
(
    input  wire                   aclk,
    input  wire                   enable,
    input  wire [WIDTH-1:0]       bits,
    output wire [COUNT_WIDTH-1:0] count
);

assign count = bits[COUNT_WIDTH-1:0];

endmodule

module fv_popcount_node #
(
    parameter WIDTH = 8,
    // Bits of the low part
    parameter LOW = 6
)
(
    input  wire [WIDTH-1:0] bits,
    output wire             ok
);

localparam HIGH = WIDTH - LOW;
localparam COUNT_WIDTH = $clog2(WIDTH + 1);

wire [COUNT_WIDTH-1:0] count;

bnn_popcount #(.WIDTH(WIDTH), .STAGES(0)) dut (
    .aclk(1'b0),
    .enable(1'b1),
    .bits(bits),
    .count(count)
);

wire [COUNT_WIDTH:0] low  = bits[0 +: $clog2(LOW + 1)];
wire [COUNT_WIDTH:0] high = bits[LOW +: $clog2(HIGH + 1)];

assign ok = low > LOW || high > HIGH || count == low + high;

endmodule
