// bnn_bank_memory: memory of two banks, one for the design to read and one for the host to fill.
// SPDX-License-Identifier: Apache-2.0
//
//   data = word[bank][address] of the last cycle in which enable was 1
//
// Bank 0 begins with the contents of the file, as in bnn_rom; bank 1 is undefined until it is written.
//
// Host          sees a bank as pieces of 32 bits.  A word has PIECES = ceil(WIDTH/32), the lowest bits in
//               piece 0, spare bits of the last one are ignored and read 0; a word begins every
//               2^PIECE_BITS places:
//
//                   host_address = word * 2^PIECE_BITS + piece     PIECE_BITS = $clog2(PIECES)
//
//               host_known = 1 where host_address is such a place; elsewhere nothing is written.
// Write         host_write = 1 writes host_data at the end of the cycle.
// Read          host_read = 1 takes the read port from the design.  host_answer is right from the fourth
//               cycle on, if host_read, host_bank and host_address hold meanwhile.
// The host must write no bank that the design reads, and read only while nobody needs `data`.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_bank_memory #
(
    // Word (bits)
    parameter WIDTH = 8,
    // Words of a bank
    parameter DEPTH = 4,
    // Contents of bank 0
    parameter FILE = "",
    // Derived: address (bits)
    parameter ADDRESS_WIDTH = DEPTH > 1 ? $clog2(DEPTH) : 1
)
(
    input  wire                     aclk,

    input  wire                     bank,
    input  wire                     enable,
    input  wire [ADDRESS_WIDTH-1:0] address,
    output reg  [WIDTH-1:0]         data,

    input  wire                     host_write,
    input  wire                     host_read,
    input  wire                     host_bank,
    input  wire [23:0]              host_address,
    input  wire [31:0]              host_data,
    output wire                     host_known,
    output reg  [31:0]              host_answer
);

localparam PIECES = (WIDTH + 31) / 32;
localparam PIECE_BITS = $clog2(PIECES);

// the answer is chosen in two steps, so that the choice is no longer than the paths of a layer
localparam GROUP = 8;
localparam GROUPS = (PIECES + GROUP - 1) / GROUP;

generate
    if (WIDTH < 1 || DEPTH < 1) begin : gen_check_size
        WIDTH_and_DEPTH_must_be_at_least_1 illegal_parameter ();
    end
    if (ADDRESS_WIDTH + PIECE_BITS > 24) begin : gen_check_pieces
        DEPTH_times_pieces_of_a_word_must_be_at_most_2_to_the_24 illegal_parameter ();
    end
endgenerate

localparam [31:0] PIECE_MASK = (32'd1 << PIECE_BITS) - 32'd1;

wire [31:0] host_piece = {8'd0, host_address} & PIECE_MASK;
wire [31:0] host_word  = {8'd0, host_address} >> PIECE_BITS;

assign host_known = host_word < DEPTH && host_piece < PIECES;

wire                   write         = host_write && host_known;
wire [ADDRESS_WIDTH:0] write_address = {host_bank, host_word[ADDRESS_WIDTH-1:0]};
wire [ADDRESS_WIDTH:0] read_address  = host_read ? write_address : {bank, address};

`ifdef YOSYS
// An X tells Yosys that it need not build an order of read and write around memories that have none.
wire collision = write && write_address == read_address;
`else
wire collision = 1'b0;
`endif

// A bank starts at a power of two: block memories come in powers of two anyway, and the bank number is
// then the highest address bit.
reg [WIDTH-1:0] memory [0:(2<<ADDRESS_WIDTH)-1];

initial if (FILE != "") $readmemh(FILE, memory, 0, DEPTH - 1);

genvar i;
generate
    for (i = 0; i < PIECES; i = i + 1) begin : gen_piece
        localparam PIECE_WIDTH = i < PIECES - 1 ? 32 : WIDTH - 32 * i;

        always @(posedge aclk) begin
            if (write && host_piece == i) begin
                memory[write_address][32*i +: PIECE_WIDTH] <= host_data[PIECE_WIDTH-1:0];
            end
        end
    end
endgenerate

always @(posedge aclk) begin
    if (enable || host_read) data <= collision ? {WIDTH{1'bx}} : memory[read_address];
end

wire [32*GROUP*GROUPS-1:0] padded = {{(32*GROUP*GROUPS - WIDTH){1'b0}}, data};
wire [32*GROUPS-1:0]       chosen;
reg  [32*GROUPS-1:0]       chosen_q;

genvar g;
generate
    for (g = 0; g < GROUPS; g = g + 1) begin : gen_group
        wire [32*GROUP-1:0] group = padded[32*GROUP*g +: 32*GROUP];

        assign chosen[32*g +: 32] = group[{host_piece[2:0], 5'd0} +: 32];
    end
endgenerate

always @(posedge aclk) begin
    chosen_q    <= chosen;
    host_answer <= chosen_q[32*(host_piece / GROUP) +: 32];
end

// of a last piece that is no whole one
wire unused = &{1'b0, host_data};

endmodule

`resetall
