// bnn_serial_pins: the ports of bnn_top behind a handful of pins, for place and route.
// SPDX-License-Identifier: Apache-2.0
//
// A generated top has more ports than small packages have pins.  Here its input is shifted in, its
// output shifted out, a bit a cycle.  Everything that touches the top is a register of this module
// (a pin's way to its register is not on the clock's critical path), so what limits the clock is
// the top: every path ends in it, or is its handshake and one LUT.
// HOST 0: the registers' bus is tied off, as on a board without a host, and synthesis removes what
// only it needs.  HOST 1: the bus is live; its inputs are shifted in, its outputs taken and shifted
// out.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_serial_pins #
(
    // tdata of the top's input (bits)
    parameter IN_WIDTH = 8,
    // Whether a host drives the registers, 0 or 1
    parameter HOST = 0
)
(
    input  wire aclk,
    input  wire reset_n,

    input  wire in_bit,
    input  wire in_valid,
    input  wire in_last,

    input  wire out_ready,
    output wire out_bit,
    output reg  out_valid,
    output reg  frame_error,

    input  wire bus_bit,
    input  wire bus_shift,
    output wire bus_out_bit
);

// inputs and outputs of the bus (bits)
localparam BUS_IN = 71;
localparam BUS_OUT = 41;

reg                aresetn_q;
reg                in_bit_q;
reg                in_valid_q;
reg                in_last_q;
reg                out_ready_q;

reg [IN_WIDTH-1:0] s_tdata_q;
reg                s_tvalid_q;
reg                s_tlast_q;
wire               s_tready;

wire [31:0]        m_tdata;
wire               m_tvalid;
wire               m_tlast;
wire               top_frame_error;
reg  [32:0]        result_q;

wire [BUS_IN-1:0]  bus;
wire [11:0]        awaddr;
wire [2:0]         awprot;
wire               awvalid;
wire [31:0]        wdata;
wire [3:0]         wstrb;
wire               wvalid;
wire               bready;
wire [11:0]        araddr;
wire [2:0]         arprot;
wire               arvalid;
wire               rready;
wire               awready;
wire               wready;
wire [1:0]         bresp;
wire               bvalid;
wire               arready;
wire [31:0]        rdata;
wire [1:0]         rresp;
wire               rvalid;

assign out_bit = result_q[0];

assign {awaddr, awprot, awvalid, wdata, wstrb, wvalid, bready, araddr, arprot, arvalid, rready} = bus;

generate
    if (HOST) begin : gen_host
        reg [1:0]         bus_pins_q;
        reg [BUS_IN-1:0]  bus_q;
        reg [BUS_OUT-1:0] bus_out_q;

        assign bus         = bus_q;
        assign bus_out_bit = bus_out_q[0];

        always @(posedge aclk) begin
            bus_pins_q <= {bus_shift, bus_bit};
            if (bus_pins_q[1]) begin
                bus_q     <= {bus_q, bus_pins_q[0]};
                bus_out_q <= {1'b0, bus_out_q[BUS_OUT-1:1]};
            end else begin
                bus_out_q <= {awready, wready, bresp, bvalid, arready, rdata, rresp, rvalid};
            end
        end
    end else begin : gen_no_host
        assign bus         = {BUS_IN{1'b0}};
        assign bus_out_bit = 1'b0;
    end
endgenerate

always @(posedge aclk) begin
    aresetn_q   <= reset_n;
    in_bit_q    <= in_bit;
    in_valid_q  <= in_valid;
    in_last_q   <= in_last;
    out_ready_q <= out_ready;
    frame_error <= top_frame_error;

    if (!s_tvalid_q || s_tready) begin
        s_tdata_q  <= {s_tdata_q, in_bit_q};
        s_tvalid_q <= in_valid_q;
        s_tlast_q  <= in_last_q;
    end
    out_valid <= m_tvalid && out_ready_q;
    result_q  <= m_tvalid && out_ready_q ? {m_tlast, m_tdata} : {1'b0, result_q[32:1]};

    if (!aresetn_q) s_tvalid_q <= 1'b0;
end

bnn_top u_top (
    .aclk(aclk),
    .aresetn(aresetn_q),
    .s_axil_awaddr(awaddr),
    .s_axil_awprot(awprot),
    .s_axil_awvalid(awvalid),
    .s_axil_awready(awready),
    .s_axil_wdata(wdata),
    .s_axil_wstrb(wstrb),
    .s_axil_wvalid(wvalid),
    .s_axil_wready(wready),
    .s_axil_bresp(bresp),
    .s_axil_bvalid(bvalid),
    .s_axil_bready(bready),
    .s_axil_araddr(araddr),
    .s_axil_arprot(arprot),
    .s_axil_arvalid(arvalid),
    .s_axil_arready(arready),
    .s_axil_rdata(rdata),
    .s_axil_rresp(rresp),
    .s_axil_rvalid(rvalid),
    .s_axil_rready(rready),
    .s_axis_tdata(s_tdata_q),
    .s_axis_tvalid(s_tvalid_q),
    .s_axis_tready(s_tready),
    .s_axis_tlast(s_tlast_q),
    .m_axis_tdata(m_tdata),
    .m_axis_tvalid(m_tvalid),
    .m_axis_tready(out_ready_q),
    .m_axis_tlast(m_tlast),
    .frame_error(top_frame_error)
);

endmodule

`resetall
