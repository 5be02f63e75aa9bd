// tb_writable_top: loads networks into a running design, over the bus, and judges every result.  Icarus only.
// SPDX-License-Identifier: Apache-2.0
//
// writable.vh, in the folder of the simulation: `define IN_WIDTH tdata of s_axis, BEATS lines of beats.hex,
// FRAMES right frames among them, RESULT_BEATS beats of a result, NETWORKS how many, STEPS lines of
// script.hex.
//
//   beats.hex       {1 = of a frame of the right length, tlast, tdata}, sent again and again
//   expected.hex    network by network, right frame by frame, beat by beat: the result
//   script.hex      {operation, address, data, mask}, 8, 32, 32 and 32 bits; what the host does:
//                     0   write, OKAY           1   write, SLVERR
//                     2   read, OKAY, data      3   read, SLVERR
//                     4   read until (value & mask) == data
//                     5   wait for data results
//                     6   the network before last was asked for: from here on results may be new
//                     7   and from here on they must be
//                     8   a reset of all, two cycles, in which no frame is under way
//                     9   nothing is sent from here on; all results must have come
//
//   +stall +seed=N  random waits at all ends
//
// A frame whose first beat was taken before 6 must be of the old network, after 7 of the new one; all
// beats of a result must be of one network, and no frame may lack its result.  Prints at the end:
//
//   RESULT bad=%0d results=%0d changes=%0d

`timescale 1ns / 1ps
`default_nettype none
`include "writable.vh"

module tb_writable_top;

localparam IN_WIDTH = `IN_WIDTH;
localparam MOST = 65536;

reg                 aclk = 1'b0;
reg                 aresetn = 1'b0;
reg                 stall;
reg  [31:0]         seed;

reg  [IN_WIDTH+1:0] beats [0:`BEATS-1];
reg  [32:0]         expected [0:`NETWORKS*`FRAMES*`RESULT_BEATS-1];
reg  [103:0]        script [0:`STEPS-1];

reg  [IN_WIDTH-1:0] s_tdata;
reg                 s_tvalid = 1'b0;
wire                s_tready;
reg                 s_tlast;
reg                 s_right;
wire [31:0]         m_tdata;
wire                m_tvalid;
wire                m_tready;
wire                m_tlast;

reg  [11:0]         awaddr;
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
wire                host_go;
wire                source_go;
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
    .s_axil_awaddr(awaddr),
    .s_axil_awprot(3'd0),
    .s_axil_awvalid(awvalid),
    .s_axil_awready(awready),
    .s_axil_wdata(wdata),
    .s_axil_wstrb(4'b1111),
    .s_axil_wvalid(wvalid),
    .s_axil_wready(wready),
    .s_axil_bresp(bresp),
    .s_axil_bvalid(bvalid),
    .s_axil_bready(host_go),
    .s_axil_araddr(araddr),
    .s_axil_arprot(3'd0),
    .s_axil_arvalid(arvalid),
    .s_axil_arready(arready),
    .s_axil_rdata(rdata),
    .s_axil_rresp(rresp),
    .s_axil_rvalid(rvalid),
    .s_axil_rready(host_go),
    .frame_error(frame_error)
);

always #5 aclk = !aclk;

bnn_random_stall #(.SALT(32'd1)) u_source_stall (
    .aclk(aclk), .aresetn(aresetn), .stall(stall), .seed(seed), .go(source_go)
);
bnn_random_stall #(.SALT(32'd2)) u_sink_stall (
    .aclk(aclk), .aresetn(aresetn), .stall(stall), .seed(seed), .go(m_tready)
);
bnn_random_stall #(.SALT(32'd3)) u_host_stall (
    .aclk(aclk), .aresetn(aresetn), .stall(stall), .seed(seed), .go(host_go)
);

integer bad = 0;

task complain(input [8*40-1:0] what);
    begin
        bad = bad + 1;
        if (bad <= 8) $display("BAD %0s: step %0d result %0d at %0t", what, step, results, $time);
    end
endtask

// Source
integer next_beat = 0;
reg     stopped = 1'b0;
reg     mid_sent = 1'b0;

always @(posedge aclk) begin
    if (!s_tvalid || s_tready === 1'b1) begin
        s_tvalid <= 1'b0;
        if (source_go === 1'b1 && (!stopped || mid_sent)) begin
            s_tvalid <= 1'b1;
            {s_right, s_tlast, s_tdata} <= beats[next_beat];
            mid_sent = !beats[next_beat][IN_WIDTH];
            next_beat = (next_beat + 1) % `BEATS;
        end
    end
end

// Frames that began, and which networks they may be of
integer least [0:MOST-1];
integer most [0:MOST-1];
integer begun = 0;
integer oldest = 0;
integer newest = 0;
reg     in_frame = 1'b0;

always @(posedge aclk) begin
    if (s_tvalid && s_tready === 1'b1) begin
        if (!in_frame && s_right) begin
            least[begun % MOST] = oldest;
            most[begun % MOST] = newest;
            begun = begun + 1;
        end
        in_frame = !s_tlast;
    end
    if (!aresetn) in_frame = 1'b0;
end

// Results
integer              results = 0;
integer              changes = 0;
integer              beat = 0;
integer              network;
integer              last_network = 0;
reg [`NETWORKS-1:0]  fits;

always @(posedge aclk) if (aresetn && m_tvalid === 1'bx) complain("m_axis_tvalid is unknown");

always @(posedge aclk) if (aresetn && m_tvalid === 1'b1 && m_tready) begin
    if (beat == 0) fits = {`NETWORKS{1'b1}};
    for (network = 0; network < `NETWORKS; network = network + 1) begin
        if ({m_tlast, m_tdata}
                !== expected[(network*`FRAMES + results % `FRAMES)*`RESULT_BEATS + beat]) begin
            fits[network] = 1'b0;
        end
    end
    beat = beat + 1;
    if (beat == `RESULT_BEATS) begin
        beat = 0;
        if (results == begun) complain("a result of nothing");
        for (network = 0; network < `NETWORKS; network = network + 1) begin
            if (network < least[results % MOST] || network > most[results % MOST]) fits[network] = 1'b0;
        end
        if (fits == {`NETWORKS{1'b0}}) complain("of no network it may be of");
        while (!fits[last_network] && fits != {`NETWORKS{1'b0}}) begin
            last_network = (last_network + 1) % `NETWORKS;
            changes = changes + 1;
        end
        results = results + 1;
    end
end

// Host
integer    step = 0;
integer    goal;
reg [7:0]  operation;
reg [31:0] address;
reg [31:0] data;
reg [31:0] mask;
reg [31:0] value;
reg [1:0]  response;

reg        address_taken;
reg        data_taken;

reg        is_early = 1'b0;

// with waits, the data of the next write may come before this one is answered
task write_register;
    begin
        awaddr = address[11:0];
        awvalid = 1'b1;
        if (!is_early) wdata = data;
        wvalid = 1'b1;
        is_early = 1'b0;
        while (awvalid || !is_early && wvalid) begin
            @(posedge aclk);
            address_taken = awvalid && awready;
            data_taken = !is_early && wvalid && wready;
            @(negedge aclk);
            if (address_taken) begin
                awvalid = 1'b0;
                awaddr = ~awaddr;
            end
            if (data_taken) begin
                is_early = stall && step + 1 < `STEPS && script[step+1][103:97] == 7'd0;
                wvalid = is_early;
                wdata = is_early ? script[step+1][63:32] : ~wdata;
            end
        end
        @(posedge aclk);
        while (!(bvalid && host_go)) @(posedge aclk);
        response = bresp;
        @(negedge aclk);
    end
endtask

task read_register;
    begin
        araddr = address[11:0];
        arvalid = 1'b1;
        @(posedge aclk);
        while (!arready) @(posedge aclk);
        @(negedge aclk);
        arvalid = 1'b0;
        araddr = ~araddr;
        @(posedge aclk);
        while (!(rvalid && host_go)) @(posedge aclk);
        value = rdata;
        response = rresp;
        @(negedge aclk);
    end
endtask

initial begin
    #2000000 complain("the host waits for ever");
    $display("RESULT bad=%0d results=%0d changes=%0d", bad, results, changes);
    $finish;
end

initial begin
    $readmemh("beats.hex", beats);
    $readmemh("expected.hex", expected);
    $readmemh("script.hex", script);
    stall = $test$plusargs("stall");
    if (!$value$plusargs("seed=%d", seed)) seed = 1;
    repeat (4) @(negedge aclk);
    aresetn = 1'b1;
    for (step = 0; step < `STEPS && bad == 0; step = step + 1) begin
        {operation, address, data, mask} = script[step];
        case (operation)
            0, 1: begin
                write_register;
                if (response != (operation == 0 ? 2'b00 : 2'b10)) complain("answer to a write");
            end
            2: begin
                read_register;
                if (response != 2'b00 || value !== data) begin
                    $display("address %h: %h, expected %h", address, value, data);
                    complain("value read");
                end
            end
            3: begin
                read_register;
                if (response != 2'b10 || value !== 32'd0) complain("a read that must fail");
            end
            4: begin
                read_register;
                while ((value & mask) !== data) read_register;
            end
            5: begin
                goal = results + data;
                while (results < goal) @(negedge aclk);
            end
            6: newest = newest + 1;
            7: oldest = newest;
            8: begin
                if (in_frame || results != begun) complain("a reset on the way");
                aresetn = 1'b0;
                repeat (2) @(negedge aclk);
                aresetn = 1'b1;
                @(negedge aclk);
            end
            default: begin
                stopped = 1'b1;
                repeat (20000) @(negedge aclk);
                if (results != begun) complain("results missing");
            end
        endcase
    end
    $display("RESULT bad=%0d results=%0d changes=%0d", bad, results, changes);
    $finish;
end

endmodule
