// bnn_input_table: bytes become the integers of a table.
// SPDX-License-Identifier: Apache-2.0
//
//   value[j] = table[byte[j]]      j = 0 .. PIXELS-1
//
// File          256 words in hexadecimal, word p for byte p, two's complement of VALUE_WIDTH bits; the
//               path is relative to the folder the tool runs in (bnn_rom).  Every byte of a beat has
//               a table of its own, in logic: 4 to 5 six-input LUTs a bit.
// Latency       1 cycle.  Throughput 1 beat per cycle.
// Flow control  m_axis outputs come from registers; s_axis_tready depends on m_axis_tready, so that
//               a beat leaves and the next one comes in the same cycle.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_input_table #
(
    // Bytes in a beat
    parameter PIXELS = 1,
    // Integer of the table, signed (bits)
    parameter VALUE_WIDTH = 8,
    // Table file
    parameter TABLE = ""
)
(
    input  wire                          aclk,
    input  wire                          aresetn,

    input  wire [8*PIXELS-1:0]           s_axis_tdata,
    input  wire                          s_axis_tvalid,
    output wire                          s_axis_tready,
    input  wire                          s_axis_tlast,
    input  wire                          s_axis_tuser,

    output wire [PIXELS*VALUE_WIDTH-1:0] m_axis_tdata,
    output wire                          m_axis_tvalid,
    input  wire                          m_axis_tready,
    output wire                          m_axis_tlast,
    output wire                          m_axis_tuser
);

generate
    if (PIXELS < 1 || VALUE_WIDTH < 1) begin : gen_check_size
        PIXELS_and_VALUE_WIDTH_must_be_at_least_1 illegal_parameter ();
    end
endgenerate

localparam LOGIC = 2;

reg valid_q;
reg last_q;
reg user_q;

assign s_axis_tready = !valid_q || m_axis_tready;
assign m_axis_tvalid = valid_q;
assign m_axis_tlast  = last_q;
assign m_axis_tuser  = user_q;

always @(posedge aclk) begin
    if (s_axis_tready) begin
        valid_q <= s_axis_tvalid;
        last_q  <= s_axis_tlast;
        user_q  <= s_axis_tuser;
    end

    if (!aresetn) valid_q <= 1'b0;
end

genvar j;
generate
    for (j = 0; j < PIXELS; j = j + 1) begin : gen_pixel
        bnn_rom #(.WIDTH(VALUE_WIDTH), .DEPTH(256), .FILE(TABLE), .RAM_STYLE(LOGIC)) u_table (
            .aclk(aclk),
            .enable(s_axis_tready),
            .address(s_axis_tdata[8*j +: 8]),
            .data(m_axis_tdata[j*VALUE_WIDTH +: VALUE_WIDTH])
        );
    end
endgenerate

endmodule

`resetall
