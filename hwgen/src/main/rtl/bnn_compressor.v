// bnn_compressor: sum of bits of different weights, by counting equal weights in parallel.
// SPDX-License-Identifier: Apache-2.0
//
//   sum = sum over columns c of 2^c * (ones among the bits of column c), STAGES enabled cycles ago,
//         modulo 2^COLUMNS
//
// A column is the bits of one weight.  A level replaces, in every column at once, 6 bits by their
// count in 3 (one 6-input LUT each), or where no column has 6 bits any more, 3 by their count in 2;
// the counts' bits fall into this column and the next ones.  Bits that fill no group stay.  With at
// most two bits in every column left, one adder ends it.  The first level, LEAVES = 1, has groups of
// 3 and 2 bits: there a LUT also takes the products (xnor) of which the bits are made.
//
// Every path has exactly STAGES registers.  The adder gets the first, then the level before it, and
// so on; what is left delays the bits.  Throughput 1 per cycle.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_compressor #
(
    // Columns; sum (bits)
    parameter COLUMNS = 4,
    // Bits of column c in bits 12*c .. 12*c + 11; at least one bit in column 0
    parameter [12*COLUMNS-1:0] HEIGHTS = 48'd8,
    // 1 = the next level is that of the leaves
    parameter LEAVES = 0,
    // Registers from input to output
    parameter STAGES = 0,
    // Derived: bits in all columns
    parameter BITS = total(HEIGHTS)
)
(
    input  wire               aclk,

    input  wire               enable,
    // column by column, column 0 first
    input  wire [BITS-1:0]    bits,
    output wire [COLUMNS-1:0] sum
);

function integer height(input [12*COLUMNS-1:0] heights, input integer column);
    height = column < 0 || column >= COLUMNS ? 0 : {20'd0, heights[12*column +: 12]};
endfunction

// bits in the columns before one
function integer offset(input [12*COLUMNS-1:0] heights, input integer column);
    integer c;
    begin
        offset = 0;
        for (c = 0; c < column; c = c + 1) offset = offset + height(heights, c);
    end
endfunction

function integer total(input [12*COLUMNS-1:0] heights);
    total = offset(heights, COLUMNS);
endfunction

function integer highest(input [12*COLUMNS-1:0] heights);
    integer c;
    begin
        highest = 0;
        for (c = 0; c < COLUMNS; c = c + 1) begin
            if (height(heights, c) > highest) highest = height(heights, c);
        end
    end
endfunction

// bits of a full group on a level
function integer group(input [12*COLUMNS-1:0] heights, input integer leaves);
    group = leaves != 0 || highest(heights) < 6 ? 3 : 6;
endfunction

// heights after a level
function [12*COLUMNS-1:0] next(input [12*COLUMNS-1:0] heights, input integer leaves);
    integer c;
    integer size;
    integer bits_left;
    begin
        size = group(heights, leaves);
        for (c = 0; c < COLUMNS; c = c + 1) begin
            bits_left = height(heights, c) % size + height(heights, c) / size
                      + height(heights, c - 1) / size;
            if (size == 6) bits_left = bits_left + height(heights, c - 2) / size;
            next[12*c +: 12] = bits_left[11:0];
        end
    end
endfunction

// levels before the adder
function integer levels(input [12*COLUMNS-1:0] heights, input integer leaves);
    reg [12*COLUMNS-1:0] left;
    begin
        levels = leaves;
        left = leaves != 0 ? next(heights, 1) : heights;
        while (highest(left) > 2) begin
            left = next(left, 0);
            levels = levels + 1;
        end
    end
endfunction

localparam LEVELS = levels(HEIGHTS, LEAVES);
// registers after this level, or the adder, and before it
localparam SUM_STAGES = STAGES > LEVELS ? 1 : 0;
localparam BIT_STAGES = STAGES > LEVELS + 1 ? STAGES - LEVELS - 1 : 0;

wire [BITS-1:0] operands;

bnn_delay #(.WIDTH(BITS), .STAGES(BIT_STAGES)) u_delay_bits (
    .aclk(aclk),
    .aresetn(1'b1),
    .enable(enable),
    .in(bits),
    .out(operands)
);

genvar c, g;
generate
    if (STAGES < 0) begin : gen_check_stages
        STAGES_must_be_at_least_0 illegal_parameter ();
    end

    if (LEVELS == 0) begin : gen_adder
        wire [COLUMNS-1:0] left;
        wire [COLUMNS-1:0] right;

        for (c = 0; c < COLUMNS; c = c + 1) begin : gen_column
            localparam HEIGHT = height(HEIGHTS, c);
            localparam FIRST = offset(HEIGHTS, c);

            if (HEIGHT > 0) begin : gen_left
                assign left[c] = operands[FIRST];
            end else begin : gen_no_left
                assign left[c] = 1'b0;
            end
            if (HEIGHT > 1) begin : gen_right
                assign right[c] = operands[FIRST + 1];
            end else begin : gen_no_right
                assign right[c] = 1'b0;
            end
        end

        wire [COLUMNS-1:0] added = left + right;

        bnn_delay #(.WIDTH(COLUMNS), .STAGES(SUM_STAGES)) u_delay (
            .aclk(aclk),
            .aresetn(1'b1),
            .enable(enable),
            .in(added),
            .out(sum)
        );
    end else begin : gen_level
        localparam GROUP = group(HEIGHTS, LEAVES);
        localparam [12*COLUMNS-1:0] NEXT = next(HEIGHTS, LEAVES);
        localparam NEXT_BITS = total(NEXT);

        wire [NEXT_BITS-1:0] counted;
        wire [NEXT_BITS-1:0] delayed;

        for (c = 0; c < COLUMNS; c = c + 1) begin : gen_column
            localparam HEIGHT = height(HEIGHTS, c);
            localparam FIRST = offset(HEIGHTS, c);
            localparam GROUPS = HEIGHT / GROUP;
            localparam REST = HEIGHT % GROUP;
            // where the bits of a count go: after the rest and the bits from columns before
            localparam TO_0 = offset(NEXT, c) + REST;
            localparam TO_1 = offset(NEXT, c + 1) + height(HEIGHTS, c + 1) % GROUP
                            + height(HEIGHTS, c + 1) / GROUP;
            localparam TO_2 = offset(NEXT, c + 2) + height(HEIGHTS, c + 2) % GROUP
                            + height(HEIGHTS, c + 2) / GROUP + height(HEIGHTS, c + 1) / GROUP;

            if (REST > 0) begin : gen_rest
                assign counted[offset(NEXT, c) +: REST] = operands[FIRST + GROUP*GROUPS +: REST];
            end
            for (g = 0; g < GROUPS; g = g + 1) begin : gen_group
                wire [GROUP-1:0] x = operands[FIRST + GROUP*g +: GROUP];

                assign counted[TO_0 + g] = ^x;
                if (c + 1 < COLUMNS) begin : gen_carry
                    if (GROUP == 3) begin : gen_majority
                        assign counted[TO_1 + g] = (x[2] & x[1]) | (x[2] & x[0]) | (x[1] & x[0]);
                    end else begin : gen_second_bit
                        wire low_carry  = (x[2] & x[1]) | (x[2] & x[0]) | (x[1] & x[0]);
                        wire high_carry = (x[5] & x[4]) | (x[5] & x[3]) | (x[4] & x[3]);
                        wire both_odd   = (^x[2:0]) & (^x[5:3]);

                        assign counted[TO_1 + g] = low_carry ^ high_carry ^ both_odd;
                        if (c + 2 < COLUMNS) begin : gen_third_bit
                            assign counted[TO_2 + g] = (low_carry & high_carry)
                                                     | (low_carry & both_odd)
                                                     | (high_carry & both_odd);
                        end
                    end
                end
            end
        end

        bnn_delay #(.WIDTH(NEXT_BITS), .STAGES(SUM_STAGES)) u_delay (
            .aclk(aclk),
            .aresetn(1'b1),
            .enable(enable),
            .in(counted),
            .out(delayed)
        );

        bnn_compressor #(
            .COLUMNS(COLUMNS),
            .HEIGHTS(NEXT),
            .STAGES(STAGES > LEVELS ? LEVELS : STAGES)
        ) u_next (
            .aclk(aclk),
            .enable(enable),
            .bits(delayed),
            .sum(sum)
        );
    end
endgenerate

endmodule

`resetall
