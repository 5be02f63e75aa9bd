// bnn_example: a small network as the generator builds it: instances and nets only.
// SPDX-License-Identifier: Apache-2.0
//
//   32 pixels -> binary encoding -> 24 neurons -> 12 neurons -> 10 scores -> class
//
// A frame is 8 beats of 4 pixels; the answer is one beat.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_example #
(
    // Pipeline registers in the products of layer 0
    parameter STAGES = 1,
    // Memory files
    parameter LAYER0_WEIGHTS = "layer0_weights.mem",
    parameter LAYER0_THRESHOLDS = "layer0_thresholds.mem",
    parameter LAYER1_WEIGHTS = "layer1_weights.mem",
    parameter LAYER1_THRESHOLDS = "layer1_thresholds.mem",
    parameter LAYER2_WEIGHTS = "layer2_weights.mem",
    parameter LAYER2_BIASES = "layer2_biases.mem"
)
(
    input  wire        aclk,
    input  wire        aresetn,

    input  wire [31:0] s_axis_tdata,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    input  wire        s_axis_tlast,

    output wire [31:0] m_axis_tdata,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready,
    output wire        m_axis_tlast,

    output wire        frame_error
);

wire [31:0]  guard_tdata;
wire         guard_tvalid;
wire         guard_tready;
wire         guard_tlast;
wire         guard_tuser;

wire [3:0]   encode_tdata;
wire         encode_tvalid;
wire         encode_tready;
wire         encode_tlast;
wire         encode_tuser;

wire [7:0]   c0_tdata;
wire         c0_tvalid;
wire         c0_tready;
wire         c0_tlast;
wire         c0_tuser;

wire [3:0]   l0_tdata;
wire         l0_tvalid;
wire         l0_tready;
wire         l0_tlast;

wire [11:0]  c1_tdata;
wire         c1_tvalid;
wire         c1_tready;
wire         c1_tlast;
wire         c1_tuser;

wire [5:0]   l1_tdata;
wire         l1_tvalid;
wire         l1_tready;
wire         l1_tlast;

wire [2:0]   c2_tdata;
wire         c2_tvalid;
wire         c2_tready;
wire         c2_tlast;
wire         c2_tuser;

wire [11:0]  l2_tdata;
wire         l2_tvalid;
wire         l2_tready;
wire         l2_tlast;

wire         data_aresetn;
wire         frame_begin;
wire         frame_accept;
wire         frame_early;
wire         frame_late;

// no host: the bus is tied off
bnn_registers u_registers (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axil_awaddr(12'd0),
    .s_axil_awprot(3'd0),
    .s_axil_awvalid(1'b0),
    .s_axil_awready(),
    .s_axil_wdata(32'd0),
    .s_axil_wstrb(4'd0),
    .s_axil_wvalid(1'b0),
    .s_axil_wready(),
    .s_axil_bresp(),
    .s_axil_bvalid(),
    .s_axil_bready(1'b0),
    .s_axil_araddr(12'd0),
    .s_axil_arprot(3'd0),
    .s_axil_arvalid(1'b0),
    .s_axil_arready(),
    .s_axil_rdata(),
    .s_axil_rresp(),
    .s_axil_rvalid(),
    .s_axil_rready(1'b0),
    .data_aresetn(data_aresetn),
    .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tlast(m_axis_tlast),
    .frame_begin(frame_begin),
    .frame_accept(frame_accept),
    .frame_early(frame_early),
    .frame_late(frame_late),
    .frame_error(frame_error)
);

bnn_frame_guard #(.WIDTH(32), .BEATS(8)) u_guard (
    .aclk(aclk),
    .aresetn(data_aresetn),
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

bnn_input_encode #(.PIXELS(4), .LEVELS(1), .THRESHOLDS(8'd128)) u_encode (
    .aclk(aclk),
    .aresetn(data_aresetn),
    .s_axis_tdata(guard_tdata),
    .s_axis_tvalid(guard_tvalid),
    .s_axis_tready(guard_tready),
    .s_axis_tlast(guard_tlast),
    .s_axis_tuser(guard_tuser),
    .m_axis_tdata(encode_tdata),
    .m_axis_tvalid(encode_tvalid),
    .m_axis_tready(encode_tready),
    .m_axis_tlast(encode_tlast),
    .m_axis_tuser(encode_tuser)
);

bnn_width_converter #(.IN_WIDTH(4), .OUT_WIDTH(8)) u_c0 (
    .aclk(aclk),
    .aresetn(data_aresetn),
    .s_axis_tdata(encode_tdata),
    .s_axis_tvalid(encode_tvalid),
    .s_axis_tready(encode_tready),
    .s_axis_tlast(encode_tlast),
    .s_axis_tuser(encode_tuser),
    .m_axis_tdata(c0_tdata),
    .m_axis_tvalid(c0_tvalid),
    .m_axis_tready(c0_tready),
    .m_axis_tlast(c0_tlast),
    .m_axis_tuser(c0_tuser)
);

bnn_dense #(
    .MW(32),
    .MH(24),
    .SIMD(8),
    .PE(4),
    .STAGES(STAGES),
    .WEIGHTS(LAYER0_WEIGHTS),
    .THRESHOLDS(LAYER0_THRESHOLDS),
    .WEIGHT_STYLE(1),
    .BUFFER_STYLE(2)
) u_l0_dense (
    .aclk(aclk),
    .aresetn(data_aresetn),
    .s_axis_tdata(c0_tdata),
    .s_axis_tvalid(c0_tvalid),
    .s_axis_tready(c0_tready),
    .s_axis_tlast(c0_tlast),
    .s_axis_tuser(c0_tuser),
    .m_axis_tdata(l0_tdata),
    .m_axis_tvalid(l0_tvalid),
    .m_axis_tready(l0_tready),
    .m_axis_tlast(l0_tlast)
);

bnn_width_converter #(.IN_WIDTH(4), .OUT_WIDTH(12)) u_c1 (
    .aclk(aclk),
    .aresetn(data_aresetn),
    .s_axis_tdata(l0_tdata),
    .s_axis_tvalid(l0_tvalid),
    .s_axis_tready(l0_tready),
    .s_axis_tlast(l0_tlast),
    .s_axis_tuser(1'b0),
    .m_axis_tdata(c1_tdata),
    .m_axis_tvalid(c1_tvalid),
    .m_axis_tready(c1_tready),
    .m_axis_tlast(c1_tlast),
    .m_axis_tuser(c1_tuser)
);

bnn_dense #(
    .MW(24),
    .MH(12),
    .SIMD(12),
    .PE(6),
    .STAGES(0),
    .WEIGHTS(LAYER1_WEIGHTS),
    .THRESHOLDS(LAYER1_THRESHOLDS),
    .WEIGHT_STYLE(2),
    .BUFFER_STYLE(2)
) u_l1_dense (
    .aclk(aclk),
    .aresetn(data_aresetn),
    .s_axis_tdata(c1_tdata),
    .s_axis_tvalid(c1_tvalid),
    .s_axis_tready(c1_tready),
    .s_axis_tlast(c1_tlast),
    .s_axis_tuser(c1_tuser),
    .m_axis_tdata(l1_tdata),
    .m_axis_tvalid(l1_tvalid),
    .m_axis_tready(l1_tready),
    .m_axis_tlast(l1_tlast)
);

bnn_width_converter #(.IN_WIDTH(6), .OUT_WIDTH(3)) u_c2 (
    .aclk(aclk),
    .aresetn(data_aresetn),
    .s_axis_tdata(l1_tdata),
    .s_axis_tvalid(l1_tvalid),
    .s_axis_tready(l1_tready),
    .s_axis_tlast(l1_tlast),
    .s_axis_tuser(1'b0),
    .m_axis_tdata(c2_tdata),
    .m_axis_tvalid(c2_tvalid),
    .m_axis_tready(c2_tready),
    .m_axis_tlast(c2_tlast),
    .m_axis_tuser(c2_tuser)
);

bnn_scores #(
    .MW(12),
    .MH(10),
    .SIMD(3),
    .PE(2),
    .STAGES(0),
    .SCORE_WIDTH(6),
    .WEIGHTS(LAYER2_WEIGHTS),
    .BIASES(LAYER2_BIASES),
    .WEIGHT_STYLE(0),
    .BUFFER_STYLE(0)
) u_l2_scores (
    .aclk(aclk),
    .aresetn(data_aresetn),
    .s_axis_tdata(c2_tdata),
    .s_axis_tvalid(c2_tvalid),
    .s_axis_tready(c2_tready),
    .s_axis_tlast(c2_tlast),
    .s_axis_tuser(c2_tuser),
    .m_axis_tdata(l2_tdata),
    .m_axis_tvalid(l2_tvalid),
    .m_axis_tready(l2_tready),
    .m_axis_tlast(l2_tlast)
);

bnn_argmax #(.CLASSES(10), .PE(2), .SCORE_WIDTH(6)) u_argmax (
    .aclk(aclk),
    .aresetn(data_aresetn),
    .s_axis_tdata(l2_tdata),
    .s_axis_tvalid(l2_tvalid),
    .s_axis_tready(l2_tready),
    .s_axis_tlast(l2_tlast),
    .m_axis_tdata(m_axis_tdata),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tlast(m_axis_tlast)
);

endmodule

`resetall
