// tb_bnn_registers: the AXI4-Lite side of bnn_registers, held against a model of its own.  Icarus only.
// SPDX-License-Identifier: Apache-2.0
//
//   +seed=N    of all random data and waits
//
// Prints BAD lines, and at the end RESULT cases=%0d bad=%0d.

`timescale 1ns / 1ps
`default_nettype none

module tb_bnn_registers;

localparam [255:0] HASH = 256'h0011223344556677_8899aabbccddeeff_0123456789abcdef_fedcba9876543210;

localparam [1:0] OKAY = 2'b00;
localparam [1:0] SLVERR = 2'b10;

localparam [11:0] CONTROL = 12'h008;
localparam [11:0] SCRATCH = 12'h00C;
localparam [11:0] ERRORS = 12'h010;
localparam [11:0] IN_FLIGHT = 12'h014;
localparam [11:0] CYCLES = 12'h040;
localparam [11:0] FRAMES_IN = 12'h044;
localparam [11:0] FRAMES_OUT = 12'h048;
localparam [11:0] FRAMES_DROPPED = 12'h04C;
localparam [11:0] INPUT_WAITS = 12'h050;
localparam [11:0] OUTPUT_WAITS = 12'h054;
localparam [11:0] INPUT_IDLE = 12'h058;
localparam [11:0] COUNTER_HIGH = 12'h05C;
localparam [11:0] LATENCY_LAST = 12'h060;
localparam [11:0] LATENCY_MIN = 12'h064;
localparam [11:0] LATENCY_MAX = 12'h068;

reg         aclk = 1'b0;
reg         aresetn = 1'b0;

reg  [11:0] awaddr;
reg         awvalid = 1'b0;
wire        awready;
reg  [31:0] wdata;
reg  [3:0]  wstrb;
reg         wvalid = 1'b0;
wire        wready;
wire [1:0]  bresp;
wire        bvalid;
reg         bready = 1'b0;
reg  [11:0] araddr;
reg         arvalid = 1'b0;
wire        arready;
wire [31:0] rdata;
wire [1:0]  rresp;
wire        rvalid;
reg         rready = 1'b0;

wire        data_aresetn;
reg         s_valid = 1'b0;
reg         s_ready = 1'b0;
reg         m_valid = 1'b0;
reg         m_ready = 1'b1;
reg         m_last = 1'b1;
reg         frame_begin = 1'b0;
reg         frame_accept = 1'b0;
reg         frame_early = 1'b0;
reg         frame_late = 1'b0;
wire        frame_error;

bnn_registers #(.TOOL_VERSION(32'h00010203), .NETWORK_HASH(HASH), .COUNTER_WIDTH(48)) dut (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axil_awaddr(awaddr),
    .s_axil_awprot(3'b000),
    .s_axil_awvalid(awvalid),
    .s_axil_awready(awready),
    .s_axil_wdata(wdata),
    .s_axil_wstrb(wstrb),
    .s_axil_wvalid(wvalid),
    .s_axil_wready(wready),
    .s_axil_bresp(bresp),
    .s_axil_bvalid(bvalid),
    .s_axil_bready(bready),
    .s_axil_araddr(araddr),
    .s_axil_arprot(3'b000),
    .s_axil_arvalid(arvalid),
    .s_axil_arready(arready),
    .s_axil_rdata(rdata),
    .s_axil_rresp(rresp),
    .s_axil_rvalid(rvalid),
    .s_axil_rready(rready),
    .data_aresetn(data_aresetn),
    .s_axis_tvalid(s_valid),
    .s_axis_tready(s_ready),
    .m_axis_tvalid(m_valid),
    .m_axis_tready(m_ready),
    .m_axis_tlast(m_last),
    .frame_begin(frame_begin),
    .frame_accept(frame_accept),
    .frame_early(frame_early),
    .frame_late(frame_late),
    .frame_error(frame_error)
);

always #5 aclk = !aclk;

// far more cycles than it takes
initial begin
    #10000000 $display("BAD an answer never comes");
    $finish;
end

integer seed;
integer cases = 0;
integer bad = 0;

task expect_equal(input [63:0] actual, input [63:0] expected, input [8*40-1:0] what);
    begin
        cases = cases + 1;
        if (actual !== expected) begin
            bad = bad + 1;
            $display("BAD %0s: expected %h, got %h at %0t", what, expected, actual, $time);
        end
    end
endtask

task complain(input [8*40-1:0] what);
    begin
        bad = bad + 1;
        $display("BAD %0s at %0t", what, $time);
    end
endtask

// Protocol: an answer stays until it is taken, and there are no more answers than requests
reg        b_waits = 1'b0;
reg [1:0]  b_was;
reg        r_waits = 1'b0;
reg [33:0] r_was;
integer    addresses, datas, answers, asks, replies;

always @(posedge aclk) begin
    if (!aresetn) begin
        addresses = 0;
        datas = 0;
        answers = 0;
        asks = 0;
        replies = 0;
        b_waits <= 1'b0;
        r_waits <= 1'b0;
    end else begin
        if ((awready ^ wready ^ bvalid ^ arready ^ rvalid) === 1'bx) complain("handshake is unknown");
        if (b_waits && (!bvalid || bresp !== b_was)) complain("write answer changed");
        if (r_waits && (!rvalid || {rresp, rdata} !== r_was)) complain("read answer changed");
        if (bvalid && (answers == addresses || answers == datas)) complain("answer without a write");
        if (rvalid && replies == asks) complain("answer without a read");
        b_waits <= bvalid && !bready;
        b_was   <= bresp;
        r_waits <= rvalid && !rready;
        r_was   <= {rresp, rdata};
        if (awvalid && awready) addresses = addresses + 1;
        if (wvalid && wready) datas = datas + 1;
        if (bvalid && bready) answers = answers + 1;
        if (arvalid && arready) asks = asks + 1;
        if (rvalid && rready) replies = replies + 1;
    end
end

// Everything changes with the falling edge; at the next falling edge a rising one has been seen.
task send_address(input [11:0] address, input integer wait_cycles);
    begin
        repeat (wait_cycles) @(negedge aclk);
        awaddr = address;
        awvalid = 1'b1;
        while (!awready) @(negedge aclk);
        @(negedge aclk);
        awvalid = 1'b0;
        awaddr = 12'hxxx;
    end
endtask

task send_data(input [31:0] data, input [3:0] strobe, input integer wait_cycles);
    begin
        repeat (wait_cycles) @(negedge aclk);
        wdata = data;
        wstrb = strobe;
        wvalid = 1'b1;
        while (!wready) @(negedge aclk);
        @(negedge aclk);
        wvalid = 1'b0;
        wdata = 32'hxxxxxxxx;
        wstrb = 4'hx;
    end
endtask

task take_answer(output [1:0] response, input integer wait_cycles);
    begin
        while (!bvalid) @(negedge aclk);
        repeat (wait_cycles) @(negedge aclk);
        response = bresp;
        bready = 1'b1;
        @(negedge aclk);
        bready = 1'b0;
    end
endtask

reg [1:0]  answer;
reg [1:0]  reply;
reg [31:0] value;
reg [31:0] high;

function integer wait_of(input integer kind);
    wait_of = kind == 0 ? 0 : $unsigned($random(seed)) % 4;
endfunction

task write(input [11:0] address, input [31:0] data, input [3:0] strobe);
    integer a, d, b;
    begin
        a = wait_of(1);
        d = wait_of(1);
        b = wait_of(1);
        fork
            send_address(address, a);
            send_data(data, strobe, d);
        join
        take_answer(answer, b);
    end
endtask

task read(input [11:0] address);
    integer w;
    begin
        repeat (wait_of(1)) @(negedge aclk);
        araddr = address;
        arvalid = 1'b1;
        while (!arready) @(negedge aclk);
        @(negedge aclk);
        arvalid = 1'b0;
        araddr = 12'hxxx;
        w = wait_of(1);
        while (!rvalid) @(negedge aclk);
        repeat (w) @(negedge aclk);
        value = rdata;
        reply = rresp;
        rready = 1'b1;
        @(negedge aclk);
        rready = 1'b0;
    end
endtask

task read_expect(input [11:0] address, input [31:0] expected, input [8*40-1:0] what);
    begin
        read(address);
        expect_equal({reply, value}, {OKAY, expected}, what);
    end
endtask

// Events of the data path, one cycle each
task event_cycle(input first, input accept, input early, input late, input result);
    begin
        frame_begin = first;
        frame_accept = accept;
        frame_early = early;
        frame_late = late;
        m_valid = result;
        @(negedge aclk);
        frame_begin = 1'b0;
        frame_accept = 1'b0;
        frame_early = 1'b0;
        frame_late = 1'b0;
        m_valid = 1'b0;
    end
endtask

task quiet(input integer count);
    repeat (count) @(negedge aclk);
endtask

function is_writable(input [11:0] address);
    is_writable = address == CONTROL || address == SCRATCH || address == ERRORS;
endfunction

// 0x000 .. 0x014, 0x020 .. 0x068
function is_mapped(input [11:0] address);
    is_mapped = address <= 12'h014 || (address >= 12'h020 && address <= 12'h068);
endfunction

reg [31:0] scratch;
reg [63:0] earliest, latest;
integer i, k, start;

initial begin
    if (!$value$plusargs("seed=%d", seed)) seed = 1;
    quiet(4);
    expect_equal({bvalid, rvalid, data_aresetn}, 3'b000, "quiet in reset");
    aresetn = 1'b1;
    quiet(1);
    expect_equal(data_aresetn, 1'b1, "data path released a cycle later");

    // every address, read
    for (i = 0; i < 4096; i = i + 4) begin
        read(i);
        case (i)
            12'h000: expect_equal({reply, value}, {OKAY, 32'h424E4E31}, "ID");
            12'h004: expect_equal({reply, value}, {OKAY, 32'h00010203}, "VERSION");
            12'h020: expect_equal({reply, value}, {OKAY, 32'h00112233}, "HASH_0");
            12'h024: expect_equal({reply, value}, {OKAY, 32'h44556677}, "HASH_1");
            12'h028: expect_equal({reply, value}, {OKAY, 32'h8899aabb}, "HASH_2");
            12'h02C: expect_equal({reply, value}, {OKAY, 32'hccddeeff}, "HASH_3");
            12'h030: expect_equal({reply, value}, {OKAY, 32'h01234567}, "HASH_4");
            12'h034: expect_equal({reply, value}, {OKAY, 32'h89abcdef}, "HASH_5");
            12'h038: expect_equal({reply, value}, {OKAY, 32'hfedcba98}, "HASH_6");
            12'h03C: expect_equal({reply, value}, {OKAY, 32'h76543210}, "HASH_7");
            12'h064: expect_equal({reply, value}, {OKAY, 32'hFFFFFFFF}, "LATENCY_MIN");
            CYCLES: expect_equal({reply, value > 32'd0}, {OKAY, 1'b1}, "CYCLES");
            default:
                expect_equal({reply, value}, {is_mapped(i) ? OKAY : SLVERR, 32'd0},
                             is_mapped(i) ? "0 after reset" : "unmapped read");
        endcase
    end

    // every address, written: only three take it
    for (i = 0; i < 4096; i = i + 4) begin
        write(i, i == CONTROL ? 32'hFFFFFFFC : 32'hFFFFFFFF, 4'b1111);
        expect_equal(answer, is_writable(i) ? OKAY : SLVERR, "answer to a write");
    end
    read_expect(12'h000, 32'h424E4E31, "ID cannot be written");
    read_expect(CONTROL, 32'd0, "bits that are not there");
    read_expect(FRAMES_IN, 32'd0, "a counter cannot be written");
    read_expect(SCRATCH, 32'hFFFFFFFF, "SCRATCH");

    // bytes
    scratch = 32'hFFFFFFFF;
    for (i = 0; i < 300; i = i + 1) begin
        value = $random(seed);
        k = $random(seed);
        for (start = 0; start < 4; start = start + 1) begin
            if (k[start]) scratch[8*start +: 8] = value[8*start +: 8];
        end
        write(SCRATCH, value, k[3:0]);
        expect_equal(answer, OKAY, "answer to SCRATCH");
        read_expect(SCRATCH, scratch, "SCRATCH, byte by byte");
    end
    // the two lowest address bits mean nothing
    write(SCRATCH + 12'd3, 32'h01020304, 4'b1111);
    read_expect(SCRATCH + 12'd1, 32'h01020304, "an unaligned address");

    // address long before data, and data long before address
    fork
        send_address(SCRATCH, 0);
        send_data(32'hAAAA5555, 4'b1111, 9);
    join
    take_answer(answer, 0);
    read_expect(SCRATCH, 32'hAAAA5555, "address first");
    fork
        send_address(SCRATCH, 9);
        send_data(32'h5555AAAA, 4'b1111, 0);
    join
    take_answer(answer, 0);
    read_expect(SCRATCH, 32'h5555AAAA, "data first");

    // writes and reads without a pause, both at once: two cycles each
    bready = 1'b1;
    rready = 1'b1;
    start = $time;
    fork
        for (i = 0; i < 50; i = i + 1) begin
            fork
                send_address(SCRATCH, 0);
                send_data(i, 4'b1111, 0);
            join
        end
        for (k = 0; k < 50; k = k + 1) begin
            araddr = 12'h004;
            arvalid = 1'b1;
            while (!arready) @(negedge aclk);
            @(negedge aclk);
            arvalid = 1'b0;
        end
    join
    expect_equal(($time - start) / 10, 99, "cycles of 50 writes and 50 reads");
    quiet(4);
    bready = 1'b0;
    rready = 1'b0;
    expect_equal({answers == addresses, answers == datas, replies == asks}, 3'b111, "all answered");
    read_expect(SCRATCH, 32'd49, "the last of 50 writes");

    // a host that does not take its answers: one more request is held, none is lost
    fork
        send_address(SCRATCH, 0);
        send_data(32'd1, 4'b1111, 0);
    join
    fork
        send_address(12'h000, 0);
        send_data(32'd2, 4'b1111, 0);
    join
    quiet(5);
    expect_equal({bvalid, bresp, awready, wready}, {1'b1, OKAY, 1'b0, 1'b0}, "held write answer");
    take_answer(answer, 0);
    expect_equal({bvalid, bresp}, {1'b1, SLVERR}, "the answer behind it");
    take_answer(answer, 3);
    read_expect(SCRATCH, 32'd1, "SCRATCH behind held answers");
    araddr = 12'h000;
    arvalid = 1'b1;
    quiet(1);
    araddr = 12'hFFC;
    quiet(2);
    arvalid = 1'b0;
    quiet(5);
    expect_equal({rvalid, rresp, rdata, arready}, {1'b1, OKAY, 32'h424E4E31, 1'b0}, "held read answer");
    rready = 1'b1;
    quiet(1);
    rready = 1'b0;
    expect_equal({rvalid, rresp, rdata}, {1'b1, SLVERR, 32'd0}, "the read answer behind it");
    rready = 1'b1;
    quiet(1);
    rready = 1'b0;
    expect_equal(rvalid, 1'b0, "nothing more to read");

    // errors
    write(CONTROL, 32'd2, 4'b1111);
    write(CONTROL, 32'd0, 4'b1111);
    event_cycle(1'b1, 1'b0, 1'b1, 1'b0, 1'b0);
    expect_equal(frame_error, 1'b1, "pin after an early TLAST");
    read_expect(ERRORS, 32'd1, "early TLAST");
    event_cycle(1'b0, 1'b0, 1'b0, 1'b1, 1'b0);
    read_expect(ERRORS, 32'd3, "late TLAST too");
    write(ERRORS, 32'd3, 4'b1110);
    read_expect(ERRORS, 32'd3, "bytes that are not strobed");
    write(ERRORS, 32'd0, 4'b1111);
    read_expect(ERRORS, 32'd3, "writing 0 clears nothing");
    write(ERRORS, 32'd1, 4'b0001);
    read_expect(ERRORS, 32'd2, "early TLAST cleared");
    write(ERRORS, 32'd2, 4'b1111);
    read_expect(ERRORS, 32'd0, "late TLAST cleared");
    expect_equal(frame_error, 1'b0, "pin after clearing");
    read_expect(FRAMES_DROPPED, 32'd2, "two frames dropped");
    // an error in the very cycle of the clearing stays
    fork
        write(ERRORS, 32'd3, 4'b1111);
        begin
            while (!dut.write_enable) @(negedge aclk);
            event_cycle(1'b1, 1'b0, 1'b1, 1'b0, 1'b0);
        end
    join
    read_expect(ERRORS, 32'd1, "an error while clearing");

    // a counter that passes 2^32 before, in and after the reading: both words belong together
    for (i = 0; i < 40; i = i + 1) begin
        @(negedge aclk);
        dut.u_activity.cycles = 48'h0000FFFFFFFF - i % 16;
        earliest = dut.u_activity.cycles;
        read(CYCLES);
        latest = dut.u_activity.cycles;
        high = value;
        if (i % 2 == 1) read(12'h000);           // what is no counter changes nothing
        read(COUNTER_HIGH);
        expect_equal({earliest <= {value, high}, {value, high} <= latest}, 2'b11, "CYCLES not torn");
    end

    // latency: two frames overlap, the second is not measured; dropped ones neither
    write(CONTROL, 32'd2, 4'b1111);
    read_expect(CONTROL, 32'd2, "COUNTERS_RESET reads back");
    read_expect(CYCLES, 32'd0, "CYCLES held");
    read_expect(FRAMES_DROPPED, 32'd0, "FRAMES_DROPPED cleared");
    write(CONTROL, 32'd0, 4'b1111);

    // beats that wait, come, and are waited for
    s_valid = 1'b1;
    quiet(3);
    s_ready = 1'b1;
    quiet(2);
    s_valid = 1'b0;
    quiet(5);
    s_ready = 1'b0;
    m_valid = 1'b1;
    m_ready = 1'b0;
    quiet(7);
    m_ready = 1'b1;
    m_last = 1'b0;
    quiet(2);
    m_last = 1'b1;
    m_valid = 1'b0;
    quiet(2);
    read_expect(INPUT_WAITS, 32'd3, "input beats that wait");
    read_expect(INPUT_IDLE, 32'd5, "no input beat");
    read_expect(OUTPUT_WAITS, 32'd7, "output beats that wait");
    read_expect(FRAMES_OUT, 32'd0, "beats that end no result");

    event_cycle(1'b1, 1'b0, 1'b0, 1'b0, 1'b0);   // frame 1 begins: cycle 0
    event_cycle(1'b0, 1'b1, 1'b0, 1'b0, 1'b0);   // ends
    event_cycle(1'b1, 1'b1, 1'b0, 1'b0, 1'b0);   // frame 2, one beat
    read_expect(IN_FLIGHT, 32'd2, "two in flight");
    // waits are random: the time is taken from the simulation
    dut.u_activity.time_q = 32'd99;
    event_cycle(1'b0, 1'b0, 1'b0, 1'b0, 1'b1);   // result 1
    event_cycle(1'b0, 1'b0, 1'b0, 1'b0, 1'b1);   // result 2
    quiet(3);
    read_expect(LATENCY_LAST, 32'd100, "frame 1");
    read_expect(FRAMES_IN, 32'd2, "two in");
    read_expect(FRAMES_OUT, 32'd2, "two out");
    read_expect(IN_FLIGHT, 32'd0, "none in flight");
    event_cycle(1'b1, 1'b0, 1'b0, 1'b0, 1'b0);   // begins
    event_cycle(1'b0, 1'b0, 1'b1, 1'b0, 1'b0);   // too short: dropped
    quiet(2);
    event_cycle(1'b1, 1'b0, 1'b0, 1'b0, 1'b0);   // begins: cycle 0
    event_cycle(1'b0, 1'b1, 1'b0, 1'b0, 1'b0);
    quiet(3);
    event_cycle(1'b0, 1'b0, 1'b0, 1'b0, 1'b1);   // cycle 5
    quiet(3);
    read_expect(LATENCY_LAST, 32'd5, "the frame behind a dropped one");
    read_expect(LATENCY_MIN, 32'd5, "the least");
    read_expect(LATENCY_MAX, 32'd100, "the most");
    event_cycle(1'b1, 1'b1, 1'b0, 1'b0, 1'b0);   // frame A is in flight unmeasured when B begins
    event_cycle(1'b0, 1'b0, 1'b0, 1'b0, 1'b0);
    event_cycle(1'b1, 1'b1, 1'b0, 1'b0, 1'b0);   // B
    event_cycle(1'b0, 1'b0, 1'b0, 1'b0, 1'b1);   // result A: 3 cycles
    event_cycle(1'b1, 1'b1, 1'b0, 1'b0, 1'b0);   // C begins behind B: cycle 0
    event_cycle(1'b0, 1'b0, 1'b0, 1'b0, 1'b1);   // result B
    quiet(4);
    event_cycle(1'b0, 1'b0, 1'b0, 1'b0, 1'b1);   // result C: cycle 6
    quiet(3);
    read_expect(LATENCY_MIN, 32'd3, "frame A");
    read_expect(LATENCY_LAST, 32'd6, "frame C, B before it");

    event_cycle(1'b1, 1'b1, 1'b0, 1'b0, 1'b0);   // D, then E
    event_cycle(1'b1, 1'b1, 1'b0, 1'b0, 1'b0);
    event_cycle(1'b0, 1'b0, 1'b0, 1'b0, 1'b1);   // result D: 2 cycles
    quiet(1);
    event_cycle(1'b1, 1'b1, 1'b0, 1'b0, 1'b1);   // F begins with E's result: cycle 0
    quiet(3);
    event_cycle(1'b0, 1'b0, 1'b0, 1'b0, 1'b1);   // result F: cycle 4
    quiet(3);
    read_expect(LATENCY_MIN, 32'd2, "frame D");
    read_expect(LATENCY_LAST, 32'd4, "frame F, begun with the result before it");

    // soft reset
    event_cycle(1'b1, 1'b1, 1'b0, 1'b0, 1'b0);
    write(CONTROL, 32'd1, 4'b1111);
    quiet(2);
    expect_equal(data_aresetn, 1'b0, "data path in reset");
    read_expect(CONTROL, 32'd1, "DATA_RESET reads back");
    read_expect(IN_FLIGHT, 32'd0, "nothing in flight");
    read_expect(FRAMES_IN, 32'd10, "counters stay");
    read_expect(ERRORS, 32'd1, "errors stay");
    write(CONTROL, 32'd0, 4'b1110);
    expect_equal(data_aresetn, 1'b0, "bytes that are not strobed");
    write(CONTROL, 32'd0, 4'b0001);
    quiet(2);
    expect_equal(data_aresetn, 1'b1, "data path released");
    // the frame that was lost is not measured
    quiet(5);
    event_cycle(1'b1, 1'b1, 1'b0, 1'b0, 1'b0);
    event_cycle(1'b0, 1'b0, 1'b0, 1'b0, 1'b0);
    event_cycle(1'b0, 1'b0, 1'b0, 1'b0, 1'b1);
    quiet(3);
    read_expect(LATENCY_LAST, 32'd2, "the frame after a soft reset");
    // the clock of a measurement stops at its end
    event_cycle(1'b1, 1'b1, 1'b0, 1'b0, 1'b0);
    quiet(2);
    dut.u_activity.time_q = 32'hFFFFFFFD;
    quiet(5);
    event_cycle(1'b0, 1'b0, 1'b0, 1'b0, 1'b1);
    quiet(3);
    read_expect(LATENCY_LAST, 32'hFFFFFFFF, "the longest time");

    // hard reset, with an answer under way
    fork
        send_address(SCRATCH, 0);
        send_data(32'd7, 4'b1111, 0);
    join
    quiet(2);
    aresetn = 1'b0;
    quiet(2);
    expect_equal({bvalid, rvalid, data_aresetn, frame_error}, 4'b0000, "hard reset");
    aresetn = 1'b1;
    read_expect(SCRATCH, 32'd0, "SCRATCH after a hard reset");
    read_expect(ERRORS, 32'd0, "ERRORS after a hard reset");
    read_expect(FRAMES_IN, 32'd0, "FRAMES_IN after a hard reset");
    read_expect(LATENCY_MIN, 32'hFFFFFFFF, "LATENCY_MIN after a hard reset");

    $display("RESULT cases=%0d bad=%0d", cases, bad);
    $finish;
end

endmodule
