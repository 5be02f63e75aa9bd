// bnn_link: carries out what the messages of a host ask for (docs/link.md).
// SPDX-License-Identifier: Apache-2.0
//
// Between the bytes of a wire and the ports of bnn_top: images in, results out, registers, reset.
//
// Bytes    s_axis has no tready: a byte that finds the buffer full is lost, and the host is told.
// Room     BUFFER_BYTES bytes wait before the message that is carried out; images whose results are to
//          come: WINDOW and 1.
// Order    one message is carried out at a time; results leave between answers, whole.
// Pauses   inside a message: none over 9 cycles with WHOLE_RESULTS = 1, for a wire that cannot wait (SPI).
// RESET    top_aresetn is 0 for 16 cycles; images under way and their tags are forgotten.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_link #
(
    // Beat of an image (bytes) and beats of an image
    parameter BEAT_BYTES = 1,
    parameter BEATS = 4,
    // Beats of a result, 4 bytes each
    parameter RESULT_BEATS = 1,
    // Tags that wait
    parameter WINDOW = 2,
    // Bytes that wait
    parameter BUFFER_BYTES = 16,
    // Cycles without a byte after which a message has broken off
    parameter TIMEOUT = 1000,
    // 1: a result is sent when all its beats have come; 0: when the first has
    parameter WHOLE_RESULTS = 1
)
(
    input  wire                    aclk,
    input  wire                    aresetn,

    // the wire
    input  wire [7:0]              s_axis_tdata,
    input  wire                    s_axis_tvalid,
    output wire [7:0]              m_axis_tdata,
    output wire                    m_axis_tvalid,
    input  wire                    m_axis_tready,

    // the design
    output reg                     top_aresetn,

    output wire [8*BEAT_BYTES-1:0] image_tdata,
    output wire                    image_tvalid,
    input  wire                    image_tready,
    output wire                    image_tlast,

    input  wire [31:0]             result_tdata,
    input  wire                    result_tvalid,
    output wire                    result_tready,

    output wire [11:0]             m_axil_awaddr,
    output wire [2:0]              m_axil_awprot,
    output wire                    m_axil_awvalid,
    input  wire                    m_axil_awready,
    output wire [31:0]             m_axil_wdata,
    output wire [3:0]              m_axil_wstrb,
    output wire                    m_axil_wvalid,
    input  wire                    m_axil_wready,
    input  wire [1:0]              m_axil_bresp,
    input  wire                    m_axil_bvalid,
    output wire                    m_axil_bready,
    output wire [11:0]             m_axil_araddr,
    output wire [2:0]              m_axil_arprot,
    output wire                    m_axil_arvalid,
    input  wire                    m_axil_arready,
    input  wire [31:0]             m_axil_rdata,
    input  wire [1:0]              m_axil_rresp,
    input  wire                    m_axil_rvalid,
    output wire                    m_axil_rready
);

localparam [2:0] IMAGE   = 3'd1;
localparam [2:0] READ    = 3'd2;
localparam [2:0] WRITE   = 3'd3;
localparam [2:0] RESET   = 3'd4;

localparam [7:0] ANSWER_RESULT = 8'h81;
localparam [7:0] ANSWER_ERROR  = 8'hFF;

localparam [2:0] CODE_GOOD     = 3'd0;
localparam [2:0] CODE_REGISTER = 3'd6;
localparam [2:0] CODE_RANGE    = 3'd7;

localparam integer RESULT_LENGTH = 4 * RESULT_BEATS;

localparam [3:0] STATE_MESSAGE = 4'd0;
localparam [3:0] STATE_ANSWER  = 4'd1;
localparam [3:0] STATE_ADDRESS = 4'd2;
localparam [3:0] STATE_READ    = 4'd3;
localparam [3:0] STATE_WRITE   = 4'd4;
localparam [3:0] STATE_QUIET   = 4'd5;
localparam [3:0] STATE_RESET   = 4'd6;
localparam [3:0] STATE_DRAIN   = 4'd7;
localparam [3:0] STATE_PATTERN = 4'd8;
localparam [3:0] STATE_OVER    = 4'd9;

reg [3:0]  state_q;
reg [3:0]  reset_q;

// ---- bytes to messages
wire [7:0] byte_tdata;
wire       byte_tvalid;
wire       byte_tready;
wire       buffer_tready;
wire [2:0] kind;
wire [7:0] tag;
wire [7:0] payload_tdata;
wire       payload_tvalid;
wire       payload_tready;
wire       message_done;
wire [2:0] code;
wire       message_taken;
wire       unused_last_byte;

bnn_fifo #(.WIDTH(8), .DEPTH(BUFFER_BYTES), .RAM_STYLE(0)) u_buffer (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_tdata(s_axis_tdata),
    .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(buffer_tready),
    .m_axis_tdata(byte_tdata),
    .m_axis_tvalid(byte_tvalid),
    .m_axis_tready(byte_tready)
);

bnn_message_in #(.IMAGE_BYTES(BEAT_BYTES * BEATS), .TIMEOUT(TIMEOUT)) u_in (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_tdata(byte_tdata),
    .s_axis_tvalid(byte_tvalid),
    .s_axis_tready(byte_tready),
    .overflow(s_axis_tvalid && !buffer_tready),
    .kind(kind),
    .tag(tag),
    .m_axis_tdata(payload_tdata),
    .m_axis_tvalid(payload_tvalid),
    .m_axis_tready(payload_tready),
    .last_byte(unused_last_byte),
    .done(message_done),
    .code(code),
    .taken(message_taken)
);

// ---- images
wire                    is_image = kind == IMAGE;
wire                    image_byte_tready;
wire                    image_busy;
wire                    keep;
wire                    abandon;
wire [8*BEAT_BYTES-1:0] host_tdata;
wire                    host_tvalid;
wire                    host_tlast;
wire                    pattern_active;
wire [8*BEAT_BYTES-1:0] pattern_tdata;
wire                    pattern_tvalid;
wire                    pattern_tlast;
wire                    pattern_result_tready;
wire [31:0]             cycles;
wire [31:0]             signature;

assign payload_tready = !is_image || image_byte_tready;

bnn_image_in #(.BEAT_BYTES(BEAT_BYTES), .BEATS(BEATS)) u_image (
    .aclk(aclk),
    .aresetn(top_aresetn),
    .s_axis_tdata(payload_tdata),
    .s_axis_tvalid(payload_tvalid && is_image),
    .s_axis_tready(image_byte_tready),
    .keep(keep),
    .abandon(abandon),
    .busy(image_busy),
    .m_axis_tdata(host_tdata),
    .m_axis_tvalid(host_tvalid),
    .m_axis_tready(image_tready && !pattern_active),
    .m_axis_tlast(host_tlast)
);

// ---- results on their way to the host
wire [31:0] word_tdata;
wire        word_tvalid;
wire        word_tready;
wire        word_room;
wire        result_whole;

generate
    if (RESULT_BEATS == 1 || WHOLE_RESULTS == 0) begin : gen_direct
        assign word_tdata   = result_tdata;
        assign word_tvalid  = result_tvalid;
        assign word_room    = word_tready;
        assign result_whole = result_tvalid;
    end else begin : gen_whole
        localparam HELD_WIDTH = $clog2(RESULT_BEATS + 2);

        reg [HELD_WIDTH-1:0] held_q;

        wire fifo_tready;
        wire come = result_tvalid && word_room;
        wire go   = word_tvalid && word_tready;

        assign word_room    = fifo_tready && !pattern_active;
        assign result_whole = held_q >= RESULT_BEATS[HELD_WIDTH-1:0];

        bnn_fifo #(.WIDTH(32), .DEPTH(RESULT_BEATS), .RAM_STYLE(0)) u_words (
            .aclk(aclk),
            .aresetn(top_aresetn),
            .s_axis_tdata(result_tdata),
            .s_axis_tvalid(come),
            .s_axis_tready(fifo_tready),
            .m_axis_tdata(word_tdata),
            .m_axis_tvalid(word_tvalid),
            .m_axis_tready(word_tready)
        );

        always @(posedge aclk) begin
            if (come && !go) held_q <= held_q + 1'b1;
            if (go && !come) held_q <= held_q - 1'b1;

            if (!top_aresetn) held_q <= {HELD_WIDTH{1'b0}};
        end
    end
endgenerate

// ---- tags of images whose results are to come
localparam integer MOST = WINDOW + 1;
localparam COUNT_WIDTH = $clog2(WINDOW + 2);

reg [COUNT_WIDTH-1:0] waiting_q;

wire       tags_tready;
wire [7:0] result_tag;
wire       result_tag_tvalid;
wire       result_begins;
wire       none_waits = waiting_q == {COUNT_WIDTH{1'b0}};

bnn_fifo #(.WIDTH(8), .DEPTH(WINDOW), .RAM_STYLE(2)) u_tags (
    .aclk(aclk),
    .aresetn(top_aresetn),
    .s_axis_tdata(tag),
    .s_axis_tvalid(keep),
    .s_axis_tready(tags_tready),
    .m_axis_tdata(result_tag),
    .m_axis_tvalid(result_tag_tvalid),
    .m_axis_tready(result_begins)
);

always @(posedge aclk) begin
    if (keep && !result_begins) waiting_q <= waiting_q + 1'b1;
    if (result_begins && !keep) waiting_q <= waiting_q - 1'b1;

    if (!top_aresetn) waiting_q <= {COUNT_WIDTH{1'b0}};
end

wire room = tags_tready && waiting_q != MOST[COUNT_WIDTH-1:0];

// ---- the payload of the other messages, the last byte in the highest bits
reg [47:0] payload_q;

always @(posedge aclk) begin
    if (payload_tvalid && payload_tready) payload_q <= {payload_tdata, payload_q[47:8]};
end

// ---- answers
reg  [7:0]  answer_type_q;
reg  [15:0] answer_length_q;
reg  [63:0] answer_q;
reg         sends_result_q;
wire        header_ready;
wire        header_valid;
wire        word_ready;
wire        answers = state_q == STATE_ANSWER;
// what is being sent, if anything, is not in answer_q
wire        answer_gone = header_ready || sends_result_q;
wire        quiet = state_q == STATE_QUIET || state_q == STATE_RESET;
wire        pattern_on = state_q == STATE_PATTERN || state_q == STATE_OVER;
wire        result_waits = result_whole && result_tag_tvalid && !quiet && !pattern_on;

assign header_valid  = answers || result_waits;
assign result_begins = header_ready && result_waits && !answers;
assign word_tready   = word_ready && sends_result_q;
assign result_tready = word_room || pattern_result_tready;

bnn_message_out u_out (
    .aclk(aclk),
    .aresetn(aresetn),
    .header_type(answers ? answer_type_q : ANSWER_RESULT),
    .header_tag(answers ? tag : result_tag),
    .header_length(answers ? answer_length_q : RESULT_LENGTH[15:0]),
    .header_valid(header_valid),
    .header_ready(header_ready),
    .word(sends_result_q ? word_tdata : answer_q[31:0]),
    .word_valid(!sends_result_q || word_tvalid),
    .word_ready(word_ready),
    .m_axis_tdata(m_axis_tdata),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready)
);

// ---- the board's own images
bnn_pattern #(.WIDTH(8 * BEAT_BYTES), .BEATS(BEATS), .RESULT_BEATS(RESULT_BEATS)) u_pattern (
    .aclk(aclk),
    .aresetn(top_aresetn),
    .start(state_q == STATE_PATTERN),
    .images(payload_q[31:16]),
    .active(pattern_active),
    .cycles(cycles),
    .signature(signature),
    .m_axis_tdata(pattern_tdata),
    .m_axis_tvalid(pattern_tvalid),
    .m_axis_tready(image_tready),
    .m_axis_tlast(pattern_tlast),
    .s_axis_tdata(result_tdata),
    .s_axis_tvalid(result_tvalid),
    .s_axis_tready(pattern_result_tready)
);

assign image_tdata  = pattern_active ? pattern_tdata : host_tdata;
assign image_tvalid = pattern_active ? pattern_tvalid : host_tvalid;
assign image_tlast  = pattern_active ? pattern_tlast : host_tlast;

// ---- registers
reg awvalid_q;
reg wvalid_q;
reg arvalid_q;

wire reads = kind == READ;

assign m_axil_awaddr  = payload_q[11:0];
assign m_axil_awprot  = 3'b000;
assign m_axil_awvalid = awvalid_q;
assign m_axil_wdata   = payload_q[47:16];
assign m_axil_wstrb   = 4'b1111;
assign m_axil_wvalid  = wvalid_q;
assign m_axil_bready  = state_q == STATE_WRITE;
assign m_axil_araddr  = payload_q[43:32];
assign m_axil_arprot  = 3'b000;
assign m_axil_arvalid = arvalid_q;
assign m_axil_rready  = state_q == STATE_READ;

wire outside    = reads ? payload_q[47:44] != 4'd0 : payload_q[15:12] != 4'd0;
wire read_done  = m_axil_rvalid && m_axil_rready;
wire write_done = m_axil_bvalid && m_axil_bready;

always @(posedge aclk) begin
    if (m_axil_awready) awvalid_q <= 1'b0;
    if (m_axil_wready) wvalid_q <= 1'b0;
    if (m_axil_arready) arvalid_q <= 1'b0;
    if (state_q == STATE_ADDRESS && !outside) begin
        awvalid_q <= !reads;
        wvalid_q  <= !reads;
        arvalid_q <= reads;
    end

    if (!top_aresetn) begin
        awvalid_q <= 1'b0;
        wvalid_q  <= 1'b0;
        arvalid_q <= 1'b0;
    end
end

// ---- one message at a time
wire whole = message_done && code == CODE_GOOD && state_q == STATE_MESSAGE;
wire bad   = message_done && code != CODE_GOOD && state_q == STATE_MESSAGE && answer_gone;

assign keep          = whole && is_image && room && !image_busy;
assign abandon       = bad && is_image && !image_busy;
assign message_taken = keep || (answers && header_ready);

wire pattern_range = payload_q[47:32] == 16'd0 && payload_q[31:16] != 16'd0;

always @(posedge aclk) begin
    if (header_ready && header_valid) sends_result_q <= !answers;
    if (word_ready && !sends_result_q) answer_q <= {32'd0, answer_q[63:32]};

    case (state_q)
        STATE_MESSAGE: begin
            answer_type_q   <= {5'b10000, kind};
            answer_length_q <= 16'd0;
            if (whole && !is_image && answer_gone) begin
                case (kind)
                    READ, WRITE: state_q <= STATE_ADDRESS;
                    RESET:       state_q <= STATE_QUIET;
                    default:     state_q <= STATE_DRAIN;
                endcase
            end
            if (bad && (!is_image || !image_busy)) begin
                answer_type_q   <= ANSWER_ERROR;
                answer_length_q <= 16'd1;
                answer_q[7:0]   <= {5'd0, code};
                state_q         <= STATE_ANSWER;
            end
        end
        STATE_ADDRESS: begin
            answer_length_q <= reads ? 16'd4 : 16'd0;
            state_q         <= reads ? STATE_READ : STATE_WRITE;
            if (outside) begin
                answer_type_q   <= ANSWER_ERROR;
                answer_length_q <= 16'd1;
                answer_q[7:0]   <= {5'd0, CODE_REGISTER};
                state_q         <= STATE_ANSWER;
            end
        end
        STATE_READ, STATE_WRITE: if (read_done || write_done) begin
            answer_q[31:0] <= m_axil_rdata;
            if (reads ? m_axil_rresp[1] : m_axil_bresp[1]) begin
                answer_type_q   <= ANSWER_ERROR;
                answer_length_q <= 16'd1;
                answer_q[7:0]   <= {5'd0, CODE_REGISTER};
            end
            state_q <= STATE_ANSWER;
        end
        STATE_QUIET: if (header_ready) state_q <= STATE_RESET;
        STATE_RESET: if (reset_q == 4'd15) state_q <= STATE_ANSWER;
        STATE_DRAIN: begin
            answer_length_q <= 16'd8;
            if (!pattern_range) begin
                answer_type_q   <= ANSWER_ERROR;
                answer_length_q <= 16'd1;
                answer_q[7:0]   <= {5'd0, CODE_RANGE};
                state_q         <= STATE_ANSWER;
            end else if (none_waits && header_ready && !image_busy) begin
                state_q <= STATE_PATTERN;
            end
        end
        STATE_PATTERN: state_q <= STATE_OVER;
        STATE_OVER: if (!pattern_active) begin
            answer_q <= {signature, cycles};
            state_q  <= STATE_ANSWER;
        end
        STATE_ANSWER: if (header_ready) state_q <= STATE_MESSAGE;
        default: state_q <= STATE_MESSAGE;
    endcase

    reset_q     <= state_q == STATE_RESET ? reset_q + 1'b1 : 4'd0;
    top_aresetn <= state_q != STATE_RESET;

    if (!aresetn) begin
        state_q     <= STATE_MESSAGE;
        top_aresetn <= 1'b0;
    end
end

wire unused = &{1'b0, m_axil_rresp[0], m_axil_bresp[0]};

endmodule

`resetall
