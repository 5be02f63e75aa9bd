// bnn_rom: read-only memory, filled from a file.
// SPDX-License-Identifier: Apache-2.0
//
//   data = word[address] of the last cycle in which enable was 1
//
// File     one word per line in hexadecimal, word 0 first, DEPTH lines ($readmemh); the path is
//          relative to the folder the tool runs in.  No file name: the contents are undefined.
// Latency  1 cycle.  Addresses are 0 .. DEPTH-1.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_rom #
(
    // Word (bits)
    parameter WIDTH = 8,
    // Words
    parameter DEPTH = 4,
    // Contents
    parameter FILE = "",
    // 0 = the tool decides, 1 = block memory, 2 = logic
    parameter RAM_STYLE = 0,
    // Derived: address (bits)
    parameter ADDRESS_WIDTH = DEPTH > 1 ? $clog2(DEPTH) : 1
)
(
    input  wire                     aclk,

    input  wire                     enable,
    input  wire [ADDRESS_WIDTH-1:0] address,
    output wire [WIDTH-1:0]         data
);

// A memory style is an attribute, and an attribute takes no parameter: one branch per style.
generate
    if (WIDTH < 1 || DEPTH < 1) begin : gen_check_size
        WIDTH_and_DEPTH_must_be_at_least_1 illegal_parameter ();
    end

    if (RAM_STYLE == 0) begin : gen_auto
        reg [WIDTH-1:0] memory [0:DEPTH-1];
        reg [WIDTH-1:0] data_q;

        assign data = data_q;

        initial if (FILE != "") $readmemh(FILE, memory);
        always @(posedge aclk) if (enable) data_q <= memory[address];
    end else if (RAM_STYLE == 1) begin : gen_block
        (* rom_style = "block" *)
        reg [WIDTH-1:0] memory [0:DEPTH-1];
        reg [WIDTH-1:0] data_q;

        assign data = data_q;

        initial if (FILE != "") $readmemh(FILE, memory);
        always @(posedge aclk) if (enable) data_q <= memory[address];
    end else if (RAM_STYLE == 2 && DEPTH <= 8) begin : gen_few_words
        // few columns differ, and those that are constant simplify what reads them
        bnn_logic_rom #(.WIDTH(WIDTH), .DEPTH(DEPTH), .FILE(FILE)) u_memory (
            .aclk(aclk),
            .enable(enable),
            .address(address),
            .data(data)
        );
    end else if (RAM_STYLE == 2) begin : gen_logic
        // Yosys 0.23 maps logic that is on no long path for little area by its own guess, and then
        // takes up to 3 LUTs for a column that fits into one.  Alone, the memory is its longest path.
`ifdef YOSYS
        (* keep_hierarchy *)
`endif
        bnn_logic_rom #(.WIDTH(WIDTH), .DEPTH(DEPTH), .FILE(FILE)) u_memory (
            .aclk(aclk),
            .enable(enable),
            .address(address),
            .data(data)
        );
    end else begin : gen_check_ram_style
        RAM_STYLE_must_be_0_1_or_2 illegal_parameter ();
    end
endgenerate

endmodule

`resetall
