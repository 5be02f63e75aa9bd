// tb_bnn_popcount: bnn_popcount against a plain loop, with random enable.  Icarus only.
// SPDX-License-Identifier: Apache-2.0
//
// Widths up to 8 exhaustively, larger ones at random.  Compiled as it is, with COMPRESSORS, and with
// BNN_COUNTONES, it shows that both structures and the twin agree cycle by cycle.

`timescale 1ns / 1ps
`default_nettype none

module popcount_case #
(
    parameter WIDTH = 8,
    parameter STAGES = 0
)
(
    input wire aclk,
    input wire enable
);

localparam COUNT_WIDTH = $clog2(WIDTH + 1);
localparam EXHAUSTIVE = 8;

reg  [WIDTH-1:0]       bits = {WIDTH{1'b0}};
wire [COUNT_WIDTH-1:0] count;

`ifdef COMPRESSORS
localparam STRUCTURE = 1;
`else
localparam STRUCTURE = 0;
`endif

bnn_popcount #(.WIDTH(WIDTH), .STAGES(STAGES), .COMPRESSORS(STRUCTURE)) dut (
    .aclk(aclk), .enable(enable), .bits(bits), .count(count)
);

// history[0] is what belongs to bits, history[STAGES] what must come out
integer history [0:STAGES];
integer bad = 0;
integer checked = 0;
integer filled = 0;
integer i;

task count_ones;
    begin
        history[0] = 0;
        for (i = 0; i < WIDTH; i = i + 1) if (bits[i]) history[0] = history[0] + 1;
    end
endtask

initial count_ones;

always @(posedge aclk) begin
    if (enable) begin
        for (i = STAGES; i > 0; i = i - 1) history[i] = history[i-1];
        filled = filled + 1;
    end
end

// inputs change at the falling edge, like enable
always @(negedge aclk) begin
    if (filled >= STAGES) begin
        checked = checked + 1;
        if (count !== history[STAGES][COUNT_WIDTH-1:0]) bad = bad + 1;
    end
    if (enable) begin
        if (WIDTH <= EXHAUSTIVE) bits = bits + 1'b1;
        else for (i = 0; i < WIDTH; i = i + 1) bits[i] = $random;
        count_ones;
    end
end

endmodule

module tb_bnn_popcount;

reg aclk = 1'b0;
reg enable = 1'b1;
reg finish = 1'b0;

integer cases = 0;
integer bad = 0;

always #5 aclk = !aclk;
always @(negedge aclk) enable <= $random;

genvar width, stages;
generate
    for (width = 1; width <= 8; width = width + 1) begin : gen_exhaustive
        for (stages = 0; stages <= 4; stages = stages + 1) begin : gen_stages
            popcount_case #(.WIDTH(width), .STAGES(stages)) u_case (.aclk(aclk), .enable(enable));

            always @(posedge finish) begin
                cases = cases + 1;
                if (u_case.bad != 0 || u_case.checked < (1 << width)) begin
                    bad = bad + 1;
                    $display("BAD width=%0d stages=%0d wrong=%0d of %0d", width, stages, u_case.bad,
                             u_case.checked);
                end
            end
        end
    end

    for (stages = 0; stages <= 10; stages = stages + 2) begin : gen_random
        // 13, 55, 129, 235, 373, 784
        localparam WIDTH = stages == 10 ? 784 : 13 + stages * (13 + 4 * stages);

        popcount_case #(.WIDTH(WIDTH), .STAGES(stages)) u_case (.aclk(aclk), .enable(enable));

        always @(posedge finish) begin
            cases = cases + 1;
            if (u_case.bad != 0 || u_case.checked < 100) begin
                bad = bad + 1;
                $display("BAD width=%0d stages=%0d wrong=%0d of %0d", WIDTH, stages, u_case.bad,
                         u_case.checked);
            end
        end
    end
endgenerate

initial begin
    // half the cycles are enabled: enough for 2^8 inputs
    repeat (600) @(negedge aclk);
    finish = 1'b1;
    #1 $display("RESULT cases=%0d bad=%0d", cases, bad);
    $finish;
end

endmodule
