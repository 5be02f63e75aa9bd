// host_test.c: the host in C against a board that misbehaves, on a clock of its own.
// SPDX-License-Identifier: Apache-2.0
//
//   host_test VECTORS     lines "image payload", both in hexadecimal, from who packs in another way
//
// Prints FAIL lines and at last "checks=N bad=M"; exit status 1 if there are any bad.

#include <stdio.h>
#include <stdlib.h>

#include "bnn_host.c"

#include "fake_board.h"

#define IMAGES 40
#define SECOND 1000000000ull
// Nothing a board does may take longer; all tries of all that bnn_open and bnn_classify do are far below
#define MOST_SECONDS 60u

#ifdef BNN_BAUD
#define NANOS_PER_BYTE (10 * SECOND / BNN_BAUD)
#else
#define NANOS_PER_BYTE (8 * SECOND / BNN_MAX_CLOCK_HZ)
#endif

static unsigned checks;
static unsigned bad;

static void check(bool holds, const char *what, const char *why, unsigned at) {
    checks++;
    if (holds) return;
    bad++;
    printf("FAIL %s at %u: %s\n", what, at, why);
}

// ---- a wire on a clock of its own

struct fake_wire {
    struct board board;
    uint64_t time;
    size_t kept; // what came in while bytes went out, SPI only
    uint8_t input[BNN_MESSAGE_BYTES];
    bool spilled;
    int broken_after; // calls until the wire is broken; negative: never
    size_t images_out;
    size_t bytes_in;
    size_t most_waiting; // images without a result
};

#ifndef BNN_BAUD
static uint8_t exchange(struct fake_wire *wire, uint8_t out) {
    uint8_t in = 0;
    board_give(&wire->board, wire->time, &in);
    wire->time += NANOS_PER_BYTE;
    board_take(&wire->board, wire->time, out);
    return in;
}
#endif

static bool breaks(struct fake_wire *wire) { return wire->broken_after >= 0 && wire->broken_after-- == 0; }

static int fake_write(void *user, const uint8_t *bytes, size_t count) {
    struct fake_wire *wire = user;
    if (breaks(wire)) return -1;
    const size_t waiting = ++wire->images_out - wire->bytes_in / (BNN_FRAME_BYTES + 4 * BNN_RESULT_VALUES);
    if (waiting > wire->most_waiting) wire->most_waiting = waiting;
    for (size_t i = 0; i < count; i++) {
#ifdef BNN_BAUD
        wire->time += NANOS_PER_BYTE;
        board_take(&wire->board, wire->time, bytes[i]);
#else
        const uint8_t in = exchange(wire, bytes[i]);
        if (wire->kept == sizeof wire->input) wire->spilled = true;
        else wire->input[wire->kept++] = in;
#endif
    }
    return 0;
}

#ifdef BNN_BAUD
static int fake_read(void *user, uint8_t *bytes, size_t count, uint32_t micros) {
    struct fake_wire *wire = user;
    const uint64_t end = wire->time + 1000ull * micros;
    size_t got = 0;
    if (breaks(wire)) return -1;
    for (;;) {
        while (got < count && board_give(&wire->board, wire->time, &bytes[got])) got++;
        wire->bytes_in += got;
        if (got > 0 || wire->time >= end) return (int)got;
        const uint64_t next = board_next(&wire->board);
        wire->time = next > end ? end : next > wire->time ? next : wire->time + 1;
    }
}
#else
static int fake_read(void *user, uint8_t *bytes, size_t count, uint32_t micros) {
    struct fake_wire *wire = user;
    if (breaks(wire)) return -1;
    if (wire->kept > 0) {
        const size_t some = wire->kept < count ? wire->kept : count;
        memcpy(bytes, wire->input, some);
        memmove(wire->input, wire->input + some, wire->kept - some);
        wire->kept -= some;
        return (int)some;
    }
    if (micros == 0) return 0;
    for (size_t i = 0; i < count; i++) bytes[i] = exchange(wire, 0);
    return (int)count;
}
#endif

static uint64_t fake_now(void *user) { return ((struct fake_wire *)user)->time / 1000u; }

static struct fake_wire fake;
static struct bnn_host host;
static const struct bnn_wire wire_of_fake = {fake_write, fake_read, fake_now, &fake, 1};

static void begin(enum fault fault, unsigned at, uint32_t seed) {
    memset(&fake, 0, sizeof fake);
    fake.broken_after = -1;
    fake.time = seed * 7919000ull;
    board_begin(&fake.board, fault, at, seed);
}

// ---- images

static uint8_t images[IMAGES * BNN_IMAGE_BYTES];
static int32_t expected[IMAGES * BNN_RESULT_VALUES];

static void make_images(void) {
    uint32_t x = 2463534242u;
    for (size_t i = 0; i < sizeof images; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        images[i] = (uint8_t)(x >> 7 & 0xFFu);
    }
    for (size_t i = 0; i < IMAGES; i++) {
        uint8_t payload[BNN_PAYLOAD_BYTES];
        bnn_pack(images + i * BNN_IMAGE_BYTES, payload);
        board_result(payload, expected + i * BNN_RESULT_VALUES);
    }
}

// Opens and classifies; with BNN_OK every result is right, in any case it ends in time
static enum bnn_code run(const char *name, unsigned at) {
    static int32_t results[IMAGES * BNN_RESULT_VALUES];
    const uint64_t start = fake.time;
    memset(results, 0xFF, sizeof results);
    enum bnn_code code = bnn_open(&host, &wire_of_fake);
    if (code == BNN_OK) code = bnn_classify(&host, images, IMAGES, results);
    check(fake.time - start < MOST_SECONDS * SECOND, name, "takes too long", at);
    check(code != BNN_OK || memcmp(results, expected, sizeof results) == 0, name, "a wrong answer", at);
#ifdef BNN_BAUD
    check(!fake.board.hurried, name, "a reset without quiet before it", at);
#endif
    check(code != BNN_OK || host.statistics.images == IMAGES, name, "images counted", at);
    return code;
}

static void expect(enum fault fault, unsigned at, enum bnn_code code) {
    begin(fault, at, at + 1);
    const enum bnn_code got = run(fault_names[fault], at);
    check(got == code, fault_names[fault], bnn_message(got), at);
}

// ---- pieces

static void test_crc(void) {
    // the check value of every table of CRCs; then by hand: of nothing nothing, of a zero byte the table's end
    const uint8_t digits[] = "123456789";
    const uint8_t zero = 0;
    check(crc32_of(digits, 9) == 0xCBF43926u, "crc", "of 123456789", 0);
    check(crc32_of(digits, 0) == 0, "crc", "of nothing", 0);
    check(crc32_of(&zero, 1) == 0xD202EF8Du, "crc", "of a zero", 0);
    for (size_t n = 0; n < 70; n++) check(crc32_of(images, n) == slow_crc(images, n), "crc", "slow", (unsigned)n);
}

static void test_numbers(void) {
    check(to_signed(0) == 0 && to_signed(1) == 1, "signed", "small", 0);
    check(to_signed(0x7FFFFFFFu) == INT32_MAX && to_signed(0x80000000u) == INT32_MIN, "signed", "ends", 0);
    check(to_signed(0xFFFFFFFFu) == -1 && to_signed(0xFFFFFFFEu) == -2, "signed", "negative", 0);
    for (int code = 0; code <= BNN_CLASS; code++) {
        const char *text = bnn_message((enum bnn_code)code);
        check(strlen(text) > 5 && strchr(text, '\n') == NULL, "message", text, (unsigned)code);
    }
}

static void get_hex(const char *text, uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        unsigned byte = 0;
        if (sscanf(text + 2 * i, "%2x", &byte) != 1) exit(2);
        bytes[i] = (uint8_t)byte;
    }
}

static void test_pack(const char *name) {
    static char line[2 * BNN_IMAGE_BYTES + 2 * BNN_PAYLOAD_BYTES + 3];
    FILE *file = fopen(name, "r");
    if (file == NULL) exit(2);
    unsigned count = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        uint8_t image[BNN_IMAGE_BYTES];
        uint8_t right[BNN_PAYLOAD_BYTES];
        uint8_t packed[BNN_PAYLOAD_BYTES];
        get_hex(line, image, sizeof image);
        get_hex(line + 2 * sizeof image + 1, right, sizeof right);
        memset(packed, 0xA5, sizeof packed);
        bnn_pack(image, packed);
        check(memcmp(packed, right, sizeof right) == 0, "pack", "differs", count++);
    }
    fclose(file);
    check(count > 0, "pack", "no vectors", 0);
}

// Noise with starts and false headers, a message, noise, half a message, a message: both are found
static void test_reader(void) {
    for (uint32_t seed = 1; seed <= 300; seed++) {
        uint8_t stream[100 + BNN_ANSWER_BYTES];
        size_t count = 0;
        unsigned found = 0;
        uint32_t x = seed * 2654435761u;
        for (int i = 0; i < 2; i++) {
            for (size_t n = x >> 9 & 31u; n > 0; n--, x = x * 1664525u + 1013904223u) {
                stream[count++] = x >> 28 < 6 ? 0xB2 : x >> 28 < 10 ? 0x84 : (uint8_t)(x >> 16 & 0xFFu);
            }
            const uint8_t reset[] = {0xB2, 0x84, (uint8_t)(0x30 + i), 0, 0};
            memcpy(stream + count, reset, 5);
            put32(stream + count + 5, slow_crc(reset + 1, 4));
            count += 9;
            if (i == 0) { // half of one more
                memcpy(stream + count, reset, 5);
                count += 5;
            }
        }
        memset(stream + count, 0, BNN_ANSWER_BYTES); // whatever a false start waits for
        count += BNN_ANSWER_BYTES;
        memset(&host, 0, sizeof host);
        for (size_t i = 0; i < count; i++) {
            struct answer answer;
            host.input[host.held++] = stream[i];
            while (take_answer(&host, &answer)) {
                check(answer.type == 0x84 && answer.tag == 0x30 + found, "reader", "order", seed);
                found++;
            }
            check(host.held < BNN_ANSWER_BYTES, "reader", "holds more than a message", seed);
        }
        check(found == 2, "reader", "not both found", seed);
    }
}

// ---- boards

#ifdef BNN_BAUD
// While only images are under way: never more than the window, and all of it is used
static void test_window(void) {
    static int32_t results[IMAGES * BNN_RESULT_VALUES];
    begin(NO_FAULT, 0, 1);
    check(bnn_open(&host, &wire_of_fake) == BNN_OK, "window", "open", 0);
    fake.images_out = 0;
    fake.bytes_in = 0;
    fake.most_waiting = 0;
    check(bnn_classify(&host, images, IMAGES, results) == BNN_OK, "window", "classify", 0);
    check(fake.most_waiting == BNN_WINDOW, "window", "waiting", (unsigned)fake.most_waiting);
}
#else
static void test_window(void) {} // bytes that come are no answers: it is not seen from here
#endif

static void test_good(void) {
    begin(NO_FAULT, 0, 1);
    check(run("good", 0) == BNN_OK, "good", "fails", 0);
    const struct bnn_statistics *s = &host.statistics;
    check(s->retries == 0 && s->crc_errors == 0 && s->timeouts == 0 && s->board_errors == 0, "good", "statistics", 0);
    check(!fake.spilled, "good", "more came in than a wire must keep", 0);
    check(bnn_classify(&host, NULL, 0, NULL) == BNN_OK, "good", "no images", 0);
    check(bnn_classify(&host, NULL, 1, NULL) == BNN_ARGUMENT, "good", "no memory", 0);
}

// Each fault shows once, at any message: all answers are right
static void test_single_faults(void) {
    static const enum fault faults[] = {LATE,    SHORT,     CORRUPT_ANSWER, CORRUPT_REQUEST, LOST_BYTE, SURPLUS, LAZY,
                                        RESTART, DUPLICATE, STALE,          SWAPPED,         WRONG_TAG, WRONG_TYPE};
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        for (unsigned at = 0; at < 60; at++) {
            expect(faults[i], at, BNN_OK);
            const bool seen = host.statistics.retries + host.statistics.crc_errors > 0;
            const bool harmless = faults[i] == SURPLUS || faults[i] == STALE || faults[i] == DUPLICATE || at == 0
                || at >= 50;
            check(seen || harmless, fault_names[faults[i]], "not noticed", at);
        }
    }
    expect(LATE, 0, BNN_OK);
    check(host.statistics.retries == 1, "late", "the answer of an older reset is taken", 0);
    expect(DIRTY, 0, BNN_OK);
    expect(NOISE, 0, BNN_OK);
}

static void test_lasting_faults(void) {
    expect(SILENT, 0, BNN_TIMEOUT);
    expect(BABBLE, 0, BNN_TIMEOUT);
    expect(WRONG_ID, 0, BNN_IDENTITY);
    expect(WRONG_HASH, 0, BNN_HASH);
    expect(WRONG_TEST, 0, BNN_SELF_TEST);
    expect(WRONG_CYCLES, 0, BNN_PATTERN);
    expect(WRONG_SIGNATURE, 0, BNN_PATTERN);
    expect(WRONG_CLASS, 0, BNN_SCORES ? BNN_SELF_TEST : BNN_CLASS);
    if (!BNN_SCORES) expect(WRONG_CLASS, 30, BNN_CLASS);
    for (unsigned at = 0; at < 40; at++) {
        expect(WEDGED, at, BNN_TIMEOUT);
        expect(MANY_ERRORS, at, BNN_BOARD_ERROR);
        begin(CHATTER, at, at + 1);
        const enum bnn_code code = run("chatter", at);
        // an answer with the right tag by chance may also name another board
        const bool other = code == BNN_IDENTITY || code == BNN_HASH;
        check(is_passing(code) || (at < 10 && other), "chatter", bnn_message(code), at);
    }
}

// Bad wires: right or not at all; and not always not at all
static void test_random_faults(void) {
    unsigned good = 0;
    for (uint32_t seed = 1; seed <= 200; seed++) {
        begin(RANDOM, 0, seed);
        const enum bnn_code code = run("random", seed);
        check(code == BNN_OK || is_passing(code), "random", bnn_message(code), seed);
        good += code == BNN_OK ? 1u : 0u;
    }
    check(good > 100, "random", "seldom succeeds", good);
}

// After a failure the same host goes on when the board does
static void test_going_on(void) {
    static int32_t results[IMAGES * BNN_RESULT_VALUES];
    begin(WEDGED, 25, 1);
    check(run("going on", 0) == BNN_TIMEOUT, "going on", "no failure", 0);
    check(host.statistics.timeouts > 0, "going on", "timeouts", 0);
    fake.board.fault = NO_FAULT;
    check(bnn_classify(&host, images, IMAGES, results) == BNN_OK, "going on", "fails", 1);
    check(memcmp(results, expected, sizeof results) == 0, "going on", "a wrong answer", 1);
}

static void test_broken_wire(void) {
    for (int calls = 0; calls < 60; calls++) {
        begin(NO_FAULT, 0, 1);
        fake.broken_after = calls;
        check(run("broken wire", (unsigned)calls) == BNN_WIRE, "broken wire", "another code", (unsigned)calls);
    }
    struct bnn_wire nothing = wire_of_fake;
    nothing.read = NULL;
    check(bnn_open(&host, &nothing) == BNN_ARGUMENT, "broken wire", "no read", 0);
}

static bool counter_is_right(void) {
    uint64_t counter = 0;
    return bnn_counter(&host, BNN_REG_CYCLES, &counter) == BNN_OK && counter == 0xFEDC89ABCDEFull;
}

static void test_registers(void) {
    uint32_t value = 0;
    uint64_t counter = 0;
    begin(NO_FAULT, 0, 1);
    check(bnn_open(&host, &wire_of_fake) == BNN_OK, "registers", "open", 0);
    check(bnn_write_register(&host, BNN_REG_SCRATCH, 0xDEADBEEFu) == BNN_OK, "registers", "write", 0);
    check(bnn_read_register(&host, BNN_REG_SCRATCH, &value) == BNN_OK && value == 0xDEADBEEFu, "registers", "read", 0);
    check(counter_is_right(), "registers", "counter", 0);
    check(bnn_read_register(&host, 0xFFC, &value) == BNN_REGISTER, "registers", "SLVERR", 0);
    check(bnn_write_register(&host, BNN_REG_ID, 1) == BNN_REGISTER, "registers", "SLVERR of a write", 0);
    check(bnn_read_register(&host, 0x10000, &value) == BNN_ARGUMENT, "registers", "offset", 0);
    check(bnn_write_register(&host, 0x10000, value) == BNN_ARGUMENT, "registers", "offset", 0);
    fake.board.fault = SHORT; // between the halves of a counter: no half of another
    check(bnn_read_register(&host, BNN_REG_ID, &value) == BNN_OK, "registers", "after an error", 0);
    fake.board.at = fake.board.messages + 1;
    check(bnn_counter(&host, BNN_REG_CYCLES, &counter) == BNN_TIMEOUT, "registers", "half a counter", 0);
    check(counter_is_right(), "registers", "again", 0);
}

static void test_benchmark(void) {
    double cycles = 0;
    begin(NO_FAULT, 0, 1);
    check(bnn_open(&host, &wire_of_fake) == BNN_OK, "benchmark", "open", 0);
    check(bnn_benchmark(&host, 1, 65535, &cycles) == BNN_OK && cycles == 200, "benchmark", "cycles", 0);
    check(bnn_benchmark(&host, 0, 5, &cycles) == BNN_ARGUMENT, "benchmark", "few", 0);
    check(bnn_benchmark(&host, 5, 5, &cycles) == BNN_ARGUMENT, "benchmark", "equal", 0);
    check(bnn_benchmark(&host, 5, 65536, &cycles) == BNN_ARGUMENT, "benchmark", "many", 0);
    for (unsigned i = 0; i < 3; i++) {
        fake.board.fault = SHORT;
        fake.board.at = fake.board.messages + i;
        check(bnn_benchmark(&host, 8, 64, &cycles) == BNN_OK && cycles == 200, "benchmark", "short", i);
    }
}

int main(int argc, char **argv) {
    if (argc != 2) return 2;
    make_images();
    test_crc();
    test_numbers();
    test_pack(argv[1]);
    test_reader();
    test_good();
    test_window();
    test_single_faults();
    test_lasting_faults();
    test_random_faults();
    test_going_on();
    test_broken_wire();
    test_registers();
    test_benchmark();
    printf("checks=%u bad=%u\n", checks, bad);
    return bad == 0 ? 0 : 1;
}
