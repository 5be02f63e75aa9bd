// fv_swap: bnn_loader and bnn_frame_gate change networks while nothing is under way, resets at any time.
// SPDX-License-Identifier: Apache-2.0
//
// The host does anything at any time; the chain is a link of one cycle.  Frames are of any length, right or
// wrong as `right` says at their end, and the results of right ones are taken in order, any time later; fewer
// than 2^COUNT_WIDTH are in the design.
//
//   swap        the bank changes only while no frame is under way and no result is to come
//   begin       a frame begins only when the whole chain has the bank that answers
//   read        so does a message that reads: it takes the memories' ports
//   identity    what has no identity never answers
//   stream      what is offered to the design stays until it is taken, and nothing is lost

`default_nettype none

module fv_swap #
(
    parameter COUNT_WIDTH = 2
)
(
    input wire        clk,
    input wire        run,
    input wire        run_data,
    input wire [4:0]  awaddr,
    input wire        awvalid,
    input wire [2:0]  wdata,
    input wire        wvalid,
    input wire        bready,
    input wire [4:0]  araddr,
    input wire        arvalid,
    input wire        rready,
    input wire        s_tvalid,
    input wire        s_tlast,
    input wire        m_tready,
    input wire        right,
    input wire        result_valid,
    input wire        result_ready,
    input wire        known
);

reg begun = 1'b0;
always @(posedge clk) begun <= 1'b1;

wire aresetn      = begun && run;
wire data_aresetn = begun && run && run_data;

wire        hold;
wire        drained;
wire        s_tready;
wire        m_tvalid;
wire [68:0] load_out;
reg  [68:0] load_q = 69'd0;
wire [12:0] open_bus;
wire [31:0] rdata;

wire accept       = s_tvalid && s_tready;
wire frame_accept = data_aresetn && accept && s_tlast && right;
reg [COUNT_WIDTH-1:0] inside = 0;
wire result       = result_valid && inside != 0;

bnn_frame_gate #(.COUNT_WIDTH(COUNT_WIDTH)) gate (
    .aclk(clk),
    .aresetn(data_aresetn),
    .s_axis_tvalid(s_tvalid),
    .s_axis_tready(s_tready),
    .s_axis_tlast(s_tlast),
    .m_axis_tvalid(m_tvalid),
    .m_axis_tready(m_tready),
    .frame_accept(frame_accept),
    .result_tvalid(result),
    .result_tready(result_ready),
    .result_tlast(1'b1),
    .hold(hold),
    .drained(drained)
);

bnn_loader #(.NETWORK_ID(32'd1), .ADDRESS_MASK(32'd1)) dut (
    .aclk(clk),
    .aresetn(aresetn),
    .s_axil_awaddr({7'b1000000, awaddr}),
    .s_axil_awprot(3'd0),
    .s_axil_awvalid(awvalid),
    .s_axil_awready(open_bus[0]),
    .s_axil_wdata({29'd0, wdata}),
    .s_axil_wstrb(4'b1111),
    .s_axil_wvalid(wvalid),
    .s_axil_wready(open_bus[1]),
    .s_axil_bresp(open_bus[3:2]),
    .s_axil_bvalid(open_bus[4]),
    .s_axil_bready(bready),
    .s_axil_araddr({7'b1000000, araddr}),
    .s_axil_arprot(3'd0),
    .s_axil_arvalid(arvalid),
    .s_axil_arready(open_bus[5]),
    .s_axil_rdata(rdata),
    .s_axil_rresp(open_bus[7:6]),
    .s_axil_rvalid(open_bus[8]),
    .s_axil_rready(rready),
    .hold(hold),
    .drained(drained),
    .load_out(load_out),
    .load_in({load_q[68:65], known, load_q[63:0]})
);

always @(posedge clk) load_q <= load_out;

// what is in the design, counted here
reg is_open    = 1'b0;
reg bank_q     = 1'b0;
reg quiet_q    = 1'b1;
reg waiting_q  = 1'b0;
reg s_beat_q   = 1'b0;
reg s_waits_q  = 1'b0;
reg was_run_q  = 1'b0;

wire begins = accept && !is_open;
wire quiet  = !is_open && inside == 0;

always @(posedge clk) begin
    if (accept) is_open <= !s_tlast;
    inside    <= inside + frame_accept - (result && result_ready);
    bank_q    <= load_out[68];
    quiet_q   <= quiet;
    waiting_q <= m_tvalid && !m_tready;
    s_waits_q <= s_tvalid && !s_tready;
    s_beat_q  <= s_tlast;
    was_run_q <= data_aresetn;
    if (!data_aresetn) begin
        is_open   <= 1'b0;
        inside    <= 0;
        waiting_q <= 1'b0;
    end
end

always @(posedge clk) begin
    assume (!(frame_accept && inside == {COUNT_WIDTH{1'b1}}));
    assume (data_aresetn || !m_tready);
    if (s_waits_q && was_run_q) assume (s_tvalid && s_tlast == s_beat_q);
    if (data_aresetn) begin
        // swap, in the cycle before
        if (was_run_q && load_out[68] != bank_q) assert (quiet_q);
        if (begins) assert (load_q[68] == load_out[68]);
        if (begins) assert (!(load_q[67] && !load_q[66]) && !(load_out[67] && !load_out[66]));
        if (is_open || inside != 0) assert (!(load_q[67] && !load_q[66]));
        if (waiting_q) assert (m_tvalid);
        if (accept) assert (m_tvalid && m_tready);
        if (m_tvalid && m_tready) assert (accept);
    end
end

endmodule
