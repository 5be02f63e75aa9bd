// bnn_link_bench: bnn_link between a host that follows a script and a design that stands in.  Simulation only.
// SPDX-License-Identifier: Apache-2.0
//
// script.hex has `frames` lines {operation, argument} of 4 and 28 bits:
//
//   0  byte         argument[7:0], argument[27:8] cycles after the line before
//   1  wait         until so many bytes have come since the last mark
//   2  quiet        wait until no byte has come for so many cycles
//   3  hold         argument 1: the design gives no words of results, 2: first ones only, 0: all
//   4  mark         printed as MARK argument
//
// The design keeps `registers` (4 words from address 0 on, SLVERR elsewhere) and answers an image of
// BEATS beats with RESULT_BEATS words; frames of other lengths it drops.  It holds HELD images: one that
// it computes and others that wait.  From what an image is to its result is `mixed` below.
//
// Prints every byte that leaves (BYTE cycle value), the beginning of every image (FIRST cycle), the end
// of every result (LAST cycle), and BAD lines.  With +stall everything waits at random.
// PACE: cycles of a byte on the wire to the host; 0 is as fast as may be.

`resetall
`timescale 1ns / 1ps
`default_nettype none

// more than `frames`
`ifndef LINES
`define LINES 1000
`endif
`ifndef BEAT_BYTES
`define BEAT_BYTES 4
`endif
`ifndef BEATS
`define BEATS 3
`endif
`ifndef RESULT_BEATS
`define RESULT_BEATS 3
`endif
`ifndef WINDOW
`define WINDOW 4
`endif
`ifndef HELD
`define HELD 2
`endif
`ifndef BUFFER_BYTES
`define BUFFER_BYTES 84
`endif
`ifndef TIMEOUT
`define TIMEOUT 300
`endif
`ifndef PACE
`define PACE 0
`endif

module bnn_link_bench
(
    input  wire        aclk,
    input  wire        aresetn,

    input  wire [31:0] frames,
    input  wire        stall,
    input  wire [31:0] seed,
    output reg         done
);

localparam SIZE = `LINES;
localparam BEAT_BYTES = `BEAT_BYTES;
localparam BEATS = `BEATS;
localparam RESULT_BEATS = `RESULT_BEATS;
localparam HELD = `HELD;
localparam PACE = `PACE;

reg [31:0] script [0:SIZE-1];

initial $readmemh("script.hex", script);

reg  [31:0] cycle;

// ---- host
reg  [31:0] line_q;
reg  [31:0] waited_q;
reg  [31:0] came_q;
reg  [31:0] silent_q;
reg  [1:0]  hold_q;
wire [31:0] line = script[line_q[$clog2(SIZE)-1:0]];
wire [3:0]  operation = line[31:28];
wire [27:0] argument = line[27:0];
wire        running = aresetn && line_q != frames;

wire        in_tvalid = running && operation == 4'd0 && waited_q >= {12'd0, argument[27:8]};
wire [7:0]  out_tdata;
wire        out_tvalid;
wire        out_tready;
wire        out = out_tvalid && out_tready;

always @(posedge aclk) begin
    waited_q <= waited_q + 1;
    silent_q <= out ? 0 : silent_q + 1;
    if (out) came_q <= came_q + 1;
    if (running && (in_tvalid || (operation == 4'd1 && came_q >= {4'd0, argument})
            || (operation == 4'd2 && silent_q >= {4'd0, argument}) || operation >= 4'd3)) begin
        line_q   <= line_q + 1;
        waited_q <= 0;
        // what was quiet before a byte went says nothing
        silent_q <= 0;
        if (operation == 4'd3) hold_q <= argument[1:0];
        if (operation == 4'd4) begin
            came_q <= 0;
            $display("MARK %0d", argument);
        end
    end
    done <= aresetn && line_q == frames;

    if (!aresetn) begin
        line_q   <= 0;
        waited_q <= 0;
        came_q   <= 0;
        silent_q <= 0;
        hold_q   <= 2'd0;
    end
end

reg  [31:0] pace_q;
wire        sink_go;

bnn_random_stall #(.SALT(32'd1)) u_sink_stall (
    .aclk(aclk), .aresetn(aresetn), .stall(stall), .seed(seed), .go(sink_go)
);

assign out_tready = PACE != 0 ? pace_q == 0 : sink_go;

always @(posedge aclk) begin
    cycle  <= aresetn ? cycle + 1 : 0;
    pace_q <= !aresetn || pace_q == 0 ? PACE - 1 : pace_q - 1;
    if (aresetn && out) $display("BYTE %0d %0d", cycle, out_tdata);
end

// ---- the design
wire                    top_aresetn;
wire [8*BEAT_BYTES-1:0] image_tdata;
wire                    image_tvalid;
wire                    image_tready;
wire                    image_tlast;
wire [31:0]             result_tdata;
wire                    result_tvalid;
wire                    result_tready;

wire        image_go;
wire        result_go;
reg  [31:0] beat_q;
reg  [31:0] mixed_q;
reg  [31:0] waiting [0:HELD-1];
reg  [31:0] computed_q;
reg  [31:0] written_q;
reg  [31:0] read_q;
reg         computes_q;
reg  [31:0] word_q;
reg         offers_q;

bnn_random_stall #(.SALT(32'd2)) u_image_stall (
    .aclk(aclk), .aresetn(aresetn), .stall(stall), .seed(seed), .go(image_go)
);

bnn_random_stall #(.SALT(32'd3)) u_result_stall (
    .aclk(aclk), .aresetn(aresetn), .stall(stall), .seed(seed), .go(result_go)
);

wire [31:0] beat_word;

generate
    if (BEAT_BYTES < 4) begin : gen_narrow
        assign beat_word = {{32 - 8*BEAT_BYTES{1'b0}}, image_tdata};
    end else begin : gen_wide
        assign beat_word = image_tdata[31:0];
    end
endgenerate

wire        image_moves = image_tvalid && image_tready;
wire        result_moves = result_tvalid && result_tready;
wire [31:0] mixed = {mixed_q[26:0], mixed_q[31:27]} ^ beat_word;
wire        whole = image_moves && image_tlast && beat_q == BEATS - 1;
wire        last_word = word_q == RESULT_BEATS - 1;

assign image_tready  = top_aresetn && image_go && written_q != read_q + HELD - 1;
assign result_tvalid = offers_q;
assign result_tdata  = computed_q + word_q;

reg                    image_waits_q;
reg [8*BEAT_BYTES:0]   image_was_q;

always @(posedge aclk) begin
    if (image_moves) begin
        mixed_q <= image_tlast ? 0 : mixed;
        beat_q  <= image_tlast ? 0 : beat_q + 1;
        if (beat_q == 0) $display("FIRST %0d", cycle);
    end
    if (result_moves) begin
        offers_q <= 1'b0;
        word_q   <= last_word ? 0 : word_q + 1;
        if (last_word) begin
            computes_q <= 1'b0;
            $display("LAST %0d", cycle);
        end
    end else if (computes_q && result_go && (hold_q == 2'd0 || (hold_q == 2'd2 && word_q == 0))) begin
        offers_q <= 1'b1;
    end
    if (written_q != read_q && !computes_q) begin
        computed_q <= waiting[read_q % HELD];
        computes_q <= 1'b1;
        read_q     <= read_q + 1;
    end
    if (whole) begin
        waiting[written_q % HELD] <= mixed;
        written_q                 <= written_q + 1;
    end

    if (top_aresetn && image_waits_q && (!image_tvalid || {image_tlast, image_tdata} !== image_was_q)) begin
        $display("BAD image withdrawn at %0d", cycle);
    end
    image_waits_q <= top_aresetn && image_tvalid && !image_tready;
    image_was_q   <= {image_tlast, image_tdata};

    if (!top_aresetn) begin
        beat_q     <= 0;
        mixed_q    <= 0;
        word_q     <= 0;
        written_q  <= 0;
        read_q     <= 0;
        computes_q <= 1'b0;
        offers_q   <= 1'b0;
    end
end

// ---- its registers
wire [11:0] awaddr;
wire [2:0]  awprot;
wire        awvalid;
wire        awready;
wire [31:0] wdata;
wire [3:0]  wstrb;
wire        wvalid;
wire        wready;
wire        bready;
wire [11:0] araddr;
wire [2:0]  arprot;
wire        arvalid;
wire        arready;
wire        rready;

reg  [31:0] registers [0:3];
reg         has_address_q;
reg         has_data_q;
reg  [11:0] address_q;
reg  [31:0] data_q;
reg         bvalid_q;
reg         rvalid_q;
reg  [31:0] rdata_q;
reg         read_error_q;
wire        bus_go;
wire        data_go;

bnn_random_stall #(.SALT(32'd4)) u_bus_stall (
    .aclk(aclk), .aresetn(aresetn), .stall(stall), .seed(seed), .go(bus_go)
);

bnn_random_stall #(.SALT(32'd5)) u_data_stall (
    .aclk(aclk), .aresetn(aresetn), .stall(stall), .seed(seed), .go(data_go)
);

wire write_error = address_q[11:4] != 8'd0;

assign awready = bus_go && !has_address_q;
assign wready  = data_go && !has_data_q;
assign arready = bus_go && !rvalid_q;

always @(posedge aclk) begin
    if (awvalid && awready) begin
        address_q     <= awaddr;
        has_address_q <= 1'b1;
    end
    if (wvalid && wready) begin
        data_q     <= wdata;
        has_data_q <= 1'b1;
    end
    if (has_address_q && has_data_q && !bvalid_q && bus_go) begin
        bvalid_q <= 1'b1;
        if (!write_error) registers[address_q[3:2]] <= data_q;
    end
    if (bvalid_q && bready) begin
        bvalid_q      <= 1'b0;
        has_address_q <= 1'b0;
        has_data_q    <= 1'b0;
    end
    if (arvalid && arready) begin
        rvalid_q     <= 1'b1;
        read_error_q <= araddr[11:4] != 8'd0;
        rdata_q      <= registers[araddr[3:2]];
    end
    if (rvalid_q && rready) rvalid_q <= 1'b0;
    if (top_aresetn && (awvalid || wvalid) && (wstrb != 4'hF || awprot != 3'd0 || arprot != 3'd0)) begin
        $display("BAD write at %0d", cycle);
    end

    if (!top_aresetn) begin
        registers[0]  <= 32'd0;
        registers[1]  <= 32'd0;
        registers[2]  <= 32'd0;
        registers[3]  <= 32'd0;
        has_address_q <= 1'b0;
        has_data_q    <= 1'b0;
        bvalid_q      <= 1'b0;
        rvalid_q      <= 1'b0;
    end
end

bnn_link #(
    .BEAT_BYTES(BEAT_BYTES),
    .BEATS(BEATS),
    .RESULT_BEATS(RESULT_BEATS),
    .WINDOW(`WINDOW),
    .BUFFER_BYTES(`BUFFER_BYTES),
    .TIMEOUT(`TIMEOUT)
) dut (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_tdata(argument[7:0]),
    .s_axis_tvalid(in_tvalid),
    .m_axis_tdata(out_tdata),
    .m_axis_tvalid(out_tvalid),
    .m_axis_tready(out_tready),
    .top_aresetn(top_aresetn),
    .image_tdata(image_tdata),
    .image_tvalid(image_tvalid),
    .image_tready(image_tready),
    .image_tlast(image_tlast),
    .result_tdata(result_tdata),
    .result_tvalid(result_tvalid),
    .result_tready(result_tready),
    .m_axil_awaddr(awaddr),
    .m_axil_awprot(awprot),
    .m_axil_awvalid(awvalid),
    .m_axil_awready(awready),
    .m_axil_wdata(wdata),
    .m_axil_wstrb(wstrb),
    .m_axil_wvalid(wvalid),
    .m_axil_wready(wready),
    .m_axil_bresp({write_error, 1'b0}),
    .m_axil_bvalid(bvalid_q),
    .m_axil_bready(bready),
    .m_axil_araddr(araddr),
    .m_axil_arprot(arprot),
    .m_axil_arvalid(arvalid),
    .m_axil_arready(arready),
    .m_axil_rdata(rdata_q),
    .m_axil_rresp({read_error_q, 1'b0}),
    .m_axil_rvalid(rvalid_q),
    .m_axil_rready(rready)
);

endmodule

`resetall
