// tb_bnn_top: frames right and wrong, waits and resets at a generated design.  Icarus only.
// SPDX-License-Identifier: Apache-2.0
//
// top.vh, in the folder of the simulation: `define IN_WIDTH tdata of s_axis, FRAME_BEATS those of a
// right frame, OLD_BEATS and NEW_BEATS lines of old.hex and new.hex, OLD_RESULTS and NEW_RESULTS lines of old_expected.hex and
// new_expected.hex.  A line is {tlast, tdata}.
//
// The beats of old.hex are sent, then those of new.hex, with or without a reset in between:
//
//   +reset=0           none
//   +reset=1           aresetn; the source begins new.hex
//   +reset=2           CONTROL.DATA_RESET; the source breaks off and begins new.hex after the reset
//   +reset=3           CONTROL.DATA_RESET; the source ends its frame as if nothing was, then new.hex.
//                      Like 2 if that frame has not begun or was so long that its rest is as long as
//                      a frame: nobody could know that this rest is none
//   +reset_at=N        so many cycles after the beginning
//   +stall +seed=N     random waits at both ends; with an even seed the sink is ready only after it
//                      saw tvalid
//
// Before the reset the results must be the first of old_expected.hex, after it those of new_expected.hex
// and no other; without one those of both.  Prints one line at the end:
//
//   RESULT bad=%0d results=%0d cut=%b errors=%0d in=%0d out=%0d dropped=%0d in_flight=%0d
//
// cut = 1: the reset fell into a frame.  The last five are read from the registers.

`timescale 1ns / 1ps
`default_nettype none
`include "top.vh"

module tb_bnn_top;

localparam IN_WIDTH = `IN_WIDTH;
localparam FRAME_BEATS = `FRAME_BEATS;
localparam OLD_BEATS = `OLD_BEATS;
localparam NEW_BEATS = `NEW_BEATS;
localparam OLD_RESULTS = `OLD_RESULTS;
localparam NEW_RESULTS = `NEW_RESULTS;
localparam IDLE = 20000;

reg                 aclk = 1'b0;
reg                 aresetn = 1'b0;
reg                 stall;
reg  [31:0]         seed;
integer             reset;
integer             reset_at;

reg  [IN_WIDTH:0]   old_beats [0:OLD_BEATS-1];
reg  [IN_WIDTH:0]   new_beats [0:NEW_BEATS-1];
reg  [32:0]         old_expected [0:OLD_RESULTS-1];
reg  [32:0]         new_expected [0:NEW_RESULTS-1];

reg  [IN_WIDTH-1:0] s_tdata;
reg                 s_tvalid;
wire                s_tready;
reg                 s_tlast;
wire [31:0]         m_tdata;
wire                m_tvalid;
wire                m_tready;
wire                m_tlast;

reg                 awvalid = 1'b0;
wire                awready;
reg  [31:0]         wdata;
reg                 wvalid = 1'b0;
wire                wready;
wire                bvalid;
wire [1:0]          bresp;
reg  [11:0]         araddr;
reg                 arvalid = 1'b0;
wire                arready;
wire [31:0]         rdata;
wire [1:0]          rresp;
wire                rvalid;
wire                frame_error;

bnn_top dut (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_tdata(s_tdata),
    .s_axis_tvalid(s_tvalid),
    .s_axis_tready(s_tready),
    .s_axis_tlast(s_tlast),
    .m_axis_tdata(m_tdata),
    .m_axis_tvalid(m_tvalid),
    .m_axis_tready(m_tready),
    .m_axis_tlast(m_tlast),
    .s_axil_awaddr(12'h008),
    .s_axil_awprot(3'd0),
    .s_axil_awvalid(awvalid),
    .s_axil_awready(awready),
    .s_axil_wdata(wdata),
    .s_axil_wstrb(4'b1111),
    .s_axil_wvalid(wvalid),
    .s_axil_wready(wready),
    .s_axil_bresp(bresp),
    .s_axil_bvalid(bvalid),
    .s_axil_bready(1'b1),
    .s_axil_araddr(araddr),
    .s_axil_arprot(3'd0),
    .s_axil_arvalid(arvalid),
    .s_axil_arready(arready),
    .s_axil_rdata(rdata),
    .s_axil_rresp(rresp),
    .s_axil_rvalid(rvalid),
    .s_axil_rready(1'b1),
    .frame_error(frame_error)
);

always #5 aclk = !aclk;

// Source: beats of old.hex, then of new.hex
wire    source_go;
integer next_beat;
// before a reset, old.hex only
integer beats;
reg     paused;
reg     in_frame;
reg     finish_frame;

bnn_random_stall #(.SALT(32'd1)) u_source_stall (
    .aclk(aclk), .aresetn(1'b1), .stall(stall), .seed(seed), .go(source_go)
);

always @(posedge aclk) begin
    if (paused) begin
        s_tvalid <= 1'b0;
    end else if (!s_tvalid || s_tready) begin
        // the rest of the frame that a reset cut is the last of old.hex that is sent
        if (finish_frame && !in_frame && next_beat < OLD_BEATS) next_beat = OLD_BEATS;
        s_tvalid <= source_go && next_beat < beats;
        if (source_go && next_beat < beats) begin
            {s_tlast, s_tdata} <= next_beat < OLD_BEATS ? old_beats[next_beat]
                                                        : new_beats[next_beat - OLD_BEATS];
            in_frame = next_beat < OLD_BEATS ? !old_beats[next_beat][IN_WIDTH]
                                             : !new_beats[next_beat - OLD_BEATS][IN_WIDTH];
            next_beat = next_beat + 1;
        end
    end
end

// Sink
wire sink_go;
reg  seen_q;

bnn_random_stall #(.SALT(32'd2)) u_sink_stall (
    .aclk(aclk), .aresetn(1'b1), .stall(stall), .seed(seed), .go(sink_go)
);

assign m_tready = sink_go && (!stall || seed[0] || seen_q);

always @(posedge aclk) seen_q <= m_tvalid === 1'b1 && !m_tready;

// Verdict
integer    bad;
integer    idle;
integer    received;
integer    expected_place;
reg        is_new;
reg        watch;
reg        waiting_q;
reg [32:0] waiting_beat_q;
reg        mid_q;
reg        cut;
reg [32:0] expected;

task complain(input [8*32-1:0] what);
    begin
        bad = bad + 1;
        if (bad <= 5) $display("BAD result=%0d %0s at %0t", received, what, $time);
    end
endtask

always @(posedge aclk) begin
    idle = idle + 1;
    if (s_tvalid && s_tready === 1'b1) begin
        idle = 0;
        mid_q = !s_tlast;
    end
    if (!watch) begin
        waiting_q = 1'b0;
    end else begin
        if (s_tready === 1'bx || m_tvalid === 1'bx) complain("handshake is unknown");
        if (waiting_q && m_tvalid !== 1'b1) complain("withdrawn while it waited");
        if (waiting_q && {m_tlast, m_tdata} !== waiting_beat_q) complain("changed while it waited");
        waiting_q = m_tvalid && !m_tready;
        waiting_beat_q = {m_tlast, m_tdata};
        if (m_tvalid && m_tready) begin
            idle = 0;
            if (!is_new && expected_place == OLD_RESULTS && reset == 0) begin
                is_new = 1'b1;
                expected_place = 0;
            end
            expected = is_new ? new_expected[expected_place] : old_expected[expected_place];
            if (expected_place >= (is_new ? NEW_RESULTS : OLD_RESULTS)) complain("too many");
            else if ({m_tlast, m_tdata} !== expected) complain("wrong");
            expected_place = expected_place + 1;
            received = received + 1;
        end
    end
end

task write_control(input [31:0] data);
    begin
        wdata = data;
        awvalid = 1'b1;
        wvalid = 1'b1;
        @(negedge aclk);
        awvalid = 1'b0;
        wvalid = 1'b0;
        while (!bvalid) @(negedge aclk);
        if (bresp != 2'b00) complain("CONTROL refused");
    end
endtask

task read(input [11:0] address, output [31:0] value);
    begin
        araddr = address;
        arvalid = 1'b1;
        @(negedge aclk);
        arvalid = 1'b0;
        while (!rvalid) @(negedge aclk);
        value = rdata;
        if (rresp != 2'b00) complain("register refused");
        @(negedge aclk);
    end
endtask

// beats of the frame under way that were not yet accepted
function integer rest_of_frame(input integer unused);
    integer beat;
    begin
        beat = next_beat;
        rest_of_frame = s_tvalid ? 1 : 0;
        if (in_frame) begin
            while (!old_beats[beat][IN_WIDTH]) beat = beat + 1;
            rest_of_frame = rest_of_frame + beat - next_beat + 1;
        end
    end
endfunction

task begin_new;
    begin
        is_new = 1'b1;
        expected_place = 0;
        beats = OLD_BEATS + NEW_BEATS;
    end
endtask

reg [31:0] errors, in, out, dropped, in_flight;

initial begin
    $readmemh("old.hex", old_beats);
    $readmemh("new.hex", new_beats);
    $readmemh("old_expected.hex", old_expected);
    $readmemh("new_expected.hex", new_expected);
    stall = $test$plusargs("stall");
    if (!$value$plusargs("seed=%d", seed)) seed = 1;
    if (!$value$plusargs("reset=%d", reset)) reset = 0;
    if (!$value$plusargs("reset_at=%d", reset_at)) reset_at = 0;
    beats = reset == 0 ? OLD_BEATS + NEW_BEATS : OLD_BEATS;
    bad = 0;
    idle = 0;
    received = 0;
    expected_place = 0;
    is_new = 1'b0;
    watch = 1'b0;
    mid_q = 1'b0;
    cut = 1'b0;
    next_beat = 0;
    in_frame = 1'b0;
    finish_frame = 1'b0;
    paused = 1'b1;
    s_tvalid = 1'b0;
    u_source_stall.state_q = seed * 2 + 1;
    u_source_stall.pause_q = 6'd0;
    u_sink_stall.state_q = seed * 6 + 5;
    u_sink_stall.pause_q = 6'd0;
    repeat (4) @(negedge aclk);
    if ({m_tvalid, s_tready, bvalid, rvalid} !== 4'b0000) complain("not quiet in reset");
    aresetn = 1'b1;
    paused = 1'b0;
    watch = 1'b1;

    if (reset != 0) begin
        repeat (reset_at) @(negedge aclk);
        watch = reset != 1;
        if (reset == 1) aresetn = 1'b0;
        else write_control(32'd1);
        watch = 1'b0;
        finish_frame = reset == 3 && mid_q && rest_of_frame(0) < FRAME_BEATS;
        if (!finish_frame) paused = 1'b1;
        repeat (2) @(negedge aclk);
        if ({m_tvalid, s_tready} !== 2'b00) complain("not quiet in reset");
        repeat (2) @(negedge aclk);
        cut = mid_q;
        begin_new;
        if (!finish_frame) next_beat = OLD_BEATS;
        if (reset == 1) aresetn = 1'b1;
        else write_control(32'd0);
        watch = 1'b1;
        paused = 1'b0;
    end

    while (idle < IDLE && bad < 20
            && !(next_beat == OLD_BEATS + NEW_BEATS && !s_tvalid && idle >= 1000)) begin
        @(negedge aclk);
    end
    if (!is_new || expected_place != NEW_RESULTS) complain("results missing");
    read(12'h010, errors);
    read(12'h044, in);
    read(12'h048, out);
    read(12'h04C, dropped);
    read(12'h014, in_flight);
    if (frame_error !== (errors != 32'd0)) complain("frame_error is not that of ERRORS");
    $display("RESULT bad=%0d results=%0d cut=%b errors=%0d in=%0d out=%0d dropped=%0d in_flight=%0d",
             bad, received, cut, errors, in, out, dropped, in_flight);
    $finish;
end

endmodule
