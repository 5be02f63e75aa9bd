// tb_bnn_at_least: bnn_at_least against >= and >, with random enable.  Icarus only.
// SPDX-License-Identifier: Apache-2.0
//
// Every pair of numbers of up to 5 bits; wider ones at random, often equal or one apart.

`timescale 1ns / 1ps
`default_nettype none

module at_least_case #
(
    parameter WIDTH = 8,
    parameter STAGES = 0
)
(
    input wire aclk,
    input wire enable
);

localparam EXHAUSTIVE = 5;

reg  [2*WIDTH:0] inputs = {2*WIDTH+1{1'b0}};
wire             result;

wire [WIDTH-1:0] left  = inputs[WIDTH-1:0];
wire [WIDTH-1:0] right = inputs[2*WIDTH-1:WIDTH];
wire             carry = inputs[2*WIDTH];

bnn_at_least #(.WIDTH(WIDTH), .STAGES(STAGES)) dut (
    .aclk(aclk), .enable(enable), .left(left), .right(right), .carry(carry), .result(result)
);

// [0] is what belongs to the inputs, [STAGES] what must come out
reg history [0:STAGES];
integer bad = 0;
integer checked = 0;
integer filled = 0;
integer i;

task compare;
    history[0] = carry ? left >= right : left > right;
endtask

initial begin
    #1 compare;
end

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
        if (result !== history[STAGES]) bad = bad + 1;
    end
    if (enable) begin
        if (WIDTH <= EXHAUSTIVE) begin
            inputs = inputs + 1'b1;
        end else begin
            inputs = {$random, $random};
            if (filled % 2) inputs[WIDTH-1:0] = inputs[2*WIDTH-1:WIDTH] + filled % 3 - 1;
        end
        #1 compare;
    end
end

endmodule

module tb_bnn_at_least;

reg aclk = 1'b0;
reg enable = 1'b1;
reg finish = 1'b0;

integer cases = 0;
integer bad = 0;

always #5 aclk = !aclk;
always @(negedge aclk) enable <= $random;

genvar width, stages;
generate
    for (width = 1; width <= 19; width = width + (width < 5 ? 1 : 7)) begin : gen_width
        for (stages = 0; stages < width && stages < 4; stages = stages + 1) begin : gen_stages
            at_least_case #(.WIDTH(width), .STAGES(stages)) u_case (.aclk(aclk), .enable(enable));

            always @(posedge finish) begin
                cases = cases + 1;
                if (u_case.bad != 0 || u_case.checked < 1 << 11) begin
                    bad = bad + 1;
                    $display("BAD width=%0d stages=%0d wrong=%0d of %0d", width, stages, u_case.bad,
                             u_case.checked);
                end
            end
        end
    end
endgenerate

initial begin
    // half the cycles are enabled: enough for 2^11 inputs
    repeat (5000) @(negedge aclk);
    finish = 1'b1;
    #1 $display("RESULT cases=%0d bad=%0d", cases, bad);
    $finish;
end

endmodule
