// bnn_logic_rom: read-only memory of LUTs, filled from a file.
// SPDX-License-Identifier: Apache-2.0
//
// As bnn_rom, which instantiates it.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_logic_rom #
(
    // Word (bits)
    parameter WIDTH = 8,
    // Words
    parameter DEPTH = 16,
    // Contents
    parameter FILE = "",
    // Derived: address (bits)
    parameter ADDRESS_WIDTH = DEPTH > 1 ? $clog2(DEPTH) : 1
)
(
    input  wire                     aclk,

    input  wire                     enable,
    input  wire [ADDRESS_WIDTH-1:0] address,
    output reg  [WIDTH-1:0]         data
);

`ifdef YOSYS
(* rom_style = "logic" *)
`else
(* rom_style = "distributed" *)
`endif
reg [WIDTH-1:0] memory [0:DEPTH-1];

initial if (FILE != "") $readmemh(FILE, memory);
always @(posedge aclk) if (enable) data <= memory[address];

endmodule

`resetall
