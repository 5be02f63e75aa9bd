// fake_board.h: a board in C that behaves as docs/link.md says, or does not.
// SPDX-License-Identifier: Apache-2.0
//
// Its network answers the CRC-32 of the payload modulo the classes; score k is the CRC times 2k + 1. Its
// pattern takes 15 + 200 m cycles and signs with the CRC of m. Time is in nanoseconds.

#ifndef FAKE_BOARD_H
#define FAKE_BOARD_H

#include "bnn_host.h"

#define QUEUE_BYTES 65536

enum fault {
    NO_FAULT,
    LATE,            // an answer comes when nobody waits for it any more
    SHORT,           // an answer ends early
    CORRUPT_ANSWER,  // a bit of an answer is another
    CORRUPT_REQUEST, // a bit on the way to the board is another
    LOST_BYTE,       // a byte on the way to the board is missing
    SURPLUS,         // noise before an answer, with what may be a start
    SILENT,          // never an answer
    WEDGED,          // no answer from a message on
    LAZY,            // the same, until the board is reset
    WRONG_ID,
    WRONG_HASH,
    WRONG_TEST, // wrong results, with right CRCs
    WRONG_CYCLES,
    WRONG_SIGNATURE,
    WRONG_CLASS, // one that does not exist
    RESTART,     // the board is reset in the middle of a message
    DUPLICATE,   // an answer comes twice
    STALE,       // an answer of long ago comes once more
    SWAPPED,     // two answers change places
    WRONG_TAG,
    WRONG_TYPE,
    MANY_ERRORS, // ERROR instead of every answer from a message on
    BABBLE,      // noise without end, and nothing else
    NOISE,       // noise without end between answers
    CHATTER,     // whole messages without end, that nobody asked for
    DIRTY,       // in the middle of a message, with old results, when the host comes
    RANDOM,      // one byte of 300 damaged, lost or doubled, either way
    FAULTS
};

extern const char *const fault_names[FAULTS];

struct board {
    enum fault fault;
    unsigned at;       // message from which, or at which, the fault shows; 0 is the first
    unsigned messages; // taken so far
    uint64_t time;     // of what happened last
    uint64_t last_byte;
    uint64_t begun_after; // quiet before the message
    bool hurried;         // RESET without the quiet that docs/link.md asks for
    uint32_t random;
    uint32_t scratch;
    uint16_t high;
    bool lazy;
    size_t held;
    uint8_t message[BNN_MESSAGE_BYTES];
    uint8_t old[BNN_ANSWER_BYTES]; // an answer
    size_t old_bytes;
    uint64_t free_at; // the last byte of the queue is out
    size_t first;
    size_t end;
    uint8_t queue[QUEUE_BYTES];
    uint64_t times[QUEUE_BYTES];
};

void board_begin(struct board *board, enum fault fault, unsigned at, uint32_t seed);

// A byte reaches the board
void board_take(struct board *board, uint64_t time, uint8_t byte);

// Whether a byte leaves the board by then
bool board_give(struct board *board, uint64_t time, uint8_t *byte);

// When the next byte leaves; UINT64_MAX: none is known
uint64_t board_next(const struct board *board);

// CRC-32 bit by bit, as it is defined
uint32_t slow_crc(const uint8_t *bytes, size_t count);

// What the network answers
void board_result(const uint8_t *payload, int32_t *result);

#endif
