// bnn_popcount: ones in a vector.
// SPDX-License-Identifier: Apache-2.0
//
//   count = number of bits that are 1, STAGES enabled cycles ago
//
// A tree of adders over leaves of at most 3 bits (one full adder each).  Every path has exactly
// STAGES registers: the adder nearest the output gets the first, the leaves get what is left.
// Throughput 1 per cycle.
//
// With the macro BNN_COUNTONES the same module is $countones and a delay (SystemVerilog): equal
// cycle by cycle, and a whole network simulates about twice as fast.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_popcount #
(
    // Bits to count
    parameter WIDTH = 8,
    // Registers from input to output
    parameter STAGES = 0,
    // Derived: count (bits)
    parameter COUNT_WIDTH = $clog2(WIDTH + 1)
)
(
    input  wire                   aclk,

    input  wire                   enable,
    input  wire [WIDTH-1:0]       bits,
    output wire [COUNT_WIDTH-1:0] count
);

generate
    if (WIDTH < 1 || STAGES < 0) begin : gen_check_size
        WIDTH_must_be_at_least_1_and_STAGES_at_least_0 illegal_parameter ();
    end
endgenerate

wire [COUNT_WIDTH-1:0] sum;

`ifdef BNN_COUNTONES

localparam CHILD_STAGES = 0;

assign sum = COUNT_WIDTH'($countones(bits));

`else

// registers of the operands, when the adder is followed by one
localparam CHILD_STAGES = WIDTH > 3 && STAGES > 0 ? STAGES - 1 : 0;

generate
    if (WIDTH == 1) begin : gen_one
        assign sum = bits;
    end else if (WIDTH == 2) begin : gen_half_adder
        assign sum = {bits[1] & bits[0], bits[1] ^ bits[0]};
    end else if (WIDTH == 3) begin : gen_full_adder
        assign sum = {(bits[2] & bits[1]) | (bits[2] & bits[0]) | (bits[1] & bits[0]),
                      bits[2] ^ bits[1] ^ bits[0]};
    end else begin : gen_adder
        // the low part takes the largest 3 * 2^k bits that leave something for the high part
        localparam LOW_WIDTH = 3 << ($clog2((WIDTH + 2) / 3) - 1);
        localparam HIGH_WIDTH = WIDTH - LOW_WIDTH;
        localparam LOW_COUNT_WIDTH = $clog2(LOW_WIDTH + 1);
        localparam HIGH_COUNT_WIDTH = $clog2(HIGH_WIDTH + 1);

        wire [LOW_COUNT_WIDTH-1:0]  low;
        wire [HIGH_COUNT_WIDTH-1:0] high;

        bnn_popcount #(.WIDTH(LOW_WIDTH), .STAGES(CHILD_STAGES)) u_low (
            .aclk(aclk),
            .enable(enable),
            .bits(bits[LOW_WIDTH-1:0]),
            .count(low)
        );

        bnn_popcount #(.WIDTH(HIGH_WIDTH), .STAGES(CHILD_STAGES)) u_high (
            .aclk(aclk),
            .enable(enable),
            .bits(bits[WIDTH-1:LOW_WIDTH]),
            .count(high)
        );

        assign sum = {{(COUNT_WIDTH - LOW_COUNT_WIDTH){1'b0}}, low}
                   + {{(COUNT_WIDTH - HIGH_COUNT_WIDTH){1'b0}}, high};
    end
endgenerate

`endif

bnn_delay #(.WIDTH(COUNT_WIDTH), .STAGES(STAGES - CHILD_STAGES)) u_delay (
    .aclk(aclk),
    .aresetn(1'b1),
    .enable(enable),
    .in(sum),
    .out(count)
);

endmodule

`resetall
