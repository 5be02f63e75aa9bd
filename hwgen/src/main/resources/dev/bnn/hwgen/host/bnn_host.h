// bnn_host.h: talks to a board with a binarized neural network over UART or SPI.
// SPDX-License-Identifier: Apache-2.0
//
// C99, nothing but the standard library, no memory but the caller's. Fill in a bnn_wire, then
//
//   struct bnn_host host;
//   enum bnn_code code = bnn_open(&host, &wire);
//   if (code == BNN_OK) code = bnn_classify(&host, images, count, results);
//   if (code != BNN_OK) puts(bnn_message(code));
//
// Messages, and what happens when one is damaged or lost: docs/link.md of bnn. Every call ends in
// bounded time if those of the wire do; an answer is either right or not given.

#ifndef BNN_HOST_H
#define BNN_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* @CONTRACT@ */

// Bytes of an image as bnn_classify takes it: (channels, height, width)
#define BNN_IMAGE_BYTES (BNN_CHANNELS * BNN_HEIGHT * BNN_WIDTH)
// Start, type, tag, length before a payload and CRC-32 after it
#define BNN_HEADER_BYTES 5
#define BNN_FRAME_BYTES (BNN_HEADER_BYTES + 4)
// The longest message to the board, and the longest from it
#define BNN_MESSAGE_BYTES (BNN_FRAME_BYTES + (BNN_PAYLOAD_BYTES > 6 ? BNN_PAYLOAD_BYTES : 6))
#define BNN_ANSWER_PAYLOAD_BYTES (BNN_RESULT_VALUES > 2 ? 4 * BNN_RESULT_VALUES : 8)
#define BNN_ANSWER_BYTES (BNN_FRAME_BYTES + BNN_ANSWER_PAYLOAD_BYTES)
// Most images of a PATTERN
#define BNN_MOST_PATTERN_IMAGES 65535u
// Failures in a row after which a call gives up
#define BNN_TRIES 5

enum bnn_code {
    BNN_OK = 0,
    BNN_ARGUMENT,
    BNN_WIRE,
    BNN_TIMEOUT,
    BNN_UNEXPECTED,
    BNN_BOARD_ERROR,
    BNN_REGISTER,
    BNN_IDENTITY,
    BNN_HASH,
    BNN_SELF_TEST,
    BNN_PATTERN,
    BNN_CLASS
};

// How bytes get to the board and back. Over SPI both directions are one: write keeps what comes in
// meanwhile (BNN_MESSAGE_BYTES at most) for read; read gives that first, then clocks zeros.
struct bnn_wire {
    // Sends all bytes; 0, or negative if that fails. Must not block for good.
    int (*write)(void *user, const uint8_t *bytes, size_t count);
    // Takes at most count bytes that are there, or waits up to micros for the first; how many, 0 if none
    // came, negative if the wire is broken.
    int (*read)(void *user, uint8_t *bytes, size_t count, uint32_t micros);
    // Microseconds since any moment, never backwards
    uint64_t (*now)(void *user);
    // Handed to the three
    void *user;
    // Factor of every time-out, for a slow wire or a simulated board; 0 is 1
    uint32_t patience;
};

struct bnn_statistics {
    uint64_t images;          // answered
    uint64_t retries;         // times the board was reset and asked again
    uint64_t crc_errors;      // damaged messages, seen by either side
    uint64_t timeouts;        // answers that did not come in time
    uint64_t board_errors;    // ERROR messages
    uint8_t last_board_error; // code of the last one, 0: none
};

struct bnn_host {
    struct bnn_statistics statistics;

    // private
    struct bnn_wire wire;
    bool unsure; // what the board does next is not known: reset it first
    uint8_t tag; // of the next message
    size_t held; // bytes of input
    uint8_t input[BNN_MESSAGE_BYTES + 2 * BNN_ANSWER_BYTES]; // all that comes during a message over SPI
    uint8_t message[BNN_MESSAGE_BYTES];
};

// Names of the classes
extern const char *const bnn_class_names[BNN_CLASSES];

// Resets the board and checks that it is this design of this network: identity, hash, self-test images,
// pattern.
enum bnn_code bnn_open(struct bnn_host *host, const struct bnn_wire *wire);

// Results of count images, BNN_IMAGE_BYTES each; BNN_RESULT_VALUES numbers an image: its class, or the
// score of every class. Only BNN_OK fills all of them.
enum bnn_code bnn_classify(struct bnn_host *host, const uint8_t *images, size_t count, int32_t *results);

// Class that the result of an image means
uint32_t bnn_class_of(const int32_t *result);

// Cycles an image takes in the design itself, from PATTERN of few and of many images; few < many
enum bnn_code bnn_benchmark(struct bnn_host *host, uint32_t few, uint32_t many, double *cycles);

// Registers, BNN_REG_...; one attempt each. After a failure the next call resets the board, registers
// included, and only the caller knows what to write again.
enum bnn_code bnn_read_register(struct bnn_host *host, uint32_t offset, uint32_t *value);
enum bnn_code bnn_write_register(struct bnn_host *host, uint32_t offset, uint32_t value);

// All 48 bits of a counter
enum bnn_code bnn_counter(struct bnn_host *host, uint32_t offset, uint64_t *value);

// Image (channels, height, width) to the BNN_PAYLOAD_BYTES that travel: rows, columns, channels innermost
void bnn_pack(const uint8_t *image, uint8_t *payload);

// One line that says what a code means
const char *bnn_message(enum bnn_code code);

#endif
