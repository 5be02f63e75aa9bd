// bnn_compressor: ones in a vector, counted in parallel groups.
// SPDX-License-Identifier: Apache-2.0
//
//   count = number of bits that are 1, STAGES enabled cycles ago
//
// The bits that weigh 2^c are column c; at first all bits are column 0.  A level replaces, in every
// column at once, the bits of a group by the binary digits of their count, which fall into this
// column and the next ones; bits that fill no group stay.  With at most two bits in every column
// left, one adder ends it.
//
//   level 0     groups of 3 in 2 digits: a 6-input LUT takes the products (xnor) of a group, too
//   then        groups of 6 in 3 digits, one 6-input LUT each, while a column has 6 bits
//   at the end  groups of 3
//
// Every path has exactly STAGES registers.  The adder gets the first, then the level before it, and
// so on; what is left delays the bits.  Throughput 1 per cycle.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_compressor #
(
    // Bits to count, 4 to 4095
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
    if (WIDTH < 4 || WIDTH > 4095 || STAGES < 0) begin : gen_check_size
        WIDTH_must_be_4_to_4095_and_STAGES_at_least_0 illegal_parameter ();
    end
endgenerate

// Heights of the columns, 12 bits each, column 0 in the lowest
localparam H = 12*COUNT_WIDTH;

// bits of one column
function integer height(input [H-1:0] heights, input integer column);
    height = column < 0 || column >= COUNT_WIDTH ? 0 : {20'd0, heights[12*column +: 12]};
endfunction

// where a column begins: bits of the columns below
function integer first_bit(input [H-1:0] heights, input integer column);
    integer c;
    begin
        first_bit = 0;
        for (c = 0; c < column; c = c + 1) first_bit = first_bit + height(heights, c);
    end
endfunction

function integer highest(input [H-1:0] heights);
    integer c;
    begin
        highest = 0;
        for (c = 0; c < COUNT_WIDTH; c = c + 1) begin
            if (height(heights, c) > highest) highest = height(heights, c);
        end
    end
endfunction

// bits of a group on a level with these columns
function integer group(input [H-1:0] heights, input integer level);
    group = level == 0 || highest(heights) < 6 ? 3 : 6;
endfunction

// columns after one more level
function [H-1:0] reduce(input [H-1:0] heights, input integer level);
    integer c;
    integer size;
    integer left;
    begin
        size = group(heights, level);
        for (c = 0; c < COUNT_WIDTH; c = c + 1) begin
            left = height(heights, c) % size + height(heights, c) / size
                 + height(heights, c - 1) / size;
            if (size == 6) left = left + height(heights, c - 2) / size;
            reduce[12*c +: 12] = left[11:0];
        end
    end
endfunction

// columns before a level
function [H-1:0] columns(input integer level);
    integer l;
    begin
        columns = {H{1'b0}};
        columns[11:0] = ALL[11:0];
        for (l = 0; l < level; l = l + 1) columns = reduce(columns, l);
    end
endfunction

// levels until every column has at most two bits
function integer count_levels(input integer unused);
    reg [H-1:0] heights;
    begin
        heights = columns(1);
        count_levels = 1 + 0 * unused;
        while (highest(heights) > 2) begin
            heights = reduce(heights, count_levels);
            count_levels = count_levels + 1;
        end
    end
endfunction

localparam integer ALL = WIDTH;
localparam LEVELS = count_levels(0);
// stages that the adder and all levels leave over
localparam BIT_STAGES = STAGES > LEVELS + 1 ? STAGES - LEVELS - 1 : 0;

wire [WIDTH-1:0] operands;

bnn_delay #(.WIDTH(WIDTH), .STAGES(BIT_STAGES)) u_delay_bits (
    .aclk(aclk),
    .aresetn(1'b1),
    .enable(enable),
    .in(bits),
    .out(operands)
);

genvar l, c, g;
generate
    for (l = 0; l < LEVELS; l = l + 1) begin : gen_level
        localparam [H-1:0] HERE = columns(l);
        localparam [H-1:0] NEXT = columns(l + 1);
        localparam HERE_BITS = first_bit(HERE, COUNT_WIDTH);
        localparam NEXT_BITS = first_bit(NEXT, COUNT_WIDTH);
        localparam GROUP = group(HERE, l);

        // column by column, column 0 first
        wire [HERE_BITS-1:0] in;
        wire [NEXT_BITS-1:0] counted;
        wire [NEXT_BITS-1:0] out;

        if (l == 0) begin : gen_bits
            assign in = operands;
        end else begin : gen_digits
            assign in = gen_level[l-1].out;
        end

        for (c = 0; c < COUNT_WIDTH; c = c + 1) begin : gen_column
            localparam HEIGHT = height(HERE, c);
            localparam FIRST = first_bit(HERE, c);
            localparam GROUPS = HEIGHT / GROUP;
            localparam REST = HEIGHT % GROUP;
            // a column begins with the bits that stay, then come digits of its own groups, then
            // those from one and two columns before
            localparam STAY = first_bit(NEXT, c);
            localparam DIGIT_0 = STAY + REST;
            localparam DIGIT_1 = first_bit(NEXT, c + 1) + height(HERE, c + 1) % GROUP
                               + height(HERE, c + 1) / GROUP;
            localparam DIGIT_2 = first_bit(NEXT, c + 2) + height(HERE, c + 2) % GROUP
                               + height(HERE, c + 2) / GROUP + height(HERE, c + 1) / GROUP;

            if (REST > 0) begin : gen_rest
                assign counted[STAY +: REST] = in[FIRST + GROUP*GROUPS +: REST];
            end
            for (g = 0; g < GROUPS; g = g + 1) begin : gen_group
                wire [GROUP-1:0] x = in[FIRST + GROUP*g +: GROUP];

                wire low_carry = (x[2] & x[1]) | (x[2] & x[0]) | (x[1] & x[0]);

                assign counted[DIGIT_0 + g] = ^x;
                if (GROUP == 3) begin : gen_three
                    if (c + 1 < COUNT_WIDTH) begin : gen_digit_1
                        assign counted[DIGIT_1 + g] = low_carry;
                    end
                end else begin : gen_six
                    wire high_carry = (x[5] & x[4]) | (x[5] & x[3]) | (x[4] & x[3]);
                    wire both_odd   = (^x[2:0]) & (^x[5:3]);

                    if (c + 1 < COUNT_WIDTH) begin : gen_digit_1
                        assign counted[DIGIT_1 + g] = low_carry ^ high_carry ^ both_odd;
                    end
                    if (c + 2 < COUNT_WIDTH) begin : gen_digit_2
                        assign counted[DIGIT_2 + g] = (low_carry & high_carry)
                                                    | (low_carry & both_odd)
                                                    | (high_carry & both_odd);
                    end
                end
            end
        end

        bnn_delay #(.WIDTH(NEXT_BITS), .STAGES(STAGES > LEVELS - l ? 1 : 0)) u_delay (
            .aclk(aclk),
            .aresetn(1'b1),
            .enable(enable),
            .in(counted),
            .out(out)
        );
    end
endgenerate

// at most two bits of every column
localparam [H-1:0] LAST = columns(LEVELS);

wire [COUNT_WIDTH-1:0] left;
wire [COUNT_WIDTH-1:0] right;

generate
    for (c = 0; c < COUNT_WIDTH; c = c + 1) begin : gen_operand
        if (height(LAST, c) > 0) begin : gen_left
            assign left[c] = gen_level[LEVELS-1].out[first_bit(LAST, c)];
        end else begin : gen_no_left
            assign left[c] = 1'b0;
        end
        if (height(LAST, c) > 1) begin : gen_right
            assign right[c] = gen_level[LEVELS-1].out[first_bit(LAST, c) + 1];
        end else begin : gen_no_right
            assign right[c] = 1'b0;
        end
    end
endgenerate

wire [COUNT_WIDTH-1:0] sum = left + right;

bnn_delay #(.WIDTH(COUNT_WIDTH), .STAGES(STAGES > 0 ? 1 : 0)) u_delay (
    .aclk(aclk),
    .aresetn(1'b1),
    .enable(enable),
    .in(sum),
    .out(count)
);

endmodule

`resetall
