// bnn_layer_memories: the weights and constants of one layer, two networks of them, written by the host.
// SPDX-License-Identifier: Apache-2.0
//
// A link of a chain through all layers: load_in comes from the link before, load_out goes to the next,
// and what leaves the last link returns to bnn_loader.  A load bus is
//
//   bit 68          bank that the design reads: not part of a message, but the state of the link before
//   bit 67          a message, for one cycle
//   bit 66          1 = write, 0 = read
//   bit 65          bank that the message is for
//   bit 64          1 = a memory has recognised the address, and written or answered
//   bits 63:32      address: layer in bits 31:25, constants in bit 24, place (bnn_bank_memory) in 23:0
//   bits 31:0       data to write; on the way back data that was read
//
// One message is under way at a time, and it takes LATENCY = 5 cycles a link.  Nothing here is reset: a
// reset changes neither a network nor which of the two answers, and loses no message.
//
// Weights and constants are those of the cycle after `enable` and address, as from two bnn_rom.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_layer_memories #
(
    // Number in the address, 0 to 127
    parameter LAYER = 1,
    // Word (bits), words, contents of bank 0
    parameter WEIGHT_WIDTH = 8,
    parameter WEIGHT_DEPTH = 4,
    parameter WEIGHTS = "",
    parameter CONSTANT_WIDTH = 8,
    parameter CONSTANT_DEPTH = 4,
    parameter CONSTANTS = "",
    // Derived: addresses (bits)
    parameter WEIGHT_ADDRESS = WEIGHT_DEPTH > 1 ? $clog2(WEIGHT_DEPTH) : 1,
    parameter CONSTANT_ADDRESS = CONSTANT_DEPTH > 1 ? $clog2(CONSTANT_DEPTH) : 1
)
(
    input  wire                        aclk,

    input  wire [68:0]                 load_in,
    output wire [68:0]                 load_out,

    input  wire                        enable,
    input  wire [WEIGHT_ADDRESS-1:0]   weight_address,
    output wire [WEIGHT_WIDTH-1:0]     weights,
    input  wire [CONSTANT_ADDRESS-1:0] constant_address,
    output wire [CONSTANT_WIDTH-1:0]   constants
);

generate
    if (LAYER < 0 || LAYER > 127) begin : gen_check_layer
        LAYER_must_be_0_to_127 illegal_parameter ();
    end
endgenerate

// cycles of a message here, one of them in load_out
localparam STEPS = 4;

// the message that came last, and where it is: bit 0 of step_q in its first cycle
reg              bank_q = 1'b0;
reg [STEPS-1:0]  step_q = {STEPS{1'b0}};
reg              write_q;
reg              message_bank_q;
reg              known_q;
reg [31:0]       address_q;
reg [31:0]       data_q;

always @(posedge aclk) begin
    bank_q <= load_in[68];
    step_q <= {step_q[STEPS-2:0], load_in[67]};
    if (load_in[67]) {write_q, message_bank_q, known_q, address_q, data_q} <= load_in[66:0];
end

wire here     = address_q[31:25] == LAYER[6:0];
wire constant = address_q[24];
wire write    = here && write_q && step_q[0];
wire read     = here && !write_q && step_q != {STEPS{1'b0}};

wire        weight_known;
wire [31:0] weight_answer;
wire        constant_known;
wire [31:0] constant_answer;

bnn_bank_memory #(
    .WIDTH(WEIGHT_WIDTH),
    .DEPTH(WEIGHT_DEPTH),
    .FILE(WEIGHTS)
) u_weights (
    .aclk(aclk),
    .bank(bank_q),
    .enable(enable),
    .address(weight_address),
    .data(weights),
    .host_write(write && !constant),
    .host_read(read && !constant),
    .host_bank(message_bank_q),
    .host_address(address_q[23:0]),
    .host_data(data_q),
    .host_known(weight_known),
    .host_answer(weight_answer)
);

bnn_bank_memory #(
    .WIDTH(CONSTANT_WIDTH),
    .DEPTH(CONSTANT_DEPTH),
    .FILE(CONSTANTS)
) u_constants (
    .aclk(aclk),
    .bank(bank_q),
    .enable(enable),
    .address(constant_address),
    .data(constants),
    .host_write(write && constant),
    .host_read(read && constant),
    .host_bank(message_bank_q),
    .host_address(address_q[23:0]),
    .host_data(data_q),
    .host_known(constant_known),
    .host_answer(constant_answer)
);

wire        known  = here && (constant ? constant_known : weight_known);
wire [31:0] answer = constant ? constant_answer : weight_answer;

assign load_out = {bank_q, step_q[STEPS-1], write_q, message_bank_q, known_q || known, address_q,
                   known && !write_q ? answer : data_q};

endmodule

`resetall
