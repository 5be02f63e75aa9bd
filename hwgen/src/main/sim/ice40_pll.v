// ice40_pll: the phase-locked loops of iCE40 for simulation: the clock passes through, locked at once.
// SPDX-License-Identifier: Apache-2.0
//
// Frequencies mean nothing here; what is simulated are cycles.

`resetall
`timescale 1ns / 1ps
`default_nettype none

module SB_PLL40_CORE #
(
    parameter FEEDBACK_PATH = "SIMPLE",
    parameter [3:0] DIVR = 4'd0,
    parameter [6:0] DIVF = 7'd0,
    parameter [2:0] DIVQ = 3'd0,
    parameter [2:0] FILTER_RANGE = 3'd0
)
(
    input  wire REFERENCECLK,
    input  wire RESETB,
    input  wire BYPASS,
    output wire PLLOUTGLOBAL,
    output wire LOCK
);

assign PLLOUTGLOBAL = REFERENCECLK;
assign LOCK         = RESETB && !BYPASS;

endmodule

module SB_PLL40_PAD #
(
    parameter FEEDBACK_PATH = "SIMPLE",
    parameter [3:0] DIVR = 4'd0,
    parameter [6:0] DIVF = 7'd0,
    parameter [2:0] DIVQ = 3'd0,
    parameter [2:0] FILTER_RANGE = 3'd0
)
(
    input  wire PACKAGEPIN,
    input  wire RESETB,
    input  wire BYPASS,
    output wire PLLOUTGLOBAL,
    output wire LOCK
);

assign PLLOUTGLOBAL = PACKAGEPIN;
assign LOCK         = RESETB && !BYPASS;

endmodule

`resetall
