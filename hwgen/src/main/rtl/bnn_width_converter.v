// bnn_width_converter: beats of one width become beats of another.
// SPDX-License-Identifier: Apache-2.0
//
// Up    RATIO = OUT_WIDTH/IN_WIDTH beats become one, the first in the lowest bits.  tlast ends a
//       word at once; the bits that were not filled are 0.
// Down  one beat becomes RATIO = IN_WIDTH/OUT_WIDTH beats, the lowest bits first.  tlast and tuser
//       go with the last of them.
// Same  wires.
// Else  bnn_gearbox: any two widths, at the price of a shifter.
//
// In every case the bits leave in the order in which they came, a frame of whole words leaves
// without a gap, and a frame that tlast cuts short ends in a word filled up with 0.
//
// tuser         with tlast: of the input beat that had tlast.  Without: of no meaning.
// Latency       1 cycle from the completing beat (same: 0).  Throughput 1 beat per cycle on the
//               narrow side.
// Flow control  m_axis outputs come from registers; s_axis_tready depends on m_axis_tready, so that
//               a word leaves and the next one begins in the same cycle.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_width_converter #
(
    // tdata of the input (bits)
    parameter IN_WIDTH = 8,
    // tdata of the output (bits)
    parameter OUT_WIDTH = 8
)
(
    input  wire                 aclk,
    input  wire                 aresetn,

    input  wire [IN_WIDTH-1:0]  s_axis_tdata,
    input  wire                 s_axis_tvalid,
    output wire                 s_axis_tready,
    input  wire                 s_axis_tlast,
    input  wire                 s_axis_tuser,

    output wire [OUT_WIDTH-1:0] m_axis_tdata,
    output wire                 m_axis_tvalid,
    input  wire                 m_axis_tready,
    output wire                 m_axis_tlast,
    output wire                 m_axis_tuser
);

generate
    if (IN_WIDTH < 1 || OUT_WIDTH < 1) begin : gen_check_width
        IN_WIDTH_and_OUT_WIDTH_must_be_at_least_1 illegal_parameter ();
    end

    if (IN_WIDTH == OUT_WIDTH) begin : gen_same
        wire unused = &{1'b0, aclk, aresetn};

        assign s_axis_tready = m_axis_tready;
        assign m_axis_tdata  = s_axis_tdata;
        assign m_axis_tvalid = s_axis_tvalid;
        assign m_axis_tlast  = s_axis_tlast;
        assign m_axis_tuser  = s_axis_tuser;
    end else if (OUT_WIDTH % IN_WIDTH == 0) begin : gen_up
        localparam RATIO = OUT_WIDTH / IN_WIDTH;
        localparam PART_WIDTH = $clog2(RATIO);
        localparam integer LAST_PART = RATIO - 1;

        reg [PART_WIDTH-1:0] part_q;
        reg                  valid_q;
        reg                  last_q;
        reg                  user_q;

        wire accept    = s_axis_tvalid && s_axis_tready;
        wire first     = part_q == {PART_WIDTH{1'b0}};
        wire completes = s_axis_tlast || part_q == LAST_PART[PART_WIDTH-1:0];

        assign s_axis_tready = !valid_q || m_axis_tready;
        assign m_axis_tvalid = valid_q;
        assign m_axis_tlast  = last_q;
        assign m_axis_tuser  = user_q;

        // A register with clock enable and reset for each part: no logic in the way of the data.
        genvar part;
        for (part = 0; part < RATIO; part = part + 1) begin : gen_part
            localparam integer PART = part;

            reg [IN_WIDTH-1:0] part_data_q;

            assign m_axis_tdata[part*IN_WIDTH +: IN_WIDTH] = part_data_q;

            always @(posedge aclk) begin
                if (accept && part_q == PART[PART_WIDTH-1:0]) part_data_q <= s_axis_tdata;

                // the first part clears what the previous word left behind
                if (accept && first && PART != 0) part_data_q <= {IN_WIDTH{1'b0}};
            end
        end

        always @(posedge aclk) begin
            if (s_axis_tready) begin
                valid_q <= s_axis_tvalid && completes;
            end
            if (accept) begin
                part_q <= completes ? {PART_WIDTH{1'b0}} : part_q + 1'b1;
                last_q <= s_axis_tlast;
                user_q <= s_axis_tuser;
            end

            if (!aresetn) begin
                valid_q <= 1'b0;
                part_q  <= {PART_WIDTH{1'b0}};
            end
        end
    end else if (IN_WIDTH % OUT_WIDTH == 0) begin : gen_down
        localparam RATIO = IN_WIDTH / OUT_WIDTH;
        localparam PART_WIDTH = $clog2(RATIO);
        localparam integer LAST_PART = RATIO - 1;

        reg [IN_WIDTH-1:0]   word_q;
        reg [PART_WIDTH-1:0] part_q;
        reg                  valid_q;
        reg                  last_q;
        reg                  user_q;

        wire at_last_part = part_q == LAST_PART[PART_WIDTH-1:0];

        // The word has a register of its own: a layer in front of this module, which stops as a
        // whole while its output waits, goes on while the parts leave.
        assign s_axis_tready = !valid_q || (m_axis_tready && at_last_part);
        assign m_axis_tdata  = word_q[OUT_WIDTH-1:0];
        assign m_axis_tvalid = valid_q;
        assign m_axis_tlast  = last_q && at_last_part;
        assign m_axis_tuser  = user_q && at_last_part;

        always @(posedge aclk) begin
            if (s_axis_tready) begin
                valid_q <= s_axis_tvalid;
                word_q  <= s_axis_tdata;
                last_q  <= s_axis_tlast;
                user_q  <= s_axis_tuser;
                part_q  <= {PART_WIDTH{1'b0}};
            end else if (m_axis_tready) begin
                word_q <= word_q >> OUT_WIDTH;
                part_q <= part_q + 1'b1;
            end

            if (!aresetn) begin
                valid_q <= 1'b0;
            end
        end
    end else begin : gen_any
        bnn_gearbox #(.IN_WIDTH(IN_WIDTH), .OUT_WIDTH(OUT_WIDTH)) u_gearbox (
            .aclk(aclk),
            .aresetn(aresetn),
            .s_axis_tdata(s_axis_tdata),
            .s_axis_tvalid(s_axis_tvalid),
            .s_axis_tready(s_axis_tready),
            .s_axis_tlast(s_axis_tlast),
            .s_axis_tuser(s_axis_tuser),
            .m_axis_tdata(m_axis_tdata),
            .m_axis_tvalid(m_axis_tvalid),
            .m_axis_tready(m_axis_tready),
            .m_axis_tlast(m_axis_tlast),
            .m_axis_tuser(m_axis_tuser)
        );
    end
endgenerate

endmodule

`resetall
