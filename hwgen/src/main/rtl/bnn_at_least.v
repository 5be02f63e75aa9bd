// bnn_at_least: comparison of two unsigned numbers, in as many cycles as the clock needs.
// SPDX-License-Identifier: Apache-2.0
//
//   result = (left + carry > right), STAGES enabled cycles ago; carry = 1: left >= right
//
// The comparison is the carry of left + ~right + carry.  It goes from the lowest bits to the
// highest in STAGES + 1 parts with a register between two parts.  Throughput 1 per cycle.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_at_least #
(
    // left, right (bits)
    parameter WIDTH = 8,
    // Registers from input to output, fewer than bits
    parameter STAGES = 0
)
(
    input  wire             aclk,

    input  wire             enable,
    input  wire [WIDTH-1:0] left,
    input  wire [WIDTH-1:0] right,
    input  wire             carry,
    output wire             result
);

generate
    if (WIDTH < 1 || STAGES < 0 || STAGES >= WIDTH) begin : gen_check_size
        WIDTH_must_be_at_least_1_and_STAGES_0_to_WIDTH_minus_1 illegal_parameter ();
    end
endgenerate

// bits of the part that is compared here
localparam PART = (WIDTH + STAGES) / (STAGES + 1);

wire [PART:0] sum = {1'b0, left[PART-1:0]} + {1'b0, ~right[PART-1:0]} + {{PART{1'b0}}, carry};

wire unused = &{1'b0, sum[PART-1:0]};

generate
    if (STAGES == 0) begin : gen_last
        wire unused_clock = &{1'b0, aclk, enable};

        assign result = sum[PART];
    end else begin : gen_next
        localparam REST = WIDTH - PART;

        reg [REST-1:0] left_q;
        reg [REST-1:0] right_q;
        reg            carry_q;

        always @(posedge aclk) begin
            if (enable) begin
                left_q  <= left[WIDTH-1:PART];
                right_q <= right[WIDTH-1:PART];
                carry_q <= sum[PART];
            end
        end

        bnn_at_least #(.WIDTH(REST), .STAGES(STAGES - 1)) u_next (
            .aclk(aclk),
            .enable(enable),
            .left(left_q),
            .right(right_q),
            .carry(carry_q),
            .result(result)
        );
    end
endgenerate

endmodule

`resetall
