// bnn_serial_pins: the ports of bnn_top behind a handful of pins, for place and route.
// SPDX-License-Identifier: Apache-2.0
//
// A generated top has more ports than small packages have pins.  Here its input is shifted in, its
// output shifted out, a bit a cycle.  Everything that touches the top is a register of this module
// (a pin's way to its register is not on the clock's critical path), so what limits the clock is
// the top: every path ends in it, or is its handshake and one LUT.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_serial_pins #
(
    // tdata of the top's input (bits)
    parameter IN_WIDTH = 8
)
(
    input  wire aclk,
    input  wire reset_n,

    input  wire in_bit,
    input  wire in_valid,
    input  wire in_last,

    input  wire out_ready,
    output wire out_bit,
    output reg  out_valid,
    output reg  frame_error
);

reg                aresetn_q;
reg                in_bit_q;
reg                in_valid_q;
reg                in_last_q;
reg                out_ready_q;

reg [IN_WIDTH-1:0] s_tdata_q;
reg                s_tvalid_q;
reg                s_tlast_q;
wire               s_tready;

wire [31:0]        m_tdata;
wire               m_tvalid;
wire               m_tlast;
wire               top_frame_error;
reg  [32:0]        result_q;

assign out_bit = result_q[0];

always @(posedge aclk) begin
    aresetn_q   <= reset_n;
    in_bit_q    <= in_bit;
    in_valid_q  <= in_valid;
    in_last_q   <= in_last;
    out_ready_q <= out_ready;
    frame_error <= top_frame_error;

    if (!s_tvalid_q || s_tready) begin
        s_tdata_q  <= {s_tdata_q, in_bit_q};
        s_tvalid_q <= in_valid_q;
        s_tlast_q  <= in_last_q;
    end
    out_valid <= m_tvalid && out_ready_q;
    result_q  <= m_tvalid && out_ready_q ? {m_tlast, m_tdata} : {1'b0, result_q[32:1]};

    if (!aresetn_q) s_tvalid_q <= 1'b0;
end

bnn_top u_top (
    .aclk(aclk),
    .aresetn(aresetn_q),
    .s_axis_tdata(s_tdata_q),
    .s_axis_tvalid(s_tvalid_q),
    .s_axis_tready(s_tready),
    .s_axis_tlast(s_tlast_q),
    .m_axis_tdata(m_tdata),
    .m_axis_tvalid(m_tvalid),
    .m_axis_tready(out_ready_q),
    .m_axis_tlast(m_tlast),
    .frame_error(top_frame_error)
);

endmodule

`resetall
