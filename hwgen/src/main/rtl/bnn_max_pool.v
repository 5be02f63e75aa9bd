// bnn_max_pool: pools a binary map, window by window, channel by channel.
// SPDX-License-Identifier: Apache-2.0
//
// Input   maps of HEIGHT x WIDTH pixels of CHANNELS bits, row by row, pixel by pixel, LANES channels
//         a beat, the lowest in the lowest bit
// Output  the same with (HEIGHT - SIZE)/STRIDE + 1 rows of (WIDTH - SIZE)/STRIDE + 1 pixels; a pixel
//         is the OR or the AND of a window of SIZE x SIZE.  Rows and columns that no whole window
//         covers are dropped.
//
// Windows may overlap (STRIDE < SIZE) and leave gaps (STRIDE > SIZE).  First the SIZE pixels of a
// row that a window covers become one, then those of its SIZE rows.  Only what unfinished windows
// have seen is kept: (SIZE-1)/STRIDE, rounded up, rows of pooled pixels in memory, and as many
// pixels in shift registers.
//
// Frames        beats are counted; all maps are whole and s_axis_tlast has no say.  m_axis_tlast is
//               on the last beat of a map.
// Throughput    1 input beat per cycle, also from map to map.
// Latency       2 cycles from the beat that completes a window.
// Flow control  s_axis_tready comes from a register and stops all registers; m_axis outputs come from
//               registers (bnn_skid).

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_max_pool #
(
    // Input map
    parameter CHANNELS = 1,
    parameter HEIGHT = 2,
    parameter WIDTH = 2,
    // Window (pixels), from window to window (pixels)
    parameter SIZE = 2,
    parameter STRIDE = 2,
    // Channels of a beat
    parameter LANES = 1,
    // Channel c in bit c: 0 = OR, 1 = AND
    parameter [CHANNELS-1:0] POOLINGS = {CHANNELS{1'b0}},
    // Memory: 0 = the tool decides, 1 = block memory, 2 = registers, 3 = LUT memory (where the
    // device has it)
    parameter RAM_STYLE = 0
)
(
    input  wire             aclk,
    input  wire             aresetn,

    input  wire [LANES-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             s_axis_tlast,
    input  wire             s_axis_tuser,

    output wire [LANES-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast
);

generate
    if (SIZE < 1 || STRIDE < 1 || HEIGHT < SIZE || WIDTH < SIZE) begin : gen_check_size
        SIZE_and_STRIDE_must_be_at_least_1_and_SIZE_at_most_HEIGHT_and_WIDTH illegal_parameter ();
    end
    if (LANES < 1 || CHANNELS < LANES || CHANNELS % LANES != 0) begin : gen_check_lanes
        LANES_must_divide_CHANNELS illegal_parameter ();
    end
endgenerate

localparam PARTS = CHANNELS / LANES;
localparam PART_WIDTH = PARTS > 1 ? $clog2(PARTS) : 1;
localparam integer LAST_PART = PARTS - 1;
localparam SLOTS = (SIZE + STRIDE - 2) / STRIDE;
localparam KEPT_WIDTH = SLOTS > 0 ? SLOTS * LANES : 1;
// beats of a row that leaves
localparam POOLED = ((WIDTH - SIZE) / STRIDE + 1) * PARTS;
localparam ADDRESS_WIDTH = POOLED > 1 ? $clog2(POOLED) : 1;
localparam integer LAST_ADDRESS = POOLED - 1;

wire unused = &{1'b0, s_axis_tlast, s_axis_tuser, column_at_end};

wire enable = s_axis_tready;
wire accept = s_axis_tvalid && enable;

// ------------------------------------------------------------------ the pixels of a row

reg [PART_WIDTH-1:0] part_q;

wire part_is_last = part_q == LAST_PART[PART_WIDTH-1:0];

// constants, chosen by part
wire [LANES-1:0] all;

genvar lane, part;
generate
    if (PARTS == 1) begin : gen_one_part
        assign all = POOLINGS;
    end else begin : gen_parts
        for (lane = 0; lane < LANES; lane = lane + 1) begin : gen_lane
            wire [PARTS-1:0] all_of_part;

            for (part = 0; part < PARTS; part = part + 1) begin : gen_part
                assign all_of_part[part] = POOLINGS[part*LANES + lane];
            end
            assign all[lane] = all_of_part[part_q];
        end
    end
endgenerate

wire [KEPT_WIDTH-1:0] row_kept;
wire [KEPT_WIDTH-1:0] row_next;
wire [LANES-1:0]      row_result;
wire                  row_at_end;
wire                  row_ends;
wire                  row_ends_last;

bnn_pool_line #(.LENGTH(WIDTH), .SIZE(SIZE), .STRIDE(STRIDE), .LANES(LANES)) u_row (
    .aclk(aclk),
    .aresetn(aresetn),
    .advance(accept && part_is_last),
    .x(s_axis_tdata),
    .all(all),
    .kept(row_kept),
    .next(row_next),
    .result(row_result),
    .at_end(row_at_end),
    .ends(row_ends),
    .ends_last(row_ends_last)
);

// ------------------------------------------------------------------ the rows of a window

reg [LANES-1:0]         pooled_q;
reg [LANES-1:0]         all_q;
reg                     pooled_valid_q;
reg                     pooled_last_q;
reg                     row_done_q;
reg [ADDRESS_WIDTH-1:0] address_q;
reg [ADDRESS_WIDTH-1:0] pooled_address_q;

wire [KEPT_WIDTH-1:0] column_kept;
wire [KEPT_WIDTH-1:0] column_next;
wire [LANES-1:0]      column_result;
wire                  column_at_end;
wire                  column_ends;
wire                  column_ends_last;

bnn_pool_line #(.LENGTH(HEIGHT), .SIZE(SIZE), .STRIDE(STRIDE), .LANES(LANES)) u_column (
    .aclk(aclk),
    .aresetn(aresetn),
    .advance(enable && row_done_q),
    .x(pooled_q),
    .all(all_q),
    .kept(column_kept),
    .next(column_next),
    .result(column_result),
    .at_end(column_at_end),
    .ends(column_ends),
    .ends_last(column_ends_last)
);

generate
    if (SLOTS > 0) begin : gen_memory
        // A row later a beat's place in memory is read again, and the row has two beats at least.
        bnn_ram #(.WIDTH(KEPT_WIDTH), .DEPTH(POOLED), .RAM_STYLE(RAM_STYLE)) u_kept (
            .aclk(aclk),
            .write_enable(enable && pooled_valid_q),
            .write_address(pooled_address_q),
            .write_data(column_next),
            .read_enable(accept && row_ends),
            .read_address(address_q),
            .read_data(column_kept)
        );

        // a pixel later the same channels come again
        reg [PARTS*KEPT_WIDTH-1:0] row_kept_q;

        assign row_kept = row_kept_q[KEPT_WIDTH-1:0];

        if (PARTS == 1) begin : gen_register
            always @(posedge aclk) if (accept) row_kept_q <= row_next;
        end else begin : gen_shift
            always @(posedge aclk) begin
                if (accept) row_kept_q <= {row_next, row_kept_q[PARTS*KEPT_WIDTH-1:KEPT_WIDTH]};
            end
        end
    end else begin : gen_no_memory
        wire unused_slots = &{1'b0, row_next, column_next, address_q, pooled_address_q};

        assign row_kept    = 1'b0;
        assign column_kept = 1'b0;
    end
endgenerate

always @(posedge aclk) begin
    if (accept) begin
        part_q <= part_is_last ? {PART_WIDTH{1'b0}} : part_q + 1'b1;
        if (row_ends) begin
            address_q <= address_q == LAST_ADDRESS[ADDRESS_WIDTH-1:0]
                ? {ADDRESS_WIDTH{1'b0}} : address_q + 1'b1;
        end
    end

    if (enable) begin
        pooled_q         <= row_result;
        all_q            <= all;
        pooled_valid_q   <= accept && row_ends;
        pooled_last_q    <= row_ends_last && part_is_last;
        row_done_q       <= accept && row_at_end && part_is_last;
        pooled_address_q <= address_q;
    end

    if (!aresetn) begin
        part_q         <= {PART_WIDTH{1'b0}};
        address_q      <= {ADDRESS_WIDTH{1'b0}};
        pooled_valid_q <= 1'b0;
        row_done_q     <= 1'b0;
    end
end

bnn_skid #(.WIDTH(LANES + 1)) u_output (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_tdata({pooled_last_q && column_ends_last, column_result}),
    .s_axis_tvalid(pooled_valid_q && column_ends),
    .s_axis_tready(s_axis_tready),
    .m_axis_tdata({m_axis_tlast, m_axis_tdata}),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready)
);

endmodule

`resetall
