// bnn_lane_control: everything of a folded dense layer except its arithmetic.
// SPDX-License-Identifier: Apache-2.0
//
// A layer computes its matrix in NF passes over an input vector, SF beats each.  This module collects
// and replays the vector (REPLAY = 1) or takes one that comes NF times by itself (REPLAY = 0), reads
// weights and per-neuron constants, and runs the output handshake.  The layer around it has PE lanes, each an accumulator behind STAGES registers:
//
//   enabled cycle      here                                   in the lanes
//   t                  issue: addresses go to the memories
//   t+1                the memories' outputs
//   u = t+1+READ_STAGES
//                      x_data, weights                        product of x_data and weights
//   u+STAGES           sum_valid, sum_first                   accumulator starts, goes on or waits
//   u+STAGES+1         constants, after a pass's last beat    accumulators complete
//   v = u+STAGES+2+RESULT_STAGES
//                                                             results, a register
//   v+1                m_axis
//
// Throughput    SF*NF cycles per vector.
// Flow control  `enable` stops all of the above at once, and comes straight from a register, since
//               it goes to every register of the layer: it is known a cycle late that the output
//               waits, so a skid buffer takes the result of that cycle.  Collecting the next frame
//               goes on.  s_axis_tready and m_axis outputs come from registers.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_lane_control #
(
    // Input beat (bits)
    parameter INPUT_WIDTH = 8,
    // Weights used in one cycle (bits)
    parameter WEIGHT_WIDTH = 8,
    // Constants (thresholds, biases) used after one pass (bits)
    parameter CONSTANT_WIDTH = 8,
    // Beats of an input vector
    parameter SF = 4,
    // Passes; output beats per vector
    parameter NF = 2,
    // 1 = a frame is one vector, kept here and replayed; 0 = a frame is any number of vectors, each of
    // which comes NF times: s_axis_tuser is ignored then
    parameter REPLAY = 1,
    // What the lanes give after a pass (bits)
    parameter RESULT_WIDTH = 8,
    // Registers between the memories and x_data, weights
    parameter READ_STAGES = 0,
    // Registers between x_data and the accumulators
    parameter STAGES = 0,
    // Registers between accumulators and results, beyond the one of the results
    parameter RESULT_STAGES = 0,
    // Weight file: SF*NF words of WEIGHT_WIDTH bits, word nf*SF + sf
    parameter WEIGHTS = "",
    // Constant file: NF words of CONSTANT_WIDTH bits, word nf
    parameter CONSTANTS = "",
    // 1 = the host may load other weights and constants (bnn_layer_memories), 0 = they are fixed
    parameter WRITABLE = 0,
    // Number of the layer in the host's addresses; 0 where the weights are fixed
    parameter LAYER = 0,
    // 0 = the tool decides, 1 = block memory, 2 = logic; the buffer also 3 = LUT memory.  Of writable
    // weights the tool always decides.
    parameter WEIGHT_STYLE = 0,
    parameter BUFFER_STYLE = 0
)
(
    input  wire                      aclk,
    input  wire                      aresetn,

    input  wire [INPUT_WIDTH-1:0]    s_axis_tdata,
    input  wire                      s_axis_tvalid,
    output wire                      s_axis_tready,
    input  wire                      s_axis_tlast,
    input  wire                      s_axis_tuser,

    // chain of bnn_layer_memories; passes through where WRITABLE = 0
    input  wire [68:0]               load_in,
    output wire [68:0]               load_out,

    output wire                      enable,
    output wire [INPUT_WIDTH-1:0]    x_data,
    output wire [WEIGHT_WIDTH-1:0]   weights,
    output wire                      sum_valid,
    output wire                      sum_first,
    output wire [CONSTANT_WIDTH-1:0] constants,
    input  wire [RESULT_WIDTH-1:0]   results,

    output wire [RESULT_WIDTH-1:0]   m_axis_tdata,
    output wire                      m_axis_tvalid,
    input  wire                      m_axis_tready,
    output wire                      m_axis_tlast
);

localparam NF_WIDTH = NF > 1 ? $clog2(NF) : 1;
localparam ADDRESS_WIDTH = SF * NF > 1 ? $clog2(SF * NF) : 1;
// A memory of up to 64 words costs at most one 6-input LUT per bit of a word: too small for a block.
localparam CONSTANT_STYLE = NF <= 64 ? 2 : 0;

wire [ADDRESS_WIDTH-1:0] address;
wire [INPUT_WIDTH-1:0]   read_data;
wire                     read_valid;
wire                     read_first;
wire                     read_last;
wire                     read_tlast;
wire [NF_WIDTH-1:0]      read_nf;
wire [WEIGHT_WIDTH-1:0]  read_weights;

generate
    if (REPLAY == 1) begin : gen_replay
        bnn_replay_buffer #(
            .WIDTH(INPUT_WIDTH),
            .SF(SF),
            .NF(NF),
            .RAM_STYLE(BUFFER_STYLE)
        ) u_buffer (
            .aclk(aclk),
            .aresetn(aresetn),
            .s_axis_tdata(s_axis_tdata),
            .s_axis_tvalid(s_axis_tvalid),
            .s_axis_tready(s_axis_tready),
            .s_axis_tlast(s_axis_tlast),
            .s_axis_tuser(s_axis_tuser),
            .enable(enable),
            .address(address),
            .x_valid(read_valid),
            .x_data(read_data),
            .x_first(read_first),
            .x_last(read_last),
            .x_tlast(read_tlast),
            .x_nf(read_nf)
        );
    end else if (REPLAY == 0) begin : gen_repeated
        wire unused = &{1'b0, s_axis_tuser};

        bnn_pass_counter #(
            .WIDTH(INPUT_WIDTH),
            .SF(SF),
            .NF(NF)
        ) u_passes (
            .aclk(aclk),
            .aresetn(aresetn),
            .s_axis_tdata(s_axis_tdata),
            .s_axis_tvalid(s_axis_tvalid),
            .s_axis_tready(s_axis_tready),
            .s_axis_tlast(s_axis_tlast),
            .enable(enable),
            .address(address),
            .x_valid(read_valid),
            .x_data(read_data),
            .x_first(read_first),
            .x_last(read_last),
            .x_tlast(read_tlast),
            .x_nf(read_nf)
        );
    end else begin : gen_check_replay
        REPLAY_must_be_0_or_1 illegal_parameter ();
    end
endgenerate

// block memories are slow to give their data: a register of their own keeps the product fast
bnn_delay #(.WIDTH(INPUT_WIDTH + WEIGHT_WIDTH), .STAGES(READ_STAGES)) u_delay_read (
    .aclk(aclk),
    .aresetn(1'b1),
    .enable(enable),
    .in({read_data, read_weights}),
    .out({x_data, weights})
);

// the beat's place in its frame, beside its way through the product
wire                sum_completes;
wire                sum_tlast;
wire [NF_WIDTH-1:0] sum_nf;

bnn_delay #(.WIDTH(1), .STAGES(READ_STAGES + STAGES)) u_delay_completes (
    .aclk(aclk),
    .aresetn(aresetn),
    .enable(enable),
    .in(read_valid && read_last),
    .out(sum_completes)
);

// a vector that is replayed has no gaps
generate
    if (REPLAY == 1) begin : gen_no_gaps
        assign sum_valid = 1'b1;
    end else begin : gen_gaps
        bnn_delay #(.WIDTH(1), .STAGES(READ_STAGES + STAGES)) u_delay_sum (
            .aclk(aclk),
            .aresetn(aresetn),
            .enable(enable),
            .in(read_valid),
            .out(sum_valid)
        );
    end
endgenerate

bnn_delay #(.WIDTH(2 + NF_WIDTH), .STAGES(READ_STAGES + STAGES)) u_delay_place (
    .aclk(aclk),
    .aresetn(1'b1),
    .enable(enable),
    .in({read_first, read_tlast, read_nf}),
    .out({sum_first, sum_tlast, sum_nf})
);

generate
    if (WRITABLE == 1) begin : gen_writable
        bnn_layer_memories #(
            .LAYER(LAYER),
            .WEIGHT_WIDTH(WEIGHT_WIDTH),
            .WEIGHT_DEPTH(SF * NF),
            .WEIGHTS(WEIGHTS),
            .CONSTANT_WIDTH(CONSTANT_WIDTH),
            .CONSTANT_DEPTH(NF),
            .CONSTANTS(CONSTANTS)
        ) u_memories (
            .aclk(aclk),
            .load_in(load_in),
            .load_out(load_out),
            .enable(enable),
            .weight_address(address),
            .weights(read_weights),
            .constant_address(sum_nf),
            .constants(constants)
        );
    end else if (WRITABLE == 0) begin : gen_fixed
        assign load_out = load_in;

        bnn_rom #(
            .WIDTH(WEIGHT_WIDTH),
            .DEPTH(SF * NF),
            .FILE(WEIGHTS),
            .RAM_STYLE(WEIGHT_STYLE)
        ) u_weights (
            .aclk(aclk),
            .enable(enable),
            .address(address),
            .data(read_weights)
        );

        bnn_rom #(
            .WIDTH(CONSTANT_WIDTH),
            .DEPTH(NF),
            .FILE(CONSTANTS),
            .RAM_STYLE(CONSTANT_STYLE)
        ) u_constants (
            .aclk(aclk),
            .enable(enable),
            .address(sum_nf),
            .data(constants)
        );
    end else begin : gen_check_writable
        WRITABLE_must_be_0_or_1 illegal_parameter ();
    end
    if (WRITABLE == 0 && LAYER != 0) begin : gen_check_layer
        LAYER_must_be_0_without_WRITABLE illegal_parameter ();
    end
endgenerate

// accumulators are complete, then results
wire result_valid;
wire result_last;

bnn_delay #(.WIDTH(1), .STAGES(RESULT_STAGES + 2)) u_delay_valid (
    .aclk(aclk),
    .aresetn(aresetn),
    .enable(enable),
    .in(sum_completes),
    .out(result_valid)
);

bnn_delay #(.WIDTH(1), .STAGES(RESULT_STAGES + 2)) u_delay_last (
    .aclk(aclk),
    .aresetn(1'b1),
    .enable(enable),
    .in(sum_tlast),
    .out(result_last)
);

bnn_skid #(.WIDTH(1 + RESULT_WIDTH)) u_output (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axis_tdata({result_last, results}),
    .s_axis_tvalid(result_valid),
    .s_axis_tready(enable),
    .m_axis_tdata({m_axis_tlast, m_axis_tdata}),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready)
);

endmodule

`resetall
