// bnn_pixel_converter: beats of several pixels side by side change their width pixel by pixel.
// SPDX-License-Identifier: Apache-2.0
//
//   the bits of each pixel leave in the order in which they came (bnn_width_converter)
//
// Input         IN_WIDTH bits of pixel m from bit m*IN_WIDTH; output OUT_WIDTH bits from m*OUT_WIDTH.
//               A frame is whole beats on both sides; tlast ends it.
// Throughput    a beat per cycle on the side that has more of them.
// Latency, flow control   see bnn_width_converter

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_pixel_converter #
(
    // Pixels in a beat
    parameter PIXELS = 1,
    // What a beat has of each pixel (bits)
    parameter IN_WIDTH = 8,
    parameter OUT_WIDTH = 4
)
(
    input  wire                        aclk,
    input  wire                        aresetn,

    input  wire [PIXELS*IN_WIDTH-1:0]  s_axis_tdata,
    input  wire                        s_axis_tvalid,
    output wire                        s_axis_tready,
    input  wire                        s_axis_tlast,

    output wire [PIXELS*OUT_WIDTH-1:0] m_axis_tdata,
    output wire                        m_axis_tvalid,
    input  wire                        m_axis_tready,
    output wire                        m_axis_tlast
);

generate
    if (PIXELS < 1) begin : gen_check_pixels
        PIXELS_must_be_at_least_1 illegal_parameter ();
    end
endgenerate

// all do the same at the same time, so the first speaks for all
wire [PIXELS-1:0] s_tready;
wire [PIXELS-1:0] m_tvalid;
wire [PIXELS-1:0] m_tlast;
wire [PIXELS-1:0] m_tuser;

wire unused = &{1'b0, s_tready, m_tvalid, m_tlast, m_tuser};

assign s_axis_tready = s_tready[0];
assign m_axis_tvalid = m_tvalid[0];
assign m_axis_tlast  = m_tlast[0];

genvar m;
generate
    for (m = 0; m < PIXELS; m = m + 1) begin : gen_pixel
        bnn_width_converter #(.IN_WIDTH(IN_WIDTH), .OUT_WIDTH(OUT_WIDTH)) u_converter (
            .aclk(aclk),
            .aresetn(aresetn),
            .s_axis_tdata(s_axis_tdata[m*IN_WIDTH +: IN_WIDTH]),
            .s_axis_tvalid(s_axis_tvalid),
            .s_axis_tready(s_tready[m]),
            .s_axis_tlast(s_axis_tlast),
            .s_axis_tuser(1'b0),
            .m_axis_tdata(m_axis_tdata[m*OUT_WIDTH +: OUT_WIDTH]),
            .m_axis_tvalid(m_tvalid[m]),
            .m_axis_tready(m_axis_tready),
            .m_axis_tlast(m_tlast[m]),
            .m_axis_tuser(m_tuser[m])
        );
    end
endgenerate

endmodule

`resetall
