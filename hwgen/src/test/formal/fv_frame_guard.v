// fv_frame_guard: bnn_frame_guard against its description, beat by beat, resets at any time.
// SPDX-License-Identifier: Apache-2.0
//
// Beats of a frame are numbered by what arrives.  Numbers below BEATS leave, number BEATS-1 or an
// earlier tlast ends the frame that leaves, and both at once is the only end that is right.  If the
// source is stable, so is the output.
//
//   in reset    nothing is accepted, nothing leaves, nothing happens
//   events      begin with the first beat and nowhere else; then, with the beat that ends the frame
//               that leaves, one of accept, early, late and not two; nothing else

`default_nettype none

module fv_frame_guard #
(
    parameter BEATS = 3
)
(
    input wire       clk,
    input wire       run,
    input wire [1:0] s_tdata,
    input wire       s_tvalid,
    input wire       s_tlast,
    input wire       m_tready
);

wire       s_tready;
wire [1:0] m_tdata;
wire       m_tvalid;
wire       m_tlast;
wire       m_tuser;
wire       frame_begin;
wire       frame_accept;
wire       frame_early;
wire       frame_late;

// a cycle of reset at the beginning, then whenever `run` is 0
reg begun = 1'b0;
always @(posedge clk) begun <= 1'b1;

wire aresetn = begun && run;

bnn_frame_guard #(.WIDTH(2), .BEATS(BEATS)) dut (
    .aclk(clk),
    .aresetn(aresetn),
    .s_axis_tdata(s_tdata),
    .s_axis_tvalid(s_tvalid),
    .s_axis_tready(s_tready),
    .s_axis_tlast(s_tlast),
    .m_axis_tdata(m_tdata),
    .m_axis_tvalid(m_tvalid),
    .m_axis_tready(m_tready),
    .m_axis_tlast(m_tlast),
    .m_axis_tuser(m_tuser),
    .frame_begin(frame_begin),
    .frame_accept(frame_accept),
    .frame_early(frame_early),
    .frame_late(frame_late)
);

// number of the beat that arrives, BEATS for all beyond
reg [7:0] number = 0;

wire accept    = s_tvalid && s_tready;
wire ends_here = s_tlast || number == BEATS - 1;
wire right     = s_tlast && number == BEATS - 1;

// frames that began and whose verdict is still to come, by the events alone
reg  is_open = 1'b0;
wire verdict = frame_accept || frame_early || frame_late;

reg       s_waiting = 1'b0;
reg [2:0] s_beat;
reg       m_waiting = 1'b0;
reg [3:0] m_beat;

always @(posedge clk) begin
    if (accept) number <= s_tlast ? 0 : number == BEATS ? BEATS : number + 1;
    is_open   <= (is_open || frame_begin) && !verdict;
    s_waiting <= s_tvalid && !s_tready;
    s_beat    <= {s_tlast, s_tdata};
    m_waiting <= m_tvalid && !m_tready;
    m_beat    <= {m_tuser, m_tlast, m_tdata};
    if (!aresetn) begin
        number    <= 0;
        is_open   <= 1'b0;
        s_waiting <= 1'b0;
        m_waiting <= 1'b0;
    end
end

always @(posedge clk) begin
    if (s_waiting) assume (s_tvalid && {s_tlast, s_tdata} == s_beat);
    if (!aresetn) begin
        assert (!s_tready && !m_tvalid);
        assert (!frame_begin && !verdict);
    end else begin
        assert (m_tvalid == (s_tvalid && number < BEATS));
        assert (s_tready == (m_tready || number == BEATS));
        if (m_tvalid) begin
            assert (m_tdata == s_tdata);
            assert (m_tlast == ends_here);
            assert (m_tuser == (ends_here && !right));
        end
        if (m_waiting) assert (m_tvalid && {m_tuser, m_tlast, m_tdata} == m_beat);

        assert (frame_begin == (accept && number == 0));
        assert (frame_accept == (accept && right));
        assert (frame_early == (accept && s_tlast && number < BEATS - 1));
        assert (frame_late == (accept && !s_tlast && number == BEATS - 1));
        assert (frame_accept + frame_early + frame_late <= 1);
        if (frame_begin) assert (!is_open);
        if (verdict) assert (is_open || frame_begin);
    end
end

endmodule
