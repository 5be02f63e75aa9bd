// bnn_axi_lite_fork: one AXI4-Lite bus for two slaves.
// SPDX-License-Identifier: Apache-2.0
//
//   address bit SELECT = 0: slave 0, 1: slave 1
//
// Only handshakes and answers pass through here: address, data, strobe and protection go to both slaves
// directly.  Bit k of a vector belongs to slave k.
//
// Order         a write at a time and a read at a time; they do not wait for each other.
// Latency       0 cycles on the way to a slave and back; data that comes with its address waits a cycle.
// Flow control  handshakes pass through combinationally.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_axi_lite_fork #
(
    // Byte address (bits), and the one that chooses
    parameter ADDRESS_WIDTH = 12,
    parameter SELECT = 11
)
(
    input  wire                     aclk,
    input  wire                     aresetn,

    input  wire [ADDRESS_WIDTH-1:0] s_axil_awaddr,
    input  wire                     s_axil_awvalid,
    output wire                     s_axil_awready,
    input  wire                     s_axil_wvalid,
    output wire                     s_axil_wready,
    output wire [1:0]               s_axil_bresp,
    output wire                     s_axil_bvalid,
    input  wire                     s_axil_bready,
    input  wire [ADDRESS_WIDTH-1:0] s_axil_araddr,
    input  wire                     s_axil_arvalid,
    output wire                     s_axil_arready,
    output wire [31:0]              s_axil_rdata,
    output wire [1:0]               s_axil_rresp,
    output wire                     s_axil_rvalid,
    input  wire                     s_axil_rready,

    output wire [1:0]               m_axil_awvalid,
    input  wire [1:0]               m_axil_awready,
    output wire [1:0]               m_axil_wvalid,
    input  wire [1:0]               m_axil_wready,
    input  wire [3:0]               m_axil_bresp,
    input  wire [1:0]               m_axil_bvalid,
    output wire [1:0]               m_axil_bready,
    output wire [1:0]               m_axil_arvalid,
    input  wire [1:0]               m_axil_arready,
    input  wire [63:0]              m_axil_rdata,
    input  wire [3:0]               m_axil_rresp,
    input  wire [1:0]               m_axil_rvalid,
    output wire [1:0]               m_axil_rready
);

generate
    if (SELECT < 0 || SELECT >= ADDRESS_WIDTH) begin : gen_check_select
        SELECT_must_be_0_to_ADDRESS_WIDTH_minus_1 illegal_parameter ();
    end
endgenerate

wire unused = &{1'b0, s_axil_awaddr, s_axil_araddr};

// a slave has taken the address, and the data, and its answer is still to come
reg address_q;
reg data_q;
reg write_slave_q;
reg read_q;
reg read_slave_q;

wire       write_slave = s_axil_awaddr[SELECT];
wire       read_slave  = s_axil_araddr[SELECT];
// as vectors with a bit for each slave
wire [1:0] write_next  = {write_slave, !write_slave};
wire [1:0] write_now   = {write_slave_q, !write_slave_q};
wire [1:0] read_next   = {read_slave, !read_slave};
wire [1:0] read_now    = {read_slave_q, !read_slave_q};

assign m_axil_awvalid = {2{s_axil_awvalid && !address_q}} & write_next;
assign s_axil_awready = !address_q && m_axil_awready[write_slave];

assign m_axil_wvalid = {2{s_axil_wvalid && address_q && !data_q}} & write_now;
assign s_axil_wready = address_q && !data_q && m_axil_wready[write_slave_q];

assign m_axil_bready = {2{s_axil_bready && address_q}} & write_now;
assign s_axil_bvalid = address_q && m_axil_bvalid[write_slave_q];
assign s_axil_bresp  = write_slave_q ? m_axil_bresp[3:2] : m_axil_bresp[1:0];

assign m_axil_arvalid = {2{s_axil_arvalid && !read_q}} & read_next;
assign s_axil_arready = !read_q && m_axil_arready[read_slave];

assign m_axil_rready = {2{s_axil_rready && read_q}} & read_now;
assign s_axil_rvalid = read_q && m_axil_rvalid[read_slave_q];
assign s_axil_rdata  = read_slave_q ? m_axil_rdata[63:32] : m_axil_rdata[31:0];
assign s_axil_rresp  = read_slave_q ? m_axil_rresp[3:2] : m_axil_rresp[1:0];

always @(posedge aclk) begin
    if (s_axil_awvalid && s_axil_awready) begin
        address_q     <= 1'b1;
        write_slave_q <= write_slave;
    end
    if (s_axil_wvalid && s_axil_wready) data_q <= 1'b1;
    if (s_axil_bvalid && s_axil_bready) begin
        address_q <= 1'b0;
        data_q    <= 1'b0;
    end
    if (s_axil_arvalid && s_axil_arready) begin
        read_q       <= 1'b1;
        read_slave_q <= read_slave;
    end
    if (s_axil_rvalid && s_axil_rready) read_q <= 1'b0;

    if (!aresetn) begin
        address_q <= 1'b0;
        data_q    <= 1'b0;
        read_q    <= 1'b0;
    end
end

endmodule

`resetall
