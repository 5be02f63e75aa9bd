// bnn_pattern: images made on the chip, as fast as the design takes them, and a signature of the results.
// SPDX-License-Identifier: Apache-2.0
//
// start      1 for a cycle: sends `images` images and takes their results; active = 1 until the last one is in
// Images     beat k has the bits of x(k), bit i bit i mod 32: xorshift32 from SEED, a step a beat
// cycles     from the first beat in to the last beat out of the design; stops at 2^32-1
// signature  MISR of the result words: shifted left by one, polynomial 0x04C11DB7, from 0
// Both hold until the next start.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_pattern #
(
    // Beat (bits)
    parameter WIDTH = 8,
    // Beats of an image
    parameter BEATS = 2,
    // Beats of a result
    parameter RESULT_BEATS = 1
)
(
    input  wire             aclk,
    input  wire             aresetn,

    input  wire             start,
    input  wire [15:0]      images,
    output wire             active,
    output reg  [31:0]      cycles,
    output reg  [31:0]      signature,

    output wire [WIDTH-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast,

    input  wire [31:0]      s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready
);

generate
    if (WIDTH < 1 || BEATS < 1 || RESULT_BEATS < 1) begin : gen_check_size
        WIDTH_BEATS_and_RESULT_BEATS_must_be_at_least_1 illegal_parameter ();
    end
endgenerate

localparam [31:0] SEED = 32'h9E3779B9;
localparam [31:0] POLYNOMIAL = 32'h04C11DB7;

localparam BEAT_WIDTH = BEATS > 1 ? $clog2(BEATS) : 1;
localparam WORD_WIDTH = RESULT_BEATS > 1 ? $clog2(RESULT_BEATS) : 1;
localparam integer LAST_BEAT = BEATS - 1;
localparam integer LAST_WORD = RESULT_BEATS - 1;
localparam COPIES = (WIDTH + 31) / 32;

reg [31:0]           x_q;
reg [BEAT_WIDTH-1:0] beat_q;
reg [WORD_WIDTH-1:0] word_q;
reg [15:0]           to_send_q;
reg [15:0]           to_come_q;
reg                  counting_q;

wire [31:0] x1 = x_q ^ (x_q << 13);
wire [31:0] x2 = x1 ^ (x1 >> 17);
wire [31:0] x3 = x2 ^ (x2 << 5);

wire leave     = m_axis_tvalid && m_axis_tready;
wire come      = s_axis_tvalid && s_axis_tready;
wire last_beat = beat_q == LAST_BEAT[BEAT_WIDTH-1:0];
wire last_word = word_q == LAST_WORD[WORD_WIDTH-1:0];

wire [32*COPIES-1:0] copies = {COPIES{x_q}};

assign active        = to_come_q != 16'd0;
assign m_axis_tdata  = copies[WIDTH-1:0];
assign m_axis_tvalid = to_send_q != 16'd0;
assign m_axis_tlast  = last_beat;
assign s_axis_tready = active;

generate
    if (32 * COPIES > WIDTH) begin : gen_rest
        wire unused = &{1'b0, copies[32*COPIES-1:WIDTH]};
    end
endgenerate

always @(posedge aclk) begin
    if (leave) begin
        x_q    <= x3;
        beat_q <= last_beat ? {BEAT_WIDTH{1'b0}} : beat_q + 1'b1;
        if (last_beat) to_send_q <= to_send_q - 1'b1;
    end
    if (come) begin
        signature <= {signature[30:0], 1'b0} ^ (signature[31] ? POLYNOMIAL : 32'd0) ^ s_axis_tdata;
        word_q    <= last_word ? {WORD_WIDTH{1'b0}} : word_q + 1'b1;
        if (last_word) to_come_q <= to_come_q - 1'b1;
    end
    if (active && counting_q && cycles != 32'hFFFFFFFF) cycles <= cycles + 1'b1;
    if (leave) counting_q <= 1'b1;

    if (start) begin
        x_q        <= SEED;
        beat_q     <= {BEAT_WIDTH{1'b0}};
        word_q     <= {WORD_WIDTH{1'b0}};
        to_send_q  <= images;
        to_come_q  <= images;
        counting_q <= 1'b0;
        cycles     <= 32'd0;
        signature  <= 32'd0;
    end

    if (!aresetn) begin
        to_send_q <= 16'd0;
        to_come_q <= 16'd0;
    end
end

endmodule

`resetall
