// bnn_adder_tree: sum of signed values.
// SPDX-License-Identifier: Apache-2.0
//
//   sum = values[0] + ... + values[COUNT-1], STAGES enabled cycles ago; no bit is lost
//
// A tree of two-input adders.  Every path has exactly STAGES registers: the adder nearest the
// output gets the first, the leaves get what is left.  Throughput 1 per cycle.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_adder_tree #
(
    // Values to add
    parameter COUNT = 4,
    // One value, two's complement (bits)
    parameter WIDTH = 9,
    // Registers from input to output
    parameter STAGES = 0,
    // Derived: the sum, two's complement (bits)
    parameter SUM_WIDTH = WIDTH + $clog2(COUNT)
)
(
    input  wire                   aclk,

    input  wire                   enable,
    // value i in bits i*WIDTH .. (i+1)*WIDTH-1
    input  wire [COUNT*WIDTH-1:0] values,
    output wire [SUM_WIDTH-1:0]   sum
);

generate
    if (COUNT < 1 || WIDTH < 1 || STAGES < 0) begin : gen_check_size
        COUNT_and_WIDTH_must_be_at_least_1_and_STAGES_at_least_0 illegal_parameter ();
    end
endgenerate

wire [SUM_WIDTH-1:0] total;

// registers of the operands, when the adder is followed by one
localparam CHILD_STAGES = COUNT > 1 && STAGES > 0 ? STAGES - 1 : 0;

generate
    if (COUNT == 1) begin : gen_one
        assign total = values;
    end else begin : gen_adder
        // the low part takes the largest power of two that leaves something for the high part
        localparam LOW_COUNT = 1 << ($clog2(COUNT) - 1);
        localparam HIGH_COUNT = COUNT - LOW_COUNT;
        localparam LOW_WIDTH = WIDTH + $clog2(LOW_COUNT);
        localparam HIGH_WIDTH = WIDTH + $clog2(HIGH_COUNT);

        wire [LOW_WIDTH-1:0]  low;
        wire [HIGH_WIDTH-1:0] high;

        bnn_adder_tree #(.COUNT(LOW_COUNT), .WIDTH(WIDTH), .STAGES(CHILD_STAGES)) u_low (
            .aclk(aclk),
            .enable(enable),
            .values(values[LOW_COUNT*WIDTH-1:0]),
            .sum(low)
        );

        bnn_adder_tree #(.COUNT(HIGH_COUNT), .WIDTH(WIDTH), .STAGES(CHILD_STAGES)) u_high (
            .aclk(aclk),
            .enable(enable),
            .values(values[COUNT*WIDTH-1:LOW_COUNT*WIDTH]),
            .sum(high)
        );

        assign total = {{(SUM_WIDTH - LOW_WIDTH){low[LOW_WIDTH-1]}}, low}
                     + {{(SUM_WIDTH - HIGH_WIDTH){high[HIGH_WIDTH-1]}}, high};
    end
endgenerate

bnn_delay #(.WIDTH(SUM_WIDTH), .STAGES(STAGES - CHILD_STAGES)) u_delay (
    .aclk(aclk),
    .aresetn(1'b1),
    .enable(enable),
    .in(total),
    .out(sum)
);

endmodule

`resetall
