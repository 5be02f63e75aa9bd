// fv_pixel_order: bnn_pixel_order against its description, for any groups, whoever is at its two ends.
// SPDX-License-Identifier: Apache-2.0
//
//   stable      an output beat stays as it is until it is taken
//   order       chunk p of pixel m comes in beat p and leaves as chunk m*PASSES + p of its group
//   frames      tlast is on the last beat of the groups that came with it
//   no waiting  a group is shown at most two cycles after its last beat, and beats are taken while
//               less than two groups are inside
//
// Order is shown for one chunk of one group, which the solver picks.

`default_nettype none

module fv_pixel_order #
(
    parameter PIXELS = 2,
    parameter PASSES = 3
)
(
    input wire              clk,
    input wire [PIXELS-1:0] s_tdata,
    input wire              s_tvalid,
    input wire              s_tlast,
    input wire              m_tready,
    input wire              pick,
    input wire [3:0]        any_pixel,
    input wire [3:0]        any_pass
);

wire              s_tready;
wire [PIXELS-1:0] m_tdata;
wire              m_tvalid;
wire              m_tlast;

reg aresetn = 1'b0;
always @(posedge clk) aresetn <= 1'b1;

bnn_pixel_order #(.PIXELS(PIXELS), .PE(1), .PASSES(PASSES)) dut (
    .aclk(clk),
    .aresetn(aresetn),
    .s_axis_tdata(s_tdata),
    .s_axis_tvalid(s_tvalid),
    .s_axis_tready(s_tready),
    .s_axis_tlast(s_tlast),
    .m_axis_tdata(m_tdata),
    .m_axis_tvalid(m_tvalid),
    .m_axis_tready(m_tready),
    .m_axis_tlast(m_tlast)
);

wire accept = aresetn && s_tvalid && s_tready;
wire take   = aresetn && m_tvalid && m_tready;

// any chunk of a group, drawn once
reg [3:0] pixel;
reg [3:0] pass;
always @(posedge clk) begin
    if (!aresetn) begin
        pixel <= any_pixel;
        pass  <= any_pass;
        assume (any_pixel < PIXELS && any_pass < PASSES);
    end
end

wire [7:0] chunk = pixel * PASSES + pass;

// beats of the group that comes, of the one that leaves; whole groups inside
reg [3:0] in_beat = 0;
reg [3:0] out_beat = 0;
reg [1:0] groups = 0;
reg [2:0] silent = 0;

wire in_last  = in_beat == PASSES - 1;
wire out_last = out_beat == PASSES - 1;

reg       picked = 1'b0;
reg       here = 1'b0;
reg       done = 1'b0;
reg       value;
reg       last;
reg [1:0] in_front;

wire follow  = here || (in_beat == 0 && pick && !picked);
wire bit_in  = s_tdata >> pixel;
wire bit_out = m_tdata >> (chunk % PIXELS);

reg              waiting = 1'b0;
reg [PIXELS:0]   waiting_beat;

always @(posedge clk) begin
    if (accept) begin
        in_beat <= in_last ? 0 : in_beat + 1;
        here    <= follow && !in_last;
        if (follow && in_beat == pass) value <= bit_in;
        if (follow && in_last) begin
            picked   <= 1'b1;
            last     <= s_tlast;
            in_front <= groups - (take && out_last);
        end
    end
    if (take) begin
        out_beat <= out_last ? 0 : out_beat + 1;
        if (out_last && picked) begin
            in_front <= in_front - 1;
            if (in_front == 0) done <= 1'b1;
        end
    end
    groups       <= groups + (accept && in_last) - (take && out_last);
    silent       <= groups == 0 || m_tvalid ? 0 : silent + 1;
    waiting      <= aresetn && m_tvalid && !m_tready;
    waiting_beat <= {m_tlast, m_tdata};
end

always @(posedge clk) begin
    if (s_tvalid && !in_last) assume (!s_tlast);

    if (aresetn) begin
        if (waiting) assert (m_tvalid && {m_tlast, m_tdata} == waiting_beat);
        if (m_tvalid) assert (groups != 0);
        if (m_tvalid && !out_last) assert (!m_tlast);
        if (m_tvalid && picked && !done && in_front == 0) begin
            if (out_beat == chunk / PIXELS) assert (bit_out == value);
            if (out_last) assert (m_tlast == last);
        end
        assert (groups <= 2);
        assert (silent < 2);
        assert (s_tready || groups == 2);
    end
end

endmodule
