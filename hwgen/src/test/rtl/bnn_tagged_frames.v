// bnn_tagged_frames: frames of any length, made whole and judged at the end.  For tests.
// SPDX-License-Identifier: Apache-2.0
//
//   bnn_frame_guard -> bnn_frame_fill -> DELAY beats on the way -> SWALLOW = 1: bnn_frame_filter
//                           tags -> TAGS of them on the way --^    SWALLOW = 0: tag = tuser of tlast
//
// Here the beats on the way are those of a bnn_fifo; in a design they are the layers.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_tagged_frames #
(
    // Payload (bits)
    parameter WIDTH = 8,
    // Beats of a frame
    parameter BEATS = 4,
    // Beats and tags on the way
    parameter DELAY = 4,
    parameter TAGS = 2,
    // Whether bad frames are swallowed or shown
    parameter SWALLOW = 1
)
(
    input  wire             aclk,
    input  wire             aresetn,

    input  wire [WIDTH-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             s_axis_tlast,

    output wire [WIDTH-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast,
    output wire             m_axis_tuser,

    output wire             frame_begin,
    output wire             frame_accept,
    output wire             frame_early,
    output wire             frame_late
);

wire [WIDTH-1:0] guard_tdata;
wire             guard_tvalid;
wire             guard_tready;
wire             guard_tlast;
wire             guard_tuser;

wire [WIDTH-1:0] fill_tdata;
wire             fill_tvalid;
wire             fill_tready;
wire             fill_tlast;

wire             pushed_tdata;
wire             pushed_tvalid;
wire             pushed_tready;

wire [WIDTH-1:0] late_tdata;
wire             late_tvalid;
wire             late_tready;
wire             late_tlast;

wire             tag_tdata;
wire             tag_tvalid;
wire             tag_tready;

bnn_frame_guard #(.WIDTH(WIDTH), .BEATS(BEATS)) u_guard (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_tdata(s_axis_tdata),
    .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready),
    .s_axis_tlast(s_axis_tlast),
    .m_axis_tdata(guard_tdata),
    .m_axis_tvalid(guard_tvalid),
    .m_axis_tready(guard_tready),
    .m_axis_tlast(guard_tlast),
    .m_axis_tuser(guard_tuser),
    .frame_begin(frame_begin),
    .frame_accept(frame_accept),
    .frame_early(frame_early),
    .frame_late(frame_late)
);

bnn_frame_fill #(.WIDTH(WIDTH), .BEATS(BEATS)) u_fill (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_tdata(guard_tdata),
    .s_axis_tvalid(guard_tvalid),
    .s_axis_tready(guard_tready),
    .s_axis_tlast(guard_tlast),
    .s_axis_tuser(guard_tuser),
    .m_axis_tdata(fill_tdata),
    .m_axis_tvalid(fill_tvalid),
    .m_axis_tready(fill_tready),
    .m_axis_tlast(fill_tlast),
    .m_tag_tdata(pushed_tdata),
    .m_tag_tvalid(pushed_tvalid),
    .m_tag_tready(pushed_tready)
);

bnn_fifo #(.WIDTH(1), .DEPTH(TAGS)) u_tags (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_tdata(pushed_tdata),
    .s_axis_tvalid(pushed_tvalid),
    .s_axis_tready(pushed_tready),
    .m_axis_tdata(tag_tdata),
    .m_axis_tvalid(tag_tvalid),
    .m_axis_tready(tag_tready)
);

bnn_fifo #(.WIDTH(WIDTH + 1), .DEPTH(DELAY)) u_beats (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_tdata({fill_tlast, fill_tdata}),
    .s_axis_tvalid(fill_tvalid),
    .s_axis_tready(fill_tready),
    .m_axis_tdata({late_tlast, late_tdata}),
    .m_axis_tvalid(late_tvalid),
    .m_axis_tready(late_tready)
);

generate
    if (SWALLOW != 0) begin : gen_swallow
        bnn_frame_filter #(.WIDTH(WIDTH)) u_filter (
            .aclk(aclk),
            .aresetn(aresetn),
            .s_axis_tdata(late_tdata),
            .s_axis_tvalid(late_tvalid),
            .s_axis_tready(late_tready),
            .s_axis_tlast(late_tlast),
            .s_tag_tdata(tag_tdata),
            .s_tag_tvalid(tag_tvalid),
            .s_tag_tready(tag_tready),
            .m_axis_tdata(m_axis_tdata),
            .m_axis_tvalid(m_axis_tvalid),
            .m_axis_tready(m_axis_tready),
            .m_axis_tlast(m_axis_tlast)
        );

        assign m_axis_tuser = 1'b0;
    end else begin : gen_show
        assign m_axis_tdata  = late_tdata;
        assign m_axis_tlast  = late_tlast;
        assign m_axis_tuser  = late_tlast && tag_tdata;
        assign m_axis_tvalid = late_tvalid && (!late_tlast || tag_tvalid);
        assign late_tready   = m_axis_tready && (!late_tlast || tag_tvalid);
        assign tag_tready    = late_tvalid && late_tlast && m_axis_tready;
    end
endgenerate

endmodule

`resetall
