// classify.c: sends images to a board and prints what they are, a line each.
// SPDX-License-Identifier: Apache-2.0
//
//   classify DEV|- [--baud N] [--patience N] [--index] [--benchmark] [--count N] [--out FILE]
//            [FILE... | --idx FILE]
//
//   DEV          serial device or pseudo-terminal; -: standard input and output are the wire
//   --baud N     another speed than the design's; over SPI whoever is DEV clocks, and there is no speed
//   --patience N time-outs times N: a slow wire, a simulated board
//   --index      number of the class instead of its name
//   --benchmark  also print the cycles of an image in the design itself
//   --count N    the first N images only
//   --out FILE   results there; else on standard output, or on standard error if that is the wire
//   FILE         raw images, bytes (channels, height, width), one after the other
//   --idx FILE   images as IDX, the format of MNIST, unpacked
//
// Exit status: 0 all images have their classes, 1 failure, 2 wrong arguments. What was printed is right
// in any case.

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "bnn_host.h"

#define CHUNK 256          // images of a call
#define WRITE_MILLIS 5000  // in which some bytes must get away
#define PIECE_BYTES 512    // that a pipe which is ready takes without blocking (_POSIX_PIPE_BUF)
#define FEW_IMAGES 8u
#define MANY_IMAGES 264u

struct options {
    const char *device;
    const char *idx;
    const char *out;
    char **files;
    int file_count;
    unsigned long baud; // 0: the design's
    unsigned long count;
    unsigned long patience;
    bool index;
    bool benchmark;
};

// Ends of the wire
struct ends {
    int in;
    int out;
};

static int fail(const char *what, const char *why) {
    fprintf(stderr, "classify: %s: %s\n", what, why);
    return 1;
}

// ---- arguments

static int usage(const char *what, const char *why) {
    fprintf(stderr, "classify: %s%s; usage: classify DEV|- [--baud N] [--patience N] [--index] [--benchmark]"
                    " [--count N] [--out FILE] [FILE... | --idx FILE]\n", what, why);
    return 2;
}

static bool is_number(const char *text, unsigned long *number) {
    char *end = NULL;
    errno = 0;
    *number = strtoul(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 && *number > 0 && *number <= 0x7FFFFFFF;
}

// The value of an option goes where it belongs; false: there is no such option, or no such value
static bool take_value(struct options *options, const char *name, const char *value) {
    if (strcmp(name, "--baud") == 0) return is_number(value, &options->baud);
    if (strcmp(name, "--count") == 0) return is_number(value, &options->count);
    if (strcmp(name, "--patience") == 0) return is_number(value, &options->patience);
    if (strcmp(name, "--idx") == 0) options->idx = value;
    else if (strcmp(name, "--out") == 0) options->out = value;
    else return false;
    return true;
}

static int parse(int argc, char **argv, struct options *options) {
    options->files = argv; // names move to the front
    for (int i = 1; i < argc; i++) {
        char *word = argv[i];
        if (strcmp(word, "--index") == 0) {
            options->index = true;
        } else if (strcmp(word, "--benchmark") == 0) {
            options->benchmark = true;
        } else if (strncmp(word, "--", 2) == 0) {
            if (++i == argc) return usage(word, " needs a value");
            if (!take_value(options, word, argv[i])) return usage(word, ": unknown, or a wrong value");
        } else if (options->device == NULL) {
            options->device = word;
        } else {
            options->files[options->file_count++] = word;
        }
    }
    if (options->device == NULL) return usage("no device", "");
    if (options->idx != NULL && options->file_count > 0) return usage("--idx or files", ", not both");
    if (options->idx == NULL && options->file_count == 0 && !options->benchmark) return usage("no images", "");
    return 0;
}

// ---- wire

static uint64_t now_micros(void *user) {
    struct timespec time;
    (void)user;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000u + (uint64_t)time.tv_nsec / 1000u;
}

// Whether bytes can go, waiting at most so long
static bool wait_for(int file, short event, int millis) {
    struct pollfd some = {file, event, 0};
    return poll(&some, 1, millis) > 0;
}

static int write_bytes(void *user, const uint8_t *bytes, size_t count) {
    const struct ends *ends = user;
    while (count > 0) {
        if (!wait_for(ends->out, POLLOUT, WRITE_MILLIS)) return -1;
        const ssize_t done = write(ends->out, bytes, count < PIECE_BYTES ? count : PIECE_BYTES);
        if (done < 0 && errno != EAGAIN && errno != EINTR) return -1;
        if (done > 0) {
            bytes += done;
            count -= (size_t)done;
        }
    }
    return 0;
}

static int read_bytes(void *user, uint8_t *bytes, size_t count, uint32_t micros) {
    const struct ends *ends = user;
    struct pollfd some = {ends->in, POLLIN, 0};
    const uint32_t millis = micros / 1000u + (micros % 1000u > 0 ? 1u : 0u);
    if (poll(&some, 1, millis > 60000u ? 60000 : (int)millis) <= 0) return 0;
    const ssize_t got = read(ends->in, bytes, count);
    if (got > 0) return (int)got;
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    // ready, but nothing there: whoever was at the other end is gone
    return -1;
}

struct speed {
    unsigned long baud;
    speed_t code;
};

static bool find_speed(unsigned long baud, speed_t *code) {
    static const struct speed speeds[] = {
        {9600, B9600},
        {19200, B19200},
        {38400, B38400},
#ifdef B57600
        {57600, B57600},
#endif
#ifdef B115200
        {115200, B115200},
#endif
#ifdef B230400
        {230400, B230400},
#endif
#ifdef B460800
        {460800, B460800},
#endif
#ifdef B500000
        {500000, B500000},
#endif
#ifdef B921600
        {921600, B921600},
#endif
#ifdef B1000000
        {1000000, B1000000},
#endif
#ifdef B1500000
        {1500000, B1500000},
#endif
#ifdef B2000000
        {2000000, B2000000},
#endif
#ifdef B3000000
        {3000000, B3000000},
#endif
#ifdef B4000000
        {4000000, B4000000},
#endif
    };
    for (size_t i = 0; i < sizeof speeds / sizeof speeds[0]; i++) {
        if (speeds[i].baud == baud) {
            *code = speeds[i].code;
            return true;
        }
    }
    return false;
}

// Raw bytes, 8 data bits, no parity, one stop bit, no flow control
static int set_line(int file, const struct options *options) {
    struct termios line;
    unsigned long baud = options->baud;
    speed_t code;
    if (tcgetattr(file, &line) != 0) return fail(options->device, "is no serial device");
#ifdef BNN_BAUD
    if (baud == 0) baud = BNN_BAUD;
#endif
    line.c_iflag = 0;
    line.c_oflag = 0;
    line.c_lflag = 0;
    line.c_cflag = CS8 | CREAD | CLOCAL;
    line.c_cc[VMIN] = 1;
    line.c_cc[VTIME] = 0;
    if (baud != 0) {
        if (!find_speed(baud, &code)) {
            fprintf(stderr, "classify: %lu baud: this system's termios has no such speed\n", baud);
            return 1;
        }
        cfsetispeed(&line, code);
        cfsetospeed(&line, code);
    }
    if (tcsetattr(file, TCSANOW, &line) != 0) return fail(options->device, strerror(errno));
    tcflush(file, TCIOFLUSH);
    return 0;
}

static int open_wire(const struct options *options, struct ends *ends) {
    ends->in = STDIN_FILENO;
    ends->out = STDOUT_FILENO;
    if (strcmp(options->device, "-") == 0) return 0;
    const int file = open(options->device, O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (file < 0) return fail(options->device, strerror(errno));
    ends->in = file;
    ends->out = file;
    return set_line(file, options);
}

static FILE *open_results(const struct options *options) {
    if (options->out != NULL) return fopen(options->out, "w");
    return strcmp(options->device, "-") == 0 ? stderr : stdout;
}

// ---- images

// Classifies the images of a file from where it stands; *left is how many still may be
static int classify_rest(struct bnn_host *host, FILE *file, const char *name, const struct options *options,
                         FILE *out, unsigned long *left) {
    static uint8_t images[(size_t)CHUNK * BNN_IMAGE_BYTES];
    static int32_t results[CHUNK * BNN_RESULT_VALUES];
    bool any = false;
    while (*left > 0) {
        const size_t most = *left < CHUNK ? *left : CHUNK;
        const size_t bytes = fread(images, 1, most * BNN_IMAGE_BYTES, file);
        if (ferror(file)) return fail(name, strerror(errno));
        if (bytes % BNN_IMAGE_BYTES != 0) return fail(name, "ends within an image");
        const size_t count = bytes / BNN_IMAGE_BYTES;
        if (count == 0) break;
        any = true;
        const enum bnn_code code = bnn_classify(host, images, count, results);
        if (code != BNN_OK) return fail(options->device, bnn_message(code));
        for (size_t i = 0; i < count; i++) {
            const uint32_t class = bnn_class_of(results + i * BNN_RESULT_VALUES);
            if (options->index) fprintf(out, "%lu\n", (unsigned long)class);
            else fprintf(out, "%s\n", bnn_class_names[class]);
        }
        *left -= count;
    }
    return any || *left == 0 ? 0 : fail(name, "holds no image");
}

static uint32_t big_endian(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

// Reads the header of an IDX file: bytes, three dimensions, each image of the network's size
static int read_idx_header(FILE *file, const char *name, unsigned long *count) {
    uint8_t header[16];
    if (fread(header, 1, sizeof header, file) != sizeof header) return fail(name, "is too short for IDX");
    if (header[0] == 0x1F && header[1] == 0x8B) return fail(name, "is compressed: gunzip it first");
    if (big_endian(header) != 0x00000803u) return fail(name, "holds no images as IDX (0x00000803)");
    if (BNN_CHANNELS != 1 || big_endian(header + 8) != BNN_HEIGHT || big_endian(header + 12) != BNN_WIDTH) {
        return fail(name, "has images of another size than the network's");
    }
    *count = big_endian(header + 4);
    return 0;
}

static int classify_idx(struct bnn_host *host, FILE *file, const struct options *options, FILE *out) {
    unsigned long promised = 0;
    const int status = read_idx_header(file, options->idx, &promised);
    if (status != 0) return status;
    unsigned long left = promised < options->count ? promised : options->count;
    const int end = classify_rest(host, file, options->idx, options, out, &left);
    return end == 0 && left > 0 ? fail(options->idx, "has fewer images than its header says") : end;
}

static int classify_files(struct bnn_host *host, const struct options *options, FILE *out) {
    unsigned long left = options->count;
    const int count = options->idx != NULL ? 1 : options->file_count;
    for (int i = 0; i < count; i++) {
        const char *name = options->idx != NULL ? options->idx : options->files[i];
        FILE *file = fopen(name, "rb");
        if (file == NULL) return fail(name, strerror(errno));
        const int status = options->idx != NULL ? classify_idx(host, file, options, out)
                                                : classify_rest(host, file, name, options, out, &left);
        fclose(file);
        if (status != 0) return status;
    }
    return 0;
}

static int benchmark(struct bnn_host *host, const struct options *options, FILE *out) {
    double cycles = 0;
    const enum bnn_code code = bnn_benchmark(host, FEW_IMAGES, MANY_IMAGES, &cycles);
    if (code != BNN_OK) return fail(options->device, bnn_message(code));
    fprintf(out, "%.2f cycles per image, %.0f images per second at %.6g MHz\n", cycles,
            cycles > 0 ? 1e6 * BNN_CLOCK_MHZ / cycles : 0.0, BNN_CLOCK_MHZ);
    return 0;
}

static int run(struct bnn_host *host, const struct options *options, FILE *out) {
    int status = 0;
    if (options->idx != NULL || options->file_count > 0) status = classify_files(host, options, out);
    if (status == 0 && options->benchmark) status = benchmark(host, options, out);
    return status;
}

int main(int argc, char **argv) {
    static struct bnn_host host;
    struct options options = {.count = 0x7FFFFFFF, .patience = 1};
    struct ends ends;
    int status = parse(argc, argv, &options);
    if (status != 0) return status;
    signal(SIGPIPE, SIG_IGN); // a wire that ends is an error like others
    status = open_wire(&options, &ends);
    if (status != 0) return status;
    FILE *out = open_results(&options);
    if (out == NULL) return fail(options.out, strerror(errno));
    const struct bnn_wire wire = {write_bytes, read_bytes, now_micros, &ends, (uint32_t)options.patience};
    const enum bnn_code code = bnn_open(&host, &wire);
    status = code == BNN_OK ? run(&host, &options, out) : fail(options.device, bnn_message(code));
    if ((ferror(out) | fflush(out)) != 0) status = fail("results", "cannot be written");
    if (out != stdout && out != stderr && fclose(out) != 0) status = fail("results", "cannot be written");
    return status;
}
