// bnn_pass_counter: tells the beats of windows apart that come already repeated.
// SPDX-License-Identifier: Apache-2.0
//
// The counterpart of bnn_replay_buffer for a layer whose input repeats itself: a window is SF beats
// and comes NF times, once for every pass over the matrix.  Nothing is kept.
//
//   for nf = 0 .. NF-1, for sf = 0 .. SF-1:   beat sf of the window; address = nf*SF + sf
//
// tlast is on the last beat of a frame, that is of the last pass over its last window.
//
// Throughput    1 beat per enabled cycle.
// Latency       x_* follow their beat by one enabled cycle, and so does a memory that reads
//               `address` under `enable`.
// Flow control  s_axis_tready is `enable`.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_pass_counter #
(
    // Beat (bits)
    parameter WIDTH = 8,
    // Beats of a window
    parameter SF = 4,
    // Passes over a window
    parameter NF = 2,
    // Derived: number of a beat, number of a pass, address (bits)
    parameter SF_WIDTH = SF > 1 ? $clog2(SF) : 1,
    parameter NF_WIDTH = NF > 1 ? $clog2(NF) : 1,
    parameter ADDRESS_WIDTH = SF * NF > 1 ? $clog2(SF * NF) : 1
)
(
    input  wire                     aclk,
    input  wire                     aresetn,

    input  wire [WIDTH-1:0]         s_axis_tdata,
    input  wire                     s_axis_tvalid,
    output wire                     s_axis_tready,
    input  wire                     s_axis_tlast,

    input  wire                     enable,
    output reg  [ADDRESS_WIDTH-1:0] address,

    output reg                      x_valid,
    output reg  [WIDTH-1:0]         x_data,
    // first and last beat of a pass, last beat of a frame
    output reg                      x_first,
    output reg                      x_last,
    output reg                      x_tlast,
    // number of the pass
    output reg  [NF_WIDTH-1:0]      x_nf
);

generate
    if (WIDTH < 1 || SF < 1 || NF < 1) begin : gen_check_size
        WIDTH_SF_and_NF_must_be_at_least_1 illegal_parameter ();
    end
endgenerate

localparam integer LAST_SF = SF - 1;
localparam integer LAST_NF = NF - 1;

reg [SF_WIDTH-1:0] sf_q;
reg [NF_WIDTH-1:0] nf_q;

wire accept      = enable && s_axis_tvalid;
wire pass_ends   = sf_q == LAST_SF[SF_WIDTH-1:0];
wire window_ends = pass_ends && nf_q == LAST_NF[NF_WIDTH-1:0];

assign s_axis_tready = enable;

always @(posedge aclk) begin
    if (accept) begin
        sf_q    <= pass_ends ? {SF_WIDTH{1'b0}} : sf_q + 1'b1;
        address <= window_ends ? {ADDRESS_WIDTH{1'b0}} : address + 1'b1;
        if (pass_ends) nf_q <= window_ends ? {NF_WIDTH{1'b0}} : nf_q + 1'b1;
    end

    if (enable) begin
        x_valid <= s_axis_tvalid;
        x_data  <= s_axis_tdata;
        x_first <= sf_q == {SF_WIDTH{1'b0}};
        x_last  <= pass_ends;
        x_tlast <= s_axis_tlast;
        x_nf    <= nf_q;
    end

    if (!aresetn) begin
        sf_q    <= {SF_WIDTH{1'b0}};
        nf_q    <= {NF_WIDTH{1'b0}};
        address <= {ADDRESS_WIDTH{1'b0}};
        x_valid <= 1'b0;
    end
end

endmodule

`resetall
