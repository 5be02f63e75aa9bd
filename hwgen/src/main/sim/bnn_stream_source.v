// bnn_stream_source: sends the frames of a file.  Simulation only.
// SPDX-License-Identifier: Apache-2.0
//
// File     one frame per line, a hexadecimal number of BEATS*WIDTH bits, beat 0 in the lowest bits;
//          found in the folder the simulator runs in, read frame by frame.
// frames   stops after so many frames, or at the end of the file.
// stall    1: waits at random in front of every beat; 0: a beat in every cycle that takes one.
// Reset    starts the frame under way again.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_stream_source #
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

    input  wire [31:0]      frames,
    input  wire             stall,
    input  wire [31:0]      seed,

    output reg  [WIDTH-1:0] m_axis_tdata,
    output reg              m_axis_tvalid,
    input  wire             m_axis_tready,
    output reg              m_axis_tlast
);

generate
    // $fscanf of Verilator 5 has a buffer of 8192 characters
    if (BEATS * WIDTH > 32760) begin : gen_check_frame
        BEATS_times_WIDTH_must_be_at_most_32760 illegal_parameter ();
    end
endgenerate

wire go;

bnn_random_stall #(.SALT(32'h50757368)) u_stall (
    .aclk(aclk),
    .aresetn(aresetn),
    .stall(stall),
    .seed(seed),
    .go(go)
);

integer               file;
integer               fields;
integer               beat;
reg [BEATS*WIDTH-1:0] frame;
reg [31:0]            frames_sent;
reg                   loaded;

initial begin
    file = $fopen(FILE, "r");
    if (file == 0) begin
        $display("ERROR cannot open %s", FILE);
        $finish;
    end
    beat = 0;
    frames_sent = 0;
    loaded = 1'b0;
end

// Everything the block owns alone is assigned with =, the outputs with <=.
/* verilator lint_off BLKSEQ */
always @(posedge aclk) begin
    if (!aresetn) begin
        m_axis_tvalid <= 1'b0;
        beat = 0;
    end else if (!m_axis_tvalid || m_axis_tready) begin
        m_axis_tvalid <= 1'b0;

        if (go && !loaded && frames_sent != frames) begin
            fields = $fscanf(file, "%h", frame);
            loaded = fields == 1;
        end
        if (go && loaded) begin
            m_axis_tvalid <= 1'b1;
            m_axis_tdata  <= frame[beat*WIDTH +: WIDTH];
            m_axis_tlast  <= beat == BEATS - 1;
            if (beat == BEATS - 1) begin
                beat = 0;
                frames_sent = frames_sent + 1;
                loaded = 1'b0;
            end else begin
                beat = beat + 1;
            end
        end
    end
end
/* verilator lint_on BLKSEQ */

endmodule

`resetall
