// ice40_pll: the phase-locked loops of iCE40 for simulation: the clock passes through, locked at once.
// SPDX-License-Identifier: Apache-2.0
//
// Frequencies mean nothing here; what is simulated are cycles. All ports and parameters are there, for a
// bitstream read back names them all.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module SB_PLL40_CORE #
(
    parameter FEEDBACK_PATH = "SIMPLE",
    parameter DELAY_ADJUSTMENT_MODE_FEEDBACK = "FIXED",
    parameter DELAY_ADJUSTMENT_MODE_RELATIVE = "FIXED",
    parameter PLLOUT_SELECT = "GENCLK",
    parameter [1:0] SHIFTREG_DIV_MODE = 2'd0,
    parameter [3:0] FDA_FEEDBACK = 4'd0,
    parameter [3:0] FDA_RELATIVE = 4'd0,
    parameter [3:0] DIVR = 4'd0,
    parameter [6:0] DIVF = 7'd0,
    parameter [2:0] DIVQ = 3'd0,
    parameter [2:0] FILTER_RANGE = 3'd0,
    parameter ENABLE_ICEGATE = 1'b0,
    parameter TEST_MODE = 1'b0
)
(
    input  wire       REFERENCECLK,
    output wire       PLLOUTCORE,
    output wire       PLLOUTGLOBAL,
    input  wire       EXTFEEDBACK,
    input  wire [7:0] DYNAMICDELAY,
    output wire       LOCK,
    input  wire       BYPASS,
    input  wire       RESETB,
    input  wire       LATCHINPUTVALUE,
    output wire       SDO,
    input  wire       SDI,
    input  wire       SCLK
);

assign PLLOUTCORE   = REFERENCECLK;
assign PLLOUTGLOBAL = REFERENCECLK;
assign LOCK         = RESETB && !BYPASS;
assign SDO          = 1'b0;

wire unused = &{1'b0, EXTFEEDBACK, DYNAMICDELAY, LATCHINPUTVALUE, SDI, SCLK};

endmodule

module SB_PLL40_PAD #
(
    parameter FEEDBACK_PATH = "SIMPLE",
    parameter DELAY_ADJUSTMENT_MODE_FEEDBACK = "FIXED",
    parameter DELAY_ADJUSTMENT_MODE_RELATIVE = "FIXED",
    parameter PLLOUT_SELECT = "GENCLK",
    parameter [1:0] SHIFTREG_DIV_MODE = 2'd0,
    parameter [3:0] FDA_FEEDBACK = 4'd0,
    parameter [3:0] FDA_RELATIVE = 4'd0,
    parameter [3:0] DIVR = 4'd0,
    parameter [6:0] DIVF = 7'd0,
    parameter [2:0] DIVQ = 3'd0,
    parameter [2:0] FILTER_RANGE = 3'd0,
    parameter ENABLE_ICEGATE = 1'b0,
    parameter TEST_MODE = 1'b0
)
(
    input  wire       PACKAGEPIN,
    output wire       PLLOUTCORE,
    output wire       PLLOUTGLOBAL,
    input  wire       EXTFEEDBACK,
    input  wire [7:0] DYNAMICDELAY,
    output wire       LOCK,
    input  wire       BYPASS,
    input  wire       RESETB,
    input  wire       LATCHINPUTVALUE,
    output wire       SDO,
    input  wire       SDI,
    input  wire       SCLK
);

assign PLLOUTCORE   = PACKAGEPIN;
assign PLLOUTGLOBAL = PACKAGEPIN;
assign LOCK         = RESETB && !BYPASS;
assign SDO          = 1'b0;

wire unused = &{1'b0, EXTFEEDBACK, DYNAMICDELAY, LATCHINPUTVALUE, SDI, SCLK};

endmodule

`resetall
