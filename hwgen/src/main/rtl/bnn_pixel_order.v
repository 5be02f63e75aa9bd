// bnn_pixel_order: puts into order what is computed for PIXELS neighbouring pixels at once.
// SPDX-License-Identifier: Apache-2.0
//
// Input   groups of PASSES beats; beat p holds channels p*PE .. p*PE + PE-1 of all pixels of the
//         group, those of pixel m in bits m*PE .. m*PE + PE-1
// Output  the same bits in as many beats: all channels of pixel 0, then those of pixel 1, ...
//
// A group is collected while the one before leaves.  PASSES = 1 and PIXELS = 1 are wires: there all
// is in order already.
//
// tlast         of the last beat of a group, the others have none: comes on the group's last beat.
// Latency       2 cycles from a group's last beat.  Throughput 1 beat per cycle.
// Flow control  that of bnn_width_converter, of which there are two.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_pixel_order #
(
    // Pixels side by side in an input beat
    parameter PIXELS = 2,
    // Channels of a pixel in an input beat
    parameter PE = 1,
    // Beats of a group
    parameter PASSES = 2
)
(
    input  wire                 aclk,
    input  wire                 aresetn,

    input  wire [PIXELS*PE-1:0] s_axis_tdata,
    input  wire                 s_axis_tvalid,
    output wire                 s_axis_tready,
    input  wire                 s_axis_tlast,

    output wire [PIXELS*PE-1:0] m_axis_tdata,
    output wire                 m_axis_tvalid,
    input  wire                 m_axis_tready,
    output wire                 m_axis_tlast
);

localparam BEAT_WIDTH = PIXELS * PE;
localparam GROUP_WIDTH = PASSES * BEAT_WIDTH;

genvar pixel, pass;
generate
    if (PIXELS < 1 || PE < 1 || PASSES < 1) begin : gen_check_size
        PIXELS_PE_and_PASSES_must_be_at_least_1 illegal_parameter ();
    end

    if (PIXELS == 1 || PASSES == 1) begin : gen_wire
        wire unused = &{1'b0, aclk, aresetn};

        assign s_axis_tready = m_axis_tready;
        assign m_axis_tdata  = s_axis_tdata;
        assign m_axis_tvalid = s_axis_tvalid;
        assign m_axis_tlast  = s_axis_tlast;
    end else begin : gen_order
        wire [GROUP_WIDTH-1:0] by_pass;
        wire [GROUP_WIDTH-1:0] by_pixel;
        wire                   group_tvalid;
        wire                   group_tready;
        wire                   group_tlast;
        wire                   group_tuser;
        wire                   m_tuser;
        wire                   unused = &{1'b0, m_tuser};

        bnn_width_converter #(.IN_WIDTH(BEAT_WIDTH), .OUT_WIDTH(GROUP_WIDTH)) u_collect (
            .aclk(aclk),
            .aresetn(aresetn),
            .s_axis_tdata(s_axis_tdata),
            .s_axis_tvalid(s_axis_tvalid),
            .s_axis_tready(s_axis_tready),
            .s_axis_tlast(s_axis_tlast),
            .s_axis_tuser(1'b0),
            .m_axis_tdata(by_pass),
            .m_axis_tvalid(group_tvalid),
            .m_axis_tready(group_tready),
            .m_axis_tlast(group_tlast),
            .m_axis_tuser(group_tuser)
        );

        for (pixel = 0; pixel < PIXELS; pixel = pixel + 1) begin : gen_pixel
            for (pass = 0; pass < PASSES; pass = pass + 1) begin : gen_pass
                assign by_pixel[(pixel*PASSES + pass)*PE +: PE] = by_pass[(pass*PIXELS + pixel)*PE +: PE];
            end
        end

        bnn_width_converter #(.IN_WIDTH(GROUP_WIDTH), .OUT_WIDTH(BEAT_WIDTH)) u_leave (
            .aclk(aclk),
            .aresetn(aresetn),
            .s_axis_tdata(by_pixel),
            .s_axis_tvalid(group_tvalid),
            .s_axis_tready(group_tready),
            .s_axis_tlast(group_tlast),
            .s_axis_tuser(group_tuser),
            .m_axis_tdata(m_axis_tdata),
            .m_axis_tvalid(m_axis_tvalid),
            .m_axis_tready(m_axis_tready),
            .m_axis_tlast(m_axis_tlast),
            .m_axis_tuser(m_tuser)
        );
    end
endgenerate

endmodule

`resetall
