// fv_convert: a width converter of any ratio other than 1, whoever is at its two ends.
// SPDX-License-Identifier: Apache-2.0
//
//   stable      an output word stays as it is until it is taken
//   order       unit by unit (a unit is the greatest common divisor of the widths) the output is the
//               input, and a word that a frame's end cuts short is filled up with 0
//   frames      tlast and tuser are on the word that holds the end of a frame, tlast on no other
//   no waiting  a word is offered as soon as it is complete, and a beat is taken as soon as at most
//               one word is left, which leaves now
//
// Order is shown for one unit of one beat that the solver picks: the words in front of it are
// counted down, and then it must come.

`default_nettype none

module fv_convert #
(
    parameter IN_WIDTH = 4,
    parameter OUT_WIDTH = 6,
    // greatest common divisor of the two
    parameter UNIT = 2
)
(
    input wire                clk,
    input wire [IN_WIDTH-1:0] s_tdata,
    input wire                s_tvalid,
    input wire                s_tlast,
    input wire                s_tuser,
    input wire                m_tready,
    input wire                pick,
    input wire [7:0]          any_unit,
    input wire [7:0]          any_place
);

localparam I = IN_WIDTH / UNIT;
localparam O = OUT_WIDTH / UNIT;
localparam W = $clog2(I + O + 1) + 1;

wire                 s_tready;
wire [OUT_WIDTH-1:0] m_tdata;
wire                 m_tvalid;
wire                 m_tlast;
wire                 m_tuser;

reg aresetn = 1'b0;
always @(posedge clk) aresetn <= 1'b1;

bnn_width_converter #(.IN_WIDTH(IN_WIDTH), .OUT_WIDTH(OUT_WIDTH)) dut (
    .aclk(clk),
    .aresetn(aresetn),
    .s_axis_tdata(s_tdata),
    .s_axis_tvalid(s_tvalid),
    .s_axis_tready(s_tready),
    .s_axis_tlast(s_tlast),
    .s_axis_tuser(s_tuser),
    .m_axis_tdata(m_tdata),
    .m_axis_tvalid(m_tvalid),
    .m_axis_tready(m_tready),
    .m_axis_tlast(m_tlast),
    .m_axis_tuser(m_tuser)
);

wire accept = aresetn && s_tvalid && s_tready;
wire take   = aresetn && m_tvalid && m_tready;

// any unit of a beat, any unit of a word, drawn once
reg [W-1:0] unit;
reg [W-1:0] place;
always @(posedge clk) begin
    if (!aresetn) begin
        unit  <= any_unit;
        place <= any_place;
        assume (any_unit < I && any_place < O);
    end
end

// quotients by counting
function [W-1:0] words_in(input [W-1:0] units);
    integer k;
    begin
        words_in = 0;
        for (k = 1; k <= I + 1; k = k + 1) if (units >= k * O) words_in = k;
    end
endfunction

// units of the word under way, complete words that have not left, ends of frames among them
reg [W-1:0] rest = 0;
reg [W-1:0] words = 0;
reg [W-1:0] ends = 0;

wire [W-1:0] total     = rest + I;
wire [W-1:0] whole     = words_in(total);
wire [W-1:0] over      = total - whole * O;
wire [W-1:0] completed = s_tlast && over != 0 ? whole + 1 : whole;

// the unit that is followed
wire [W-1:0]    unit_word  = words_in(rest + unit);
reg             picked = 1'b0;
reg             unit_done = 1'b0;
reg             end_done = 1'b0;
reg [UNIT-1:0]  picked_data;
reg             picked_last;
reg             picked_user;
reg [W-1:0]     picked_place;
reg [W-1:0]     picked_over;
reg [W-1:0]     unit_in_front;
reg [W-1:0]     end_in_front;

wire [UNIT-1:0] unit_out  = m_tdata >> (picked_place * UNIT);
wire [UNIT-1:0] place_out = m_tdata >> (place * UNIT);

always @(posedge clk) begin
    words <= words - take + (accept ? completed : 0);
    ends  <= ends - (take && m_tlast) + (accept && s_tlast);
    if (accept) rest <= s_tlast ? 0 : over;

    if (accept && pick && !picked) begin
        picked        <= 1'b1;
        picked_data   <= s_tdata >> (unit * UNIT);
        picked_last   <= s_tlast;
        picked_user   <= s_tuser;
        picked_place  <= rest + unit - unit_word * O;
        picked_over   <= over;
        unit_in_front <= words - take + unit_word;
        end_in_front  <= words - take + completed - 1;
    end
    if (take && picked) begin
        unit_in_front <= unit_in_front - 1;
        end_in_front  <= end_in_front - 1;
        if (unit_in_front == 0) unit_done <= 1'b1;
        if (end_in_front == 0) end_done <= 1'b1;
    end
end

reg                 waiting = 1'b0;
reg [OUT_WIDTH+1:0] waiting_word;

always @(posedge clk) begin
    waiting      <= aresetn && m_tvalid && !m_tready;
    waiting_word <= {m_tuser, m_tlast, m_tdata};
end

always @(posedge clk) begin
    if (aresetn) begin
        if (waiting) assert (m_tvalid && {m_tuser, m_tlast, m_tdata} == waiting_word);
        assert (m_tvalid == (words != 0));
        assert (s_tready == (words == 0 || (words == 1 && m_tready)));
        if (take && picked && !unit_done && unit_in_front == 0) assert (unit_out == picked_data);
        if (take && m_tlast) assert (ends != 0);
        if (take && picked && !end_done && picked_last && end_in_front == 0) begin
            assert (m_tlast && m_tuser == picked_user);
            if (picked_over != 0 && place >= picked_over) assert (place_out == 0);
        end
    end
end

endmodule
