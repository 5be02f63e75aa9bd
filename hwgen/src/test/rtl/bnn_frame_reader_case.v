// bnn_frame_reader_case: a file read in beats of some width, compared with what $readmemh reads.
// SPDX-License-Identifier: Apache-2.0
//
// EXPECTED   one beat a line.  HALVES = 1: of every frame with an odd number only the first half (and one
//            beat more) is taken.  Prints once:   CASE width=%0d halves=%0d frames=%0d bad=%0d

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_frame_reader_case #
(
    parameter WIDTH = 8,
    parameter BEATS = 1,
    parameter FRAMES = 1,
    parameter HALVES = 0,
    parameter FILE = "",
    parameter EXPECTED = ""
)
(
    input  wire        aclk,
    input  wire        aresetn,

    input  wire        stall,
    input  wire [31:0] seed,
    output reg         done
);

wire             go;
wire [WIDTH-1:0] data;
wire [31:0]      beat;
wire             present;
reg  [WIDTH-1:0] expected [0:FRAMES*BEATS-1];
integer          frame;
integer          bad;

wire leave = HALVES != 0 && frame % 2 == 1 && beat == BEATS / 2;

bnn_random_stall #(.SALT(WIDTH)) u_stall (
    .aclk(aclk),
    .aresetn(aresetn),
    .stall(stall),
    .seed(seed),
    .go(go)
);

bnn_frame_reader #(.WIDTH(WIDTH), .BEATS(BEATS), .FILE(FILE)) u_reader (
    .aclk(aclk),
    .aresetn(aresetn),
    .next(go),
    .next_frame(go && leave),
    .data(data),
    .beat(beat),
    .present(present)
);

initial $readmemh(EXPECTED, expected);

always @(posedge aclk) begin
    if (!aresetn) begin
        frame <= 0;
        bad   <= 0;
        done  <= 1'b0;
    end else if (present && go) begin
        if (frame >= FRAMES || data !== expected[frame*BEATS + beat]) bad <= bad + 1;
        if (leave || beat == BEATS - 1) frame <= frame + 1;
    end else if (!present && !done) begin
        $display("CASE width=%0d halves=%0d frames=%0d bad=%0d", WIDTH, HALVES, frame, bad);
        done <= 1'b1;
    end
end

endmodule

`resetall
