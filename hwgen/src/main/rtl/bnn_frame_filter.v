// bnn_frame_filter: lets the frames with tag 0 pass and swallows those with tag 1.
// SPDX-License-Identifier: Apache-2.0
//
// Tag number n is for frame number n.  A frame waits for its tag, which is taken with the beat that
// has tlast.  Behind bnn_frame_fill it comes after the frame went in, so what lies between the two
// must take a whole frame before it gives an answer.
//
// Latency       0 cycles (combinational).  Throughput 1 beat per cycle.
// Flow control  handshakes pass through combinationally.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_frame_filter #
(
    // Payload (bits)
    parameter WIDTH = 8
)
(
    input  wire             aclk,
    input  wire             aresetn,

    input  wire [WIDTH-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             s_axis_tlast,

    input  wire             s_tag_tdata,
    input  wire             s_tag_tvalid,
    output wire             s_tag_tready,

    output wire [WIDTH-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast
);

generate
    if (WIDTH < 1) begin : gen_check_width
        WIDTH_must_be_at_least_1 illegal_parameter ();
    end
endgenerate

wire unused = &{1'b0, aclk, aresetn};

assign s_axis_tready = s_tag_tvalid && (s_tag_tdata || m_axis_tready);
assign s_tag_tready  = s_axis_tvalid && s_axis_tready && s_axis_tlast;

assign m_axis_tdata  = s_axis_tdata;
assign m_axis_tvalid = s_axis_tvalid && s_tag_tvalid && !s_tag_tdata;
assign m_axis_tlast  = s_axis_tlast;

endmodule

`resetall
