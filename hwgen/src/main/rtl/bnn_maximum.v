// bnn_maximum: highest of several signed values and where it stands; ties go to the lowest index.
// SPDX-License-Identifier: Apache-2.0
//
//   best = max(values), index = FIRST + the lowest i with values[i] = best, STAGES enabled cycles ago
//
// A tree of two-input selections.  Every path has exactly STAGES registers: the selection nearest
// the output gets the first, the leaves get what is left.  Throughput 1 per cycle.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_maximum #
(
    // Values to compare
    parameter COUNT = 4,
    // One value, two's complement (bits)
    parameter WIDTH = 8,
    // Index of value 0
    parameter FIRST = 0,
    // index (bits)
    parameter INDEX_WIDTH = 2,
    // Registers from input to output
    parameter STAGES = 0
)
(
    input  wire                   aclk,

    input  wire                   enable,
    // value i in bits i*WIDTH .. (i+1)*WIDTH-1
    input  wire [COUNT*WIDTH-1:0] values,
    output wire [WIDTH-1:0]       best,
    output wire [INDEX_WIDTH-1:0] index
);

generate
    if (COUNT < 1 || WIDTH < 1 || STAGES < 0) begin : gen_check_size
        COUNT_and_WIDTH_must_be_at_least_1_and_STAGES_at_least_0 illegal_parameter ();
    end
endgenerate

// registers of the operands, when the selection is followed by one
localparam CHILD_STAGES = COUNT > 1 && STAGES > 0 ? STAGES - 1 : 0;

wire [WIDTH-1:0]       winner;
wire [INDEX_WIDTH-1:0] winner_index;

generate
    if (COUNT == 1) begin : gen_one
        localparam integer INDEX = FIRST;

        assign winner = values;
        assign winner_index = INDEX[INDEX_WIDTH-1:0];
    end else begin : gen_selection
        localparam LOW_COUNT = 1 << ($clog2(COUNT) - 1);

        wire [WIDTH-1:0]       low;
        wire [INDEX_WIDTH-1:0] low_index;
        wire [WIDTH-1:0]       high;
        wire [INDEX_WIDTH-1:0] high_index;

        bnn_maximum #(
            .COUNT(LOW_COUNT),
            .WIDTH(WIDTH),
            .FIRST(FIRST),
            .INDEX_WIDTH(INDEX_WIDTH),
            .STAGES(CHILD_STAGES)
        ) u_low (
            .aclk(aclk),
            .enable(enable),
            .values(values[LOW_COUNT*WIDTH-1:0]),
            .best(low),
            .index(low_index)
        );

        bnn_maximum #(
            .COUNT(COUNT - LOW_COUNT),
            .WIDTH(WIDTH),
            .FIRST(FIRST + LOW_COUNT),
            .INDEX_WIDTH(INDEX_WIDTH),
            .STAGES(CHILD_STAGES)
        ) u_high (
            .aclk(aclk),
            .enable(enable),
            .values(values[COUNT*WIDTH-1:LOW_COUNT*WIDTH]),
            .best(high),
            .index(high_index)
        );

        wire high_wins = $signed(high) > $signed(low);

        assign winner = high_wins ? high : low;
        assign winner_index = high_wins ? high_index : low_index;
    end
endgenerate

bnn_delay #(.WIDTH(WIDTH + INDEX_WIDTH), .STAGES(STAGES - CHILD_STAGES)) u_delay (
    .aclk(aclk),
    .aresetn(1'b1),
    .enable(enable),
    .in({winner, winner_index}),
    .out({best, index})
);

endmodule

`resetall
