// bnn_random_stall: decides cycle by cycle whether one end of a stream may go on.  Simulation only.
// SPDX-License-Identifier: Apache-2.0
//
//   go = 1 always (stall = 0), or at random (stall = 1): mostly a coin toss per cycle, now and then a
//   pause of up to 63 cycles, in which full buffers and stopped pipelines come about
//
// The bits are Marsaglia's xorshift32, started from `seed` while in reset, so that every simulator
// sees the same cycles.  SALT makes the instances of one bench independent of each other.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_random_stall #
(
    parameter [31:0] SALT = 32'd0
)
(
    input  wire        aclk,
    input  wire        aresetn,

    input  wire        stall,
    input  wire [31:0] seed,
    output wire        go
);

reg [31:0] state_q;
reg [5:0]  pause_q;

// xorshift32 never leaves 0, and neighbouring seeds need some steps to part
wire [31:0] start = (seed * 32'h9E3779B1) ^ SALT;

wire [31:0] step_1 = state_q ^ (state_q << 13);
wire [31:0] step_2 = step_1 ^ (step_1 >> 17);
wire [31:0] step_3 = step_2 ^ (step_2 << 5);

assign go = !stall || (state_q[16] && pause_q == 6'd0);

always @(posedge aclk) begin
    state_q <= step_3;
    if (pause_q != 6'd0) pause_q <= pause_q - 6'd1;
    else if (state_q[31:27] == 5'd0) pause_q <= state_q[26:21];

    if (!aresetn) begin
        state_q <= start == 32'd0 ? 32'd1 : start;
        pause_q <= 6'd0;
    end
end

endmodule

`resetall
