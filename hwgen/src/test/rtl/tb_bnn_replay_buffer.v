// tb_bnn_replay_buffer: order, alignment, dropped frames and steady state.  Icarus only.
// SPDX-License-Identifier: Apache-2.0
//
// One case per (SF, NF).  The source sends frames; every third one is cut short and marked bad.  In
// the first part everything runs at full speed, and x_valid must not pause once it has begun: that is
// SF*NF cycles per frame.  In the second part source and enable are random.

`timescale 1ns / 1ps
`default_nettype none

module replay_case #
(
    parameter SF = 4,
    parameter NF = 2
)
(
    input wire aclk,
    input wire aresetn,
    input wire random
);

localparam WIDTH = 16;
localparam NF_WIDTH = NF > 1 ? $clog2(NF) : 1;
localparam ADDRESS_WIDTH = SF * NF > 1 ? $clog2(SF * NF) : 1;

reg                      s_tvalid = 1'b0;
wire                     s_tready;
reg                      enable = 1'b1;
wire [ADDRESS_WIDTH-1:0] address;
wire                     x_valid;
wire [WIDTH-1:0]         x_data;
wire                     x_first;
wire                     x_last;
wire [NF_WIDTH-1:0]      x_nf;

// Source: frame f, beat b is {f, b}.  A bad frame, sent in between, has SF beats or fewer and another
// content; while all must run at full speed there is none, because it costs time.
integer f = 0;
integer b = 0;
integer bad_frames = 0;
reg     dropping = 1'b0;
wire    s_tlast = dropping ? b == bad_frames % SF : b == SF - 1;
wire [7:0] f_bits = f;
wire [7:0] b_bits = b;

always @(posedge aclk) begin
    if (aresetn) begin
        if (s_tvalid && s_tready) begin
            b <= s_tlast ? 0 : b + 1;
            if (s_tlast && dropping) bad_frames <= bad_frames + 1;
            if (s_tlast && !dropping) f <= f + 1;
            if (s_tlast) dropping <= random && !dropping && f % 3 == 0;
        end
        if (!s_tvalid || s_tready) s_tvalid <= !random || $random;
    end
end

always @(negedge aclk) enable = !random || $random;

bnn_replay_buffer #(.WIDTH(WIDTH), .SF(SF), .NF(NF)) dut (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_tdata(dropping ? 16'hDEAD : {f_bits, b_bits}),
    .s_axis_tvalid(s_tvalid),
    .s_axis_tready(s_tready),
    .s_axis_tlast(s_tlast),
    .s_axis_tuser(dropping),
    .enable(enable),
    .address(address),
    .x_valid(x_valid),
    .x_data(x_data),
    .x_first(x_first),
    .x_last(x_last),
    .x_nf(x_nf)
);

// Expectation: a plain triple counter
integer frame = 0;
integer nf = 0;
integer sf = 0;
integer bad = 0;
integer taken = 0;
wire [7:0] frame_bits = frame;
wire [7:0] sf_bits = sf;

// what a memory that reads address under enable would have been asked for
reg [ADDRESS_WIDTH-1:0] asked;

always @(posedge aclk) begin
    if (enable) asked <= address;
    if (aresetn && enable) begin
        if (x_valid === 1'b1) begin
            if (x_data !== {frame_bits, sf_bits}) bad = bad + 1;
            if (x_first !== (sf == 0) || x_last !== (sf == SF - 1)) bad = bad + 1;
            if (x_nf !== nf[NF_WIDTH-1:0]) bad = bad + 1;
            if (asked !== nf * SF + sf) bad = bad + 1;
            taken = taken + 1;
            sf = sf + 1;
            if (sf == SF) begin
                sf = 0;
                nf = nf + 1;
            end
            if (nf == NF) begin
                nf = 0;
                frame = frame + 1;
            end
        end else if (taken != 0 && !random) begin
            // a bubble
            bad = bad + 1;
        end
    end
end

endmodule

module tb_bnn_replay_buffer;

reg aclk = 1'b0;
reg aresetn = 1'b0;
reg random = 1'b0;
reg finish = 1'b0;

integer cases = 0;
integer bad = 0;

always #5 aclk = !aclk;

genvar sf, nf;
generate
    for (sf = 1; sf <= 5; sf = sf + 1) begin : gen_sf
        for (nf = 1; nf <= 4; nf = nf + 1) begin : gen_nf
            replay_case #(.SF(sf), .NF(nf)) u_case (.aclk(aclk), .aresetn(aresetn), .random(random));

            always @(posedge finish) begin
                cases = cases + 1;
                if (u_case.bad != 0 || u_case.frame < 20 || u_case.bad_frames < 5) begin
                    bad = bad + 1;
                    $display("BAD sf=%0d nf=%0d wrong=%0d frames=%0d dropped=%0d", sf, nf, u_case.bad,
                             u_case.frame, u_case.bad_frames);
                end
            end
        end
    end
endgenerate

initial begin
    repeat (3) @(negedge aclk);
    aresetn = 1'b1;
    repeat (200) @(negedge aclk);
    random = 1'b1;
    repeat (1500) @(negedge aclk);
    finish = 1'b1;
    #1 $display("RESULT cases=%0d bad=%0d", cases, bad);
    $finish;
end

endmodule
