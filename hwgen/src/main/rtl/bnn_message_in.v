// bnn_message_in: finds messages in a stream of bytes and checks them (docs/link.md).
// SPDX-License-Identifier: Apache-2.0
//
// Message       start, type, tag, length (2 bytes), payload, CRC-32 (4 bytes)
// Payload       leaves byte by byte before it is known whether the CRC is right; last_byte marks the
//               last one
// End           done = 1 until taken = 1: the message is over.  code 0: it is whole; else why it is not,
//               see ERROR in docs/link.md.  Then the next start is looked for.
// Time-out      TIMEOUT cycles without a byte in the middle of a message; waiting at the payload's exit
//               does not count.
// overflow      bytes were lost before this module: the next message that is not whole ends with code 5,
//               unless a RESET came between.
// Throughput    a byte every 8 cycles.
// Flow control  s_axis_tready depends on m_axis_tready.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_message_in #
(
    // Payload of IMAGE (bytes), 1 to 65535
    parameter IMAGE_BYTES = 8,
    // Cycles
    parameter TIMEOUT = 1000
)
(
    input  wire       aclk,
    input  wire       aresetn,

    input  wire [7:0] s_axis_tdata,
    input  wire       s_axis_tvalid,
    output wire       s_axis_tready,
    input  wire       overflow,

    // of the message that is coming, from its payload on
    output reg  [2:0] kind,
    output reg  [7:0] tag,

    output wire [7:0] m_axis_tdata,
    output wire       m_axis_tvalid,
    input  wire       m_axis_tready,
    output wire       last_byte,

    output wire       done,
    output reg  [2:0] code,
    input  wire       taken
);

localparam [7:0] START = 8'hB2;

localparam [2:0] IMAGE   = 3'd1;
localparam [2:0] READ    = 3'd2;
localparam [2:0] WRITE   = 3'd3;
localparam [2:0] RESET   = 3'd4;
localparam [2:0] PATTERN = 3'd5;

localparam [2:0] CODE_GOOD     = 3'd0;
localparam [2:0] CODE_CRC      = 3'd1;
localparam [2:0] CODE_TYPE     = 3'd2;
localparam [2:0] CODE_LENGTH   = 3'd3;
localparam [2:0] CODE_TIMEOUT  = 3'd4;
localparam [2:0] CODE_OVERFLOW = 3'd5;

// CRC register behind a message and its CRC
localparam [31:0] RESIDUE = 32'hDEBB20E3;

localparam [3:0] STATE_HUNT     = 4'd0;
localparam [3:0] STATE_TYPE     = 4'd1;
localparam [3:0] STATE_TAG      = 4'd2;
localparam [3:0] STATE_LOW      = 4'd3;
localparam [3:0] STATE_HIGH     = 4'd4;
localparam [3:0] STATE_LENGTH   = 4'd5;
localparam [3:0] STATE_PAYLOAD  = 4'd6;
localparam [3:0] STATE_CRC      = 4'd7;
localparam [3:0] STATE_JUDGE    = 4'd8;
localparam [3:0] STATE_END      = 4'd9;

localparam TIMER_WIDTH = $clog2(TIMEOUT + 1);
localparam integer BYTES = IMAGE_BYTES;

generate
    if (IMAGE_BYTES < 1 || IMAGE_BYTES > 65535 || TIMEOUT < 1) begin : gen_check_size
        IMAGE_BYTES_must_be_1_to_65535_and_TIMEOUT_at_least_1 illegal_parameter ();
    end
endgenerate

reg [3:0]             state_q;
reg                   known_q;
reg [15:0]            left_q;
reg [TIMER_WIDTH-1:0] timer_q;
reg                   overflow_q;

wire        crc_busy;
wire [31:0] crc;
wire        hunting = state_q == STATE_HUNT;
wire        paying  = state_q == STATE_PAYLOAD;
wire        header  = state_q == STATE_TYPE || state_q == STATE_TAG || state_q == STATE_LOW
                      || state_q == STATE_HIGH;
wire        takes   = hunting || ((header || state_q == STATE_CRC || (paying && m_axis_tready))
                      && !crc_busy);
wire        accept  = s_axis_tvalid && s_axis_tready;
wire        last    = left_q == 16'd1;
wire        midway  = header || paying || state_q == STATE_CRC;
wire        expired = timer_q == TIMEOUT[TIMER_WIDTH-1:0];

assign s_axis_tready = aresetn && takes;
assign m_axis_tdata  = s_axis_tdata;
assign m_axis_tvalid = aresetn && paying && s_axis_tvalid && !crc_busy;
assign last_byte     = last;
assign done          = state_q == STATE_END;

bnn_crc32 u_crc (
    .aclk(aclk),
    .aresetn(aresetn),
    .restart(hunting),
    .data(s_axis_tdata),
    .valid(accept && !hunting),
    .busy(crc_busy),
    .crc(crc)
);

// what the type says its length is
reg [15:0] length;

always @* begin
    case (kind)
        IMAGE:   length = BYTES[15:0];
        READ:    length = 16'd2;
        WRITE:   length = 16'd6;
        PATTERN: length = 16'd4;
        default: length = 16'd0;
    endcase
end

always @(posedge aclk) begin
    case (state_q)
        STATE_HUNT: if (accept && s_axis_tdata == START) state_q <= STATE_TYPE;
        STATE_TYPE: if (accept) begin
            kind    <= s_axis_tdata[2:0];
            known_q <= s_axis_tdata[7:3] == 5'd0 && s_axis_tdata[2:0] >= IMAGE
                       && s_axis_tdata[2:0] <= PATTERN;
            state_q <= STATE_TAG;
        end
        STATE_TAG: if (accept) begin
            tag     <= s_axis_tdata;
            state_q <= STATE_LOW;
        end
        STATE_LOW: if (accept) begin
            left_q[7:0] <= s_axis_tdata;
            state_q     <= STATE_HIGH;
        end
        STATE_HIGH: if (accept) begin
            left_q[15:8] <= s_axis_tdata;
            state_q      <= STATE_LENGTH;
        end
        STATE_LENGTH: begin
            code    <= overflow_q ? CODE_OVERFLOW : known_q ? CODE_LENGTH : CODE_TYPE;
            state_q <= STATE_END;
            if (known_q && left_q == length) begin
                state_q <= kind == RESET ? STATE_CRC : STATE_PAYLOAD;
                if (kind == RESET) left_q <= 16'd4;
            end
        end
        STATE_PAYLOAD: if (accept) begin
            left_q <= left_q - 1'b1;
            if (last) begin
                left_q  <= 16'd4;
                state_q <= STATE_CRC;
            end
        end
        STATE_CRC: if (accept) begin
            left_q <= left_q - 1'b1;
            if (last) state_q <= STATE_JUDGE;
        end
        STATE_JUDGE: if (!crc_busy) begin
            code    <= crc == RESIDUE ? CODE_GOOD : overflow_q ? CODE_OVERFLOW : CODE_CRC;
            state_q <= STATE_END;
        end
        STATE_END: if (taken) begin
            if (code == CODE_OVERFLOW || (code == CODE_GOOD && kind == RESET)) overflow_q <= 1'b0;
            state_q <= STATE_HUNT;
        end
        default: state_q <= STATE_HUNT;
    endcase

    timer_q <= timer_q + 1'b1;
    if (!midway || s_axis_tvalid) timer_q <= {TIMER_WIDTH{1'b0}};
    if (midway && expired && !s_axis_tvalid) begin
        code    <= overflow_q ? CODE_OVERFLOW : CODE_TIMEOUT;
        state_q <= STATE_END;
    end
    if (overflow) overflow_q <= 1'b1;

    if (!aresetn) begin
        state_q    <= STATE_HUNT;
        overflow_q <= 1'b0;
    end
end

endmodule

`resetall
