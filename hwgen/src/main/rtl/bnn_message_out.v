// bnn_message_out: sends messages as bytes (docs/link.md).
// SPDX-License-Identifier: Apache-2.0
//
// Header        start, type, tag and length are taken with header_valid && header_ready
// Payload       follows in words of 4 bytes, the lowest byte first; of the last word only as many as the
//               length says
// Throughput    a byte every 8 cycles.
// Flow control  word_ready is 1 in the cycle in which a word is taken, header_ready depends on nothing.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_message_out
(
    input  wire        aclk,
    input  wire        aresetn,

    input  wire [7:0]  header_type,
    input  wire [7:0]  header_tag,
    input  wire [15:0] header_length,
    input  wire        header_valid,
    output wire        header_ready,

    input  wire [31:0] word,
    input  wire        word_valid,
    output wire        word_ready,

    output wire [7:0]  m_axis_tdata,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready
);

localparam [31:0] START = 32'h000000B2;

localparam [2:0] STATE_IDLE    = 3'd0;
localparam [2:0] STATE_START   = 3'd1;
localparam [2:0] STATE_HEADER  = 3'd2;
localparam [2:0] STATE_WORD    = 3'd3;
localparam [2:0] STATE_PAYLOAD = 3'd4;
localparam [2:0] STATE_WAIT    = 3'd5;
localparam [2:0] STATE_CRC     = 3'd6;

reg [2:0]  state_q;
reg [31:0] shift_q;
reg [15:0] length_q;
reg [1:0]  byte_q;

wire        crc_busy;
wire [31:0] crc;
wire        sends = state_q == STATE_START || state_q == STATE_HEADER || state_q == STATE_PAYLOAD
                    || state_q == STATE_CRC;
wire        leave = m_axis_tvalid && m_axis_tready;

assign header_ready  = state_q == STATE_IDLE;
assign word_ready    = state_q == STATE_WORD && word_valid;
assign m_axis_tdata  = shift_q[7:0];
assign m_axis_tvalid = sends && !crc_busy;

bnn_crc32 u_crc (
    .aclk(aclk),
    .aresetn(aresetn),
    .restart(state_q == STATE_START),
    .data(shift_q[7:0]),
    .valid(leave && (state_q == STATE_HEADER || state_q == STATE_PAYLOAD)),
    .busy(crc_busy),
    .crc(crc)
);

reg [31:0] header_q;

always @(posedge aclk) begin
    if (leave) begin
        shift_q <= {8'd0, shift_q[31:8]};
        byte_q  <= byte_q + 1'b1;
    end

    case (state_q)
        STATE_IDLE: if (header_valid) begin
            header_q <= {header_length, header_tag, header_type};
            length_q <= header_length;
            shift_q  <= START;
            state_q  <= STATE_START;
        end
        STATE_START: if (leave) begin
            shift_q <= header_q;
            byte_q  <= 2'd0;
            state_q <= STATE_HEADER;
        end
        STATE_HEADER: if (leave && byte_q == 2'd3) begin
            state_q <= length_q == 16'd0 ? STATE_WAIT : STATE_WORD;
        end
        STATE_WORD: if (word_valid) begin
            shift_q <= word;
            byte_q  <= 2'd0;
            state_q <= STATE_PAYLOAD;
        end
        STATE_PAYLOAD: if (leave) begin
            length_q <= length_q - 1'b1;
            if (length_q == 16'd1) state_q <= STATE_WAIT;
            else if (byte_q == 2'd3) state_q <= STATE_WORD;
        end
        STATE_WAIT: if (!crc_busy) begin
            shift_q <= ~crc;
            byte_q  <= 2'd0;
            state_q <= STATE_CRC;
        end
        STATE_CRC: if (leave && byte_q == 2'd3) state_q <= STATE_IDLE;
        default: state_q <= STATE_IDLE;
    endcase

    if (!aresetn) state_q <= STATE_IDLE;
end

endmodule

`resetall
