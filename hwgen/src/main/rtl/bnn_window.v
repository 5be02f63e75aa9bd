// bnn_window: slides a window over a map and gives the values under it, as often as they are needed.
// SPDX-License-Identifier: Apache-2.0
//
//   for each position of the window, row by row:      PIXELS neighbouring positions at once
//     for n = 0 .. REPEATS-1:
//       for i = 0 .. KERNEL-1, for j = 0 .. KERNEL-1, for c = 0 .. CHANNELS-1:   value (i, j, c)
//
// Outside the map every value is PAD.
//
// Input         the map row by row, pixel by pixel, channels innermost, LANES values a beat.  Maps
//               follow each other; beats are counted, s_axis_tlast and s_axis_tuser are ignored.
// Output        a beat is the next LINES*COLUMNS*LANES values of the order above, the first in the
//               lowest bits; those of position m from bit m*LINES*COLUMNS*LANES*VALUE_WIDTH.  tlast on
//               the last beat of a map.
// Memory        ROWS rows of the map, in PIXELS*STRIDE or so banks that are read side by side.  A column of the
//               oldest row is given up as soon as the window has passed it, so KERNEL rows suffice; with
//               more the next map may enter while the last one is still read.
// Throughput    a beat per cycle while the values are there in time; no gap between rows or maps.
// Latency       1 cycle from the beat that completes a window to the window's first beat.
// Flow control  s_axis_tready comes from registers; m_axis_tdata comes from the memory, through a
//               multiplexer where there are several banks or padding.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_window #
(
    // Value (bits)
    parameter VALUE_WIDTH = 1,
    // Map
    parameter CHANNELS = 4,
    parameter HEIGHT = 6,
    parameter WIDTH = 6,
    // Window: side and step, rows and columns added around the map, and what is in them
    parameter KERNEL = 3,
    parameter STRIDE = 1,
    parameter BEFORE = 0,
    parameter AFTER = 0,
    parameter [VALUE_WIDTH-1:0] PAD = {VALUE_WIDTH{1'b0}},
    // Channels in an input beat; divides CHANNELS
    parameter LANES = 2,
    // Columns and rows of the window in an output beat, 1 or KERNEL.  COLUMNS = KERNEL goes with
    // LANES = CHANNELS, LINES = KERNEL with COLUMNS = KERNEL.
    parameter COLUMNS = 1,
    parameter LINES = 1,
    // Windows side by side in an output beat; divides the output's width
    parameter PIXELS = 1,
    // How often each window is given
    parameter REPEATS = 1,
    // Rows kept, at least KERNEL
    parameter ROWS = 4,
    // 0 = the tool decides, 1 = block memory, 2 = registers, 3 = LUT memory (where the device has it)
    parameter RAM_STYLE = 0
)
(
    input  wire                         aclk,
    input  wire                         aresetn,

    input  wire [LANES*VALUE_WIDTH-1:0] s_axis_tdata,
    input  wire                         s_axis_tvalid,
    output wire                         s_axis_tready,
    input  wire                         s_axis_tlast,
    input  wire                         s_axis_tuser,

    output wire [PIXELS*LINES*COLUMNS*LANES*VALUE_WIDTH-1:0] m_axis_tdata,
    output reg                          m_axis_tvalid,
    input  wire                         m_axis_tready,
    output reg                          m_axis_tlast
);

// Columns and lines are counted from the padding's first: row y of the map is line y + BEFORE.
localparam OUT_HEIGHT = (BEFORE + HEIGHT + AFTER - KERNEL) / STRIDE + 1;
localparam OUT_WIDTH  = (BEFORE + WIDTH + AFTER - KERNEL) / STRIDE + 1;
localparam END_COLUMN = BEFORE + WIDTH;
localparam END_LINE   = BEFORE + HEIGHT;
localparam SPAN       = (OUT_WIDTH - 1) * STRIDE + KERNEL;

// What one beat reads is side by side in the map, so it is in different column banks; lines that are
// read at once are in different row banks.
localparam PARTS     = CHANNELS / LANES;
localparam WORD      = LANES * VALUE_WIDTH;
localparam BANKS     = (PIXELS - 1) * STRIDE + COLUMNS;
localparam ROW_BANKS = LINES == 1 ? 1 : ROWS;
localparam ROW_WORDS = ((END_COLUMN > SPAN ? END_COLUMN : SPAN) + BANKS - 1) / BANKS * PARTS;
localparam DEPTH     = LINES == 1 ? ROWS * ROW_WORDS : ROW_WORDS;

// A slot holds a row.  It is known by its first word, or by its bank.
localparam SLOT  = LINES == 1 ? ROW_WORDS : 1;
localparam SLOTS = ROWS * SLOT;

// From a map's last window to the next map's first (rows)
localparam NEXT_MAP = HEIGHT - (OUT_HEIGHT - 1) * STRIDE;

localparam PART_WIDTH    = PARTS > 1 ? $clog2(PARTS) : 1;
localparam KERNEL_WIDTH  = KERNEL > 1 ? $clog2(KERNEL) : 1;
localparam REPEAT_WIDTH  = REPEATS > 1 ? $clog2(REPEATS) : 1;
localparam COLUMN_WIDTH  = $clog2(END_COLUMN + SPAN + KERNEL) + 1;
localparam LINE_WIDTH    = $clog2(END_LINE + OUT_HEIGHT * STRIDE + KERNEL + ROWS) + 2;
localparam BANK_WIDTH    = $clog2(2 * BANKS) + 1;
localparam SLOT_WIDTH    = $clog2(2 * SLOTS) + 1;
localparam ADDRESS_WIDTH = DEPTH > 1 ? $clog2(DEPTH) : 1;
localparam OFFSET_WIDTH  = SLOT_WIDTH > ADDRESS_WIDTH ? SLOT_WIDTH : ADDRESS_WIDTH + 1;

localparam integer LAST_PART    = PARTS - 1;
localparam integer LAST_J       = KERNEL / COLUMNS - 1;
localparam integer LAST_I       = KERNEL / LINES - 1;
localparam integer LAST_REPEAT  = REPEATS - 1;
localparam integer FIRST_COLUMN = BEFORE;
localparam integer LAST_COLUMN  = END_COLUMN - 1;
localparam integer LAST_LEFT    = (OUT_WIDTH - PIXELS) * STRIDE;
localparam integer LEFT_STEP    = PIXELS * STRIDE;
localparam integer REACH        = (PIXELS - 1) * STRIDE + KERNEL - 1;
localparam integer LAST_LINE    = END_LINE - 1;
localparam integer LAST_TOP     = (OUT_HEIGHT - 1) * STRIDE;
localparam integer TOP_STEP     = STRIDE;
localparam integer REACH_DOWN   = KERNEL - 1;
localparam integer FULL         = ROWS;
localparam integer FIRST_LEAD   = BEFORE;
localparam integer NEXT_LEAD    = NEXT_MAP;
localparam integer BANK_COUNT   = BANKS;
localparam integer LAST_BANK    = BANKS - 1;
localparam integer FIRST_BANK   = BEFORE % BANKS;
localparam integer BANK_STEP    = PIXELS * STRIDE % BANKS;
localparam integer FIRST_OFFSET = BEFORE / BANKS * PARTS;
localparam integer OFFSET_STEP  = PIXELS * STRIDE / BANKS * PARTS;
localparam integer WORD_STEP    = PARTS;
localparam integer SLOT_COUNT   = SLOTS;
localparam integer SLOT_STEP    = STRIDE % ROWS * SLOT;
localparam integer SLOT_NEXT    = NEXT_MAP % ROWS * SLOT;
localparam integer SLOT_ONE     = SLOT;
// where line 0 would be, with row 0 of the first map in slot 0
localparam integer FIRST_SLOT   = (KERNEL * ROWS - BEFORE) % ROWS * SLOT;

generate
    if (VALUE_WIDTH < 1 || CHANNELS < 1 || HEIGHT < 1 || WIDTH < 1 || KERNEL < 1 || STRIDE < 1
            || REPEATS < 1) begin : gen_check_size
        Sizes_must_be_at_least_1 illegal_parameter ();
    end
    if (BEFORE < 0 || AFTER < 0 || BEFORE >= KERNEL || AFTER >= KERNEL
            || BEFORE + HEIGHT + AFTER < KERNEL || BEFORE + WIDTH + AFTER < KERNEL) begin : gen_check_kernel
        KERNEL_must_fit_the_padded_map_and_exceed_the_padding illegal_parameter ();
    end
    if (LANES < 1 || CHANNELS % LANES != 0) begin : gen_check_lanes
        LANES_must_divide_CHANNELS illegal_parameter ();
    end
    if (!(COLUMNS == 1 || (COLUMNS == KERNEL && LANES == CHANNELS))
            || !(LINES == 1 || (LINES == KERNEL && COLUMNS == KERNEL))) begin : gen_check_beat
        COLUMNS_and_LINES_must_be_1_or_KERNEL_with_all_that_is_inside illegal_parameter ();
    end
    if (PIXELS < 1 || OUT_WIDTH % PIXELS != 0) begin : gen_check_pixels
        PIXELS_must_divide_the_output_width illegal_parameter ();
    end
    if (ROWS < KERNEL) begin : gen_check_rows
        ROWS_must_be_at_least_KERNEL illegal_parameter ();
    end
endgenerate

wire unused = &{1'b0, s_axis_tlast, s_axis_tuser};

// The slot so many further
function [SLOT_WIDTH-1:0] add_slots(input [SLOT_WIDTH-1:0] slot, input [SLOT_WIDTH-1:0] step);
    begin
        add_slots = slot + step;
        if (add_slots >= SLOT_COUNT[SLOT_WIDTH-1:0]) add_slots = add_slots - SLOT_COUNT[SLOT_WIDTH-1:0];
    end
endfunction

// ------------------------------------------------------------------ writer

reg [PART_WIDTH-1:0]   write_part_q;
reg [COLUMN_WIDTH-1:0] write_column_q;
reg [BANK_WIDTH-1:0]   write_bank_q;
// word of the row in its bank
reg [OFFSET_WIDTH-1:0] write_offset_q;
reg [SLOT_WIDTH-1:0]   write_slot_q;

wire write         = s_axis_tvalid && s_axis_tready;
wire writes_pixel  = write && write_part_q == LAST_PART[PART_WIDTH-1:0];
wire writes_row    = writes_pixel && write_column_q == LAST_COLUMN[COLUMN_WIDTH-1:0];
wire at_last_bank  = write_bank_q == LAST_BANK[BANK_WIDTH-1:0];

always @(posedge aclk) begin
    if (write) begin
        write_part_q   <= write_part_q + 1'b1;
        write_offset_q <= write_offset_q + 1'b1;
    end
    if (writes_pixel) begin
        write_part_q   <= {PART_WIDTH{1'b0}};
        write_column_q <= write_column_q + 1'b1;
        write_bank_q   <= at_last_bank ? {BANK_WIDTH{1'b0}} : write_bank_q + 1'b1;
        // behind the last bank the next word is the next column's
        if (!at_last_bank) write_offset_q <= write_offset_q - LAST_PART[OFFSET_WIDTH-1:0];
    end
    if (writes_row) begin
        write_column_q <= FIRST_COLUMN[COLUMN_WIDTH-1:0];
        write_bank_q   <= FIRST_BANK[BANK_WIDTH-1:0];
        write_offset_q <= FIRST_OFFSET[OFFSET_WIDTH-1:0];
        write_slot_q   <= add_slots(write_slot_q, SLOT_ONE[SLOT_WIDTH-1:0]);
    end

    if (!aresetn) begin
        write_part_q   <= {PART_WIDTH{1'b0}};
        write_column_q <= FIRST_COLUMN[COLUMN_WIDTH-1:0];
        write_bank_q   <= FIRST_BANK[BANK_WIDTH-1:0];
        write_offset_q <= FIRST_OFFSET[OFFSET_WIDTH-1:0];
        write_slot_q   <= {SLOT_WIDTH{1'b0}};
    end
end

// ------------------------------------------------------------------ reader

// place in the window
reg [PART_WIDTH-1:0]   part_q;
reg [KERNEL_WIDTH-1:0] j_q;
reg [KERNEL_WIDTH-1:0] i_q;
reg [REPEAT_WIDTH-1:0] repeat_q;
// the window's left column and top line, and where they are
reg [COLUMN_WIDTH-1:0] left_q;
reg [BANK_WIDTH-1:0]   left_bank_q;
reg [OFFSET_WIDTH-1:0] left_offset_q;
reg [LINE_WIDTH-1:0]   top_q;
reg [SLOT_WIDTH-1:0]   top_slot_q;
// what is read now
reg [BANK_WIDTH-1:0]   bank_q;
reg [OFFSET_WIDTH-1:0] offset_q;
reg [SLOT_WIDTH-1:0]   slot_q;

// Rows from the window's top to the row that is written; negative while rows are written that no
// window needs.
reg signed [LINE_WIDTH-1:0] lead_q;

// the lowest row and the last column of the map that the window needs
wire [LINE_WIDTH-1:0]        to_bottom   = LAST_LINE[LINE_WIDTH-1:0] - top_q;
wire signed [LINE_WIDTH-1:0] needed_lead =
    to_bottom > REACH_DOWN[LINE_WIDTH-1:0] ? REACH_DOWN[LINE_WIDTH-1:0] : to_bottom;
wire [COLUMN_WIDTH-1:0]      right         = left_q + REACH[COLUMN_WIDTH-1:0];
wire [COLUMN_WIDTH-1:0]      needed_column =
    right > LAST_COLUMN[COLUMN_WIDTH-1:0] ? LAST_COLUMN[COLUMN_WIDTH-1:0] : right;

wire enable    = !m_axis_tvalid || m_axis_tready;
wire available = lead_q > needed_lead || (lead_q == needed_lead && write_column_q > needed_column);
wire issue     = enable && available;

wire pixel_ends  = part_q == LAST_PART[PART_WIDTH-1:0];
wire line_ends   = pixel_ends && j_q == LAST_J[KERNEL_WIDTH-1:0];
wire pass_ends   = line_ends && i_q == LAST_I[KERNEL_WIDTH-1:0];
wire window_ends = pass_ends && repeat_q == LAST_REPEAT[REPEAT_WIDTH-1:0];
wire row_ends    = window_ends && left_q == LAST_LEFT[COLUMN_WIDTH-1:0];
wire map_ends    = row_ends && top_q == LAST_TOP[LINE_WIDTH-1:0];

// The oldest row is free where the window has passed it, and all of it if it is none of this map.
wire top_is_padding;

assign s_axis_tready = lead_q < $signed(FULL[LINE_WIDTH-1:0])
    || (lead_q == $signed(FULL[LINE_WIDTH-1:0]) && (top_is_padding || write_column_q < left_q));

generate
    if (BEFORE > 0) begin : gen_top
        assign top_is_padding = top_q < FIRST_LEAD[LINE_WIDTH-1:0];
    end else begin : gen_no_top
        assign top_is_padding = 1'b0;
    end
endgenerate

wire [BANK_WIDTH-1:0]   bank_sum  = left_bank_q + BANK_STEP[BANK_WIDTH-1:0];
wire                    bank_over = bank_sum >= BANK_COUNT[BANK_WIDTH-1:0];
reg  [BANK_WIDTH-1:0]   next_bank;
reg  [OFFSET_WIDTH-1:0] next_offset;
wire [SLOT_WIDTH-1:0]   next_slot =
    add_slots(top_slot_q, map_ends ? SLOT_NEXT[SLOT_WIDTH-1:0] : SLOT_STEP[SLOT_WIDTH-1:0]);
reg  [LINE_WIDTH-1:0]   lead;

always @* begin
    next_bank   = bank_over ? bank_sum - BANK_COUNT[BANK_WIDTH-1:0] : bank_sum;
    next_offset = left_offset_q + OFFSET_STEP[OFFSET_WIDTH-1:0];
    if (bank_over) next_offset = next_offset + WORD_STEP[OFFSET_WIDTH-1:0];
    if (row_ends) begin
        next_bank   = {BANK_WIDTH{1'b0}};
        next_offset = {OFFSET_WIDTH{1'b0}};
    end

    lead = lead_q;
    if (issue && map_ends) lead = lead - NEXT_LEAD[LINE_WIDTH-1:0];
    else if (issue && row_ends) lead = lead - TOP_STEP[LINE_WIDTH-1:0];
    if (writes_row) lead = lead + 1'b1;
end

always @(posedge aclk) begin
    lead_q <= lead;

    if (issue) begin
        part_q   <= part_q + 1'b1;
        offset_q <= offset_q + 1'b1;
    end
    if (issue && pixel_ends) begin
        part_q <= {PART_WIDTH{1'b0}};
        j_q    <= j_q + 1'b1;
        bank_q <= bank_q == LAST_BANK[BANK_WIDTH-1:0] ? {BANK_WIDTH{1'b0}} : bank_q + 1'b1;
        if (bank_q != LAST_BANK[BANK_WIDTH-1:0]) offset_q <= offset_q - LAST_PART[OFFSET_WIDTH-1:0];
    end
    if (issue && line_ends) begin
        j_q      <= {KERNEL_WIDTH{1'b0}};
        i_q      <= i_q + 1'b1;
        bank_q   <= left_bank_q;
        offset_q <= left_offset_q;
        slot_q   <= add_slots(slot_q, SLOT_ONE[SLOT_WIDTH-1:0]);
    end
    if (issue && pass_ends) begin
        i_q      <= {KERNEL_WIDTH{1'b0}};
        repeat_q <= repeat_q + 1'b1;
        slot_q   <= top_slot_q;
    end
    if (issue && window_ends) begin
        repeat_q      <= {REPEAT_WIDTH{1'b0}};
        left_q        <= row_ends ? {COLUMN_WIDTH{1'b0}} : left_q + LEFT_STEP[COLUMN_WIDTH-1:0];
        left_bank_q   <= next_bank;
        left_offset_q <= next_offset;
        bank_q        <= next_bank;
        offset_q      <= next_offset;
    end
    if (issue && row_ends) begin
        top_q      <= map_ends ? {LINE_WIDTH{1'b0}} : top_q + TOP_STEP[LINE_WIDTH-1:0];
        top_slot_q <= next_slot;
        slot_q     <= next_slot;
    end
    if (enable) begin
        m_axis_tvalid <= available;
        m_axis_tlast  <= map_ends;
    end

    if (!aresetn) begin
        lead_q        <= FIRST_LEAD[LINE_WIDTH-1:0];
        part_q        <= {PART_WIDTH{1'b0}};
        j_q           <= {KERNEL_WIDTH{1'b0}};
        i_q           <= {KERNEL_WIDTH{1'b0}};
        repeat_q      <= {REPEAT_WIDTH{1'b0}};
        left_q        <= {COLUMN_WIDTH{1'b0}};
        left_bank_q   <= {BANK_WIDTH{1'b0}};
        left_offset_q <= {OFFSET_WIDTH{1'b0}};
        top_q         <= {LINE_WIDTH{1'b0}};
        top_slot_q    <= FIRST_SLOT[SLOT_WIDTH-1:0];
        bank_q        <= {BANK_WIDTH{1'b0}};
        offset_q      <= {OFFSET_WIDTH{1'b0}};
        slot_q        <= FIRST_SLOT[SLOT_WIDTH-1:0];
        m_axis_tvalid <= 1'b0;
    end
end

// ------------------------------------------------------------------ memory

wire [OFFSET_WIDTH-1:0]         write_address;
wire [OFFSET_WIDTH-1:0]         read_address;
wire [ROW_BANKS*BANKS*WORD-1:0] words;

generate
    if (LINES == 1) begin : gen_slots
        assign write_address = write_slot_q + write_offset_q;
        assign read_address  = slot_q + offset_q;
    end else begin : gen_no_slots
        assign write_address = write_offset_q;
        assign read_address  = offset_q;
    end
endgenerate

wire unused_address = &{1'b0, write_address[OFFSET_WIDTH-1:ADDRESS_WIDTH]};

genvar r, b;
generate
    for (r = 0; r < ROW_BANKS; r = r + 1) begin : gen_row_bank
        for (b = 0; b < BANKS; b = b + 1) begin : gen_bank
            localparam integer ROW  = r;
            localparam integer BANK = b;

            // a bank before the first column's has a column of the next word
            wire [OFFSET_WIDTH-1:0] address =
                BANK[BANK_WIDTH-1:0] < bank_q ? read_address + WORD_STEP[OFFSET_WIDTH-1:0] : read_address;
            wire selected = write_bank_q == BANK[BANK_WIDTH-1:0]
                && (ROW_BANKS == 1 || write_slot_q == ROW[SLOT_WIDTH-1:0]);
            wire unused_bits = &{1'b0, address[OFFSET_WIDTH-1:ADDRESS_WIDTH]};

            bnn_ram #(.WIDTH(WORD), .DEPTH(DEPTH), .RAM_STYLE(RAM_STYLE)) u_ram (
                .aclk(aclk),
                .write_enable(write && selected),
                .write_address(write_address[ADDRESS_WIDTH-1:0]),
                .write_data(s_axis_tdata),
                .read_enable(issue),
                .read_address(address[ADDRESS_WIDTH-1:0]),
                .read_data(words[(r*BANKS + b)*WORD +: WORD])
            );
        end
    end
endgenerate

// ------------------------------------------------------------------ output

reg [BANK_WIDTH-1:0]   shown_bank_q;
reg [SLOT_WIDTH-1:0]   shown_slot_q;
reg [COLUMN_WIDTH-1:0] shown_column_q;
reg [LINE_WIDTH-1:0]   shown_line_q;

always @(posedge aclk) begin
    if (issue) begin
        shown_bank_q   <= bank_q;
        shown_slot_q   <= slot_q;
        shown_column_q <= left_q + {{(COLUMN_WIDTH - KERNEL_WIDTH){1'b0}}, j_q};
        shown_line_q   <= top_q + {{(LINE_WIDTH - KERNEL_WIDTH){1'b0}}, i_q};
    end
end

genvar m, i, j;
generate
    for (m = 0; m < PIXELS; m = m + 1) begin : gen_pixel
        for (i = 0; i < LINES; i = i + 1) begin : gen_line
            for (j = 0; j < COLUMNS; j = j + 1) begin : gen_column
                wire [WORD-1:0] value;

                bnn_window_value #(
                    .WORD(WORD),
                    .BANKS(BANKS),
                    .ROW_BANKS(ROW_BANKS),
                    .BANK_WIDTH(BANK_WIDTH),
                    .SLOT_WIDTH(SLOT_WIDTH),
                    .RIGHT(m*STRIDE + j),
                    .DOWN(i)
                ) u_value (
                    .words(words),
                    .bank(shown_bank_q),
                    .slot(shown_slot_q),
                    .value(value)
                );

                if (BEFORE > 0 || AFTER > 0) begin : gen_padding
                    localparam integer RIGHT       = m*STRIDE + j;
                    localparam integer DOWN        = i;
                    localparam integer FIRST_LINE  = BEFORE;
                    localparam integer BEHIND      = END_COLUMN;
                    localparam integer BELOW       = END_LINE;

                    // counted from the map's first, numbers outside are large
                    wire [COLUMN_WIDTH-1:0] column = shown_column_q + RIGHT[COLUMN_WIDTH-1:0]
                        - FIRST_COLUMN[COLUMN_WIDTH-1:0];
                    wire [LINE_WIDTH-1:0]   line   = shown_line_q + DOWN[LINE_WIDTH-1:0]
                        - FIRST_LINE[LINE_WIDTH-1:0];
                    wire outside = column >= BEHIND[COLUMN_WIDTH-1:0] - FIRST_COLUMN[COLUMN_WIDTH-1:0]
                        || line >= BELOW[LINE_WIDTH-1:0] - FIRST_LINE[LINE_WIDTH-1:0];

                    assign m_axis_tdata[((m*LINES + i)*COLUMNS + j)*WORD +: WORD] = outside ? {LANES{PAD}} : value;
                end else begin : gen_no_padding
                    wire unused_place = &{1'b0, shown_column_q, shown_line_q};

                    assign m_axis_tdata[((m*LINES + i)*COLUMNS + j)*WORD +: WORD] = value;
                end
            end
        end
    end
endgenerate

endmodule

`resetall
