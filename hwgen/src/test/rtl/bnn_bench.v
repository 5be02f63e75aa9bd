// bnn_bench: runs bnn_example against files, every layer's stream watched.  Simulation only.
// SPDX-License-Identifier: Apache-2.0
//
// Files: those of bnn_example, frames.hex (pixels), and what each stream must carry: layer0_out.hex,
// layer1_out.hex, scores.hex, classes.hex.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_bench
(
    input  wire        aclk,
    input  wire        aresetn,

    input  wire [31:0] frames,
    input  wire        stall,
    input  wire [31:0] seed,
    output wire        done
);

wire finish;

wire [31:0]  source_tdata;
wire         source_tvalid;
wire         source_tready;
wire         source_tlast;

wire [31:0]  class_tdata;
wire         class_tvalid;
wire         class_tready;
wire         class_tlast;

bnn_stream_source #(.WIDTH(32), .BEATS(8), .FILE("frames.hex")) u_source (
    .aclk(aclk),
    .aresetn(aresetn),
    .frames(frames),
    .stall(stall),
    .seed(seed),
    .m_axis_tdata(source_tdata),
    .m_axis_tvalid(source_tvalid),
    .m_axis_tready(source_tready),
    .m_axis_tlast(source_tlast)
);

bnn_example u_example (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_tdata(source_tdata),
    .s_axis_tvalid(source_tvalid),
    .s_axis_tready(source_tready),
    .s_axis_tlast(source_tlast),
    .m_axis_tdata(class_tdata),
    .m_axis_tvalid(class_tvalid),
    .m_axis_tready(class_tready),
    .m_axis_tlast(class_tlast),
    .frame_error()
);

bnn_stream_check #(.STREAM(0), .BEATS(6), .LANES(4), .LANE_WIDTH(1), .FILE("layer0_out.hex")) u_check_l0 (
    .aclk(aclk),
    .aresetn(aresetn),
    .finish(finish),
    .axis_tdata(u_example.l0_tdata),
    .axis_tvalid(u_example.l0_tvalid),
    .axis_tready(u_example.l0_tready),
    .axis_tlast(u_example.l0_tlast),
    .frames_done(),
    .frames_bad()
);

bnn_stream_check #(.STREAM(1), .BEATS(2), .LANES(6), .LANE_WIDTH(1), .FILE("layer1_out.hex")) u_check_l1 (
    .aclk(aclk),
    .aresetn(aresetn),
    .finish(finish),
    .axis_tdata(u_example.l1_tdata),
    .axis_tvalid(u_example.l1_tvalid),
    .axis_tready(u_example.l1_tready),
    .axis_tlast(u_example.l1_tlast),
    .frames_done(),
    .frames_bad()
);

bnn_stream_check #(.STREAM(2), .BEATS(5), .LANES(2), .LANE_WIDTH(6), .FILE("scores.hex")) u_check_l2 (
    .aclk(aclk),
    .aresetn(aresetn),
    .finish(finish),
    .axis_tdata(u_example.l2_tdata),
    .axis_tvalid(u_example.l2_tvalid),
    .axis_tready(u_example.l2_tready),
    .axis_tlast(u_example.l2_tlast),
    .frames_done(),
    .frames_bad()
);

bnn_stream_check #(.STREAM(3), .BEATS(1), .LANES(1), .LANE_WIDTH(32), .FILE("classes.hex")) u_check_class (
    .aclk(aclk),
    .aresetn(aresetn),
    .finish(finish),
    .axis_tdata(class_tdata),
    .axis_tvalid(class_tvalid),
    .axis_tready(class_tready),
    .axis_tlast(class_tlast),
    .frames_done(),
    .frames_bad()
);

bnn_stream_sink #(.WIDTH(32)) u_sink (
    .aclk(aclk),
    .aresetn(aresetn),
    .frames(frames),
    .stall(stall),
    .seed(seed),
    .first_accepted(source_tvalid && source_tready),
    .s_axis_tdata(class_tdata),
    .s_axis_tvalid(class_tvalid),
    .s_axis_tready(class_tready),
    .s_axis_tlast(class_tlast),
    .frames_done(),
    .interval_last(),
    .interval_min(),
    .interval_max(),
    .first_latency(),
    .finish(finish),
    .done(done)
);

endmodule

`resetall
