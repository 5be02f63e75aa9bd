// fv_max_pool: bnn_max_pool against its description, for any maps and whoever is at its two ends.
// SPDX-License-Identifier: Apache-2.0
//
//   stable      an output beat stays as it is until it is taken
//   contents    a bit that leaves is the OR or the AND of the bits of its window, and no other bit,
//               no other map has a say
//   frames      as many beats leave as there are windows, tlast on the last one of a map
//   no waiting  a beat is taken unless two wait for the sink, and shown at most two cycles later
//
// Contents are shown for one window of one channel of one map, which the solver picks.

`default_nettype none

module fv_max_pool #
(
    parameter CHANNELS = 2,
    parameter HEIGHT = 3,
    parameter WIDTH = 3,
    parameter SIZE = 2,
    parameter STRIDE = 1,
    parameter LANES = 1,
    parameter POOLINGS = 2
)
(
    input wire             clk,
    input wire [LANES-1:0] s_tdata,
    input wire             s_tvalid,
    input wire             m_tready,
    input wire             pick,
    input wire [3:0]       any_row,
    input wire [3:0]       any_column,
    input wire [3:0]       any_part,
    input wire [3:0]       any_lane
);

localparam PARTS = CHANNELS / LANES;
localparam OUT_HEIGHT = (HEIGHT - SIZE) / STRIDE + 1;
localparam OUT_WIDTH = (WIDTH - SIZE) / STRIDE + 1;

wire             s_tready;
wire [LANES-1:0] m_tdata;
wire             m_tvalid;
wire             m_tlast;

reg aresetn = 1'b0;
always @(posedge clk) aresetn <= 1'b1;

bnn_max_pool #(
    .CHANNELS(CHANNELS),
    .HEIGHT(HEIGHT),
    .WIDTH(WIDTH),
    .SIZE(SIZE),
    .STRIDE(STRIDE),
    .LANES(LANES),
    .POOLINGS(POOLINGS)
) dut (
    .aclk(clk),
    .aresetn(aresetn),
    .s_axis_tdata(s_tdata),
    .s_axis_tvalid(s_tvalid),
    .s_axis_tready(s_tready),
    .s_axis_tlast(1'b0),
    .m_axis_tdata(m_tdata),
    .m_axis_tvalid(m_tvalid),
    .m_axis_tready(m_tready),
    .m_axis_tlast(m_tlast)
);

wire accept = aresetn && s_tvalid && s_tready;
wire take   = aresetn && m_tvalid && m_tready;

// any window of any channel, drawn once
reg [3:0] row;
reg [3:0] column;
reg [3:0] part;
reg [3:0] lane;
always @(posedge clk) begin
    if (!aresetn) begin
        row    <= any_row;
        column <= any_column;
        part   <= any_part;
        lane   <= any_lane;
        assume (any_row < OUT_HEIGHT && any_column < OUT_WIDTH);
        assume (any_part < PARTS && any_lane < LANES);
    end
end

wire [CHANNELS-1:0] poolings = POOLINGS;
wire                all = poolings[part*LANES + lane];

// the beat that comes
reg [3:0] in_row = 0;
reg [3:0] in_column = 0;
reg [3:0] in_part = 0;
wire in_part_last = in_part == PARTS - 1;
wire in_row_last  = in_part_last && in_column == WIDTH - 1;
wire in_map_last  = in_row_last && in_row == HEIGHT - 1;
wire in_map_first = in_part == 0 && in_column == 0 && in_row == 0;

// windows end where they have begun SIZE-1 before
wire completes = accept
    && in_row >= SIZE - 1 && (in_row - (SIZE - 1)) % STRIDE == 0
    && in_column >= SIZE - 1 && (in_column - (SIZE - 1)) % STRIDE == 0;

// the beat that leaves
reg [3:0] out_row = 0;
reg [3:0] out_column = 0;
reg [3:0] out_part = 0;
wire out_part_last = out_part == PARTS - 1;
wire out_row_last  = out_part_last && out_column == OUT_WIDTH - 1;
wire out_map_last  = out_row_last && out_row == OUT_HEIGHT - 1;

// windows that were completed and have not left, cycles without one of them shown
reg [2:0] owed = 0;
reg [2:0] silent = 0;
// maps that have begun to come and are still to leave
reg [1:0] maps = 0;

reg       picked = 1'b0;
reg       done = 1'b0;
reg       here = 1'b0;
reg       seen = 1'b0;
reg       value;
reg [1:0] in_front;

wire follow    = here || (in_map_first && pick && !picked);
wire in_window = in_part == part
    && in_row >= row * STRIDE && in_row < row * STRIDE + SIZE
    && in_column >= column * STRIDE && in_column < column * STRIDE + SIZE;
wire bit_in    = s_tdata >> lane;
wire bit_out   = m_tdata >> lane;
wire leaves    = take && picked && !done && in_front == 0
    && out_row == row && out_column == column && out_part == part;

reg             waiting = 1'b0;
reg [LANES:0]   waiting_beat;

always @(posedge clk) begin
    if (accept) begin
        in_part <= in_part_last ? 0 : in_part + 1;
        if (in_part_last) in_column <= in_row_last ? 0 : in_column + 1;
        if (in_row_last) in_row <= in_map_last ? 0 : in_row + 1;

        here <= follow && !in_map_last;
        if (follow) picked <= 1'b1;
        if (follow && in_map_first) in_front <= maps - (take && out_map_last);
        if (follow && in_window) begin
            seen  <= 1'b1;
            value <= !seen ? bit_in : all ? value && bit_in : value || bit_in;
        end
    end
    if (take) begin
        out_part <= out_part_last ? 0 : out_part + 1;
        if (out_part_last) out_column <= out_row_last ? 0 : out_column + 1;
        if (out_row_last) out_row <= out_map_last ? 0 : out_row + 1;

        if (out_map_last && picked && !(accept && follow && in_map_first)) in_front <= in_front - 1;
        if (leaves) done <= 1'b1;
    end
    maps         <= maps + (accept && in_map_first) - (take && out_map_last);
    owed         <= owed + completes - take;
    silent       <= owed == 0 || m_tvalid ? 0 : silent + 1;
    waiting      <= aresetn && m_tvalid && !m_tready;
    waiting_beat <= {m_tlast, m_tdata};
end

always @(posedge clk) begin
    if (aresetn) begin
        if (waiting) assert (m_tvalid && {m_tlast, m_tdata} == waiting_beat);
        if (m_tvalid) begin
            assert (owed != 0);
            assert (m_tlast == out_map_last);
        end
        if (leaves) assert (seen && bit_out == value);
        assert (owed <= 3);
        assert (s_tready || owed >= 2);
        assert (silent < 2);
    end
end

endmodule
