// bnn_skid: register slice, cuts every combinational path of a stream in both directions.
// SPDX-License-Identifier: Apache-2.0
//
// Latency       1 cycle.  Throughput 1 beat per cycle.  Holds up to 2 beats.
// Flow control  s_axis_tready and all m_axis outputs come from registers.
// Payload       tdata only; concatenate tlast and tuser into it where they are needed.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_skid #
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

    output reg  [WIDTH-1:0] m_axis_tdata,
    output reg              m_axis_tvalid,
    input  wire             m_axis_tready
);

generate
    if (WIDTH < 1) begin : gen_check_width
        WIDTH_must_be_at_least_1 illegal_parameter ();
    end
endgenerate

// catches the beat that was under way when the output stopped
reg [WIDTH-1:0] spare_q;
reg             spare_valid_q;

assign s_axis_tready = !spare_valid_q;

always @(posedge aclk) begin
    if (!m_axis_tvalid || m_axis_tready) begin
        m_axis_tdata  <= spare_valid_q ? spare_q : s_axis_tdata;
        m_axis_tvalid <= spare_valid_q || s_axis_tvalid;
        spare_valid_q <= 1'b0;
    end else if (s_axis_tvalid && s_axis_tready) begin
        spare_q       <= s_axis_tdata;
        spare_valid_q <= 1'b1;
    end

    if (!aresetn) begin
        m_axis_tvalid <= 1'b0;
        spare_valid_q <= 1'b0;
    end
end

endmodule

`resetall
