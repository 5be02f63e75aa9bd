// bnn_replay_buffer: collects a frame of SF beats and replays it NF times.
// SPDX-License-Identifier: Apache-2.0
//
// Two banks: while one is replayed, the next frame is collected in the other.  A beat with
// tlast = 1, tuser = 0 completes a frame; tlast = 1, tuser = 1 drops it.  A complete frame has
// exactly SF beats, a dropped one at most SF (bnn_frame_guard sees to both).
//
//   for nf = 0 .. NF-1, for sf = 0 .. SF-1:   issue beat sf; address = nf*SF + sf
//
// Throughput    one issue per enabled cycle: SF*NF cycles per frame, without a bubble between
//               passes or frames as long as the next frame is there in time.
// Latency       a frame is first issued in the cycle after its last beat; x_* follow their issue
//               by one enabled cycle, and so does a memory that reads `address` under `enable`.
// Flow control  `enable` = 0 freezes address and x_*; collecting goes on.  s_axis_tready comes
//               from registers.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_replay_buffer #
(
    // Beat (bits)
    parameter WIDTH = 8,
    // Beats of a frame
    parameter SF = 4,
    // Passes over a frame
    parameter NF = 2,
    // 0 = the tool decides, 1 = block memory, 2 = registers, 3 = LUT memory (where the device has it)
    parameter RAM_STYLE = 0,
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
    input  wire                     s_axis_tuser,

    input  wire                     enable,
    output reg  [ADDRESS_WIDTH-1:0] address,

    output reg                      x_valid,
    output wire [WIDTH-1:0]         x_data,
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

// Collect: a full bank is the reader's, any other the writer's, so they never meet.
reg [1:0]          full_q;
reg                write_bank_q;
reg [SF_WIDTH-1:0] write_sf_q;

wire write = s_axis_tvalid && s_axis_tready;

assign s_axis_tready = !full_q[write_bank_q];

// Replay
reg                read_bank_q;
reg [SF_WIDTH-1:0] sf_q;
reg [NF_WIDTH-1:0] nf_q;

wire available  = full_q[read_bank_q];
wire issue      = enable && available;
wire pass_ends  = sf_q == LAST_SF[SF_WIDTH-1:0];
wire frame_ends = pass_ends && nf_q == LAST_NF[NF_WIDTH-1:0];

// A bank starts at a power of two: block memories come in powers of two anyway, and the bank
// number is then the highest address bit.
bnn_ram #(.WIDTH(WIDTH), .DEPTH(2 << SF_WIDTH), .RAM_STYLE(RAM_STYLE)) u_banks (
    .aclk(aclk),
    .write_enable(write),
    .write_address({write_bank_q, write_sf_q}),
    .write_data(s_axis_tdata),
    .read_enable(issue),
    .read_address({read_bank_q, sf_q}),
    .read_data(x_data)
);

always @(posedge aclk) begin
    if (write) begin
        write_sf_q <= s_axis_tlast ? {SF_WIDTH{1'b0}} : write_sf_q + 1'b1;
        if (s_axis_tlast && !s_axis_tuser) begin
            full_q[write_bank_q] <= 1'b1;
            write_bank_q         <= !write_bank_q;
        end
    end

    if (issue) begin
        sf_q    <= pass_ends ? {SF_WIDTH{1'b0}} : sf_q + 1'b1;
        address <= frame_ends ? {ADDRESS_WIDTH{1'b0}} : address + 1'b1;
        if (pass_ends) nf_q <= frame_ends ? {NF_WIDTH{1'b0}} : nf_q + 1'b1;
        if (frame_ends) begin
            full_q[read_bank_q] <= 1'b0;
            read_bank_q         <= !read_bank_q;
        end
    end

    if (enable) begin
        x_valid <= available;
        x_first <= sf_q == {SF_WIDTH{1'b0}};
        x_last  <= pass_ends;
        x_tlast <= frame_ends;
        x_nf    <= nf_q;
    end

    if (!aresetn) begin
        full_q       <= 2'b00;
        write_bank_q <= 1'b0;
        write_sf_q   <= {SF_WIDTH{1'b0}};
        read_bank_q  <= 1'b0;
        sf_q         <= {SF_WIDTH{1'b0}};
        nf_q         <= {NF_WIDTH{1'b0}};
        address      <= {ADDRESS_WIDTH{1'b0}};
        x_valid      <= 1'b0;
    end
end

endmodule

`resetall
