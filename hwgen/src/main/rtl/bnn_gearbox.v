// bnn_gearbox: beats of one width become beats of another, whatever the two widths.
// SPDX-License-Identifier: Apache-2.0
//
//   bits leave in the order in which they came, the lowest bit of a beat first
//
// tlast ends a frame: its last word leaves even if it is not full, the missing bits are 0, and the
// next frame begins in a word of its own.  tlast is on that last word, and tuser is the tuser of
// the beat that had tlast; it is 0 on all other words.
//
// Ratio         any, except that IN_WIDTH is a multiple of OUT_WIDTH (bnn_width_converter knows
//               cheaper ways for whole ratios, and chooses).
// Latency       1 cycle from the beat that completes a word.
// Throughput    a beat or a word per cycle, whichever side is the narrow one.  A frame that fills
//               its words leaves no gap; one that does not costs what its last word lacks.
// Flow control  m_axis outputs come from registers; s_axis_tready depends on m_axis_tready, so that
//               a word leaves and the next one is completed in the same cycle.
// Area          IN_WIDTH + OUT_WIDTH registers behind a shifter of $clog2(OUT_WIDTH / gcd) levels.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_gearbox #
(
    // tdata of the input (bits)
    parameter IN_WIDTH = 6,
    // tdata of the output (bits)
    parameter OUT_WIDTH = 4
)
(
    input  wire                 aclk,
    input  wire                 aresetn,

    input  wire [IN_WIDTH-1:0]  s_axis_tdata,
    input  wire                 s_axis_tvalid,
    output wire                 s_axis_tready,
    input  wire                 s_axis_tlast,
    input  wire                 s_axis_tuser,

    output wire [OUT_WIDTH-1:0] m_axis_tdata,
    output reg                  m_axis_tvalid,
    input  wire                 m_axis_tready,
    output reg                  m_axis_tlast,
    output reg                  m_axis_tuser
);

generate
    if (IN_WIDTH < 1 || OUT_WIDTH < 1) begin : gen_check_width
        IN_WIDTH_and_OUT_WIDTH_must_be_at_least_1 illegal_parameter ();
    end
    if (IN_WIDTH % OUT_WIDTH == 0) begin : gen_check_ratio
        IN_WIDTH_must_not_be_a_multiple_of_OUT_WIDTH illegal_parameter ();
    end
endgenerate

// Greatest common divisor: every beat begins and ends at a multiple of it.
function integer gcd(input integer a, input integer b);
    integer x, y, r;
    begin
        x = a;
        y = b;
        while (y != 0) begin
            r = x % y;
            x = y;
            y = r;
        end
        gcd = x;
    end
endfunction

localparam UNIT = gcd(IN_WIDTH, OUT_WIDTH);
localparam OUT_UNITS = OUT_WIDTH / UNIT;

// A beat fills WORDS words and has SPARE units more, at least 1.
localparam WORDS = IN_WIDTH / OUT_WIDTH;
localparam SPARE = (IN_WIDTH % OUT_WIDTH) / UNIT;

// A beat is taken when less than a word stays behind.
localparam HELD_WIDTH = IN_WIDTH + OUT_WIDTH - UNIT;
localparam REST_WIDTH = $clog2(OUT_UNITS);
localparam WORDS_WIDTH = $clog2(WORDS + 3);
localparam integer WORD = OUT_UNITS;
localparam integer WHOLE = WORDS;

// The next word in the lowest bits; 0 beyond what is held.
reg [HELD_WIDTH-1:0]  held_q;
// Words that can leave, and units behind them.  The two are never held at once when a beat is taken.
reg [WORDS_WIDTH-1:0] words_q;
reg [REST_WIDTH-1:0]  rest_q;
// The newest beat had tlast, tlast and tuser
reg                   last_q;
reg                   user_q;

wire one_word = words_q == {{(WORDS_WIDTH - 1){1'b0}}, 1'b1};
wire take     = m_axis_tvalid && m_axis_tready;
wire accept   = s_axis_tvalid && s_axis_tready;

assign s_axis_tready = !m_axis_tvalid || (m_axis_tready && one_word);
assign m_axis_tdata  = held_q[OUT_WIDTH-1:0];

// Where the beat goes: behind the rest
reg [HELD_WIDTH-1:0] beat;
integer              level;

always @* begin
    beat = {{(HELD_WIDTH - IN_WIDTH){1'b0}}, s_axis_tdata};
    for (level = 0; level < REST_WIDTH; level = level + 1) begin
        if (rest_q[level]) beat = beat << (UNIT << level);
    end
end

// What it adds to
wire [REST_WIDTH:0] sum = {1'b0, rest_q} + SPARE[REST_WIDTH:0];
wire                fills_word = sum >= WORD[REST_WIDTH:0];
wire                fills_more = sum > WORD[REST_WIDTH:0];

// modulo a power of two, which the difference is below
wire [REST_WIDTH-1:0] over = sum[REST_WIDTH-1:0] - WORD[REST_WIDTH-1:0];

reg [WORDS_WIDTH-1:0] words;
reg [REST_WIDTH-1:0]  rest;

always @* begin
    if (accept && s_axis_tlast) begin
        words = WHOLE[WORDS_WIDTH-1:0] + {{(WORDS_WIDTH - 2){1'b0}}, fills_more, !fills_more};
        rest  = {REST_WIDTH{1'b0}};
    end else if (accept) begin
        words = WHOLE[WORDS_WIDTH-1:0] + {{(WORDS_WIDTH - 1){1'b0}}, fills_word};
        rest  = fills_word ? over : sum[REST_WIDTH-1:0];
    end else begin
        words = words_q - {{(WORDS_WIDTH - 1){1'b0}}, take};
        rest  = rest_q;
    end
end

wire last = accept ? s_axis_tlast : last_q;
wire user = accept ? s_axis_tuser : user_q;
wire ends = last && words == {{(WORDS_WIDTH - 1){1'b0}}, 1'b1};

always @(posedge aclk) begin
    if (take || accept) begin
        held_q <= (take ? held_q >> OUT_WIDTH : held_q) | (accept ? beat : {HELD_WIDTH{1'b0}});
    end
    words_q       <= words;
    rest_q        <= rest;
    last_q        <= last;
    user_q        <= user;
    m_axis_tvalid <= words != {WORDS_WIDTH{1'b0}};
    m_axis_tlast  <= ends;
    m_axis_tuser  <= ends && user;

    if (!aresetn) begin
        held_q        <= {HELD_WIDTH{1'b0}};
        words_q       <= {WORDS_WIDTH{1'b0}};
        rest_q        <= {REST_WIDTH{1'b0}};
        m_axis_tvalid <= 1'b0;
    end
end

endmodule

`resetall
