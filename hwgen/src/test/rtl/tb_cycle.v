// tb_cycle: applies the inputs of a file cycle by cycle and compares the outputs.  Icarus only.
// SPDX-License-Identifier: Apache-2.0
//
// Included once per case by a file that defines
//
//   TB, CASE                 name of this bench, number of the case
//   DUT, DUT_PARAMETERS      module, .NAME(value), ...
//   DUT_PORTS                .enable(in[0]), ... , .count(out[3:0]): where its ports lie
//   INPUT, EXPECTED          names of the files
//   IN_WIDTH, OUT_WIDTH      bits of a line of INPUT and of EXPECTED
//   CYCLES                   lines of each
//
// and has a module tb_all with a number `running`, from which each case takes 1 at its end.
//
// Files are binary.  Line n of EXPECTED is what the outputs are while line n of INPUT is applied,
// before the clock edge that ends the cycle; x is a bit that nobody looks at.
//
// Prints one line at the end:   RESULT case=%0d cycles=%0d bad=%0d

`timescale 1ns / 1ps
`default_nettype none

module `TB;

reg [`IN_WIDTH-1:0]  inputs   [0:`CYCLES-1];
reg [`OUT_WIDTH-1:0] expected [0:`CYCLES-1];

reg                   aclk = 1'b0;
reg  [`IN_WIDTH-1:0]  in;
wire [`OUT_WIDTH-1:0] out;

`DUT #(`DUT_PARAMETERS) dut (
    .aclk(aclk),
    `DUT_PORTS
);

integer cycle;
integer bad;
reg [`OUT_WIDTH-1:0] looked_at;
reg [`OUT_WIDTH-1:0] wanted;

initial begin
    $readmemb(`INPUT, inputs);
    $readmemb(`EXPECTED, expected);
    bad = 0;
    for (cycle = 0; cycle < `CYCLES; cycle = cycle + 1) begin
        in = inputs[cycle];
        #5;
        wanted = expected[cycle];
        // 0 where wanted is 0 or 1, x elsewhere
        looked_at = wanted ^ wanted;
        if ((out ^ looked_at) !== (wanted ^ looked_at)) begin
            bad = bad + 1;
            if (bad <= 5) begin
                $display("BAD case=%0d cycle=%0d expected=%b actual=%b", `CASE, cycle, wanted, out);
            end
        end
        aclk = 1'b1;
        #5;
        aclk = 1'b0;
    end
    $display("RESULT case=%0d cycles=%0d bad=%0d", `CASE, cycle, bad);
    tb_all.running = tb_all.running - 1;
end

endmodule
