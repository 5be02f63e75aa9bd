// bnn_spi_slave: bytes both ways over SPI, mode 0, most significant bit first.
// SPDX-License-Identifier: Apache-2.0
//
// Clock    sck is sampled: at most an eighth of aclk.
// Select   active low; high ends a byte that is not whole.
// In       tvalid = 1 for one cycle; who is not ready then loses the byte.
// Out      the byte at s_axis is taken with the first rising edge of a byte; 0 goes out if there is none.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_spi_slave
(
    input  wire       aclk,
    input  wire       aresetn,

    input  wire       sck,
    input  wire       mosi,
    output wire       miso,
    input  wire       select_n,

    output wire [7:0] m_axis_tdata,
    output reg        m_axis_tvalid,

    input  wire [7:0] s_axis_tdata,
    input  wire       s_axis_tvalid,
    output wire       s_axis_tready
);

(* async_reg = "true" *)
reg [2:0] sck_q;
(* async_reg = "true" *)
reg [1:0] mosi_q;
(* async_reg = "true" *)
reg [1:0] select_n_q;

reg [7:0] in_q;
reg [7:0] out_q;
reg [2:0] bits_q;
reg       loaded_q;
reg       full_q;

wire selected = !select_n_q[1];
wire rises    = selected && sck_q[1] && !sck_q[2];
wire falls    = selected && !sck_q[1] && sck_q[2];
// before the first rising edge of a byte, and once only
wire load     = selected && !loaded_q && bits_q == 3'd0 && !sck_q[1];

assign m_axis_tdata  = in_q;
assign s_axis_tready = rises && bits_q == 3'd0 && full_q;
assign miso          = out_q[7];

always @(posedge aclk) begin
    sck_q      <= {sck_q[1:0], sck};
    mosi_q     <= {mosi_q[0], mosi};
    select_n_q <= {select_n_q[0], select_n};

    m_axis_tvalid <= rises && bits_q == 3'd7;
    if (rises) begin
        in_q     <= {in_q[6:0], mosi_q[1]};
        bits_q   <= bits_q + 1'b1;
        loaded_q <= bits_q != 3'd7;
    end
    if (load) begin
        out_q    <= s_axis_tvalid ? s_axis_tdata : 8'd0;
        full_q   <= s_axis_tvalid;
        loaded_q <= 1'b1;
    end else if (falls) begin
        out_q <= {out_q[6:0], 1'b0};
    end
    if (!selected) begin
        bits_q   <= 3'd0;
        loaded_q <= 1'b0;
    end

    if (!aresetn) begin
        sck_q         <= 3'd0;
        select_n_q    <= 2'b11;
        m_axis_tvalid <= 1'b0;
    end
end

endmodule

`resetall
