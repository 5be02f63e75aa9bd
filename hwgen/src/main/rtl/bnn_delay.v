// bnn_delay: a chain of registers.
// SPDX-License-Identifier: Apache-2.0
//
//   out = in of STAGES enabled cycles ago; STAGES = 0 is a wire
//
// Reset clears every stage.  Data that is meaningless without a valid bit needs no reset: tie
// aresetn high, so that tools may use shift-register cells.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_delay #
(
    // Value (bits)
    parameter WIDTH = 1,
    // Registers in a row
    parameter STAGES = 1
)
(
    input  wire             aclk,
    input  wire             aresetn,

    input  wire             enable,
    input  wire [WIDTH-1:0] in,
    output wire [WIDTH-1:0] out
);

generate
    if (WIDTH < 1 || STAGES < 0) begin : gen_check_size
        WIDTH_must_be_at_least_1_and_STAGES_at_least_0 illegal_parameter ();
    end

    if (STAGES == 0) begin : gen_wire
        wire unused = &{1'b0, aclk, aresetn, enable};

        assign out = in;
    end else begin : gen_registers
        reg  [STAGES*WIDTH-1:0]     line_q;
        wire [(STAGES+1)*WIDTH-1:0] line = {line_q, in};

        assign out = line[STAGES*WIDTH +: WIDTH];

        always @(posedge aclk) begin
            if (enable) line_q <= line[STAGES*WIDTH-1:0];

            if (!aresetn) line_q <= {STAGES*WIDTH{1'b0}};
        end
    end
endgenerate

endmodule

`resetall
