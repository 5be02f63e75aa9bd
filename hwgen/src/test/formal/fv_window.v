// fv_window: bnn_window against its description, for any source and any sink.
// SPDX-License-Identifier: Apache-2.0
//
//   contents    every value of every window is the one that came for its place, or the padding
//   stability   a waiting beat stays and does not change; tlast is on the last beat of a map
//   progress    a window whose values have come, or which needs none, is shown in the next cycle
//
// Contents are shown for one value of one map that the solver picks.  One channel, one value a beat.

`default_nettype none

module fv_window #
(
    parameter HEIGHT = 2,
    parameter WIDTH = 3,
    parameter KERNEL = 2,
    parameter STRIDE = 1,
    parameter BEFORE = 0,
    parameter AFTER = 0,
    parameter REPEATS = 1,
    parameter ROWS = 2
)
(
    input wire       clk,
    input wire       s_tdata,
    input wire       s_tvalid,
    input wire       m_tready,
    // the picked value: it is in the map that arrives when `pick` comes with it
    input wire       pick,
    input wire [2:0] any_row,
    input wire [2:0] any_column
);

localparam OUT_HEIGHT = (BEFORE + HEIGHT + AFTER - KERNEL) / STRIDE + 1;
localparam OUT_WIDTH  = (BEFORE + WIDTH + AFTER - KERNEL) / STRIDE + 1;

wire s_tready;
wire m_tdata;
wire m_tvalid;
wire m_tlast;

reg aresetn = 1'b0;
always @(posedge clk) aresetn <= 1'b1;

bnn_window #(
    .CHANNELS(1),
    .HEIGHT(HEIGHT),
    .WIDTH(WIDTH),
    .KERNEL(KERNEL),
    .STRIDE(STRIDE),
    .BEFORE(BEFORE),
    .AFTER(AFTER),
    .PAD(1'b1),
    .LANES(1),
    .REPEATS(REPEATS),
    .ROWS(ROWS)
) dut (
    .aclk(clk),
    .aresetn(aresetn),
    .s_axis_tdata(s_tdata),
    .s_axis_tvalid(s_tvalid),
    .s_axis_tready(s_tready),
    .s_axis_tlast(1'b0),
    .s_axis_tuser(1'b0),
    .m_axis_tdata(m_tdata),
    .m_axis_tvalid(m_tvalid),
    .m_axis_tready(m_tready),
    .m_axis_tlast(m_tlast)
);

wire accept = aresetn && s_tvalid && s_tready;
wire take   = aresetn && m_tvalid && m_tready;

reg [2:0] row;
reg [2:0] column;

always @(posedge clk) begin
    if (!aresetn) begin
        row <= any_row;
        column <= any_column;
        assume (any_row < HEIGHT && any_column < WIDTH);
    end
end

// the place of the value that comes
reg [2:0] in_row = 0;
reg [2:0] in_column = 0;

wire in_row_ends = in_column == WIDTH - 1;
wire in_map_ends = in_row_ends && in_row == HEIGHT - 1;

// the place of the value that is shown
reg [2:0] out_row = 0;
reg [2:0] out_column = 0;
reg [2:0] pass = 0;
reg [2:0] i = 0;
reg [2:0] j = 0;

wire line_ends   = j == KERNEL - 1;
wire pass_ends   = line_ends && i == KERNEL - 1;
wire window_ends = pass_ends && pass == REPEATS - 1;
wire row_ends    = window_ends && out_column == OUT_WIDTH - 1;
wire map_ends    = row_ends && out_row == OUT_HEIGHT - 1;

// in the padded map
wire [3:0] line  = out_row * STRIDE + i;
wire [3:0] place = out_column * STRIDE + j;
wire outside = line < BEFORE || line >= BEFORE + HEIGHT || place < BEFORE || place >= BEFORE + WIDTH;

// maps that came whole and are not yet shown whole; negative while one is shown that still comes
reg signed [3:0] ahead = 0;
// values that came of the map that comes
wire [5:0] came = in_row * WIDTH + in_column;

// the picked value: maps between it and the one that is shown
reg              seen = 1'b0;
reg              done = 1'b0;
reg              picked;
reg signed [3:0] distance;

always @(posedge clk) begin
    if (accept) begin
        in_column <= in_row_ends ? 0 : in_column + 1;
        if (in_row_ends) in_row <= in_map_ends ? 0 : in_row + 1;
    end
    if (take) begin
        j <= line_ends ? 0 : j + 1;
        if (line_ends) i <= pass_ends ? 0 : i + 1;
        if (pass_ends) pass <= window_ends ? 0 : pass + 1;
        if (window_ends) out_column <= row_ends ? 0 : out_column + 1;
        if (row_ends) out_row <= map_ends ? 0 : out_row + 1;
    end
    ahead <= ahead + (accept && in_map_ends) - (take && map_ends);

    if (accept && in_row == row && in_column == column && pick && !seen) begin
        seen <= 1'b1;
        picked <= s_tdata;
        distance <= ahead - (take && map_ends);
    end
    if (take && map_ends && seen) begin
        distance <= distance - 1;
        if (distance == 0) done <= 1'b1;
    end
end

// the last value that the window needs
wire [3:0] last_line  = out_row * STRIDE + KERNEL - 1 >= BEFORE + HEIGHT ? HEIGHT - 1
                      : out_row * STRIDE + KERNEL - 1 - BEFORE;
wire [3:0] last_place = out_column * STRIDE + KERNEL - 1 >= BEFORE + WIDTH ? WIDTH - 1
                      : out_column * STRIDE + KERNEL - 1 - BEFORE;
wire       complete   = ahead > 0 || (ahead == 0 && came > last_line * WIDTH + last_place);
reg        was_complete = 1'b0;
reg        waiting = 1'b0;
reg        waiting_tdata;
reg        waiting_tlast;

always @(posedge clk) begin
    waiting       <= aresetn && m_tvalid && !m_tready;
    waiting_tdata <= m_tdata;
    waiting_tlast <= m_tlast;
    was_complete  <= aresetn && complete && !take;
end

always @(posedge clk) begin
    if (aresetn) begin
        if (waiting) assert (m_tvalid && m_tdata == waiting_tdata && m_tlast == waiting_tlast);
        if (was_complete) assert (m_tvalid);
        if (m_tvalid) begin
            assert (complete);
            assert (m_tlast == map_ends);
            if (outside) assert (m_tdata == 1'b1);
            if (!outside && seen && !done && distance == 0 && line == row + BEFORE && place == column + BEFORE) begin
                assert (m_tdata == picked);
            end
        end
    end
end

endmodule
