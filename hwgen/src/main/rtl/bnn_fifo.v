// bnn_fifo: first in, first out.
// SPDX-License-Identifier: Apache-2.0
//
// Holds         DEPTH beats in memory and one more in the output register.
// Latency       2 cycles (DEPTH = 1: 1 cycle).  Throughput 1 beat per cycle.
// Flow control  s_axis_tready and all m_axis outputs come from registers (DEPTH = 1: see bnn_skid).
// Payload       tdata only; concatenate tlast and tuser into it where they are needed.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_fifo #
(
    // Payload (bits)
    parameter WIDTH = 8,
    // Beats in memory; need not be a power of two
    parameter DEPTH = 2,
    // Memory, if DEPTH > 1: 0 = the tool decides by size, 1 = block memory, 2 = registers,
    // 3 = LUT memory (where the device has it)
    parameter RAM_STYLE = 0
)
(
    input  wire             aclk,
    input  wire             aresetn,

    input  wire [WIDTH-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,

    output wire [WIDTH-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready
);

generate
    if (WIDTH < 1 || DEPTH < 1) begin : gen_check_size
        WIDTH_and_DEPTH_must_be_at_least_1 illegal_parameter ();
    end

    if (DEPTH == 1) begin : gen_skid
        // one word of memory cannot be read and written at once; a skid buffer can
        bnn_skid #(.WIDTH(WIDTH)) u_skid (
            .aclk(aclk),
            .aresetn(aresetn),
            .s_axis_tdata(s_axis_tdata),
            .s_axis_tvalid(s_axis_tvalid),
            .s_axis_tready(s_axis_tready),
            .m_axis_tdata(m_axis_tdata),
            .m_axis_tvalid(m_axis_tvalid),
            .m_axis_tready(m_axis_tready)
        );
    end else begin : gen_memory
        localparam ADDRESS_WIDTH = $clog2(DEPTH);
        localparam COUNT_WIDTH = $clog2(DEPTH + 1);
        localparam integer LAST = DEPTH - 1;

        reg [ADDRESS_WIDTH-1:0] write_address_q;
        reg [ADDRESS_WIDTH-1:0] read_address_q;
        reg [COUNT_WIDTH-1:0]   count_q;
        reg                     valid_q;

        wire write = s_axis_tvalid && s_axis_tready;
        wire read  = count_q != {COUNT_WIDTH{1'b0}} && (!valid_q || m_axis_tready);

        assign s_axis_tready = count_q != DEPTH[COUNT_WIDTH-1:0];
        assign m_axis_tvalid = valid_q;

        // the memory's read register is the output register
        bnn_ram #(.WIDTH(WIDTH), .DEPTH(DEPTH), .RAM_STYLE(RAM_STYLE)) u_memory (
            .aclk(aclk),
            .write_enable(write),
            .write_address(write_address_q),
            .write_data(s_axis_tdata),
            .read_enable(read),
            .read_address(read_address_q),
            .read_data(m_axis_tdata)
        );

        always @(posedge aclk) begin
            if (write) begin
                write_address_q <= write_address_q == LAST[ADDRESS_WIDTH-1:0]
                    ? {ADDRESS_WIDTH{1'b0}} : write_address_q + 1'b1;
            end
            if (read) begin
                read_address_q <= read_address_q == LAST[ADDRESS_WIDTH-1:0]
                    ? {ADDRESS_WIDTH{1'b0}} : read_address_q + 1'b1;
            end
            if (write && !read) count_q <= count_q + 1'b1;
            if (read && !write) count_q <= count_q - 1'b1;
            valid_q <= read || (valid_q && !m_axis_tready);

            if (!aresetn) begin
                write_address_q <= {ADDRESS_WIDTH{1'b0}};
                read_address_q  <= {ADDRESS_WIDTH{1'b0}};
                count_q         <= {COUNT_WIDTH{1'b0}};
                valid_q         <= 1'b0;
            end
        end
    end
endgenerate

endmodule

`resetall
