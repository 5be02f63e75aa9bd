// tb_bnn_adder_tree: bnn_adder_tree and bnn_maximum against plain loops, with random enable.  Icarus only.
// SPDX-License-Identifier: Apache-2.0
//
// Values are random, and often the two extremes, so that sums overflow where a bit is missing and
// maxima tie.

`timescale 1ns / 1ps
`default_nettype none

module tree_case #
(
    parameter COUNT = 4,
    parameter WIDTH = 9,
    parameter STAGES = 0
)
(
    input wire aclk,
    input wire enable
);

localparam SUM_WIDTH = WIDTH + $clog2(COUNT);
localparam INDEX_WIDTH = COUNT > 1 ? $clog2(COUNT) : 1;

reg  [COUNT*WIDTH-1:0] values = {COUNT*WIDTH{1'b0}};
wire [SUM_WIDTH-1:0]   sum;
wire [WIDTH-1:0]       best;
wire [INDEX_WIDTH-1:0] index;

bnn_adder_tree #(.COUNT(COUNT), .WIDTH(WIDTH), .STAGES(STAGES)) u_sum (
    .aclk(aclk), .enable(enable), .values(values), .sum(sum)
);

bnn_maximum #(.COUNT(COUNT), .WIDTH(WIDTH), .INDEX_WIDTH(INDEX_WIDTH), .STAGES(STAGES)) u_maximum (
    .aclk(aclk), .enable(enable), .values(values), .best(best), .index(index)
);

// [0] is what belongs to values, [STAGES] what must come out
integer sums    [0:STAGES];
integer bests   [0:STAGES];
integer indices [0:STAGES];
integer bad = 0;
integer checked = 0;
integer filled = 0;
integer value;
integer i;

task calculate;
    begin
        sums[0] = 0;
        for (i = 0; i < COUNT; i = i + 1) begin
            value = $signed(values[i*WIDTH +: WIDTH]);
            sums[0] = sums[0] + value;
            if (i == 0 || value > bests[0]) begin
                bests[0] = value;
                indices[0] = i;
            end
        end
    end
endtask

initial calculate;

always @(posedge aclk) begin
    if (enable) begin
        for (i = STAGES; i > 0; i = i - 1) begin
            sums[i] = sums[i-1];
            bests[i] = bests[i-1];
            indices[i] = indices[i-1];
        end
        filled = filled + 1;
    end
end

// inputs change at the falling edge, like enable
always @(negedge aclk) begin
    if (filled >= STAGES) begin
        checked = checked + 1;
        if (sum !== sums[STAGES][SUM_WIDTH-1:0]) bad = bad + 1;
        if (best !== bests[STAGES][WIDTH-1:0]) bad = bad + 1;
        if (index !== indices[STAGES][INDEX_WIDTH-1:0]) bad = bad + 1;
    end
    if (enable) begin
        for (i = 0; i < COUNT; i = i + 1) begin
            case (filled % 3)
                0: values[i*WIDTH +: WIDTH] = $random;
                1: values[i*WIDTH +: WIDTH] = {1'b1, {WIDTH-1{1'b0}}};
                2: values[i*WIDTH +: WIDTH] = $random % 4 ? {1'b0, {WIDTH-1{1'b1}}} : {WIDTH{1'b0}};
            endcase
        end
        calculate;
    end
end

endmodule

module tb_bnn_adder_tree;

reg aclk = 1'b0;
reg enable = 1'b1;
reg finish = 1'b0;

integer cases = 0;
integer bad = 0;

always #5 aclk = !aclk;
always @(negedge aclk) enable <= $random;

genvar count, stages;
generate
    for (count = 1; count <= 17; count = count + 1) begin : gen_count
        for (stages = 0; stages <= 6; stages = stages + 3) begin : gen_stages
            // every other one with bytes' products, every other one with narrow values
            localparam WIDTH = count % 2 ? 9 : 3;

            tree_case #(.COUNT(count), .WIDTH(WIDTH), .STAGES(stages)) u_case (
                .aclk(aclk), .enable(enable)
            );

            always @(posedge finish) begin
                cases = cases + 1;
                if (u_case.bad != 0 || u_case.checked < 100) begin
                    bad = bad + 1;
                    $display("BAD count=%0d stages=%0d wrong=%0d of %0d", count, stages, u_case.bad,
                             u_case.checked);
                end
            end
        end
    end
endgenerate

initial begin
    repeat (250) @(negedge aclk);
    finish = 1'b1;
    #1 $display("RESULT cases=%0d bad=%0d", cases, bad);
    $finish;
end

endmodule
