// bnn_stream_check: watches a stream and compares its frames with a file.  Simulation only.
// SPDX-License-Identifier: Apache-2.0
//
// File   one frame per line, a hexadecimal number of BEATS*LANES*LANE_WIDTH bits, lane 0 of beat 0 in
//        the lowest bits; found in the folder the simulator runs in, read frame by frame.
//
// Prints, at most 16 lines of the first two kinds:
//
//   MISMATCH stream=%0d frame=%0d channel=%0d expected=%h actual=%h       channel = beat*LANES + lane
//   PROTOCOL stream=%0d frame=%0d beat=%0d <what>
//   STREAM %0d frames=%0d bad=%0d                                         in the cycle finish = 1
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
localparam MESSAGES = 16;

generate
    // $fscanf of Verilator 5 has a buffer of 8192 characters
    if (BEATS * WIDTH > 32760) begin : gen_check_frame
        BEATS_times_LANES_times_LANE_WIDTH_must_be_at_most_32760 illegal_parameter ();
    end
endgenerate

integer                file;
integer                fields;
integer                beat;
integer                lane;
integer                messages;
reg  [BEATS*WIDTH-1:0] frame;
reg                    known;
reg                    bad;
reg  [WIDTH-1:0]       expected;

reg                    waiting_q;
reg  [WIDTH-1:0]       waiting_tdata_q;
reg                    waiting_tlast_q;

initial begin
    file = $fopen(FILE, "r");
    if (file == 0) begin
        $display("ERROR cannot open %s", FILE);
        $finish;
    end
    messages = 0;
end

// What task and block own alone is assigned with =, the outputs with <=.
/* verilator lint_off BLKSEQ */
task protocol_error(input [8*40-1:0] what);
    begin
        bad = 1'b1;
        if (messages < MESSAGES) begin
            $display("PROTOCOL stream=%0d frame=%0d beat=%0d %0s", STREAM, frames_done, beat, what);
        end
        messages = messages + 1;
    end
endtask

always @(posedge aclk) begin
    if (!aresetn) begin
        frames_done <= 32'd0;
        frames_bad  <= 32'd0;
        beat = 0;
        bad = 1'b0;
    end else begin
        if ((axis_tvalid ^ axis_tready) === 1'bx) protocol_error("tvalid or tready is unknown");
        if (waiting_q && !axis_tvalid) protocol_error("beat withdrawn while it waited");
        if (waiting_q && axis_tvalid
                && {axis_tlast, axis_tdata} !== {waiting_tlast_q, waiting_tdata_q}) begin
            protocol_error("beat changed while it waited");
        end

        if (axis_tvalid && axis_tready) begin
            if (beat == 0) begin
                fields = $fscanf(file, "%h", frame);
                known = fields == 1;
                if (!known) protocol_error("more frames than expected");
            end

            expected = frame[beat*WIDTH +: WIDTH];
            if (known && axis_tdata !== expected) begin
                bad = 1'b1;
                for (lane = 0; lane < LANES; lane = lane + 1) begin
                    if (axis_tdata[lane*LANE_WIDTH +: LANE_WIDTH]
                            !== expected[lane*LANE_WIDTH +: LANE_WIDTH]) begin
                        if (messages < MESSAGES) begin
                            $display("MISMATCH stream=%0d frame=%0d channel=%0d expected=%h actual=%h",
                                     STREAM, frames_done, beat*LANES + lane,
                                     expected[lane*LANE_WIDTH +: LANE_WIDTH],
                                     axis_tdata[lane*LANE_WIDTH +: LANE_WIDTH]);
                        end
                        messages = messages + 1;
                    end
                end
            end
            if (axis_tlast !== (beat == BEATS - 1)) begin
                protocol_error(beat == BEATS - 1 ? "tlast missing" : "tlast early");
            end

            // TLAST or the count, whichever comes first: after a wrong TLAST the next frame is right
            if (axis_tlast || beat == BEATS - 1) begin
                frames_done <= frames_done + 32'd1;
                if (bad) frames_bad <= frames_bad + 32'd1;
                beat = 0;
                bad = 1'b0;
            end else begin
                beat = beat + 1;
            end
        end

        if (finish) $display("STREAM %0d frames=%0d bad=%0d", STREAM, frames_done, frames_bad);
    end

    waiting_q       <= aresetn && axis_tvalid && !axis_tready;
    waiting_tdata_q <= axis_tdata;
    waiting_tlast_q <= axis_tlast;
end
/* verilator lint_on BLKSEQ */

endmodule

`resetall
