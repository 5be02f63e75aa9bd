// bnn_uart_send: bytes to a line: 8 data bits, no parity, one stop bit.
// SPDX-License-Identifier: Apache-2.0
//
// Line          from a register; idle 1.
// Throughput    a byte every 10 bits and a cycle.
// Flow control  s_axis_tready comes from a register.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_uart_send #
(
    // Cycles of a bit, at least 2
    parameter CYCLES_PER_BIT = 16
)
(
    input  wire       aclk,
    input  wire       aresetn,

    input  wire [7:0] s_axis_tdata,
    input  wire       s_axis_tvalid,
    output wire       s_axis_tready,

    output wire       line
);

generate
    if (CYCLES_PER_BIT < 2) begin : gen_check_rate
        CYCLES_PER_BIT_must_be_at_least_2 illegal_parameter ();
    end
endgenerate

localparam TIMER_WIDTH = $clog2(CYCLES_PER_BIT);
localparam integer WHOLE = CYCLES_PER_BIT - 1;

reg [8:0]             shift_q;
reg [3:0]             bits_q;
reg [TIMER_WIDTH-1:0] timer_q;
reg                   busy_q;

assign s_axis_tready = aresetn && !busy_q;
assign line          = shift_q[0];

always @(posedge aclk) begin
    timer_q <= timer_q - 1'b1;
    if (s_axis_tvalid && s_axis_tready) begin
        shift_q <= {s_axis_tdata, 1'b0};
        bits_q  <= 4'd9;
        timer_q <= WHOLE[TIMER_WIDTH-1:0];
        busy_q  <= 1'b1;
    end else if (busy_q && timer_q == {TIMER_WIDTH{1'b0}}) begin
        shift_q <= {1'b1, shift_q[8:1]};
        bits_q  <= bits_q - 1'b1;
        timer_q <= WHOLE[TIMER_WIDTH-1:0];
        if (bits_q == 4'd0) busy_q <= 1'b0;
    end

    if (!aresetn) begin
        shift_q <= 9'h1FF;
        busy_q  <= 1'b0;
    end
end

endmodule

`resetall
