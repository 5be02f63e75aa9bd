// bnn_loader: the host loads a second network, reads it back, and changes the two, over AXI4-Lite.
// SPDX-License-Identifier: Apache-2.0
//
// Map           docs/host-runtime.md; the addresses below are checked against it.
// Load bus      bnn_layer_memories.  A write or read of LOAD_DATA is answered when its message has been
//               through the whole chain: LATENCY of a link times layers, and 4 cycles.
// Swap          hold = 1 until bnn_frame_gate says drained; then the bank changes, and hold goes on until
//               the change has arrived at the end of the chain.  So every frame is computed with one
//               network.
// Identity      NETWORK and NEXT_NETWORK change places with the banks.  Whoever writes a weight takes
//               the identity of that bank away, and what has none cannot become active.
// Answers       SLVERR for an address without a register or memory, a write to one that is read-only or
//               of less than a word, SWAP without NEXT_NETWORK, SWAP, LOAD_DATA or NEXT_NETWORK written
//               while SWAP is 1, LOAD_DATA read while not PAUSED; none changes anything.
// Reset         of the registers only: banks, identities and messages under way are not reset.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_loader #
(
    // Identity of the network in the files, not 0
    parameter [31:0] NETWORK_ID = 32'd1,
    // Bits of LOAD_ADDRESS that exist
    parameter [31:0] ADDRESS_MASK = 32'hFFFFFFFF
)
(
    input  wire        aclk,
    input  wire        aresetn,

    input  wire [11:0] s_axil_awaddr,
    input  wire [2:0]  s_axil_awprot,
    input  wire        s_axil_awvalid,
    output wire        s_axil_awready,
    input  wire [31:0] s_axil_wdata,
    input  wire [3:0]  s_axil_wstrb,
    input  wire        s_axil_wvalid,
    output wire        s_axil_wready,
    output wire [1:0]  s_axil_bresp,
    output wire        s_axil_bvalid,
    input  wire        s_axil_bready,
    input  wire [11:0] s_axil_araddr,
    input  wire [2:0]  s_axil_arprot,
    input  wire        s_axil_arvalid,
    output wire        s_axil_arready,
    output wire [31:0] s_axil_rdata,
    output wire [1:0]  s_axil_rresp,
    output wire        s_axil_rvalid,
    input  wire        s_axil_rready,

    // bnn_frame_gate
    output wire        hold,
    input  wire        drained,

    // chain of bnn_layer_memories: to the first, from the last
    output wire [68:0] load_out,
    input  wire [68:0] load_in
);

localparam [11:0] NETWORK      = 12'h800;
localparam [11:0] NEXT_NETWORK = 12'h804;
localparam [11:0] NETWORKS     = 12'h808;
localparam [11:0] LOAD_ADDRESS = 12'h80C;
localparam [11:0] LOAD_DATA    = 12'h810;

wire        write_request;
wire        write_ready;
wire        write_enable;
wire [9:0]  write_word;
wire [31:0] write_data;
wire [3:0]  write_strobe;
reg         write_error;
wire        read_request;
wire        read_ready;
wire        read_enable;
wire [9:0]  read_word;
reg  [31:0] read_data;
reg         read_error;

bnn_axi_lite #(.ADDRESS_WIDTH(12)) u_bus (
    .aclk(aclk),
    .aresetn(aresetn),
    .s_axil_awaddr(s_axil_awaddr),
    .s_axil_awprot(s_axil_awprot),
    .s_axil_awvalid(s_axil_awvalid),
    .s_axil_awready(s_axil_awready),
    .s_axil_wdata(s_axil_wdata),
    .s_axil_wstrb(s_axil_wstrb),
    .s_axil_wvalid(s_axil_wvalid),
    .s_axil_wready(s_axil_wready),
    .s_axil_bresp(s_axil_bresp),
    .s_axil_bvalid(s_axil_bvalid),
    .s_axil_bready(s_axil_bready),
    .s_axil_araddr(s_axil_araddr),
    .s_axil_arprot(s_axil_arprot),
    .s_axil_arvalid(s_axil_arvalid),
    .s_axil_arready(s_axil_arready),
    .s_axil_rdata(s_axil_rdata),
    .s_axil_rresp(s_axil_rresp),
    .s_axil_rvalid(s_axil_rvalid),
    .s_axil_rready(s_axil_rready),
    .write_request(write_request),
    .write_ready(write_ready),
    .write_enable(write_enable),
    .write_address(write_word),
    .write_data(write_data),
    .write_strobe(write_strobe),
    .write_error(write_error),
    .read_request(read_request),
    .read_ready(read_ready),
    .read_enable(read_enable),
    .read_address(read_word),
    .read_data(read_data),
    .read_error(read_error)
);

wire [11:0] write_address = {write_word, 2'b00};
wire [11:0] read_address  = {read_word, 2'b00};

reg         pause_q;
reg         swap_q;
reg         read_active_q;
reg  [31:0] address_q;

// not reset: the memories are not, either
reg         bank_q         = 1'b0;
reg  [31:0] network_q      = NETWORK_ID;
reg  [31:0] next_network_q = 32'd0;

// one message at a time, a write before a read; it is not reset, because it is in the chain
reg         busy_q = 1'b0;
reg         send_q = 1'b0;
reg         message_write_q;
reg         message_bank_q;
reg         waits_write_q;
reg         waits_read_q;

wire swapping = swap_q || load_in[68] != bank_q;
wire reading  = busy_q && !message_write_q;
wire paused   = drained && !swapping;

assign hold = pause_q || swapping || reading;

wire write_loads = write_address == LOAD_DATA && write_strobe == 4'b1111 && !swapping;
wire read_loads  = read_address == LOAD_DATA && paused;
wire returned    = load_in[67];
wire known       = load_in[64];

wire start_write = aresetn && write_request && write_loads && !busy_q;
wire start_read  = aresetn && read_request && read_loads && !busy_q && !start_write;

wire write_done = waits_write_q && returned;
wire read_done  = waits_read_q && returned;

// a request that needs a message waits for it; a read that began is answered even if the pause ends
assign write_ready = waits_write_q ? returned : !write_loads;
assign read_ready  = waits_read_q ? returned : !read_loads;

assign load_out = {bank_q, send_q, message_write_q, message_bank_q, 1'b0, address_q, write_data};

wire swap = swap_q && drained && !busy_q && !start_write && !start_read;

wire control_ok = write_strobe == 4'b1111
    && (!write_data[1] || (next_network_q != 32'd0 && !swapping));
wire network_ok = write_strobe == 4'b1111 && !swapping;
wire address_ok = write_strobe == 4'b1111 && (write_data & ~ADDRESS_MASK) == 32'd0;

always @* begin
    case (write_address)
        NETWORKS:     write_error = !control_ok;
        NEXT_NETWORK: write_error = !network_ok;
        LOAD_ADDRESS: write_error = !address_ok;
        LOAD_DATA:    write_error = !(write_done && known);
        default:      write_error = 1'b1;
    endcase
end

always @* begin
    read_error = 1'b0;
    case (read_address)
        NETWORK:      read_data = network_q;
        NEXT_NETWORK: read_data = next_network_q;
        NETWORKS:     read_data = {27'd0, bank_q, paused, read_active_q, swapping, pause_q};
        LOAD_ADDRESS: read_data = address_q;
        LOAD_DATA: begin
            read_data  = load_in[31:0];
            read_error = !(read_done && known);
        end
        default: begin
            read_data  = 32'd0;
            read_error = 1'b1;
        end
    endcase
end

always @(posedge aclk) begin
    send_q <= start_write || start_read;
    if (start_write || start_read) begin
        busy_q          <= 1'b1;
        waits_write_q   <= start_write;
        waits_read_q    <= start_read;
        message_write_q <= start_write;
        message_bank_q  <= bank_q ^ (start_write || !read_active_q);
    end
    if (returned) begin
        busy_q        <= 1'b0;
        waits_write_q <= 1'b0;
        waits_read_q  <= 1'b0;
    end

    if (write_enable && !write_error) begin
        case (write_address)
            NETWORKS: begin
                pause_q       <= write_data[0];
                read_active_q <= write_data[2];
                if (write_data[1]) swap_q <= 1'b1;
            end
            NEXT_NETWORK: next_network_q <= write_data;
            LOAD_ADDRESS: address_q <= write_data;
            default: ; // LOAD_DATA: below
        endcase
    end
    // even if a reset came between: the bank is another one now
    if (returned && message_write_q && known) next_network_q <= 32'd0;
    if ((write_done || read_done) && known) address_q <= (address_q + 32'd1) & ADDRESS_MASK;

    if (swap) begin
        swap_q         <= 1'b0;
        bank_q         <= !bank_q;
        network_q      <= next_network_q;
        next_network_q <= network_q;
    end

    if (!aresetn) begin
        pause_q       <= 1'b0;
        swap_q        <= 1'b0;
        read_active_q <= 1'b0;
        address_q     <= 32'd0;
        waits_write_q <= 1'b0;
        waits_read_q  <= 1'b0;
    end
end

wire unused = &{1'b0, read_enable, load_in[66:65], load_in[63:32]};

endmodule

`resetall
