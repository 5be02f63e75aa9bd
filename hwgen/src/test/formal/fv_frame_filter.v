// fv_frame_filter: bnn_frame_filter against its description, for any frames and any tags.
// SPDX-License-Identifier: Apache-2.0
//
//   tags        one is taken with each frame's tlast, none else; within a frame it does not change
//   frames      a beat leaves in the cycle in which it is taken, if its frame's tag is 0; those of a
//               frame whose tag is 1 are taken without a look at the sink
//   no waiting  nothing else holds up a beat than its tag and the sink
//   stable      what is offered stays

`default_nettype none

module fv_frame_filter
(
    input wire       clk,
    input wire [1:0] s_tdata,
    input wire       s_tvalid,
    input wire       s_tlast,
    input wire       tag_tdata,
    input wire       tag_tvalid,
    input wire       m_tready
);

wire       s_tready;
wire       tag_tready;
wire [1:0] m_tdata;
wire       m_tvalid;
wire       m_tlast;

reg aresetn = 1'b0;
always @(posedge clk) aresetn <= 1'b1;

bnn_frame_filter #(.WIDTH(2)) dut (
    .aclk(clk),
    .aresetn(aresetn),
    .s_axis_tdata(s_tdata),
    .s_axis_tvalid(s_tvalid),
    .s_axis_tready(s_tready),
    .s_axis_tlast(s_tlast),
    .s_tag_tdata(tag_tdata),
    .s_tag_tvalid(tag_tvalid),
    .s_tag_tready(tag_tready),
    .m_axis_tdata(m_tdata),
    .m_axis_tvalid(m_tvalid),
    .m_axis_tready(m_tready),
    .m_axis_tlast(m_tlast)
);

wire accept = s_tvalid && s_tready;
wire leave  = m_tvalid && m_tready;
wire pop    = tag_tvalid && tag_tready;

// within a frame, and its tag
reg inside = 1'b0;
reg tag;

reg       s_waiting = 1'b0;
reg [2:0] s_beat;
reg       m_waiting = 1'b0;
reg [2:0] m_beat;
reg       tag_waiting = 1'b0;
reg       tag_beat;

always @(posedge clk) begin
    if (accept) begin
        inside <= !s_tlast;
        tag    <= tag_tdata;
    end
    s_waiting   <= s_tvalid && !s_tready;
    s_beat      <= {s_tlast, s_tdata};
    m_waiting   <= m_tvalid && !m_tready;
    m_beat      <= {m_tlast, m_tdata};
    tag_waiting <= tag_tvalid && !tag_tready;
    tag_beat    <= tag_tdata;
end

always @(posedge clk) begin
    if (s_waiting) assume (s_tvalid && {s_tlast, s_tdata} == s_beat);
    if (tag_waiting) assume (tag_tvalid && tag_tdata == tag_beat);

    assert (pop == (accept && s_tlast));
    if (inside) assert (tag_tvalid && tag_tdata == tag);
    assert (leave == (accept && !tag_tdata));
    assert (m_tvalid == (s_tvalid && tag_tvalid && !tag_tdata));
    if (s_tvalid) assert (s_tready == (tag_tvalid && (tag_tdata || m_tready)));
    if (m_tvalid) assert ({m_tlast, m_tdata} == {s_tlast, s_tdata});
    if (m_waiting) assert (m_tvalid && {m_tlast, m_tdata} == m_beat);
end

endmodule
