// bnn_uart_receive: bytes from a line: 8 data bits, no parity, one stop bit.
// SPDX-License-Identifier: Apache-2.0
//
// Line     asynchronous; idle 1.  Every bit is sampled in its middle.  A byte whose stop bit is 0 is dropped.
// Byte     tvalid = 1 for one cycle; who is not ready then loses it.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_uart_receive #
(
    // Cycles of a bit, at least 4
    parameter CYCLES_PER_BIT = 16
)
(
    input  wire       aclk,
    input  wire       aresetn,

    input  wire       line,

    output wire [7:0] m_axis_tdata,
    output reg        m_axis_tvalid
);

generate
    if (CYCLES_PER_BIT < 4) begin : gen_check_rate
        CYCLES_PER_BIT_must_be_at_least_4 illegal_parameter ();
    end
endgenerate

localparam TIMER_WIDTH = $clog2(CYCLES_PER_BIT);
localparam integer WHOLE = CYCLES_PER_BIT - 1;
// two cycles pass until the timer runs
localparam integer HALF = CYCLES_PER_BIT / 2 - 2;

(* async_reg = "true" *)
reg [2:0]             line_q;
reg [TIMER_WIDTH-1:0] timer_q;
reg [3:0]             bits_q;
reg                   busy_q;
reg [7:0]             shift_q;

wire begins = !busy_q && line_q[2] && !line_q[1];
wire sample = busy_q && timer_q == {TIMER_WIDTH{1'b0}};
wire first  = bits_q == 4'd0;
wire last   = bits_q == 4'd9;

assign m_axis_tdata = shift_q;

always @(posedge aclk) begin
    line_q        <= {line_q[1:0], line};
    m_axis_tvalid <= sample && last && line_q[1];
    timer_q       <= timer_q - 1'b1;
    if (begins) begin
        busy_q  <= 1'b1;
        bits_q  <= 4'd0;
        timer_q <= HALF[TIMER_WIDTH-1:0];
    end
    if (sample) begin
        timer_q <= WHOLE[TIMER_WIDTH-1:0];
        bits_q  <= bits_q + 1'b1;
        if (last || (first && line_q[1])) busy_q <= 1'b0; // over, or no start bit after all
        if (!last) shift_q <= {line_q[1], shift_q[7:1]};
    end

    if (!aresetn) begin
        line_q        <= 3'b111;
        busy_q        <= 1'b0;
        m_axis_tvalid <= 1'b0;
    end
end

endmodule

`resetall
