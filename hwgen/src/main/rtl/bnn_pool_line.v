// bnn_pool_line: pooling along one line of positions, for LANES channels side by side.
// SPDX-License-Identifier: Apache-2.0
//
// Window n covers positions n*STRIDE .. n*STRIDE + SIZE-1 of 0 .. LENGTH-1; a window that would
// reach beyond the end is none.  At most SLOTS windows are begun at one position and go on at the
// next.  What they have seen so far is `kept`, the youngest in the lowest bits; who uses this module
// stores `next` and hands it back as `kept` at the next position.
//
//   result   the window that ends at this position, with x in it; of use only if `ends`
//   next     what the windows that go on have seen, with x in it
//
// Windows that never end, and slots that no window has yet, hold anything and nobody looks at them.
//
// Position      moves on in a cycle with `advance` = 1; after the last one it is 0 again.
// Latency       0 cycles from x and kept to result and next.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_pool_line #
(
    // Positions
    parameter LENGTH = 4,
    // Window (positions), from window to window (positions)
    parameter SIZE = 2,
    parameter STRIDE = 2,
    // Channels side by side
    parameter LANES = 1,
    // Derived: width of kept and next (bits), which are not used if SIZE = 1
    parameter SLOTS = (SIZE + STRIDE - 2) / STRIDE,
    parameter KEPT_WIDTH = SLOTS > 0 ? SLOTS * LANES : 1
)
(
    input  wire                  aclk,
    input  wire                  aresetn,

    input  wire                  advance,

    input  wire [LANES-1:0]      x,
    // how a channel's bits become one: 0 = OR, 1 = AND
    input  wire [LANES-1:0]      all,
    input  wire [KEPT_WIDTH-1:0] kept,
    output wire [KEPT_WIDTH-1:0] next,
    output wire [LANES-1:0]      result,

    // this is the last position; a window ends here; it is the last window
    output wire                  at_end,
    output wire                  ends,
    output wire                  ends_last
);

generate
    if (SIZE < 1 || STRIDE < 1 || LENGTH < SIZE || LANES < 1) begin : gen_check_size
        SIZE_STRIDE_and_LANES_must_be_at_least_1_and_LENGTH_at_least_SIZE illegal_parameter ();
    end
endgenerate

localparam POSITION_WIDTH = LENGTH > 1 ? $clog2(LENGTH) : 1;
localparam STEP_WIDTH = STRIDE > 1 ? $clog2(STRIDE) : 1;
localparam integer LAST_POSITION = LENGTH - 1;
localparam integer LAST_STEP = STRIDE - 1;
// where windows end: positions since one began, first position, last position
localparam integer END_STEP = (SIZE - 1) % STRIDE;
localparam integer FIRST_END = SIZE - 1;
localparam integer LAST_END = (LENGTH - SIZE) / STRIDE * STRIDE + SIZE - 1;
// windows begun when one ends, after itself
localparam integer YOUNGER = (SIZE - 1) / STRIDE;

reg [POSITION_WIDTH-1:0] position_q;
// positions since the youngest window began
reg [STEP_WIDTH-1:0]     step_q;

wire begins = step_q == {STEP_WIDTH{1'b0}};

assign at_end    = position_q == LAST_POSITION[POSITION_WIDTH-1:0];
assign ends_last = position_q == LAST_END[POSITION_WIDTH-1:0];

generate
    if (YOUNGER > 0) begin : gen_overlap
        assign ends = step_q == END_STEP[STEP_WIDTH-1:0]
            && position_q >= FIRST_END[POSITION_WIDTH-1:0];
    end else begin : gen_apart
        assign ends = step_q == END_STEP[STEP_WIDTH-1:0];
    end
endgenerate

always @(posedge aclk) begin
    if (advance) begin
        position_q <= at_end ? {POSITION_WIDTH{1'b0}} : position_q + 1'b1;
        step_q     <= at_end || step_q == LAST_STEP[STEP_WIDTH-1:0]
            ? {STEP_WIDTH{1'b0}} : step_q + 1'b1;
    end

    if (!aresetn) begin
        position_q <= {POSITION_WIDTH{1'b0}};
        step_q     <= {STEP_WIDTH{1'b0}};
    end
end

// Windows by age, the youngest first: one that begins makes all others a place older.  seen[0] is
// the window that begins here, or the youngest.
genvar slot;
generate
    for (slot = 0; slot <= YOUNGER; slot = slot + 1) begin : gen_seen
        wire [LANES-1:0] seen;

        if (slot == 0 && SLOTS == 0) begin : gen_alone
            assign seen = x;
        end else begin : gen_more
            wire [LANES-1:0] earlier;

            if (slot == 0) begin : gen_youngest
                assign earlier = kept[LANES-1:0];
            end else if (slot == SLOTS) begin : gen_oldest
                // ends just where another begins: it was a place younger
                assign earlier = kept[(slot-1)*LANES +: LANES];
            end else begin : gen_older
                assign earlier = begins ? kept[(slot-1)*LANES +: LANES] : kept[slot*LANES +: LANES];
            end

            wire [LANES-1:0] both = (earlier & x) | (~all & (earlier | x));

            assign seen = slot == 0 && begins ? x : both;
        end

        if (slot < SLOTS) begin : gen_next
            assign next[slot*LANES +: LANES] = seen;
        end
        if (slot == YOUNGER) begin : gen_result
            assign result = seen;
        end
    end

    if (SLOTS == 0) begin : gen_no_slots
        wire unused = &{1'b0, kept, all, begins};

        assign next = 1'b0;
    end
endgenerate

endmodule

`resetall
