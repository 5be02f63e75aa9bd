// bnn_power_up: reset from configuration until the clock is good.
// SPDX-License-Identifier: Apache-2.0
//
// aresetn is 0 until locked has been 1 for 15 cycles, and again whenever it is 0.
// Relies on registers that are 0 when the device has been configured.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_power_up
(
    input  wire aclk,
    // asynchronous
    input  wire locked,
    output reg  aresetn = 1'b0
);

(* async_reg = "true" *)
reg [1:0] locked_q = 2'b00;
reg [3:0] count_q = 4'd0;

always @(posedge aclk) begin
    locked_q <= {locked_q[0], locked};
    if (!locked_q[1]) count_q <= 4'd0;
    else if (count_q != 4'd15) count_q <= count_q + 1'b1;
    aresetn <= count_q == 4'd15;
end

endmodule

`resetall
