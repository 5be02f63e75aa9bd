// bnn_registers: what a host reads and writes of a design, over AXI4-Lite.
// SPDX-License-Identifier: Apache-2.0
//
// Map           docs/host-runtime.md; the addresses below are checked against it.
// Answers       SLVERR for an address without a register and for a write to one that is read-only;
//               neither changes anything.
// ERRORS        a bit is cleared by writing 1 to it; an error in the same cycle wins.
// Counters      COUNTER_WIDTH bits; reading the low word keeps the rest of that moment in
//               COUNTER_HIGH, so that both belong together.
// data_aresetn  reset of the data path: aresetn, or CONTROL bit 0 while it is 1; from a register,
//               one cycle later.  aresetn must be low for two cycles at least.
// Timing        of the bus as bnn_axi_lite, of the counters as bnn_activity.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_registers #
(
    // Major, minor, patch of the tool in bits 31:16, 15:8, 7:0
    parameter [31:0]  TOOL_VERSION = 32'd0,
    // SHA-256 of the network, its first byte in the highest bits
    parameter [255:0] NETWORK_HASH = 256'd0,
    // Counter (bits), 33 to 63
    parameter COUNTER_WIDTH = 48
)
(
    input  wire        aclk,
    input  wire        aresetn,

    input  wire [11:0] s_axil_awaddr,
    input  wire [2:0]  s_axil_awprot,
    input  wire        s_axil_awvalid,
    output wire        s_axil_awready,
    input  wire [31:0] s_axil_wdata,
    input  wire [3:0]  s_axil_wstrb,
    input  wire        s_axil_wvalid,
    output wire        s_axil_wready,
    output wire [1:0]  s_axil_bresp,
    output wire        s_axil_bvalid,
    input  wire        s_axil_bready,
    input  wire [11:0] s_axil_araddr,
    input  wire [2:0]  s_axil_arprot,
    input  wire        s_axil_arvalid,
    output wire        s_axil_arready,
    output wire [31:0] s_axil_rdata,
    output wire [1:0]  s_axil_rresp,
    output wire        s_axil_rvalid,
    input  wire        s_axil_rready,

    // the data path: its streams, and what bnn_frame_guard sees
    output reg         data_aresetn,
    input  wire        s_axis_tvalid,
    input  wire        s_axis_tready,
    input  wire        m_axis_tvalid,
    input  wire        m_axis_tready,
    input  wire        m_axis_tlast,
    input  wire        frame_begin,
    input  wire        frame_accept,
    input  wire        frame_early,
    input  wire        frame_late,

    // 1 while a bit of ERRORS is
    output wire        frame_error
);

generate
    if (COUNTER_WIDTH < 33 || COUNTER_WIDTH > 63) begin : gen_check_width
        COUNTER_WIDTH_must_be_33_to_63 illegal_parameter ();
    end
endgenerate

localparam [31:0] IDENTITY = 32'h424E4E31;

localparam [11:0] ID             = 12'h000;
localparam [11:0] VERSION        = 12'h004;
localparam [11:0] CONTROL        = 12'h008;
localparam [11:0] SCRATCH        = 12'h00C;
localparam [11:0] ERRORS         = 12'h010;
localparam [11:0] IN_FLIGHT      = 12'h014;
localparam [11:0] HASH_0         = 12'h020;
localparam [11:0] HASH_1         = 12'h024;
localparam [11:0] HASH_2         = 12'h028;
localparam [11:0] HASH_3         = 12'h02C;
localparam [11:0] HASH_4         = 12'h030;
localparam [11:0] HASH_5         = 12'h034;
localparam [11:0] HASH_6         = 12'h038;
localparam [11:0] HASH_7         = 12'h03C;
localparam [11:0] CYCLES         = 12'h040;
localparam [11:0] FRAMES_IN      = 12'h044;
localparam [11:0] FRAMES_OUT     = 12'h048;
localparam [11:0] FRAMES_DROPPED = 12'h04C;
localparam [11:0] INPUT_WAITS    = 12'h050;
localparam [11:0] OUTPUT_WAITS   = 12'h054;
localparam [11:0] INPUT_IDLE     = 12'h058;
localparam [11:0] COUNTER_HIGH   = 12'h05C;
localparam [11:0] LATENCY_LAST   = 12'h060;
localparam [11:0] LATENCY_MIN    = 12'h064;
localparam [11:0] LATENCY_MAX    = 12'h068;

wire        write_enable;
wire [9:0]  write_word;
wire [31:0] write_data;
wire [3:0]  write_strobe;
reg         write_error;
wire        read_enable;
wire [9:0]  read_word;
reg  [31:0] read_data;
reg         read_error;
wire [1:0]  unused_request;

bnn_axi_lite #(.ADDRESS_WIDTH(12)) u_bus (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axil_awaddr(s_axil_awaddr),
    .s_axil_awprot(s_axil_awprot),
    .s_axil_awvalid(s_axil_awvalid),
    .s_axil_awready(s_axil_awready),
    .s_axil_wdata(s_axil_wdata),
    .s_axil_wstrb(s_axil_wstrb),
    .s_axil_wvalid(s_axil_wvalid),
    .s_axil_wready(s_axil_wready),
    .s_axil_bresp(s_axil_bresp),
    .s_axil_bvalid(s_axil_bvalid),
    .s_axil_bready(s_axil_bready),
    .s_axil_araddr(s_axil_araddr),
    .s_axil_arprot(s_axil_arprot),
    .s_axil_arvalid(s_axil_arvalid),
    .s_axil_arready(s_axil_arready),
    .s_axil_rdata(s_axil_rdata),
    .s_axil_rresp(s_axil_rresp),
    .s_axil_rvalid(s_axil_rvalid),
    .s_axil_rready(s_axil_rready),
    .write_request(unused_request[0]),
    .write_ready(1'b1),
    .write_enable(write_enable),
    .write_address(write_word),
    .write_data(write_data),
    .write_strobe(write_strobe),
    .write_error(write_error),
    .read_request(unused_request[1]),
    .read_ready(1'b1),
    .read_enable(read_enable),
    .read_address(read_word),
    .read_data(read_data),
    .read_error(read_error)
);

wire [11:0] write_address = {write_word, 2'b00};
wire [11:0] read_address  = {read_word, 2'b00};

// what the host writes
reg         data_reset_q;
reg         counters_reset_q;
reg [31:0]  scratch_q;
reg         early_q;
reg         late_q;

always @* begin
    case (write_address)
        CONTROL, SCRATCH, ERRORS: write_error = 1'b0;
        default: write_error = 1'b1;
    endcase
end

integer b;

always @(posedge aclk) begin
    if (write_enable && write_address == CONTROL && write_strobe[0]) begin
        data_reset_q     <= write_data[0];
        counters_reset_q <= write_data[1];
    end
    for (b = 0; b < 4; b = b + 1) begin
        if (write_enable && write_address == SCRATCH && write_strobe[b]) begin
            scratch_q[8*b +: 8] <= write_data[8*b +: 8];
        end
    end
    if (write_enable && write_address == ERRORS && write_strobe[0]) begin
        if (write_data[0]) early_q <= 1'b0;
        if (write_data[1]) late_q <= 1'b0;
    end
    if (frame_early) early_q <= 1'b1;
    if (frame_late) late_q <= 1'b1;

    data_aresetn <= !data_reset_q;

    if (!aresetn) begin
        data_reset_q     <= 1'b0;
        counters_reset_q <= 1'b0;
        scratch_q        <= 32'd0;
        early_q          <= 1'b0;
        late_q           <= 1'b0;
        data_aresetn     <= 1'b0;
    end
end

assign frame_error = early_q || late_q;

// what the design did
wire [COUNTER_WIDTH-1:0] cycles;
wire [COUNTER_WIDTH-1:0] frames_in;
wire [COUNTER_WIDTH-1:0] frames_out;
wire [COUNTER_WIDTH-1:0] frames_dropped;
wire [COUNTER_WIDTH-1:0] input_waits;
wire [COUNTER_WIDTH-1:0] output_waits;
wire [COUNTER_WIDTH-1:0] input_idle;
wire [15:0]              in_flight;
wire [31:0]              latency_last;
wire [31:0]              latency_min;
wire [31:0]              latency_max;

bnn_activity #(.COUNTER_WIDTH(COUNTER_WIDTH)) u_activity (
    .aclk(aclk),
    .aresetn(aresetn),
    .clear(counters_reset_q),
    .data_aresetn(data_aresetn),
    .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tlast(m_axis_tlast),
    .frame_begin(frame_begin),
    .frame_accept(frame_accept),
    .frame_early(frame_early),
    .frame_late(frame_late),
    .cycles(cycles),
    .frames_in(frames_in),
    .frames_out(frames_out),
    .frames_dropped(frames_dropped),
    .input_waits(input_waits),
    .output_waits(output_waits),
    .input_idle(input_idle),
    .in_flight(in_flight),
    .latency_last(latency_last),
    .latency_min(latency_min),
    .latency_max(latency_max)
);

// what the host reads
reg [COUNTER_WIDTH-1:0]  counter;
reg                      is_counter;
reg [COUNTER_WIDTH-33:0] counter_high_q;

always @* begin
    is_counter = 1'b1;
    case (read_address)
        CYCLES:         counter = cycles;
        FRAMES_IN:      counter = frames_in;
        FRAMES_OUT:     counter = frames_out;
        FRAMES_DROPPED: counter = frames_dropped;
        INPUT_WAITS:    counter = input_waits;
        OUTPUT_WAITS:   counter = output_waits;
        INPUT_IDLE:     counter = input_idle;
        default: begin
            counter = {COUNTER_WIDTH{1'b0}};
            is_counter = 1'b0;
        end
    endcase
end

always @(posedge aclk) begin
    if (read_enable && is_counter) counter_high_q <= counter[COUNTER_WIDTH-1:32];

    if (!aresetn) counter_high_q <= {(COUNTER_WIDTH - 32){1'b0}};
end

always @* begin
    read_error = 1'b0;
    case (read_address)
        ID:           read_data = IDENTITY;
        VERSION:      read_data = TOOL_VERSION;
        CONTROL:      read_data = {30'd0, counters_reset_q, data_reset_q};
        SCRATCH:      read_data = scratch_q;
        ERRORS:       read_data = {30'd0, late_q, early_q};
        IN_FLIGHT:    read_data = {16'd0, in_flight};
        HASH_0:       read_data = NETWORK_HASH[255:224];
        HASH_1:       read_data = NETWORK_HASH[223:192];
        HASH_2:       read_data = NETWORK_HASH[191:160];
        HASH_3:       read_data = NETWORK_HASH[159:128];
        HASH_4:       read_data = NETWORK_HASH[127:96];
        HASH_5:       read_data = NETWORK_HASH[95:64];
        HASH_6:       read_data = NETWORK_HASH[63:32];
        HASH_7:       read_data = NETWORK_HASH[31:0];
        COUNTER_HIGH: read_data = {{(64 - COUNTER_WIDTH){1'b0}}, counter_high_q};
        LATENCY_LAST: read_data = latency_last;
        LATENCY_MIN:  read_data = latency_min;
        LATENCY_MAX:  read_data = latency_max;
        default: begin
            read_data  = counter[31:0];
            read_error = !is_counter;
        end
    endcase
end

endmodule

`resetall
