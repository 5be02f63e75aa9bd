// bnn_crc32: CRC-32 of bytes, a bit a cycle.
// SPDX-License-Identifier: Apache-2.0
//
// Of IEEE 802.3: reflected, polynomial 0xEDB88320, start and final XOR 0xFFFFFFFF.  The value to send is
// ~crc, its lowest byte first; behind a message and its own CRC, crc is RESIDUE of bnn_message_in.
//
// Timing  a byte is taken with valid = 1 while busy = 0; crc is right when busy is 0 again, 8 cycles
//         later.  restart = 1 begins anew at any time; a byte of the same cycle is not taken.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_crc32
(
    input  wire        aclk,
    input  wire        aresetn,

    input  wire        restart,
    input  wire [7:0]  data,
    input  wire        valid,

    output wire        busy,
    output wire [31:0] crc
);

localparam [31:0] POLYNOMIAL = 32'hEDB88320;

reg [31:0] crc_q;
reg [6:0]  rest_q;
reg [2:0]  count_q;
reg        busy_q;

wire take = valid && !busy_q;
wire bit_in = take ? data[0] : rest_q[0];
wire feedback = crc_q[0] ^ bit_in;

assign busy = busy_q;
assign crc  = crc_q;

always @(posedge aclk) begin
    if (take || busy_q) begin
        crc_q  <= {1'b0, crc_q[31:1]} ^ (feedback ? POLYNOMIAL : 32'd0);
        rest_q <= take ? data[7:1] : {1'b0, rest_q[6:1]};
    end
    if (take) begin
        count_q <= 3'd6;
        busy_q  <= 1'b1;
    end else if (busy_q) begin
        count_q <= count_q - 1'b1;
        busy_q  <= count_q != 3'd0;
    end
    if (restart) crc_q <= 32'hFFFFFFFF;

    if (!aresetn || restart) busy_q <= 1'b0;
end

endmodule

`resetall
