// fv_frame_fill: bnn_frame_fill against its description, for any source behind bnn_frame_guard.
// SPDX-License-Identifier: Apache-2.0
//
//   source      stable; its tlast comes with beat number BEATS-1 or before, and a frame that is too
//               short has tuser = 1 there
//   frames      beats leave as they came, then zeros, up to number BEATS-1, which has tlast
//   tags        one for each frame that left, tuser of its tlast, in the order of the frames
//   stable      what is offered stays, on both outputs
//   no waiting  a beat is offered as soon as it is there, but for the last one while a tag waits

`default_nettype none

module fv_frame_fill #
(
    parameter BEATS = 3
)
(
    input wire       clk,
    input wire       run,
    input wire [1:0] s_tdata,
    input wire       s_tvalid,
    input wire       s_tlast,
    input wire       s_tuser,
    input wire       m_tready,
    input wire       tag_tready
);

wire       s_tready;
wire [1:0] m_tdata;
wire       m_tvalid;
wire       m_tlast;
wire       tag_tdata;
wire       tag_tvalid;

// a cycle of reset at the beginning, then whenever `run` is 0
reg begun = 1'b0;
always @(posedge clk) begun <= 1'b1;

wire aresetn = begun && run;

bnn_frame_fill #(.WIDTH(2), .BEATS(BEATS)) dut (
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
    .m_tag_tdata(tag_tdata),
    .m_tag_tvalid(tag_tvalid),
    .m_tag_tready(tag_tready)
);

// number of the beat that leaves; whether the sender's frame is over; whether it was bad
reg [7:0] number = 0;
reg       over = 1'b0;
reg       bad = 1'b0;
// the tag that is owed
reg       owed = 1'b0;
reg       owed_bad;

wire accept = s_tvalid && s_tready;
wire leave  = m_tvalid && m_tready;
wire last   = number == BEATS - 1;

reg       s_waiting = 1'b0;
reg [3:0] s_beat;
reg       m_waiting = 1'b0;
reg [2:0] m_beat;

always @(posedge clk) begin
    if (tag_tready) owed <= 1'b0;
    if (accept && s_tlast) begin
        over <= 1'b1;
        bad  <= s_tuser;
    end
    if (leave) begin
        number <= last ? 0 : number + 1;
        if (last) begin
            over     <= 1'b0;
            owed     <= 1'b1;
            owed_bad <= over ? bad : s_tuser;
        end
    end
    s_waiting <= s_tvalid && !s_tready;
    s_beat    <= {s_tuser, s_tlast, s_tdata};
    m_waiting <= m_tvalid && !m_tready;
    m_beat    <= {m_tlast, m_tdata};
    if (!aresetn) begin
        number    <= 0;
        over      <= 1'b0;
        owed      <= 1'b0;
        s_waiting <= 1'b0;
        m_waiting <= 1'b0;
    end
end

always @(posedge clk) begin
    if (!aresetn) assume (!s_tvalid);
    if (s_waiting) assume (s_tvalid && {s_tuser, s_tlast, s_tdata} == s_beat);
    if (s_tvalid && !over) begin
        if (last) assume (s_tlast);
        if (s_tlast && !last) assume (s_tuser);
        if (!s_tlast) assume (!s_tuser);
    end

    if (aresetn) begin
        assert (m_tvalid == ((s_tvalid || over) && !(last && owed)));
        assert (s_tready == (m_tready && !over && !(last && owed)));
        if (m_tvalid) begin
            assert (m_tdata == (over ? 2'd0 : s_tdata));
            assert (m_tlast == last);
        end
        if (m_waiting) assert (m_tvalid && {m_tlast, m_tdata} == m_beat);
        assert (tag_tvalid == owed);
        if (tag_tvalid) assert (tag_tdata == owed_bad);
    end
end

endmodule
