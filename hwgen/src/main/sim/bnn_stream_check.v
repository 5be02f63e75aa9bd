// bnn_stream_check: watches a stream and compares its frames with a file.  Simulation only.
// SPDX-License-Identifier: Apache-2.0
//
// File   as bnn_frame_reader reads it; a frame has BEATS*LANES*LANE_WIDTH bits, lane 0 of beat 0 first.
//
// Prints, at most 16 lines of the first two kinds:
//
//   MISMATCH stream=%0d frame=%0d value=%0d cycle=%0d expected=%h actual=%h       value = beat*LANES + lane
//   PROTOCOL stream=%0d frame=%0d beat=%0d cycle=%0d <what>
//   STREAM %0d frames=%0d bad=%0d                                                 in the cycle finish = 1
//
// cycle      rising edges before this one, from the beginning of the simulation
//
// PROTOCOL   TLAST at another beat than the last, a frame that the file does not have, a handshake
//            signal that is unknown, or a beat that was withdrawn or changed while it waited.
// A bit that is X or Z is a mismatch (Icarus; Verilator knows 0 and 1 only).

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_stream_check #
(
    // Number of the stream in the messages
    parameter STREAM = 0,
    // Beats of a frame
    parameter BEATS = 1,
    // Channels of a beat
    parameter LANES = 1,
    // Channel (bits)
    parameter LANE_WIDTH = 8,
    parameter FILE = ""
)
(
    input  wire                        aclk,
    input  wire                        aresetn,

    input  wire                        finish,

    input  wire [LANES*LANE_WIDTH-1:0] axis_tdata,
    input  wire                        axis_tvalid,
    input  wire                        axis_tready,
    input  wire                        axis_tlast,

    output reg  [31:0]                 frames_done,
    output reg  [31:0]                 frames_bad
);

localparam WIDTH = LANES * LANE_WIDTH;
localparam [31:0] LAST = BEATS - 1;
localparam MESSAGES = 16;

integer            lane;
integer            messages;
reg  [63:0]        cycle;
reg                bad;
// of the frame under way, also where the file has none
reg  [31:0]        beat;

wire [WIDTH-1:0]   expected;
wire               present;

wire taken      = axis_tvalid && axis_tready;
// TLAST or the count, whichever comes first: after a wrong TLAST the next frame is right
wire frame_ends = taken && (axis_tlast || beat == LAST);

bnn_frame_reader #(.WIDTH(WIDTH), .BEATS(BEATS), .FILE(FILE)) u_reader (
    .aclk(aclk),
    .aresetn(aresetn),
    .next(taken),
    .next_frame(frame_ends),
    .data(expected),
    .beat(),
    .present(present)
);

reg                waiting_q;
reg  [WIDTH-1:0]   waiting_tdata_q;
reg                waiting_tlast_q;

initial begin
    cycle = 64'd0;
    messages = 0;
end

// What task and block own alone is assigned with =, the outputs with <=.
/* verilator lint_off BLKSEQ */
task protocol_error(input [8*40-1:0] what);
    begin
        bad = 1'b1;
        if (messages < MESSAGES) begin
            $display("PROTOCOL stream=%0d frame=%0d beat=%0d cycle=%0d %0s",
                     STREAM, frames_done, beat, cycle, what);
        end
        messages = messages + 1;
    end
endtask

always @(posedge aclk) begin
    if (!aresetn) begin
        frames_done <= 32'd0;
        frames_bad  <= 32'd0;
        beat <= 32'd0;
        bad = 1'b0;
    end else begin
        if ((axis_tvalid ^ axis_tready) === 1'bx) protocol_error("tvalid or tready is unknown");
        if (waiting_q && !axis_tvalid) protocol_error("beat withdrawn while it waited");
        if (waiting_q && axis_tvalid
                && {axis_tlast, axis_tdata} !== {waiting_tlast_q, waiting_tdata_q}) begin
            protocol_error("beat changed while it waited");
        end

        if (taken) begin
            if (beat == 32'd0 && !present) protocol_error("more frames than expected");
            if (present && axis_tdata !== expected) begin
                bad = 1'b1;
                for (lane = 0; lane < LANES; lane = lane + 1) begin
                    if (axis_tdata[lane*LANE_WIDTH +: LANE_WIDTH]
                            !== expected[lane*LANE_WIDTH +: LANE_WIDTH]) begin
                        if (messages < MESSAGES) begin
                            $display("MISMATCH stream=%0d frame=%0d value=%0d cycle=%0d expected=%h actual=%h",
                                     STREAM, frames_done, beat*LANES + lane, cycle,
                                     expected[lane*LANE_WIDTH +: LANE_WIDTH],
                                     axis_tdata[lane*LANE_WIDTH +: LANE_WIDTH]);
                        end
                        messages = messages + 1;
                    end
                end
            end
            if (axis_tlast !== (beat == LAST)) begin
                protocol_error(beat == LAST ? "tlast missing" : "tlast early");
            end

            if (frame_ends) begin
                frames_done <= frames_done + 32'd1;
                if (bad) frames_bad <= frames_bad + 32'd1;
                beat <= 32'd0;
                bad = 1'b0;
            end else begin
                beat <= beat + 32'd1;
            end
        end

        if (finish) $display("STREAM %0d frames=%0d bad=%0d", STREAM, frames_done, frames_bad);
    end

    cycle = cycle + 64'd1;
    waiting_q       <= aresetn && axis_tvalid && !axis_tready;
    waiting_tdata_q <= axis_tdata;
    waiting_tlast_q <= axis_tlast;
end
/* verilator lint_on BLKSEQ */

endmodule

`resetall
