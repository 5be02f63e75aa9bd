// fv_frame_guard: bnn_frame_guard against its description, beat by beat.
// SPDX-License-Identifier: Apache-2.0
//
// Beats of a frame are numbered by what arrives.  Numbers below BEATS leave, number BEATS-1 or an
// earlier tlast ends the frame that leaves, and both at once is the only end that is right.  If the
// source is stable, so is the output.

`default_nettype none

module fv_frame_guard #
(
    parameter BEATS = 3
)
(
    input wire       clk,
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
wire       frame_error;

reg aresetn = 1'b0;
always @(posedge clk) aresetn <= 1'b1;

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
    .frame_error(frame_error)
);

// number of the beat that arrives, BEATS for all beyond; wrong frames seen
reg [7:0] number = 0;
reg       wrong = 1'b0;

wire ends_here = s_tlast || number == BEATS - 1;
wire right     = s_tlast && number == BEATS - 1;

reg       s_waiting = 1'b0;
reg [2:0] s_beat;
reg       m_waiting = 1'b0;
reg [3:0] m_beat;

always @(posedge clk) begin
    if (aresetn && s_tvalid && s_tready) begin
        number <= s_tlast ? 0 : number == BEATS ? BEATS : number + 1;
        if (number < BEATS && ends_here && !right) wrong <= 1'b1;
    end
    s_waiting <= aresetn && s_tvalid && !s_tready;
    s_beat    <= {s_tlast, s_tdata};
    m_waiting <= aresetn && m_tvalid && !m_tready;
    m_beat    <= {m_tuser, m_tlast, m_tdata};
end

always @(posedge clk) begin
    if (s_waiting) assume (s_tvalid && {s_tlast, s_tdata} == s_beat);
    if (aresetn) begin
        assert (frame_error == wrong);
        assert (m_tvalid == (s_tvalid && number < BEATS));
        assert (s_tready == (m_tready || number == BEATS));
        if (m_tvalid) begin
            assert (m_tdata == s_tdata);
            assert (m_tlast == ends_here);
            assert (m_tuser == (ends_here && !right));
        end
        if (m_waiting) assert (m_tvalid && {m_tuser, m_tlast, m_tdata} == m_beat);
    end
end

endmodule
