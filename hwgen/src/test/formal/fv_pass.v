// fv_pass: what every module that passes beats on unchanged must do, whoever is at its two ends.
// SPDX-License-Identifier: Apache-2.0
//
//   stable      an output beat stays as it is until it is taken
//   order       beat by beat the output is the input: nothing is lost, repeated, changed or overtaken
//   room        at most ROOM beats are inside
//   progress    a beat that is inside is offered at most LATENCY cycles later
//
// Order is shown for one beat that the solver picks: how many beats are in front of it is counted
// down, and then it must come.  Because it may be any beat, it holds for all.

`default_nettype none

module fv_pass #
(
    parameter WIDTH = 2,
    parameter DEPTH = 1,
    // Beats the module may hold, cycles until one must show
    parameter ROOM = 2,
    parameter LATENCY = 1
)
(
    input wire             clk,
    input wire [WIDTH-1:0] s_tdata,
    input wire             s_tvalid,
    input wire             m_tready,
    input wire             pick
);

wire             s_tready;
wire [WIDTH-1:0] m_tdata;
wire             m_tvalid;

reg aresetn = 1'b0;
always @(posedge clk) aresetn <= 1'b1;

`FV_INSTANCE

wire accept = aresetn && s_tvalid && s_tready;
wire take   = aresetn && m_tvalid && m_tready;

localparam COUNT_WIDTH = $clog2(ROOM + 2) + 1;

reg [COUNT_WIDTH-1:0] inside = 0;
reg                   picked = 1'b0;
reg                   done = 1'b0;
reg [WIDTH-1:0]       picked_data;
reg [COUNT_WIDTH-1:0] in_front;
reg [3:0]             silent = 0;

always @(posedge clk) begin
    inside <= inside + accept - take;
    silent <= inside == 0 || m_tvalid ? 0 : silent + 1;

    if (accept && pick && !picked) begin
        picked <= 1'b1;
        picked_data <= s_tdata;
        in_front <= inside - take;
    end
    if (take && picked && !done) begin
        in_front <= in_front - 1;
        if (in_front == 0) done <= 1'b1;
    end
end

// the output of the last cycle
reg             waiting = 1'b0;
reg [WIDTH-1:0] waiting_data;

always @(posedge clk) begin
    waiting      <= aresetn && m_tvalid && !m_tready;
    waiting_data <= m_tdata;
end

always @(posedge clk) begin
    if (aresetn) begin
        if (waiting) assert (m_tvalid && m_tdata == waiting_data);
        if (m_tvalid) assert (inside != 0);
        if (take && picked && !done && in_front == 0) assert (m_tdata == picked_data);
        assert (inside <= ROOM);
        assert (silent < LATENCY);
    end
end

endmodule
