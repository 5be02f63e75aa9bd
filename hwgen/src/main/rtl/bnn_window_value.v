// bnn_window_value: finds a value of a window among the words its banks gave.
// SPDX-License-Identifier: Apache-2.0
//
//   value = the word of bank (bank + RIGHT) mod BANKS, row bank (slot + DOWN) mod ROW_BANKS
//
// Latency 0 cycles (combinational).

`resetall
`timescale 1ns / 1ps
`default_nettype none

module bnn_window_value #
(
    // Word (bits)
    parameter WORD = 4,
    // Column banks and row banks
    parameter BANKS = 2,
    parameter ROW_BANKS = 1,
    // Number of a bank and of a row bank (bits), at least one more than they need
    parameter BANK_WIDTH = 3,
    parameter SLOT_WIDTH = 2,
    // Place of the value, counted from the window's: less than BANKS and ROW_BANKS
    parameter RIGHT = 0,
    parameter DOWN = 0
)
(
    // word of bank b in row bank r at (r*BANKS + b)*WORD
    input  wire [ROW_BANKS*BANKS*WORD-1:0] words,
    // bank and row bank of the window's first column and line; with one of them it is not looked at
    input  wire [BANK_WIDTH-1:0]           bank,
    input  wire [SLOT_WIDTH-1:0]           slot,
    output wire [WORD-1:0]                 value
);

generate
    if (WORD < 1 || BANKS < 1 || ROW_BANKS < 1 || RIGHT >= BANKS || DOWN >= ROW_BANKS) begin : gen_check_size
        RIGHT_must_be_below_BANKS_and_DOWN_below_ROW_BANKS illegal_parameter ();
    end
endgenerate

// the row first
wire [BANKS*WORD-1:0] row;

genvar r, b;
generate
    if (ROW_BANKS == 1) begin : gen_row
        wire unused = &{1'b0, slot};

        assign row = words;
    end else begin : gen_rows
        wire [ROW_BANKS-1:0] is_row;
        reg  [BANKS*WORD-1:0] chosen;
        integer               i;

        for (r = 0; r < ROW_BANKS; r = r + 1) begin : gen_is_row
            localparam integer FIRST = (r + ROW_BANKS - DOWN) % ROW_BANKS;

            assign is_row[r] = slot == FIRST[SLOT_WIDTH-1:0];
        end

        always @* begin
            chosen = {(BANKS*WORD){1'b0}};
            for (i = 0; i < ROW_BANKS; i = i + 1) begin
                if (is_row[i]) chosen = chosen | words[i*BANKS*WORD +: BANKS*WORD];
            end
        end

        assign row = chosen;
    end

    if (BANKS == 1) begin : gen_bank
        wire unused = &{1'b0, bank};

        assign value = row;
    end else begin : gen_banks
        wire [BANKS-1:0] is_bank;
        reg  [WORD-1:0]  chosen;
        integer          i;

        for (b = 0; b < BANKS; b = b + 1) begin : gen_is_bank
            localparam integer FIRST = (b + BANKS - RIGHT) % BANKS;

            assign is_bank[b] = bank == FIRST[BANK_WIDTH-1:0];
        end

        always @* begin
            chosen = {WORD{1'b0}};
            for (i = 0; i < BANKS; i = i + 1) begin
                if (is_bank[i]) chosen = chosen | row[i*WORD +: WORD];
            end
        end

        assign value = chosen;
    end
endgenerate

endmodule

`resetall
