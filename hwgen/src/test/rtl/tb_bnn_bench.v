// tb_bnn_bench: clock, reset and plusargs around bnn_bench, as main.cpp gives them.  Icarus only.
// SPDX-License-Identifier: Apache-2.0
//
//   +frames=N [+stall] [+seed=N] [+timeout=CYCLES]
//
// BENCH: another module with the same ports.

`timescale 1ns / 1ps
`default_nettype none

`ifndef BENCH
`define BENCH bnn_bench
`endif

module tb_bnn_bench;

reg         aclk = 1'b0;
reg         aresetn = 1'b0;
reg  [31:0] frames;
reg         stall;
reg  [31:0] seed;
reg  [31:0] timeout;
reg  [31:0] cycle = 32'd0;
wire        done;

`BENCH u_bench (
    .aclk(aclk),
    .aresetn(aresetn),
    .frames(frames),
    .stall(stall),
    .seed(seed),
    .done(done)
);

always #5 aclk = !aclk;

initial begin
    if (!$value$plusargs("frames=%d", frames)) frames = 1;
    if (!$value$plusargs("seed=%d", seed)) seed = 1;
    if (!$value$plusargs("timeout=%d", timeout)) timeout = 1000000000;
    stall = $test$plusargs("stall");
end

always @(negedge aclk) begin
    cycle = cycle + 1;
    aresetn = cycle >= 4;
    if (done === 1'b1) begin
        $display("CYCLES %0d", cycle);
        $finish;
    end else if (cycle >= timeout) begin
        $display("TIMEOUT cycle=%0d", cycle);
        $finish;
    end
end

endmodule
