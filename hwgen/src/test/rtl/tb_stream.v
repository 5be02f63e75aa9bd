// tb_stream: sends beats from a file through one module and compares what comes out.  Icarus only.
// SPDX-License-Identifier: Apache-2.0
//
// Included once per case by a file that defines
//
//   TB, CASE                 name of this bench, number of the case
//   DUT, DUT_PARAMETERS      module, .NAME(value), ...
//   INPUT, EXPECTED          names of the files of beats
//   IN_WIDTH, IN_BEATS       tdata of s_axis, lines of INPUT
//   OUT_WIDTH, OUT_BEATS     tdata of m_axis, lines of EXPECTED
//   HOLD_UNTIL, RESET_AT     see below
//   S_TLAST, S_TUSER, M_TLAST, M_TUSER, FRAME_ERROR   for each of these ports that exists
//   FRAME_EVENTS             frame_begin, frame_accept, frame_early, frame_late exist
//
// and has a module tb_all with a number `running`, from which each case takes 1 at its end.
//
// A line of INPUT and EXPECTED is {tuser, tlast, tdata}; ports that do not exist count as 0.
//
//   +stall +seed=N   random waits at both ends; with an even seed the sink is ready only after it
//                    saw tvalid, so that a tvalid that waits for tready would never come
//   +hold            the sink takes nothing before HOLD_UNTIL beats were accepted
//   +reset           resets once, after RESET_AT beats were accepted, and starts everything again
//
// Prints one line at the end:
//
//   RESULT case=%0d beats=%0d bad=%0d latency=%0d input_cycles=%0d output_cycles=%0d
//          interval_min=%0d interval_max=%0d frame_error=%b
//
// beats           beats received, in cycles: latency from the first beat in to the first beat out,
//                 *_cycles from the first to the last beat of a side
// interval_*      cycles between beats with tlast, over the second half

`timescale 1ns / 1ps
`default_nettype none

module `TB;

localparam IN_WIDTH  = `IN_WIDTH;
localparam OUT_WIDTH = `OUT_WIDTH;
localparam IN_BEATS  = `IN_BEATS;
localparam OUT_BEATS = `OUT_BEATS;

// Cycles in which a beat too many would show; cycles without any transfer, and faults, that end a test
localparam DRAIN    = 40;
localparam IDLE     = 3000;
localparam HOPELESS = 100;

reg [IN_WIDTH+1:0]  inputs   [0:IN_BEATS-1];
reg [OUT_WIDTH+1:0] expected [0:OUT_BEATS-1];

reg        stall;
reg [31:0] seed;
integer    hold_until;
integer    reset_at;

reg aclk = 1'b0;
reg aresetn = 1'b0;

reg finished = 1'b0;

initial while (!finished) #5 aclk = !aclk;

wire [IN_WIDTH-1:0]  s_tdata;
reg                  s_tvalid;
wire                 s_tready;
wire                 s_tlast;
wire                 s_tuser;
wire [OUT_WIDTH-1:0] m_tdata;
wire                 m_tvalid;
wire                 m_tready;
wire                 m_tlast;
wire                 m_tuser;
wire                 frame_error;
`ifdef FRAME_EVENTS
wire                 frame_early;
wire                 frame_late;
`endif

`DUT #(`DUT_PARAMETERS) dut (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_tdata(s_tdata),
    .s_axis_tvalid(s_tvalid),
    .s_axis_tready(s_tready),
`ifdef S_TLAST
    .s_axis_tlast(s_tlast),
`endif
`ifdef S_TUSER
    .s_axis_tuser(s_tuser),
`endif
    .m_axis_tdata(m_tdata),
    .m_axis_tvalid(m_tvalid),
    .m_axis_tready(m_tready)
`ifdef M_TLAST
    , .m_axis_tlast(m_tlast)
`endif
`ifdef M_TUSER
    , .m_axis_tuser(m_tuser)
`endif
`ifdef FRAME_ERROR
    , .frame_error(frame_error)
`endif
`ifdef FRAME_EVENTS
    , .frame_begin()
    , .frame_accept()
    , .frame_early(frame_early)
    , .frame_late(frame_late)
`endif
);

`ifndef M_TLAST
assign m_tlast = 1'b0;
`endif
`ifndef M_TUSER
assign m_tuser = 1'b0;
`endif
`ifdef FRAME_EVENTS
// as the registers keep them
reg frame_error_q;

assign frame_error = frame_error_q;

always @(posedge aclk) frame_error_q <= aresetn && (frame_error_q || frame_early || frame_late);
`elsif FRAME_ERROR
`else
assign frame_error = 1'b0;
`endif

// Source
wire               source_go;
reg [IN_WIDTH+1:0] input_beat;
integer            next_input;

bnn_random_stall #(.SALT(32'd1)) u_source_stall (
    .aclk(aclk), .aresetn(aresetn), .stall(stall), .seed(seed), .go(source_go)
);

assign {s_tuser, s_tlast, s_tdata} = input_beat;

always @(posedge aclk) begin
    if (!aresetn) begin
        s_tvalid <= 1'b0;
        next_input = 0;
    end else if (!s_tvalid || s_tready) begin
        s_tvalid <= source_go && next_input < IN_BEATS;
        if (source_go && next_input < IN_BEATS) begin
            input_beat <= inputs[next_input];
            next_input = next_input + 1;
        end
    end
end

// Sink
wire sink_go;
reg  seen_q;

bnn_random_stall #(.SALT(32'd2)) u_sink_stall (
    .aclk(aclk), .aresetn(aresetn), .stall(stall), .seed(seed), .go(sink_go)
);

integer accepted;

assign m_tready = sink_go && accepted >= hold_until && (!stall || seed[0] || seen_q);

always @(posedge aclk) seen_q <= m_tvalid === 1'b1 && !m_tready;

// Verdict
reg [OUT_WIDTH+1:0] waiting_q;
reg                 was_waiting_q;
integer cycle, received, bad, idle, frames;
integer first_in, last_in, first_out, last_out, last_frame, interval_min, interval_max;

task complain(input [8*32-1:0] what);
    begin
        bad = bad + 1;
        if (bad <= 5) begin
            $display("BAD case=%0d beat=%0d %0s expected=%h actual=%h", `CASE, received, what, expected[received],
                     {m_tuser, m_tlast, m_tdata});
        end
    end
endtask

task start;
    begin
        accepted = 0;
        received = 0;
        idle = 0;
        frames = 0;
        interval_min = 0;
        interval_max = 0;
        was_waiting_q = 1'b0;
    end
endtask

always @(posedge aclk) begin
    cycle = cycle + 1;
    idle = idle + 1;
    if (!aresetn) begin
        start;
    end else begin
        if (s_tready === 1'bx || m_tvalid === 1'bx) complain("handshake is unknown");
        if (was_waiting_q && m_tvalid !== 1'b1) complain("withdrawn while it waited");
        if (was_waiting_q && {m_tuser, m_tlast, m_tdata} !== waiting_q) complain("changed while it waited");
        was_waiting_q = m_tvalid && !m_tready;
        waiting_q = {m_tuser, m_tlast, m_tdata};

        if (s_tvalid && s_tready) begin
            if (accepted == 0) first_in = cycle;
            last_in = cycle;
            accepted = accepted + 1;
            idle = 0;
        end
        if (m_tvalid && m_tready) begin
            if (received == 0) first_out = cycle;
            last_out = cycle;
            if (received >= OUT_BEATS) complain("beat too many");
            else if ({m_tuser, m_tlast, m_tdata} !== expected[received]) complain("wrong");
            if (m_tlast) begin
                if (received > OUT_BEATS / 2 && frames > 0) begin
                    if (interval_min == 0 || cycle - last_frame < interval_min) begin
                        interval_min = cycle - last_frame;
                    end
                    if (cycle - last_frame > interval_max) interval_max = cycle - last_frame;
                end
                frames = frames + 1;
                last_frame = cycle;
            end
            received = received + 1;
            idle = 0;
        end
    end
end

initial begin
    cycle = 0;
    bad = 0;
    first_in = 0;
    last_in = 0;
    first_out = 0;
    last_out = 0;
    start;
    stall = $test$plusargs("stall");
    if (!$value$plusargs("seed=%d", seed)) seed = 1;
    hold_until = $test$plusargs("hold") ? `HOLD_UNTIL : 0;
    reset_at = $test$plusargs("reset") ? `RESET_AT : 0;
    $readmemh(`INPUT, inputs);
    $readmemh(`EXPECTED, expected);

    repeat (4) @(negedge aclk);
    aresetn = 1'b1;

    if (reset_at != 0) begin
        while (accepted < reset_at && idle < IDLE) @(negedge aclk);
        aresetn = 1'b0;
        repeat (2) @(negedge aclk);
        if (m_tvalid !== 1'b0) complain("tvalid in reset");
        repeat (2) @(negedge aclk);
        aresetn = 1'b1;
    end

    while (!(received >= OUT_BEATS && accepted == IN_BEATS && idle >= DRAIN)
            && idle < IDLE && bad < HOPELESS) begin
        @(negedge aclk);
    end
    $display("RESULT case=%0d beats=%0d bad=%0d latency=%0d input_cycles=%0d output_cycles=%0d interval_min=%0d interval_max=%0d frame_error=%b",
             `CASE, received, bad, first_out - first_in, last_in - first_in, last_out - first_out,
             interval_min, interval_max, frame_error);
    finished = 1'b1;
    tb_all.running = tb_all.running - 1;
end

endmodule
