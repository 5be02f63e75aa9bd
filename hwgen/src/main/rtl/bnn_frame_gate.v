// bnn_frame_gate: lets no further frame begin, and tells when the last one has left the design.
// SPDX-License-Identifier: Apache-2.0
//
// Stands in front of bnn_frame_guard.  With hold = 1 a frame that has begun goes on to its TLAST and no
// other begins; with hold = 0 everything passes.
//
//   drained = hold, no frame is under way at the input, and each that was accepted has given its result
//
// A frame of a wrong length gives no result and counts as gone with its TLAST: what is left of it in the
// design is never seen.  drained stays 1 until hold is 0.
//
// Reset         of the data path: no frame is under way any more
// Latency       0 cycles.  Throughput 1 beat per cycle.
// Flow control  handshake passes through combinationally.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_frame_gate #
(
    // Frames in the design (bits)
    parameter COUNT_WIDTH = 16
)
(
    input  wire aclk,
    input  wire aresetn,

    input  wire s_axis_tvalid,
    output wire s_axis_tready,
    input  wire s_axis_tlast,

    output wire m_axis_tvalid,
    input  wire m_axis_tready,

    // a frame of the right length was accepted, with its last beat
    input  wire frame_accept,
    // results, watched
    input  wire result_tvalid,
    input  wire result_tready,
    input  wire result_tlast,

    input  wire hold,
    output wire drained
);

generate
    if (COUNT_WIDTH < 1) begin : gen_check_width
        COUNT_WIDTH_must_be_at_least_1 illegal_parameter ();
    end
endgenerate

// a beat that was offered must not be withdrawn: it has begun its frame
reg                   in_frame_q;
reg                   offered_q;
reg [COUNT_WIDTH-1:0] count_q;

wire pass   = !hold || in_frame_q || offered_q;
wire result = result_tvalid && result_tready && result_tlast;

assign s_axis_tready = pass && m_axis_tready;
assign m_axis_tvalid = pass && s_axis_tvalid;

assign drained = hold && !in_frame_q && !offered_q && count_q == {COUNT_WIDTH{1'b0}};

always @(posedge aclk) begin
    if (s_axis_tvalid && s_axis_tready) in_frame_q <= !s_axis_tlast;
    offered_q <= m_axis_tvalid && !m_axis_tready;
    if (frame_accept && !result) count_q <= count_q + 1'b1;
    if (result && !frame_accept) count_q <= count_q - 1'b1;

    if (!aresetn) begin
        in_frame_q <= 1'b0;
        offered_q  <= 1'b0;
        count_q    <= {COUNT_WIDTH{1'b0}};
    end
end

endmodule

`resetall
