// bnn_axi_lite: AXI4-Lite slave of 32 bits, the protocol only; what lies where is the user's.
// SPDX-License-Identifier: Apache-2.0
//
// Write         write_enable = 1 for one cycle: write_address, write_data and write_strobe (a bit per
//               byte) hold, and write_error answers in the same cycle.
// Read          read_enable = 1 for one cycle: read_address holds, and read_data and read_error answer
//               in the same cycle.
// Waiting       write_request = 1 while a write could be carried out: it is as soon as write_ready = 1,
//               and until then write_address, write_data and write_strobe hold.  So with reads.
// Answers       OKAY, or SLVERR where write_error or read_error is 1; read data is then 0.
// Order         address and data of a write may come in either order or together; reads and writes do
//               not wait for each other.  A write has happened when its answer is there.
// Latency       2 cycles from the last of address and data to the answer, if it need not wait.
// Throughput    a write and a read every 2 cycles.
// Flow control  an answer waits for its ready; one request more is taken meanwhile.  All outputs of
//               s_axil come from registers.
// The lowest two address bits and awprot and arprot mean nothing here.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_axi_lite #
(
    // Byte address (bits), 3 to 32
    parameter ADDRESS_WIDTH = 12
)
(
    input  wire                     aclk,
    input  wire                     aresetn,

    input  wire [ADDRESS_WIDTH-1:0] s_axil_awaddr,
    input  wire [2:0]               s_axil_awprot,
    input  wire                     s_axil_awvalid,
    output wire                     s_axil_awready,
    input  wire [31:0]              s_axil_wdata,
    input  wire [3:0]               s_axil_wstrb,
    input  wire                     s_axil_wvalid,
    output wire                     s_axil_wready,
    output reg  [1:0]               s_axil_bresp,
    output reg                      s_axil_bvalid,
    input  wire                     s_axil_bready,
    input  wire [ADDRESS_WIDTH-1:0] s_axil_araddr,
    input  wire [2:0]               s_axil_arprot,
    input  wire                     s_axil_arvalid,
    output wire                     s_axil_arready,
    output reg  [31:0]              s_axil_rdata,
    output reg  [1:0]               s_axil_rresp,
    output reg                      s_axil_rvalid,
    input  wire                     s_axil_rready,

    output wire                     write_request,
    input  wire                     write_ready,
    output wire                     write_enable,
    // number of a 32-bit word
    output reg  [ADDRESS_WIDTH-3:0] write_address,
    output reg  [31:0]              write_data,
    output reg  [3:0]               write_strobe,
    input  wire                     write_error,

    output wire                     read_request,
    input  wire                     read_ready,
    output wire                     read_enable,
    // number of a 32-bit word
    output reg  [ADDRESS_WIDTH-3:0] read_address,
    input  wire [31:0]              read_data,
    input  wire                     read_error
);

generate
    if (ADDRESS_WIDTH < 3 || ADDRESS_WIDTH > 32) begin : gen_check_width
        ADDRESS_WIDTH_must_be_3_to_32 illegal_parameter ();
    end
endgenerate

localparam [1:0] OKAY = 2'b00;
localparam [1:0] SLVERR = 2'b10;

wire unused = &{1'b0, s_axil_awaddr[1:0], s_axil_awprot, s_axil_araddr[1:0], s_axil_arprot};

// requests that were taken and not yet carried out
reg address_q;
reg data_q;
reg read_q;

assign s_axil_awready = !address_q;
assign s_axil_wready  = !data_q;
assign s_axil_arready = !read_q;

assign write_request = address_q && data_q && (!s_axil_bvalid || s_axil_bready);
assign read_request  = read_q && (!s_axil_rvalid || s_axil_rready);
assign write_enable  = write_request && write_ready;
assign read_enable   = read_request && read_ready;

always @(posedge aclk) begin
    if (s_axil_awvalid && s_axil_awready) begin
        address_q     <= 1'b1;
        write_address <= s_axil_awaddr[ADDRESS_WIDTH-1:2];
    end
    if (s_axil_wvalid && s_axil_wready) begin
        data_q       <= 1'b1;
        write_data   <= s_axil_wdata;
        write_strobe <= s_axil_wstrb;
    end
    if (s_axil_bready) s_axil_bvalid <= 1'b0;
    if (write_enable) begin
        address_q     <= 1'b0;
        data_q        <= 1'b0;
        s_axil_bvalid <= 1'b1;
        s_axil_bresp  <= write_error ? SLVERR : OKAY;
    end

    if (s_axil_arvalid && s_axil_arready) begin
        read_q       <= 1'b1;
        read_address <= s_axil_araddr[ADDRESS_WIDTH-1:2];
    end
    if (s_axil_rready) s_axil_rvalid <= 1'b0;
    if (read_enable) begin
        read_q        <= 1'b0;
        s_axil_rvalid <= 1'b1;
        s_axil_rdata  <= read_error ? 32'd0 : read_data;
        s_axil_rresp  <= read_error ? SLVERR : OKAY;
    end

    if (!aresetn) begin
        address_q     <= 1'b0;
        data_q        <= 1'b0;
        read_q        <= 1'b0;
        s_axil_bvalid <= 1'b0;
        s_axil_rvalid <= 1'b0;
    end
end

endmodule

`resetall
