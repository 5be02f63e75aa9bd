// bnn_popcount: ones in a vector.
// SPDX-License-Identifier: Apache-2.0
//
//   count = number of bits that are 1, STAGES enabled cycles ago
//
// COMPRESSORS = 0: a tree of adders over leaves of at most 3 bits (one full adder each): best where
// an adder has carry logic of its own in every logic cell (4-input LUTs).
// COMPRESSORS = 1: bnn_compressor, which takes fewer 6-input LUTs.
//
// Every path has exactly STAGES registers.  The adder nearest the output gets the first, then the
// levels before it up to the leaves, then the bits themselves.  Throughput 1 per cycle.
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
    // 0 = adders, 1 = compressors
    parameter COMPRESSORS = 0,
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
    if (COMPRESSORS != 0 && COMPRESSORS != 1) begin : gen_check_compressors
        COMPRESSORS_must_be_0_or_1 illegal_parameter ();
    end

`ifdef BNN_COUNTONES
    wire [COUNT_WIDTH-1:0] sum = COUNT_WIDTH'($countones(bits));

    bnn_delay #(.WIDTH(COUNT_WIDTH), .STAGES(STAGES)) u_delay (
        .aclk(aclk),
        .aresetn(1'b1),
        .enable(enable),
        .in(sum),
        .out(count)
    );
`else
    if (WIDTH <= 3) begin : gen_leaf
        // one register after the leaf, what is left before it
        localparam SUM_STAGES = STAGES > 0 ? 1 : 0;

        wire [WIDTH-1:0]       operands;
        wire [COUNT_WIDTH-1:0] sum;

        bnn_delay #(.WIDTH(WIDTH), .STAGES(STAGES - SUM_STAGES)) u_delay_bits (
            .aclk(aclk),
            .aresetn(1'b1),
            .enable(enable),
            .in(bits),
            .out(operands)
        );

        if (WIDTH == 1) begin : gen_one
            assign sum = operands;
        end else if (WIDTH == 2) begin : gen_half_adder
            assign sum = {operands[1] & operands[0], operands[1] ^ operands[0]};
        end else begin : gen_full_adder
            assign sum = {(operands[2] & operands[1]) | (operands[2] & operands[0])
                          | (operands[1] & operands[0]),
                          operands[2] ^ operands[1] ^ operands[0]};
        end

        bnn_delay #(.WIDTH(COUNT_WIDTH), .STAGES(SUM_STAGES)) u_delay_sum (
            .aclk(aclk),
            .aresetn(1'b1),
            .enable(enable),
            .in(sum),
            .out(count)
        );
    end else if (COMPRESSORS == 0) begin : gen_adder
        // the low part takes the largest 3 * 2^k bits that leave something for the high part
        localparam LOW_WIDTH = 3 << ($clog2((WIDTH + 2) / 3) - 1);
        localparam HIGH_WIDTH = WIDTH - LOW_WIDTH;
        localparam LOW_COUNT_WIDTH = $clog2(LOW_WIDTH + 1);
        localparam HIGH_COUNT_WIDTH = $clog2(HIGH_WIDTH + 1);
        // one register after the adder, what is left before it
        localparam SUM_STAGES = STAGES > 0 ? 1 : 0;

        wire [LOW_COUNT_WIDTH-1:0]  low;
        wire [HIGH_COUNT_WIDTH-1:0] high;

        bnn_popcount #(.WIDTH(LOW_WIDTH), .STAGES(STAGES - SUM_STAGES)) u_low (
            .aclk(aclk),
            .enable(enable),
            .bits(bits[LOW_WIDTH-1:0]),
            .count(low)
        );

        bnn_popcount #(.WIDTH(HIGH_WIDTH), .STAGES(STAGES - SUM_STAGES)) u_high (
            .aclk(aclk),
            .enable(enable),
            .bits(bits[WIDTH-1:LOW_WIDTH]),
            .count(high)
        );

        wire [COUNT_WIDTH-1:0] sum = {{(COUNT_WIDTH - LOW_COUNT_WIDTH){1'b0}}, low}
                                   + {{(COUNT_WIDTH - HIGH_COUNT_WIDTH){1'b0}}, high};

        bnn_delay #(.WIDTH(COUNT_WIDTH), .STAGES(SUM_STAGES)) u_delay (
            .aclk(aclk),
            .aresetn(1'b1),
            .enable(enable),
            .in(sum),
            .out(count)
        );
    end else begin : gen_compressors
        bnn_compressor #(.WIDTH(WIDTH), .STAGES(STAGES)) u_compressor (
            .aclk(aclk),
            .enable(enable),
            .bits(bits),
            .count(count)
        );
    end
`endif
endgenerate

endmodule

`resetall
