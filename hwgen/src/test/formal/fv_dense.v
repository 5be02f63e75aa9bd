// fv_dense: a small bnn_dense computes its matrix, for any source and any sink.
// SPDX-License-Identifier: Apache-2.0
//
//   stable      an output beat stays as it is until it is taken
//   order       a result for every complete frame and for nothing else, in the order of the frames
//   values      the result is popcount(x xnor w) >= t, written as a plain loop
//
// Values are shown for one frame that the solver picks.  FV_WEIGHTS holds row by row what the file
// FV_WEIGHT_FILE holds folded, FV_THRESHOLDS four bits per neuron.

`default_nettype none

module fv_dense #
(
    parameter MW = 4,
    parameter MH = 2,
    parameter SIMD = 2,
    parameter PE = 1,
    parameter READ_STAGES = 0,
    parameter STAGES = 0,
    parameter COMPARE_STAGES = 0,
    parameter COMPRESSORS = 0
)
(
    input wire            clk,
    input wire [SIMD-1:0] s_tdata,
    input wire            s_tvalid,
    input wire            s_tlast,
    input wire            s_tuser,
    input wire            m_tready,
    input wire            pick
);

localparam SF = MW / SIMD;
localparam NF = MH / PE;
localparam [MH*MW-1:0] WEIGHTS = `FV_WEIGHTS;
localparam [MH*4-1:0] THRESHOLDS = `FV_THRESHOLDS;

wire          s_tready;
wire [PE-1:0] m_tdata;
wire          m_tvalid;
wire          m_tlast;

reg aresetn = 1'b0;
always @(posedge clk) aresetn <= 1'b1;

bnn_dense #(
    .MW(MW),
    .MH(MH),
    .SIMD(SIMD),
    .PE(PE),
    .READ_STAGES(READ_STAGES),
    .STAGES(STAGES),
    .COMPARE_STAGES(COMPARE_STAGES),
    .COMPRESSORS(COMPRESSORS),
    .WEIGHTS(`FV_WEIGHT_FILE),
    .THRESHOLDS(`FV_THRESHOLD_FILE)
) dut (
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
    .m_axis_tlast(m_tlast)
);

wire accept = aresetn && s_tvalid && s_tready;
wire take   = aresetn && m_tvalid && m_tready;

// beat that arrives, frames whose result has not left, beat of a result that leaves
reg [3:0] arriving = 0;
reg [3:0] frames = 0;
reg [3:0] leaving = 0;

wire completes = accept && s_tlast && !s_tuser;
wire finishes  = take && leaving == NF - 1;

// the frame that is followed
reg          collecting = 1'b0;
reg          kept = 1'b0;
reg          done = 1'b0;
reg [MW-1:0] x;
reg [3:0]    in_front;

wire starts = accept && arriving == 0 && pick && !kept;

always @(posedge clk) begin
    if (accept) arriving <= s_tlast ? 0 : arriving + 1;
    if (take) leaving <= leaving == NF - 1 ? 0 : leaving + 1;
    frames <= frames + completes - finishes;

    if (accept && (starts || (collecting && !kept))) begin
        x[arriving*SIMD +: SIMD] <= s_tdata;
        collecting <= !s_tlast;
        if (completes) begin
            kept <= 1'b1;
            in_front <= frames - finishes;
        end
    end
    if (finishes && kept) begin
        in_front <= in_front - 1;
        if (in_front == 0) done <= 1'b1;
    end
end

// one neuron after the other, one input after the other
reg [PE-1:0] expected;
reg [3:0]    count;
integer      p, i;

always @* begin
    for (p = 0; p < PE; p = p + 1) begin
        count = 0;
        for (i = 0; i < MW; i = i + 1) begin
            if (x[i] == WEIGHTS[(leaving * PE + p) * MW + i]) count = count + 1;
        end
        expected[p] = count >= THRESHOLDS[(leaving * PE + p) * 4 +: 4];
    end
end

reg          waiting = 1'b0;
reg [PE:0]   waiting_beat;

always @(posedge clk) begin
    waiting      <= aresetn && m_tvalid && !m_tready;
    waiting_beat <= {m_tlast, m_tdata};
end

always @(posedge clk) begin
    if (s_tvalid) begin
        assume (s_tlast ? arriving < SF && (s_tuser || arriving == SF - 1) : arriving < SF - 1);
        assume (s_tlast || !s_tuser);
    end
    if (aresetn) begin
        if (waiting) assert (m_tvalid && {m_tlast, m_tdata} == waiting_beat);
        if (m_tvalid) begin
            assert (frames != 0);
            assert (m_tlast == (leaving == NF - 1));
            if (kept && !done && in_front == 0) assert (m_tdata == expected);
        end
    end
end

endmodule
