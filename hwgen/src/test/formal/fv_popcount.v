// fv_popcount: bnn_popcount of x xnor w, compared with a threshold, is the plain loop.
// SPDX-License-Identifier: Apache-2.0

`default_nettype none

module fv_popcount #
(
    parameter WIDTH = 8,
    parameter COMPRESSORS = 0
)
(
    input wire [WIDTH-1:0] x,
    input wire [WIDTH-1:0] w,
    input wire [$clog2(WIDTH + 2)-1:0] threshold,
    output wire ok
);

wire [$clog2(WIDTH + 1)-1:0] count;

bnn_popcount #(.WIDTH(WIDTH), .STAGES(0), .COMPRESSORS(COMPRESSORS)) dut (
    .aclk(1'b0),
    .enable(1'b1),
    .bits(x ~^ w),
    .count(count)
);

integer i;
reg [$clog2(WIDTH + 1)-1:0] loop;

always @* begin
    loop = 0;
    for (i = 0; i < WIDTH; i = i + 1) if (x[i] == w[i]) loop = loop + 1;
end

assign ok = (count >= threshold) == (loop >= threshold);

endmodule
