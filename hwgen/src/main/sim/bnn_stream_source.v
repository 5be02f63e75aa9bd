// bnn_stream_source: sends the frames of a file.  Simulation only.
// SPDX-License-Identifier: Apache-2.0
//
// File     as bnn_frame_reader reads it; a frame has BEATS*DATA_WIDTH bits.
// Beat     DATA_WIDTH bits of the file, then zeros.
// frames   stops after so many frames, or at the end of the file.
// stall    1: waits at random in front of every beat; 0: a beat in every cycle that takes one.
// Reset    begins the file again.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_stream_source #
(
    // Beat (bits)
    parameter WIDTH = 8,
    // Bits of a beat that the file has
    parameter DATA_WIDTH = WIDTH,
    // Beats of a frame
    parameter BEATS = 1,
    parameter FILE = ""
)
(
    input  wire             aclk,
    input  wire             aresetn,

    input  wire [31:0]      frames,
    input  wire             stall,
    input  wire [31:0]      seed,

    output reg  [WIDTH-1:0] m_axis_tdata,
    output reg              m_axis_tvalid,
    input  wire             m_axis_tready,
    output reg              m_axis_tlast
);

localparam [31:0] LAST = BEATS - 1;

wire                  go;
wire [DATA_WIDTH-1:0] data;
wire [31:0]           beat;
wire                  present;
reg  [31:0]           frames_sent;

wire may_load = !m_axis_tvalid || m_axis_tready;
wire load     = may_load && go && present && frames_sent != frames;

bnn_random_stall #(.SALT(32'h50757368)) u_stall (
    .aclk(aclk),
    .aresetn(aresetn),
    .stall(stall),
    .seed(seed),
    .go(go)
);

bnn_frame_reader #(.WIDTH(DATA_WIDTH), .BEATS(BEATS), .FILE(FILE)) u_reader (
    .aclk(aclk),
    .aresetn(aresetn),
    .next(load),
    .next_frame(1'b0),
    .data(data),
    .beat(beat),
    .present(present)
);

always @(posedge aclk) begin
    if (may_load) m_axis_tvalid <= load;
    if (load) begin
        m_axis_tdata                 <= {WIDTH{1'b0}};
        m_axis_tdata[DATA_WIDTH-1:0] <= data;
        m_axis_tlast <= beat == LAST;
        if (beat == LAST) frames_sent <= frames_sent + 32'd1;
    end

    if (!aresetn) begin
        m_axis_tvalid <= 1'b0;
        frames_sent   <= 32'd0;
    end
end

endmodule

`resetall
