// bnn_host.c: the host's side of docs/link.md.
// SPDX-License-Identifier: Apache-2.0
//
// Every message has the next tag, so that an answer that is late, doubled or from another run is seen to be
// none of ours. Whatever is not the answer that must come next makes the host unsure; then it is quiet until
// the board has given up what it was doing, resets it, and sends again what had no answer.

#include "bnn_host.h"

#include <string.h>

/* @CONTRACT@ */

#define START 0xB2u

enum { IMAGE = 0x01, READ = 0x02, WRITE = 0x03, RESET = 0x04, PATTERN = 0x05, ANSWER = 0x80, ERROR = 0xFF };

// Codes of ERROR that mean something to the host
enum { ERROR_CRC = 1, ERROR_REGISTER = 6 };

struct answer {
    uint8_t type;
    uint8_t tag;
    uint8_t payload[BNN_ANSWER_PAYLOAD_BYTES];
};

// Images of a call and where their results go; payloads are packed already
struct batch {
    const uint8_t *images;
    const uint8_t *payloads;
    int32_t *results;
    size_t count;
    size_t answered;
};

// ---- numbers and CRC

static uint32_t get32(const uint8_t *from) {
    return from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}

static void put16(uint8_t *to, uint32_t value) {
    to[0] = (uint8_t)(value & 0xFFu);
    to[1] = (uint8_t)(value >> 8 & 0xFFu);
}

static void put32(uint8_t *to, uint32_t value) {
    put16(to, value);
    put16(to + 2, value >> 16);
}

// Two's complement, whatever the machine does
static int32_t to_signed(uint32_t value) {
    return value <= (uint32_t)INT32_MAX ? (int32_t)value : -(int32_t)(UINT32_MAX - value) - 1;
}

// CRC-32 of IEEE 802.3, four bits at a time: entry i is i shifted out through 0xEDB88320
static uint32_t crc32_of(const uint8_t *bytes, size_t count) {
    static const uint32_t table[16] = {0x00000000u, 0x1DB71064u, 0x3B6E20C8u, 0x26D930ACu,
                                       0x76DC4190u, 0x6B6B51F4u, 0x4DB26158u, 0x5005713Cu,
                                       0xEDB88320u, 0xF00F9344u, 0xD6D6A3E8u, 0xCB61B38Cu,
                                       0x9B64C2B0u, 0x86D3D2D4u, 0xA00AE278u, 0xBDBDF21Cu};
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < count; i++) {
        crc ^= bytes[i];
        crc = crc >> 4 ^ table[crc & 15u];
        crc = crc >> 4 ^ table[crc & 15u];
    }
    return ~crc;
}

// ---- time

static uint64_t now(const struct bnn_host *host) { return host->wire.now(host->wire.user); }

static uint64_t after(const struct bnn_host *host, uint64_t micros) {
    return now(host) + micros * (host->wire.patience == 0 ? 1 : host->wire.patience);
}

static uint32_t until(const struct bnn_host *host, uint64_t deadline) {
    const uint64_t moment = now(host);
    if (moment >= deadline) return 0;
    return deadline - moment > UINT32_MAX ? UINT32_MAX : (uint32_t)(deadline - moment);
}

static enum bnn_code timed_out(struct bnn_host *host) {
    host->statistics.timeouts++;
    return BNN_TIMEOUT;
}

// ---- bytes in

// Takes what comes within a time; without room, what is held must be looked at first
static enum bnn_code fill(struct bnn_host *host, uint32_t micros) {
    const size_t room = sizeof host->input - host->held;
    if (room == 0) return BNN_OK;
    const int count = host->wire.read(host->wire.user, host->input + host->held, room, micros);
    if (count < 0 || (size_t)count > room) return BNN_WIRE;
    host->held += (size_t)count;
    return BNN_OK;
}

// Bytes of the payload of an answer, negative if there is no such type
static int payload_bytes(uint8_t type) {
    switch (type) {
    case ANSWER | IMAGE: return 4 * BNN_RESULT_VALUES;
    case ANSWER | READ: return 4;
    case ANSWER | WRITE: return 0;
    case ANSWER | RESET: return 0;
    case ANSWER | PATTERN: return 8;
    case ERROR: return 1;
    default: return -1;
    }
}

// Bytes that must be there to say more about the message that seems to begin here; 0: none begins
static size_t bytes_needed(const uint8_t *from, size_t count) {
    if (from[0] != START) return 0;
    if (count < 2) return BNN_HEADER_BYTES;
    const int length = payload_bytes(from[1]);
    if (length < 0) return 0;
    if (count < BNN_HEADER_BYTES) return BNN_HEADER_BYTES;
    if ((from[3] | from[4] << 8) != length) return 0;
    return (size_t)length + BNN_FRAME_BYTES;
}

static bool is_whole(const uint8_t *message, size_t count) {
    return crc32_of(message + 1, count - 5) == get32(message + count - 4);
}

// The next whole message of what is held. Of a damaged one only the start is thrown away: it may have been
// noise, and the message may begin behind it.
static bool take_answer(struct bnn_host *host, struct answer *answer) {
    size_t at = 0;
    bool found = false;
    while (!found && at < host->held) {
        const uint8_t *message = host->input + at;
        const size_t needed = bytes_needed(message, host->held - at);
        if (needed > host->held - at) break;
        if (needed == 0) {
            at++;
        } else if (is_whole(message, needed)) {
            answer->type = message[1];
            answer->tag = message[2];
            memcpy(answer->payload, message + BNN_HEADER_BYTES, needed - BNN_FRAME_BYTES);
            at += needed;
            found = true;
        } else {
            host->statistics.crc_errors++;
            at++;
        }
    }
    host->held -= at;
    memmove(host->input, host->input + at, host->held);
    return found;
}

static enum bnn_code await_answer(struct bnn_host *host, uint64_t deadline, struct answer *answer) {
    while (!take_answer(host, answer)) {
        const uint32_t left = until(host, deadline);
        if (left == 0) return timed_out(host);
        const enum bnn_code code = fill(host, left);
        if (code != BNN_OK) return code;
    }
    return BNN_OK;
}

static enum bnn_code note_error(struct bnn_host *host, uint8_t code) {
    host->statistics.board_errors++;
    host->statistics.last_board_error = code;
    if (code == ERROR_CRC) host->statistics.crc_errors++;
    return code == ERROR_REGISTER ? BNN_REGISTER : BNN_BOARD_ERROR;
}

static enum bnn_code check_answer(struct bnn_host *host, const struct answer *answer, unsigned type, uint8_t tag) {
    if (answer->type == ERROR) return note_error(host, answer->payload[0]);
    return answer->type == (ANSWER | type) && answer->tag == tag ? BNN_OK : BNN_UNEXPECTED;
}

// ---- messages out

// Sends the payload that lies in host->message
static enum bnn_code send_message(struct bnn_host *host, unsigned type, size_t length, uint8_t *tag) {
    uint8_t *message = host->message;
    *tag = host->tag++;
    message[0] = START;
    message[1] = (uint8_t)type;
    message[2] = *tag;
    put16(message + 3, (uint32_t)length);
    put32(message + BNN_HEADER_BYTES + length, crc32_of(message + 1, length + BNN_HEADER_BYTES - 1));
    return host->wire.write(host->wire.user, message, length + BNN_FRAME_BYTES) == 0 ? BNN_OK : BNN_WIRE;
}

// Quiet until the board has given up a message that broke off; what comes meanwhile is thrown away
static enum bnn_code drain(struct bnn_host *host) {
    const uint64_t end = after(host, BNN_QUIET_MICROS);
    enum bnn_code code = BNN_OK;
    for (uint32_t left = until(host, end); left > 0 && code == BNN_OK; left = until(host, end)) {
        host->held = 0;
        code = fill(host, left);
    }
    host->held = 0;
    return code;
}

static enum bnn_code recover(struct bnn_host *host) {
    enum bnn_code code = drain(host);
    uint8_t tag = 0;
    if (code == BNN_OK) code = send_message(host, RESET, 0, &tag);
    const uint64_t deadline = after(host, BNN_ANSWER_MICROS);
    bool reset = false;
    while (code == BNN_OK && !reset) {
        struct answer answer;
        code = await_answer(host, deadline, &answer);
        reset = code == BNN_OK && answer.type == (ANSWER | RESET) && answer.tag == tag;
    }
    host->unsure = !reset;
    return code;
}

static enum bnn_code make_sure(struct bnn_host *host) { return host->unsure ? recover(host) : BNN_OK; }

// One message with its payload in host->message, and its answer
static enum bnn_code ask(struct bnn_host *host, unsigned type, size_t length, uint64_t micros,
                         struct answer *answer) {
    uint8_t tag = 0;
    enum bnn_code code = send_message(host, type, length, &tag);
    if (code == BNN_OK) code = await_answer(host, after(host, micros), answer);
    if (code == BNN_OK) code = check_answer(host, answer, type, tag);
    if (code != BNN_OK) host->unsure = true;
    return code;
}

// Whether asking again may help: the wire or the moment was bad, not the board
static bool is_passing(enum bnn_code code) {
    return code == BNN_TIMEOUT || code == BNN_UNEXPECTED || code == BNN_BOARD_ERROR;
}

static bool may_retry(struct bnn_host *host, enum bnn_code code, int *tries) {
    if (!is_passing(code) || ++*tries >= BNN_TRIES) return false;
    host->statistics.retries++;
    return true;
}

// ---- registers

static enum bnn_code read_once(struct bnn_host *host, uint32_t offset, uint32_t *value) {
    struct answer answer;
    enum bnn_code code = make_sure(host);
    if (code != BNN_OK) return code;
    put16(host->message + BNN_HEADER_BYTES, offset);
    code = ask(host, READ, 2, BNN_ANSWER_MICROS, &answer);
    if (code == BNN_OK) *value = get32(answer.payload);
    return code;
}

enum bnn_code bnn_read_register(struct bnn_host *host, uint32_t offset, uint32_t *value) {
    return offset > UINT16_MAX ? BNN_ARGUMENT : read_once(host, offset, value);
}

enum bnn_code bnn_write_register(struct bnn_host *host, uint32_t offset, uint32_t value) {
    struct answer answer;
    if (offset > UINT16_MAX) return BNN_ARGUMENT;
    const enum bnn_code code = make_sure(host);
    if (code != BNN_OK) return code;
    put16(host->message + BNN_HEADER_BYTES, offset);
    put32(host->message + BNN_HEADER_BYTES + 2, value);
    return ask(host, WRITE, 6, BNN_ANSWER_MICROS, &answer);
}

enum bnn_code bnn_counter(struct bnn_host *host, uint32_t offset, uint64_t *value) {
    uint32_t low = 0;
    uint32_t high = 0;
    enum bnn_code code = bnn_read_register(host, offset, &low);
    if (code == BNN_OK) code = bnn_read_register(host, BNN_REG_COUNTER_HIGH, &high);
    if (code == BNN_OK) *value = low | (uint64_t)high << 32;
    return code;
}

// A register that no reset changes
static enum bnn_code read_constant(struct bnn_host *host, uint32_t offset, uint32_t *value) {
    enum bnn_code code;
    int tries = 0;
    do {
        code = read_once(host, offset, value);
    } while (may_retry(host, code, &tries));
    return code;
}

// ---- images

void bnn_pack(const uint8_t *image, uint8_t *payload) {
    size_t i = 0;
    memset(payload, 0, BNN_PAYLOAD_BYTES);
    for (size_t pixel = 0; pixel < (size_t)BNN_HEIGHT * BNN_WIDTH; pixel++) {
        for (size_t channel = 0; channel < BNN_CHANNELS; channel++) {
            const unsigned byte = image[channel * BNN_HEIGHT * BNN_WIDTH + pixel];
            for (size_t level = 0; level < BNN_LEVELS; level++, i++) {
                const unsigned value = BNN_VALUE_BITS == 8 ? byte : byte >= thresholds[level];
                const size_t bit = i % BNN_VALUES_PER_BEAT * BNN_VALUE_BITS;
                uint8_t *to = payload + i / BNN_VALUES_PER_BEAT * BNN_BEAT_BYTES + bit / 8;
                *to = (uint8_t)(*to | value << bit % 8);
            }
        }
    }
}

static enum bnn_code send_image(struct bnn_host *host, const struct batch *batch, size_t index) {
    uint8_t *payload = host->message + BNN_HEADER_BYTES;
    uint8_t tag = 0;
    if (batch->images != NULL) {
        bnn_pack(batch->images + index * BNN_IMAGE_BYTES, payload);
    } else {
        memcpy(payload, batch->payloads + index * BNN_PAYLOAD_BYTES, BNN_PAYLOAD_BYTES);
    }
    return send_message(host, IMAGE, BNN_PAYLOAD_BYTES, &tag);
}

static enum bnn_code take_result(struct bnn_host *host, const struct answer *answer, int32_t *result) {
    for (size_t i = 0; i < BNN_RESULT_VALUES; i++) {
        result[i] = to_signed(get32(answer->payload + 4 * i));
    }
    if (!BNN_SCORES && (result[0] < 0 || result[0] >= BNN_CLASSES)) return BNN_CLASS;
    host->statistics.images++;
    return BNN_OK;
}

// All that has come must be results, those of the oldest images without one
static enum bnn_code take_results(struct bnn_host *host, struct batch *batch, size_t sent, uint8_t *tag) {
    struct answer answer;
    enum bnn_code code = BNN_OK;
    while (code == BNN_OK && take_answer(host, &answer)) {
        if (batch->answered == sent) return BNN_UNEXPECTED;
        code = check_answer(host, &answer, IMAGE, *tag);
        if (code != BNN_OK) break;
        code = take_result(host, &answer, batch->results + batch->answered * BNN_RESULT_VALUES);
        if (code != BNN_OK) break;
        batch->answered++;
        ++*tag;
    }
    return code;
}

// Sends and takes until all have their results or something is wrong
static enum bnn_code pass(struct bnn_host *host, struct batch *batch) {
    size_t sent = batch->answered;
    uint8_t tag = host->tag;
    uint64_t deadline = after(host, BNN_ANSWER_MICROS);
    enum bnn_code code = take_results(host, batch, sent, &tag); // none is due: makes room
    while (code == BNN_OK && batch->answered < batch->count) {
        const size_t before = batch->answered;
        const bool sends = sent < batch->count && sent - before < BNN_WINDOW;
        const uint32_t left = until(host, deadline);
        if (!sends && left == 0) return timed_out(host);
        if (sends) code = send_image(host, batch, sent++);
        if (code == BNN_OK) code = fill(host, sends ? 0 : left);
        if (code == BNN_OK) code = take_results(host, batch, sent, &tag);
        if (sends || batch->answered > before) deadline = after(host, BNN_ANSWER_MICROS);
    }
    return code;
}

static enum bnn_code classify(struct bnn_host *host, struct batch *batch) {
    enum bnn_code code;
    int tries = 0;
    do {
        const size_t before = batch->answered;
        code = make_sure(host);
        if (code == BNN_OK) {
            code = pass(host, batch);
            if (code != BNN_OK) host->unsure = true;
        }
        if (batch->answered > before) tries = 0;
        if (batch->answered == batch->count) code = BNN_OK; // what came after that harms only the next call
    } while (may_retry(host, code, &tries));
    return code;
}

enum bnn_code bnn_classify(struct bnn_host *host, const uint8_t *images, size_t count, int32_t *results) {
    if (count > 0 && (images == NULL || results == NULL)) return BNN_ARGUMENT;
    struct batch batch = {images, NULL, results, count, 0};
    return count == 0 ? BNN_OK : classify(host, &batch);
}

uint32_t bnn_class_of(const int32_t *result) {
    uint32_t best = 0;
    if (!BNN_SCORES) return (uint32_t)result[0];
    for (uint32_t i = 1; i < BNN_RESULT_VALUES; i++) {
        if (result[i] > result[best]) best = i;
    }
    return best;
}

// ---- pattern

static enum bnn_code run_pattern(struct bnn_host *host, uint32_t images, uint32_t *cycles, uint32_t *signature) {
    struct answer answer;
    enum bnn_code code;
    int tries = 0;
    do {
        code = make_sure(host);
        if (code == BNN_OK) {
            put32(host->message + BNN_HEADER_BYTES, images);
            code = ask(host, PATTERN, 4, BNN_ANSWER_MICROS + 4ull * images * BNN_FRAME_MICROS, &answer);
        }
    } while (may_retry(host, code, &tries));
    if (code == BNN_OK) {
        *cycles = get32(answer.payload);
        *signature = get32(answer.payload + 4);
    }
    return code;
}

enum bnn_code bnn_benchmark(struct bnn_host *host, uint32_t few, uint32_t many, double *cycles) {
    uint32_t short_run = 0;
    uint32_t long_run = 0;
    uint32_t signature = 0;
    if (few < 1 || few >= many || many > BNN_MOST_PATTERN_IMAGES) return BNN_ARGUMENT;
    enum bnn_code code = run_pattern(host, few, &short_run, &signature);
    if (code == BNN_OK) code = run_pattern(host, many, &long_run, &signature);
    if (code != BNN_OK) return code;
    // all ones: there were more cycles than a number tells
    if (long_run < short_run || long_run == UINT32_MAX) return BNN_PATTERN;
    *cycles = (double)(long_run - short_run) / (double)(many - few);
    return BNN_OK;
}

// ---- the right board

static enum bnn_code check_hash(struct bnn_host *host) {
    for (uint32_t i = 0; i < 8; i++) {
        uint32_t word = 0;
        const enum bnn_code code = read_constant(host, BNN_REG_HASH_0 + 4 * i, &word);
        if (code != BNN_OK) return code;
        if (word != hash[i]) return BNN_HASH;
    }
    return BNN_OK;
}

static enum bnn_code check_images(struct bnn_host *host) {
    int32_t results[BNN_TEST_IMAGES * BNN_RESULT_VALUES];
    struct batch batch = {NULL, &test_payloads[0][0], results, BNN_TEST_IMAGES, 0};
    const enum bnn_code code = classify(host, &batch);
    host->statistics.images -= batch.answered; // the board's own, not the caller's
    if (code != BNN_OK) return code;
    return memcmp(results, test_results, sizeof results) == 0 ? BNN_OK : BNN_SELF_TEST;
}

static enum bnn_code check_pattern(struct bnn_host *host) {
    uint32_t cycles = 0;
    uint32_t signature = 0;
    const enum bnn_code code = run_pattern(host, BNN_PATTERN_IMAGES, &cycles, &signature);
    if (code != BNN_OK) return code;
    return cycles == BNN_PATTERN_CYCLES && signature == BNN_PATTERN_SIGNATURE ? BNN_OK : BNN_PATTERN;
}

enum bnn_code bnn_open(struct bnn_host *host, const struct bnn_wire *wire) {
    uint32_t identity = 0;
    memset(host, 0, sizeof *host);
    if (wire->write == NULL || wire->read == NULL || wire->now == NULL) return BNN_ARGUMENT;
    host->wire = *wire;
    host->unsure = true;
    host->tag = (uint8_t)(now(host) & 0xFFu); // not those of a run just before
    enum bnn_code code = read_constant(host, BNN_REG_ID, &identity);
    if (code == BNN_OK && identity != BNN_ID) code = BNN_IDENTITY;
    if (code == BNN_OK) code = check_hash(host);
    if (code == BNN_OK) code = check_images(host);
    if (code == BNN_OK) code = check_pattern(host);
    return code;
}

const char *bnn_message(enum bnn_code code) {
    switch (code) {
    case BNN_OK: return "all is well";
    case BNN_ARGUMENT: return "a call has a wrong argument: see bnn_host.h";
    case BNN_WIRE: return "the wire failed: is the board still connected?";
    case BNN_TIMEOUT: return "the board does not answer: check power, cable, speed and bitstream";
    case BNN_UNEXPECTED: return "the board keeps answering what was not asked: does another program use it?";
    case BNN_BOARD_ERROR: return "the board keeps answering ERROR: check cable and speed";
    case BNN_REGISTER: return "there is no such register, or it does not take that";
    case BNN_IDENTITY: return "the board has another design: load this bundle's bitstream";
    case BNN_HASH: return "the board has another network: load this bundle's bitstream";
    case BNN_SELF_TEST: return "the board answers a test image wrongly: it cannot be trusted";
    case BNN_PATTERN: return "the board runs its own test pattern wrongly: it cannot be trusted";
    case BNN_CLASS: return "the board answers a class that does not exist: it cannot be trusted";
    }
    return "there is no such code";
}
