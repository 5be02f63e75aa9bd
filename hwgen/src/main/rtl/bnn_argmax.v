// bnn_argmax: the class with the highest score; ties go to the lowest index.
// SPDX-License-Identifier: Apache-2.0
//
// Input         CLASSES/PE beats per frame, beat b is the scores of classes b*PE .. b*PE + PE-1,
//               the first in the lowest bits; tlast on the last beat.
// Output        one beat per frame, tlast = 1.
// Latency       $clog2(PE) + 1 cycles from the last beat.  Throughput 1 beat per cycle, frames
//               without a gap.
// Flow control  a waiting output stops the module as a whole; m_axis outputs come from registers.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_argmax #
(
    // Scores of a frame
    parameter CLASSES = 10,
    // Scores of a beat; divides CLASSES
    parameter PE = 1,
    // Score, two's complement (bits)
    parameter SCORE_WIDTH = 8
)
(
    input  wire                      aclk,
    input  wire                      aresetn,

    input  wire [PE*SCORE_WIDTH-1:0] s_axis_tdata,
    input  wire                      s_axis_tvalid,
    output wire                      s_axis_tready,
    input  wire                      s_axis_tlast,

    output wire [31:0]               m_axis_tdata,
    output reg                       m_axis_tvalid,
    input  wire                      m_axis_tready,
    output wire                      m_axis_tlast
);

generate
    if (CLASSES < 1 || PE < 1 || SCORE_WIDTH < 1) begin : gen_check_size
        CLASSES_PE_and_SCORE_WIDTH_must_be_at_least_1 illegal_parameter ();
    end
    if (CLASSES % PE != 0) begin : gen_check_pe
        PE_must_divide_CLASSES illegal_parameter ();
    end
endgenerate

localparam CLASS_WIDTH = CLASSES > 1 ? $clog2(CLASSES) : 1;
localparam STAGES = $clog2(PE);
localparam integer STEP = PE;

wire enable = !m_axis_tvalid || m_axis_tready;

assign s_axis_tready = enable;
assign m_axis_tlast  = 1'b1;

// the best of one beat
wire                   beat_valid;
wire                   beat_last;
wire [SCORE_WIDTH-1:0] beat_score;
wire [CLASS_WIDTH-1:0] beat_lane;

bnn_maximum #(
    .COUNT(PE),
    .WIDTH(SCORE_WIDTH),
    .INDEX_WIDTH(CLASS_WIDTH),
    .STAGES(STAGES)
) u_maximum (
    .aclk(aclk),
    .enable(enable),
    .values(s_axis_tdata),
    .best(beat_score),
    .index(beat_lane)
);

bnn_delay #(.WIDTH(2), .STAGES(STAGES)) u_delay (
    .aclk(aclk),
    .aresetn(aresetn),
    .enable(enable),
    .in({s_axis_tvalid, s_axis_tlast}),
    .out({beat_valid, beat_last})
);

// the best of the frame so far
reg                   first_q;
reg [CLASS_WIDTH-1:0] base_q;
reg [SCORE_WIDTH-1:0] best_score_q;
reg [CLASS_WIDTH-1:0] best_class_q;

wire better = first_q || $signed(beat_score) > $signed(best_score_q);

assign m_axis_tdata = {{(32 - CLASS_WIDTH){1'b0}}, best_class_q};

always @(posedge aclk) begin
    if (enable) begin
        m_axis_tvalid <= beat_valid && beat_last;
    end
    if (enable && beat_valid) begin
        first_q <= beat_last;
        base_q  <= beat_last ? {CLASS_WIDTH{1'b0}} : base_q + STEP[CLASS_WIDTH-1:0];
        if (better) begin
            best_score_q <= beat_score;
            best_class_q <= base_q + beat_lane;
        end
    end

    if (!aresetn) begin
        m_axis_tvalid <= 1'b0;
        first_q       <= 1'b1;
        base_q        <= {CLASS_WIDTH{1'b0}};
    end
end

endmodule

`resetall
