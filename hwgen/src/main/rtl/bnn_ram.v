// bnn_ram: memory with one write and one synchronous read port.
// SPDX-License-Identifier: Apache-2.0
//
//   read_data = memory[read_address] of the last cycle in which read_enable was 1
//
// Reading an address in the cycle that writes it is not defined: all users keep the two apart.
// Addresses are 0 .. DEPTH-1.  Latency 1 cycle.  Contents are not reset.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_ram #
(
    // Word (bits)
    parameter WIDTH = 8,
    // Words
    parameter DEPTH = 4,
    // 0 = the tool decides, 1 = block memory, 2 = registers, 3 = LUT memory (where the device has it)
    parameter RAM_STYLE = 0,
    // Derived: address (bits)
    parameter ADDRESS_WIDTH = DEPTH > 1 ? $clog2(DEPTH) : 1
)
(
    input  wire                     aclk,

    input  wire                     write_enable,
    input  wire [ADDRESS_WIDTH-1:0] write_address,
    input  wire [WIDTH-1:0]         write_data,

    input  wire                     read_enable,
    input  wire [ADDRESS_WIDTH-1:0] read_address,
    output reg  [WIDTH-1:0]         read_data
);

`ifdef YOSYS
// An X tells Yosys that it need not build an order of the two around memories that have none.
wire collision = write_enable && write_address == read_address;
`else
wire collision = 1'b0;
`endif

// A memory style is an attribute, and an attribute takes no parameter: one branch per style.
generate
    if (WIDTH < 1 || DEPTH < 1) begin : gen_check_size
        WIDTH_and_DEPTH_must_be_at_least_1 illegal_parameter ();
    end

    if (RAM_STYLE == 0) begin : gen_auto
        reg [WIDTH-1:0] memory [0:DEPTH-1];

        always @(posedge aclk) begin
            if (write_enable) memory[write_address] <= write_data;
            if (read_enable) read_data <= collision ? {WIDTH{1'bx}} : memory[read_address];
        end
    end else if (RAM_STYLE == 1) begin : gen_block
        (* ram_style = "block" *)
        reg [WIDTH-1:0] memory [0:DEPTH-1];

        always @(posedge aclk) begin
            if (write_enable) memory[write_address] <= write_data;
            if (read_enable) read_data <= collision ? {WIDTH{1'bx}} : memory[read_address];
        end
    end else if (RAM_STYLE == 2) begin : gen_registers
`ifdef YOSYS
        (* ram_style = "logic" *)
`else
        (* ram_style = "registers" *)
`endif
        reg [WIDTH-1:0] memory [0:DEPTH-1];

        always @(posedge aclk) begin
            if (write_enable) memory[write_address] <= write_data;
            if (read_enable) read_data <= collision ? {WIDTH{1'bx}} : memory[read_address];
        end
    end else if (RAM_STYLE == 3) begin : gen_lut
        (* ram_style = "distributed" *)
        reg [WIDTH-1:0] memory [0:DEPTH-1];

        always @(posedge aclk) begin
            if (write_enable) memory[write_address] <= write_data;
            if (read_enable) read_data <= collision ? {WIDTH{1'bx}} : memory[read_address];
        end
    end else begin : gen_check_ram_style
        RAM_STYLE_must_be_0_1_2_or_3 illegal_parameter ();
    end
endgenerate

endmodule

`resetall
