// board.cpp: a board in simulation, its wire on a pseudo-terminal or on standard input and output.
// SPDX-License-Identifier: Apache-2.0
//
//   board --pty      prints "PTY NAME", then whoever opens NAME talks to the board
//   board --stdio    standard input and output are the wire
//
// What is simulated are the pins of bnn_board, cycle by cycle, so that UART and SPI are too. It ends when
// standard input ends. Compile with -DCYCLES_PER_BIT=N for a UART, or with -DWIRE_SPI.
//
// Exit status: 0 the other end is gone; 1 wrong arguments; 2 no pseudo-terminal.

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <memory>
#include <vector>

#include "Vbnn_board.h"
#include "verilated.h"

namespace {

constexpr int kPollCycles = 4096;           // between looks at the other end
constexpr uint64_t kRestCycles = 50000000;  // without a byte, after which the processor is left to others
constexpr int kRestMillis = 50;
constexpr size_t kMostWaiting = 4096;

#ifdef WIRE_SPI
// SPI master: as slow as the board asks for, one byte after the other while there is anything to say or hear.
class Wire {
  public:
    void begin(Vbnn_board& board) {
        board.sck = 0;
        board.mosi = 0;
        board.select_n = 1;
    }

    void step(Vbnn_board& board) {
        if (++phase_ < kHalf) return;
        phase_ = 0;
        if (board.select_n) {
            board.select_n = 0;
            return;
        }
        if (board.sck) {
            board.sck = 0;
            if (bit_ == 0) {
                finish();
                board.select_n = 1;  // a board that was in reset finds the next byte's beginning
            }
            return;
        }
        if (bit_ == 0) {
            out_ = 0;
            if (!to_board.empty()) {
                out_ = to_board.front();
                to_board.pop_front();
            }
            bit_ = 8;
        }
        if (!offered_) {
            board.mosi = out_ >> 7 & 1;  // half a bit before it is taken
            offered_ = true;
            return;
        }
        in_ = static_cast<uint8_t>(in_ << 1 | (board.miso & 1));
        board.sck = 1;
        out_ = static_cast<uint8_t>(out_ << 1);
        offered_ = false;
        --bit_;
    }

    std::deque<uint8_t> to_board;
    std::vector<uint8_t> from_board;

  private:
    static constexpr int kHalf = 4;

    void finish() {
        if (in_ != 0 || inside_ > 0) from_board.push_back(in_);
        inside_ = in_ != 0 ? kSilence : inside_ - 1;
    }

    // zeros are data in the middle of a message; so many in a row are none
    static constexpr int kSilence = 64;

    int phase_ = 0;
    int bit_ = 0;
    int inside_ = 0;
    bool offered_ = false;
    uint8_t out_ = 0;
    uint8_t in_ = 0;
};
#else
class Wire {
  public:
    void begin(Vbnn_board& board) { board.rx = 1; }

    void step(Vbnn_board& board) {
        send(board);
        receive(board);
    }

    std::deque<uint8_t> to_board;
    std::vector<uint8_t> from_board;

  private:
    static constexpr int kBit = CYCLES_PER_BIT;

    void send(Vbnn_board& board) {
        if (send_cycles_ > 0 && --send_cycles_ > 0) return;
        if (send_bits_ == 0) {
            if (to_board.empty()) return;
            frame_ = 0x200u | static_cast<uint32_t>(to_board.front()) << 1;
            to_board.pop_front();
            send_bits_ = 10;
        }
        board.rx = frame_ & 1;
        frame_ >>= 1;
        --send_bits_;
        send_cycles_ = kBit;
    }

    void receive(const Vbnn_board& board) {
        const int line = board.tx & 1;
        if (receive_bits_ == 0) {
            if (line == 0) {
                receive_bits_ = 10;
                receive_cycles_ = kBit / 2;
            }
            return;
        }
        if (--receive_cycles_ > 0) return;
        receive_cycles_ = kBit;
        --receive_bits_;
        if (receive_bits_ == 0) {
            if (line == 1) from_board.push_back(static_cast<uint8_t>(byte_));
        } else if (receive_bits_ < 9) {
            byte_ = byte_ >> 1 | static_cast<uint32_t>(line) << 7;
        }
    }

    int send_cycles_ = 0;
    int send_bits_ = 0;
    uint32_t frame_ = 0;
    int receive_cycles_ = 0;
    int receive_bits_ = 0;
    uint32_t byte_ = 0;
};
#endif

struct Ends {
    int in = -1;
    int out = -1;
};

bool write_all(int file, const std::vector<uint8_t>& bytes) {
    size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t n = write(file, bytes.data() + done, bytes.size() - done);
        if (n > 0) {
            done += static_cast<size_t>(n);
        } else if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
            pollfd room{file, POLLOUT, 0};
            poll(&room, 1, 100);
        } else {
            return false;
        }
    }
    return true;
}

// Moves bytes between the wire and the other end; false when that is gone.
bool exchange(Wire& wire, const Ends& ends, int wait_millis) {
    if (!wire.from_board.empty()) {
        if (!write_all(ends.out, wire.from_board)) return false;
        wire.from_board.clear();
    }
    if (wire.to_board.size() >= kMostWaiting) return true;
    pollfd some{ends.in, POLLIN, 0};
    if (poll(&some, 1, wait_millis) <= 0) return true;
    uint8_t bytes[kMostWaiting];
    const ssize_t n = read(ends.in, bytes, sizeof bytes);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return false;
    for (ssize_t i = 0; i < n; ++i) wire.to_board.push_back(bytes[i]);
    return true;
}

// A pipe that has ended: whoever started this is gone.
bool starter_is_gone() {
    struct stat input {};
    if (fstat(STDIN_FILENO, &input) != 0 || !S_ISFIFO(input.st_mode)) return false;
    pollfd end{STDIN_FILENO, POLLIN, 0};
    return poll(&end, 1, 0) > 0 && (end.revents & POLLHUP) != 0;
}

bool open_pseudo_terminal(Ends& ends) {
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) return false;
    const char* name = ptsname(master);
    if (name == nullptr) return false;
    const int slave = open(name, O_RDWR | O_NOCTTY);  // stays open: hosts may come and go
    termios raw{};
    if (slave < 0 || tcgetattr(slave, &raw) != 0) return false;
    cfmakeraw(&raw);
    if (tcsetattr(slave, TCSANOW, &raw) != 0) return false;
    ends.in = master;
    ends.out = master;
    std::printf("PTY %s\n", name);
    std::fflush(stdout);
    return true;
}

int run(const Ends& ends, bool pty) {
    VerilatedContext context;
    const auto board = std::make_unique<Vbnn_board>(&context);
    Wire wire;
    wire.begin(*board);
    uint64_t idle = 0;
    for (;;) {
        for (int cycle = 0; cycle < kPollCycles; ++cycle) {
            board->clk = 1;
            board->eval();
            wire.step(*board);
            board->clk = 0;
            board->eval();
        }
        idle = wire.to_board.empty() && wire.from_board.empty() ? idle + kPollCycles : 0;
        if (!exchange(wire, ends, idle > kRestCycles ? kRestMillis : 0)) return 0;
        if (pty && starter_is_gone()) return 0;
    }
}

}  // namespace

int main(int argc, char** argv) {
    Ends ends{STDIN_FILENO, STDOUT_FILENO};
    if (argc == 2 && std::strcmp(argv[1], "--stdio") == 0) return run(ends, false);
    if (argc != 2 || std::strcmp(argv[1], "--pty") != 0) {
        std::fprintf(stderr, "usage: %s --pty | --stdio\n", argv[0]);
        return 1;
    }
    if (!open_pseudo_terminal(ends)) {
        std::perror("pseudo-terminal");
        return 2;
    }
    return run(ends, true);
}
