// fake_board.c: see fake_board.h.
// SPDX-License-Identifier: Apache-2.0

#include "fake_board.h"

#include <string.h>

#define LATENCY 3000000u       // from a message to its answer
#define LATE_BY 450000000ull     // later than the host waits, before its reset is answered
// Without a gap: over SPI a zero in the middle of a message would be data
#ifdef BNN_BAUD
#define BYTE_TIME (10000000000ull / BNN_BAUD + 1)
#else
#define BYTE_TIME (8000000000ull / BNN_MAX_CLOCK_HZ)
#endif
#define TIMEOUT (FAKE_TIMEOUT_MICROS * 1000ull)

const char *const fault_names[FAULTS] = {
    "none",        "late",       "short",        "corrupt-answer", "corrupt-request", "lost-byte",       "surplus",
    "silent",      "wedged",     "lazy",         "wrong-id",       "wrong-hash",      "wrong-test",      "wrong-cycles",
    "wrong-signature", "wrong-class", "restart", "duplicate",      "stale",           "swapped",         "wrong-tag",
    "wrong-type",  "many-errors", "babble",      "noise",        "chatter",        "dirty",           "random"};

uint32_t slow_crc(const uint8_t *bytes, size_t count) {
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t i = 0; i < count; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            const uint32_t in = (uint32_t)bytes[i] >> bit & 1u;
            crc = (crc & 1u) != in ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
        }
    }
    return crc ^ 0xFFFFFFFFu;
}

static uint32_t random_number(struct board *board) {
    board->random ^= board->random << 13;
    board->random ^= board->random >> 17;
    board->random ^= board->random << 5;
    return board->random;
}

void board_result(const uint8_t *payload, int32_t *result) {
    const uint32_t crc = slow_crc(payload, BNN_PAYLOAD_BYTES);
    for (uint32_t i = 0; i < BNN_RESULT_VALUES; i++) {
        const uint32_t value = BNN_SCORES ? crc * (2 * i + 1) : crc % BNN_CLASSES;
        memcpy(&result[i], &value, sizeof value);
    }
}

static void put(uint8_t *to, uint32_t value) {
    for (int i = 0; i < 4; i++) to[i] = (uint8_t)(value >> 8 * i & 0xFFu);
}

static uint32_t get(const uint8_t *from) {
    uint32_t value = 0;
    for (int i = 3; i >= 0; i--) value = value << 8 | from[i];
    return value;
}

// ---- out

static void push(struct board *board, uint64_t time, uint8_t byte) {
    if (board->end - board->first == QUEUE_BYTES) return;
    if (board->free_at < time) board->free_at = time;
    board->free_at += BYTE_TIME;
    board->queue[board->end % QUEUE_BYTES] = byte;
    board->times[board->end % QUEUE_BYTES] = board->free_at;
    board->end++;
}

static void push_all(struct board *board, uint64_t time, const uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const uint32_t luck = board->fault == RANDOM ? random_number(board) % 900 : 900;
        if (luck == 0) continue;
        push(board, time, luck == 1 ? bytes[i] ^ 0x10 : bytes[i]);
        if (luck == 2) push(board, time, (uint8_t)random_number(board));
    }
}

static bool is_now(const struct board *board, enum fault fault) {
    return board->fault == fault && board->messages == board->at;
}

static bool is_since(const struct board *board, enum fault fault) {
    return board->fault == fault && board->messages >= board->at;
}

static size_t frame(uint8_t *to, unsigned type, uint8_t tag, const uint8_t *payload, size_t count) {
    to[0] = 0xB2;
    to[1] = (uint8_t)type;
    to[2] = tag;
    to[3] = (uint8_t)count;
    to[4] = (uint8_t)(count >> 8);
    if (count > 0) memcpy(to + 5, payload, count);
    put(to + 5 + count, slow_crc(to + 1, count + 4));
    return count + 9;
}

// Whole messages that nobody asked for
static void chatter(struct board *board, uint64_t time) {
    static const uint8_t zeros[4] = {0};
    uint8_t message[BNN_ANSWER_BYTES];
    push_all(board, time, message, frame(message, 0x82, (uint8_t)random_number(board), zeros, 4));
}

static void answer(struct board *board, unsigned type, uint8_t tag, const uint8_t *payload, size_t count) {
    static const uint8_t noise[] = {0x00, 0xB2, 0x55, 0xB2, 0xB2, 0x81, 0x07, 0xFF, 0xFF, 0xB2, 0x83, 0x01, 0x00, 0x00};
    uint8_t message[BNN_ANSWER_BYTES];
    uint64_t time = board->time + LATENCY;
    if (board->fault == SILENT || board->fault == BABBLE || is_since(board, WEDGED) || board->lazy) return;
    if (is_since(board, MANY_ERRORS) && type != 0x84) {
        static const uint8_t code = 5;
        push_all(board, time, message, frame(message, 0xFF, tag, &code, 1));
        return;
    }
    if (is_now(board, WRONG_TAG)) tag = (uint8_t)(tag + 1);
    if (is_now(board, WRONG_TYPE)) {
        static const uint8_t zeros[8] = {0};
        push_all(board, time, message, frame(message, type == 0x85 ? 0x82 : 0x85, tag, zeros, type == 0x85 ? 4 : 8));
        return;
    }
    if (is_since(board, CHATTER)) chatter(board, time);
    size_t bytes = frame(message, type, tag, payload, count);
    if (is_now(board, LATE)) time += LATE_BY;
    if (is_now(board, SURPLUS)) push_all(board, time, noise, sizeof noise);
    if (is_now(board, SHORT)) bytes -= 3;
    if (is_now(board, CORRUPT_ANSWER)) message[bytes - 5] ^= 0x01;
    if (is_now(board, SWAPPED)) {
        memcpy(board->old, message, bytes);
        board->old_bytes = bytes;
        return;
    }
    push_all(board, time, message, bytes);
    if (is_now(board, DUPLICATE)) push_all(board, time, message, bytes);
    if (board->fault == SWAPPED && board->old_bytes > 0 && type != 0x84) {
        push_all(board, time, board->old, board->old_bytes);
        board->old_bytes = 0;
    }
    if (board->fault == STALE && type == 0x81 && board->old_bytes == 0) {
        memcpy(board->old, message, bytes);
        board->old_bytes = bytes;
    }
    if (is_now(board, STALE)) push_all(board, time, board->old, board->old_bytes);
}

static void error(struct board *board, uint8_t tag, uint8_t code) { answer(board, 0xFF, tag, &code, 1); }

// ---- what messages ask for

static bool read_register(struct board *board, uint32_t offset, uint32_t *value) {
    static const uint32_t hash[8] = FAKE_HASH;
    if (offset == BNN_REG_ID) {
        *value = board->fault == WRONG_ID ? 0x424E4E32u : 0x424E4E31u;
    } else if (offset >= BNN_REG_HASH_0 && offset <= BNN_REG_HASH_7) {
        *value = hash[(offset - BNN_REG_HASH_0) / 4];
        if (board->fault == WRONG_HASH && offset == BNN_REG_HASH_7) *value ^= 1u;
    } else if (offset == BNN_REG_SCRATCH) {
        *value = board->scratch;
    } else if (offset == BNN_REG_CYCLES) {
        *value = 0x89ABCDEFu;
        board->high = 0xFEDC;
    } else if (offset == BNN_REG_COUNTER_HIGH) {
        *value = board->high;
    } else {
        return false;
    }
    return true;
}

static void image(struct board *board, uint8_t tag, const uint8_t *payload) {
    int32_t result[BNN_RESULT_VALUES];
    uint8_t bytes[4 * BNN_RESULT_VALUES];
    board_result(payload, result);
    if (is_since(board, WRONG_TEST)) result[0] = (result[0] + 1) % BNN_CLASSES;
    if (is_since(board, WRONG_CLASS)) result[0] = BNN_CLASSES;
    for (size_t i = 0; i < BNN_RESULT_VALUES; i++) put(bytes + 4 * i, (uint32_t)result[i]);
    answer(board, 0x81, tag, bytes, sizeof bytes);
}

static void pattern(struct board *board, uint8_t tag, uint32_t images) {
    uint8_t payload[8];
    uint8_t count[4];
    if (images < 1 || images > 65535) {
        error(board, tag, 7);
        return;
    }
    put(count, images);
    board->time += 3000ull * images * BNN_FRAME_MICROS; // slower than planned
    put(payload, 15 + 200 * images + (board->fault == WRONG_CYCLES ? 1 : 0));
    put(payload + 4, slow_crc(count, 4) ^ (board->fault == WRONG_SIGNATURE ? 0x80u : 0));
    answer(board, 0x85, tag, payload, sizeof payload);
}

static void reset(struct board *board, uint8_t tag) {
    board->scratch = 0;
    board->high = 0;
    board->lazy = false;
    answer(board, 0x84, tag, NULL, 0);
}

static void carry_out(struct board *board) {
    const uint8_t *payload = board->message + 5;
    const uint8_t tag = board->message[2];
    uint32_t value = 0;
    uint8_t bytes[4];
    if (is_now(board, LAZY)) board->lazy = true;
    switch (board->message[1]) {
    case 1: image(board, tag, payload); break;
    case 2:
        if (read_register(board, get(payload) & 0xFFFFu, &value)) {
            put(bytes, value);
            answer(board, 0x82, tag, bytes, 4);
        } else {
            error(board, tag, 6);
        }
        break;
    case 3:
        if ((payload[0] | payload[1] << 8) == BNN_REG_SCRATCH) {
            board->scratch = get(payload + 2);
            answer(board, 0x83, tag, NULL, 0);
        } else {
            error(board, tag, 6);
        }
        break;
    case 4:
        if (board->begun_after < TIMEOUT) board->hurried = true;
        reset(board, tag);
        break;
    default: pattern(board, tag, get(payload)); break;
    }
    board->messages++;
}

// ---- in

static int payload_length(uint8_t type) {
    static const int lengths[6] = {-1, BNN_PAYLOAD_BYTES, 2, 6, 0, 4};
    return type < 6 ? lengths[type] : -1;
}

static void take_byte(struct board *board, uint8_t byte) {
    if (board->held == 0 && byte != 0xB2) return;
    board->message[board->held++] = byte;
    if (board->held < 5) return;
    const int length = payload_length(board->message[1]);
    if (length < 0 || (board->message[3] | board->message[4] << 8) != length) {
        board->held = 0;
        error(board, board->message[2], length < 0 ? 2 : 3);
        return;
    }
    const size_t bytes = (size_t)length + 9;
    if (board->held < bytes) return;
    board->held = 0;
    if (slow_crc(board->message + 1, bytes - 5) == get(board->message + bytes - 4)) {
        carry_out(board);
    } else {
        error(board, board->message[2], 1);
    }
}

// What happens by itself until then
static void pass_time(struct board *board, uint64_t time) {
    if (board->held > 0 && time > board->last_byte + TIMEOUT) {
        board->time = board->last_byte + TIMEOUT;
        board->held = 0;
        error(board, board->message[2], 4);
    }
    board->time = time;
    const bool noise = board->fault == BABBLE || board->fault == NOISE;
    while ((noise || is_since(board, CHATTER)) && board->free_at < time + 100 * BYTE_TIME) {
        if (noise) push(board, time, (uint8_t)(random_number(board) >> 8));
        else chatter(board, time);
    }
}

void board_take(struct board *board, uint64_t time, uint8_t byte) {
    pass_time(board, time);
    if (board->held == 0 && byte == 0xB2) board->begun_after = time - board->last_byte;
    board->last_byte = time;
    const bool middle = board->held == 7; // in a payload
    if (middle && is_now(board, LOST_BYTE)) {
        board->fault = NO_FAULT;
        return;
    }
    if (middle && is_now(board, CORRUPT_REQUEST)) {
        board->fault = NO_FAULT;
        byte ^= 0x04;
    }
    if (middle && is_now(board, RESTART)) {
        board->fault = NO_FAULT;
        board->held = 0;
        board->first = board->end;
        return;
    }
    const uint32_t luck = board->fault == RANDOM ? random_number(board) % (10 * BNN_MESSAGE_BYTES) : 10;
    if (luck == 0) return;
    take_byte(board, luck == 1 ? byte ^ 0x20 : byte);
    if (luck == 2) take_byte(board, byte);
}

bool board_give(struct board *board, uint64_t time, uint8_t *byte) {
    pass_time(board, time);
    if (board->first == board->end || board->times[board->first % QUEUE_BYTES] > time) return false;
    *byte = board->queue[board->first++ % QUEUE_BYTES];
    return true;
}

uint64_t board_next(const struct board *board) {
    if (board->first != board->end) return board->times[board->first % QUEUE_BYTES];
    if (board->held > 0) return board->last_byte + TIMEOUT + 1;
    return UINT64_MAX;
}

void board_begin(struct board *board, enum fault fault, unsigned at, uint32_t seed) {
    memset(board, 0, sizeof *board);
    board->fault = fault;
    board->at = at;
    board->random = seed;
    if (fault != DIRTY) return;
    static const uint8_t begun[] = {0xB2, 1, 0, BNN_PAYLOAD_BYTES & 0xFF, BNN_PAYLOAD_BYTES >> 8, 1, 2};
    memcpy(board->message, begun, sizeof begun);
    board->held = sizeof begun;
    for (unsigned tag = 0; tag < 256; tag++) {
        uint8_t message[BNN_ANSWER_BYTES];
        uint8_t zeros[4 * BNN_RESULT_VALUES] = {0};
        push_all(board, 0, message, frame(message, 0x81, (uint8_t)tag, zeros, sizeof zeros));
    }
}
