// fv_replay_buffer: bnn_replay_buffer against its description, for any source and any `enable`.
// SPDX-License-Identifier: Apache-2.0
//
//   room        it takes beats exactly while it holds fewer than two complete frames
//   sequence    x_valid, x_first, x_last, x_tlast, x_nf and address are those of two nested loops
//   contents    every pass over a frame shows the beats that came, and dropped frames never show
//
// Contents are shown for one beat of one frame that the solver picks.  As the header demands, a
// complete frame has SF beats and a dropped one at most SF.

`default_nettype none

module fv_replay_buffer #
(
    parameter SF = 2,
    parameter NF = 2
)
(
    input wire       clk,
    input wire [1:0] s_tdata,
    input wire       s_tvalid,
    input wire       s_tlast,
    input wire       s_tuser,
    input wire       enable,
    input wire       pick,
    input wire [3:0] any_number
);

localparam NF_WIDTH = NF > 1 ? $clog2(NF) : 1;
localparam ADDRESS_WIDTH = SF * NF > 1 ? $clog2(SF * NF) : 1;

wire                     s_tready;
wire [ADDRESS_WIDTH-1:0] address;
wire                     x_valid;
wire [1:0]               x_data;
wire                     x_first;
wire                     x_last;
wire                     x_tlast;
wire [NF_WIDTH-1:0]      x_nf;

reg aresetn = 1'b0;
always @(posedge clk) aresetn <= 1'b1;

bnn_replay_buffer #(.WIDTH(2), .SF(SF), .NF(NF)) dut (
    .aclk(clk),
    .aresetn(aresetn),
    .s_axis_tdata(s_tdata),
    .s_axis_tvalid(s_tvalid),
    .s_axis_tready(s_tready),
    .s_axis_tlast(s_tlast),
    .s_axis_tuser(s_tuser),
    .enable(enable),
    .address(address),
    .x_valid(x_valid),
    .x_data(x_data),
    .x_first(x_first),
    .x_last(x_last),
    .x_tlast(x_tlast),
    .x_nf(x_nf)
);

wire accept = aresetn && s_tvalid && s_tready;

// any beat of a frame, drawn once
reg [3:0] number;
always @(posedge clk) begin
    if (!aresetn) begin
        number <= any_number;
        assume (any_number < SF);
    end
end

// beat that arrives, complete frames, beat and pass that are issued
reg [3:0] arriving = 0;
reg [1:0] frames = 0;
reg [3:0] sf = 0;
reg [3:0] nf = 0;

wire issue     = aresetn && enable && frames != 0;
wire completes = accept && s_tlast && !s_tuser;
wire finishes  = issue && sf == SF - 1 && nf == NF - 1;

// what follows an issue
reg       shown = 1'b0;
reg [3:0] shown_sf;
reg [3:0] shown_nf;
reg       shown_picked = 1'b0;

// the beat that is followed: seen in a frame that is arriving, then in a complete one
reg       seen = 1'b0;
reg       kept = 1'b0;
reg       done = 1'b0;
reg [1:0] picked_data;
reg [1:0] in_front;

always @(posedge clk) begin
    if (accept) arriving <= s_tlast ? 0 : arriving + 1;
    frames <= frames + completes - finishes;
    if (issue) begin
        sf <= sf == SF - 1 ? 0 : sf + 1;
        if (sf == SF - 1) nf <= nf == NF - 1 ? 0 : nf + 1;
    end
    if (enable) begin
        shown        <= aresetn && frames != 0;
        shown_sf     <= sf;
        shown_nf     <= nf;
        shown_picked <= kept && !done && in_front == 0;
    end

    if (accept && arriving == number && !seen && pick) begin
        seen <= 1'b1;
        picked_data <= s_tdata;
    end
    if (accept && s_tlast && !kept) begin
        if (s_tuser) begin
            seen <= 1'b0;
        end else if (seen || (arriving == number && pick)) begin
            kept <= 1'b1;
            in_front <= frames - finishes;
        end
    end
    if (finishes && kept) begin
        in_front <= in_front - 1;
        if (in_front == 0) done <= 1'b1;
    end
end

always @(posedge clk) begin
    if (s_tvalid) begin
        assume (s_tlast ? arriving < SF && (s_tuser || arriving == SF - 1) : arriving < SF - 1);
        assume (s_tlast || !s_tuser);
    end
    if (aresetn) begin
        assert (s_tready == (frames < 2));
        assert (address == nf * SF + sf);
        assert (x_valid == shown);
        if (shown) begin
            assert (x_first == (shown_sf == 0));
            assert (x_last == (shown_sf == SF - 1));
            assert (x_tlast == (shown_sf == SF - 1 && shown_nf == NF - 1));
            assert (x_nf == shown_nf);
            if (shown_picked && shown_sf == number) assert (x_data == picked_data);
        end
    end
end

endmodule
