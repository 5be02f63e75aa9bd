// bnn_skid: register slice, cuts every combinational path of a stream in both directions.
// SPDX-License-Identifier: Apache-2.0
//
// Latency       1 cycle.  Throughput 1 beat per cycle.  Holds up to 2 beats.
// Flow control  s_axis_tready and m_axis_tvalid are registers; m_axis_tdata is one of two registers,
//               chosen by a third.
// Clock enable  The data registers load on registers alone: m_axis_tready, which comes late and
//               from far away, reaches three control bits here and none of the WIDTH data bits.
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
    output reg              s_axis_tready,

    output wire [WIDTH-1:0] m_axis_tdata,
    output reg              m_axis_tvalid,
    input  wire             m_axis_tready
);

generate
    if (WIDTH < 1) begin : gen_check_width
        WIDTH_must_be_at_least_1 illegal_parameter ();
    end
endgenerate

// Two places, filled and emptied in turns.  The place to be filled next follows the input until a
// beat is taken, so it needs no valid bit to load.
reg [WIDTH-1:0] even_q;
reg [WIDTH-1:0] odd_q;
reg             write_odd_q;
reg             read_odd_q;

wire write = s_axis_tvalid && s_axis_tready;
wire read  = m_axis_tvalid && m_axis_tready;

assign m_axis_tdata = read_odd_q ? odd_q : even_q;

always @(posedge aclk) begin
    if (s_axis_tready && !write_odd_q) even_q <= s_axis_tdata;
    if (s_axis_tready && write_odd_q) odd_q <= s_axis_tdata;

    write_odd_q <= write_odd_q ^ write;
    read_odd_q  <= read_odd_q ^ read;
    // full only if one was held, one came and none left
    s_axis_tready <= read || !m_axis_tvalid || (s_axis_tready && !s_axis_tvalid);
    m_axis_tvalid <= write || !s_axis_tready || (m_axis_tvalid && !m_axis_tready);

    if (!aresetn) begin
        write_odd_q   <= 1'b0;
        read_odd_q    <= 1'b0;
        s_axis_tready <= 1'b1;
        m_axis_tvalid <= 1'b0;
    end
end

endmodule

`resetall
