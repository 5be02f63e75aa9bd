// bnn_frame_reader: gives the frames of a file beat by beat.  Simulation only.
// SPDX-License-Identifier: Apache-2.0
//
// File   one frame per line: the bytes of its BEATS*WIDTH bits as two hexadecimal digits each, beat 0
//        first, the lowest bits of a beat first, the last byte filled up with zeros.  So the file knows
//        nothing of WIDTH: the same bits can be read in beats of any width.  Found in the folder the
//        simulator runs in; read as it goes, so that frames may be of any size.
//
// present      data is beat number `beat` of a frame; 0 behind the last frame
// next         go on to the next beat, after the last one to the next frame
// next_frame   go on to the first beat of the next frame, from wherever
// Reset        begins the file again.
//
// A line of another length ends the simulation:   ERROR <file>: <what>

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_frame_reader #
(
    // Beat (bits)
    parameter WIDTH = 8,
    // Beats of a frame
    parameter BEATS = 1,
    parameter FILE = ""
)
(
    input  wire             aclk,
    input  wire             aresetn,

    input  wire             next,
    input  wire             next_frame,

    output reg  [WIDTH-1:0] data,
    output reg  [31:0]      beat,
    output reg              present
);

localparam [31:0] LAST = BEATS - 1;
localparam END_OF_FILE = -1;
localparam END_OF_LINE = 10;

integer         file;
integer         code;
reg [WIDTH+6:0] unread;
integer         held;
reg             is_short;

initial begin
    file = $fopen(FILE, "r");
    if (file == 0) begin
        $display("ERROR cannot open %0s", FILE);
        $finish;
    end
end

// What is not an output the tasks own alone, and assign with =.
/* verilator lint_off BLKSEQ */
task stop(input [8*40-1:0] what);
    begin
        $display("ERROR %0s: %0s", FILE, what);
        $finish;
    end
endtask

// code, a hexadecimal digit, as the next bits of `unread` at `held`
task take_digit(input integer place);
    begin
        if (code >= "0" && code <= "9") unread[held + place +: 4] = code[3:0];
        else if (code >= "a" && code <= "f") unread[held + place +: 4] = code[3:0] + 4'd9;
        else is_short = 1'b1;
    end
endtask

// the next WIDTH bits of the line; `code` is its next digit, and that of what follows afterwards
task read_beat;
    begin
        while (held < WIDTH && !is_short) begin
            take_digit(4);
            if (!is_short) code = $fgetc(file);
            take_digit(0);
            if (!is_short) code = $fgetc(file);
            held = held + 8;
        end
        if (is_short) stop("a line is no frame: too short");
        data <= unread[WIDTH-1:0];
        unread = unread >> WIDTH;
        held = held - WIDTH;
    end
endtask

task read_first_beat;
    begin
        code = $fgetc(file);
        unread = {(WIDTH + 7){1'b0}};
        held = 0;
        is_short = 1'b0;
        beat <= 32'd0;
        present <= code != END_OF_FILE;
        if (code != END_OF_FILE) read_beat;
    end
endtask

always @(posedge aclk) begin
    if (!aresetn) begin
        code = $rewind(file);
        read_first_beat;
    end else if (present && (next_frame || (next && beat == LAST))) begin
        if (beat == LAST && code != END_OF_LINE) stop("a line is no frame: too long");
        while (code != END_OF_LINE && code != END_OF_FILE) code = $fgetc(file);
        read_first_beat;
    end else if (present && next) begin
        beat <= beat + 32'd1;
        read_beat;
    end
end
/* verilator lint_on BLKSEQ */

endmodule

`resetall
