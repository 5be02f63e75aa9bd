// bnn_register_check: reads a design's registers after a run and compares them with what the run
// was.  Simulation only.
// SPDX-License-Identifier: Apache-2.0
//
// Watches both streams from reset on and counts for itself.  After `finish` it writes SCRATCH_VALUE to
// SCRATCH, then reads every register, a counter together with COUNTER_HIGH, and prints for each
//
//   REGISTER offset=%h value=%h least=%h most=%h response=%0d ok=%0d
//
// A counter that still counts lies between what this module had counted when the request was taken and
// when the answer came; all others have one right value.  Ends with done = 1, or, 1000 cycles after a
// request that nobody answers, with
//
//   REGISTER offset=%h silent ok=0
//
// stall    1: waits at random before requests and answers.
// The frames must all be right ones: nothing may have been dropped.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_register_check #
(
    // Registers with one right value: offsets and values, the first in the lowest bits
    parameter CONSTANTS = 1,
    parameter [12*CONSTANTS-1:0] CONSTANT_OFFSETS = {CONSTANTS{12'd0}},
    parameter [32*CONSTANTS-1:0] CONSTANT_VALUES = {CONSTANTS{32'd0}},
    // Written before the constants are read
    parameter [31:0] SCRATCH_VALUE = 32'd0,
    // Offsets
    parameter [11:0] SCRATCH = 12'd0,
    parameter [11:0] CYCLES = 12'd0,
    parameter [11:0] FRAMES_IN = 12'd0,
    parameter [11:0] FRAMES_OUT = 12'd0,
    parameter [11:0] FRAMES_DROPPED = 12'd0,
    parameter [11:0] INPUT_WAITS = 12'd0,
    parameter [11:0] OUTPUT_WAITS = 12'd0,
    parameter [11:0] INPUT_IDLE = 12'd0,
    parameter [11:0] COUNTER_HIGH = 12'd0,
    parameter [11:0] LATENCY_LAST = 12'd0,
    parameter [11:0] LATENCY_MIN = 12'd0,
    parameter [11:0] LATENCY_MAX = 12'd0
)
(
    input  wire        aclk,
    input  wire        aresetn,

    input  wire        finish,
    output reg         done,
    input  wire        stall,
    input  wire [31:0] seed,

    // the streams of the design, watched
    input  wire        s_axis_tvalid,
    input  wire        s_axis_tready,
    input  wire        s_axis_tlast,
    input  wire        m_axis_tvalid,
    input  wire        m_axis_tready,
    input  wire        m_axis_tlast,

    output wire [11:0] m_axil_awaddr,
    output wire [2:0]  m_axil_awprot,
    output reg         m_axil_awvalid,
    input  wire        m_axil_awready,
    output wire [31:0] m_axil_wdata,
    output wire [3:0]  m_axil_wstrb,
    output reg         m_axil_wvalid,
    input  wire        m_axil_wready,
    input  wire [1:0]  m_axil_bresp,
    input  wire        m_axil_bvalid,
    output wire        m_axil_bready,
    output wire [11:0] m_axil_araddr,
    output wire [2:0]  m_axil_arprot,
    output reg         m_axil_arvalid,
    input  wire        m_axil_arready,
    input  wire [31:0] m_axil_rdata,
    input  wire [1:0]  m_axil_rresp,
    input  wire        m_axil_rvalid,
    output wire        m_axil_rready
);

// what the module counts for itself, in the order of the parameters
localparam COUNTERS = 7;
localparam LATENCIES = 3;
localparam READS = CONSTANTS + 2 * COUNTERS + LATENCIES;
localparam PATIENCE = 1000;

// Frames begun whose result is still to come: far more than any design holds
localparam IN_FLIGHT = 4096;

reg [63:0] count [0:COUNTERS-1];
reg [63:0] latency [0:LATENCIES-1];
reg [63:0] begun [0:IN_FLIGHT-1];
integer    begun_in;
integer    begun_out;
reg        in_frame;
reg        any_measured;
reg [63:0] measured_until;
reg [63:0] elapsed;

integer i;

// Counts change with <=, so that the bus below sees those of the cycle before; what a block owns
// alone is assigned with =.
/* verilator lint_off BLKSEQ */
always @(posedge aclk) begin
    if (s_axis_tvalid && s_axis_tready) begin
        if (!in_frame) begin
            begun[begun_in % IN_FLIGHT] = count[0];
            begun_in = begun_in + 1;
        end
        in_frame = !s_axis_tlast;
        if (s_axis_tlast) count[1] <= count[1] + 64'd1;
    end
    if (m_axis_tvalid && m_axis_tready && m_axis_tlast) begin
        count[2] <= count[2] + 64'd1;
        // one frame is measured at a time: those that began before the last one's end are not
        if (!any_measured || begun[begun_out % IN_FLIGHT] > measured_until) begin
            elapsed = count[0] - begun[begun_out % IN_FLIGHT];
            latency[0] = elapsed;
            if (!any_measured || elapsed < latency[1]) latency[1] = elapsed;
            if (!any_measured || elapsed > latency[2]) latency[2] = elapsed;
            any_measured = 1'b1;
            measured_until = count[0];
        end
        begun_out = begun_out + 1;
    end
    if (s_axis_tvalid && !s_axis_tready) count[4] <= count[4] + 64'd1;
    if (m_axis_tvalid && !m_axis_tready) count[5] <= count[5] + 64'd1;
    if (!s_axis_tvalid && s_axis_tready) count[6] <= count[6] + 64'd1;
    count[0] <= count[0] + 64'd1;

    if (!aresetn) begin
        for (i = 0; i < COUNTERS; i = i + 1) count[i] <= 64'd0;
        latency[0] = 64'd0;
        latency[1] = 64'h00000000FFFFFFFF;
        latency[2] = 64'd0;
        begun_in = 0;
        begun_out = 0;
        in_frame = 1'b0;
        any_measured = 1'b0;
    end
end

// Bus
localparam [2:0] WAIT = 3'd0;
localparam [2:0] WRITE = 3'd1;
localparam [2:0] ASK = 3'd2;
localparam [2:0] ANSWER = 3'd3;
localparam [2:0] END = 3'd4;

wire go;

bnn_random_stall #(.SALT(32'h52656764)) u_stall (
    .aclk(aclk),
    .aresetn(aresetn),
    .stall(stall),
    .seed(seed),
    .go(go)
);

reg [2:0]  state;
integer    read;
integer    place;
integer    patience;
reg [11:0] offset;
reg [31:0] low;
reg [63:0] value;
reg [63:0] least;
reg [63:0] most;
reg        is_low;
reg        is_high;

assign m_axil_awaddr = SCRATCH;
assign m_axil_awprot = 3'd0;
assign m_axil_wdata  = SCRATCH_VALUE;
assign m_axil_wstrb  = 4'b1111;
assign m_axil_bready = go;
assign m_axil_araddr = offset;
assign m_axil_arprot = 3'd0;
assign m_axil_rready = go;

function [11:0] counter_offset(input integer number);
    case (number)
        0: counter_offset = CYCLES;
        1: counter_offset = FRAMES_IN;
        2: counter_offset = FRAMES_OUT;
        3: counter_offset = FRAMES_DROPPED;
        4: counter_offset = INPUT_WAITS;
        5: counter_offset = OUTPUT_WAITS;
        default: counter_offset = INPUT_IDLE;
    endcase
endfunction

function [11:0] latency_offset(input integer number);
    case (number)
        0: latency_offset = LATENCY_LAST;
        1: latency_offset = LATENCY_MIN;
        default: latency_offset = LATENCY_MAX;
    endcase
endfunction

// Offset and right values of read number `read`: constants, then a counter's two words each, then
// latencies.
task look_up;
    begin
        is_low = 1'b0;
        is_high = 1'b0;
        if (read < CONSTANTS) begin
            offset = CONSTANT_OFFSETS[12*read +: 12];
            most = {32'd0, CONSTANT_VALUES[32*read +: 32]};
        end else if (read < CONSTANTS + 2 * COUNTERS) begin
            place = (read - CONSTANTS) / 2;
            is_low = (read - CONSTANTS) % 2 == 0;
            is_high = !is_low;
            offset = is_high ? COUNTER_HIGH : counter_offset(place);
            most = count[place];
        end else begin
            place = read - CONSTANTS - 2 * COUNTERS;
            offset = latency_offset(place);
            most = latency[place];
        end
    end
endtask

task report(input [11:0] at, input [1:0] response);
    $display("REGISTER offset=%h value=%h least=%h most=%h response=%0d ok=%0d", at, value, least,
             most, response, value >= least && value <= most && response == 2'b00);
endtask

always @(posedge aclk) begin
    patience = patience + 1;
    case (state)
        WAIT: if (finish) begin
            m_axil_awvalid <= 1'b1;
            m_axil_wvalid  <= 1'b1;
            patience = 0;
            state = WRITE;
        end
        WRITE: begin
            if (m_axil_awready) m_axil_awvalid <= 1'b0;
            if (m_axil_wready) m_axil_wvalid <= 1'b0;
            if (m_axil_bvalid && m_axil_bready) begin
                if (m_axil_bresp != 2'b00) begin
                    value = 64'd0;
                    least = 64'd0;
                    most = 64'd0;
                    report(SCRATCH, m_axil_bresp);
                end
                state = ASK;
            end
        end
        ASK: if (m_axil_arvalid && m_axil_arready) begin
            m_axil_arvalid <= 1'b0;
            look_up;
            if (!is_high) least = most;
            patience = 0;
            state = ANSWER;
        end else if (go) begin
            look_up;
            m_axil_arvalid <= 1'b1;
        end
        ANSWER: if (m_axil_rvalid && m_axil_rready) begin
            if (is_low) begin
                low = m_axil_rdata;
                if (m_axil_rresp != 2'b00) report(offset, m_axil_rresp);
            end else begin
                look_up;
                value = is_high ? {m_axil_rdata, low} : {32'd0, m_axil_rdata};
                report(is_high ? counter_offset(place) : offset, m_axil_rresp);
            end
            read = read + 1;
            state = read == READS ? END : ASK;
        end
        default: done <= 1'b1;
    endcase
    if ((state == WRITE || state == ASK || state == ANSWER) && patience == PATIENCE) begin
        $display("REGISTER offset=%h silent ok=0", state == WRITE ? SCRATCH : offset);
        state = END;
    end

    if (!aresetn) begin
        m_axil_awvalid <= 1'b0;
        m_axil_wvalid  <= 1'b0;
        m_axil_arvalid <= 1'b0;
        done           <= 1'b0;
        state = WAIT;
        read = 0;
        patience = 0;
        offset = 12'd0;
    end
end
/* verilator lint_on BLKSEQ */

endmodule

`resetall
