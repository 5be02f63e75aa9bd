// main.cpp: runs a bench in Verilator.
// SPDX-License-Identifier: Apache-2.0
//
// The top module is bnn_bench with inputs aclk, aresetn, frames, stall, seed and output done.
//
//   bench +frames=N [+stall] [+seed=N] [+timeout=CYCLES]
//         [+trace=FILE [+trace_from=CYCLE] [+trace_to=CYCLE]]
//
// Cycle N has its rising edge at 10 N + 5 ns of the waveform, and N edges before it.
//
// Exit status: 0 the bench is done, and the lines it printed are the verdict; 1 wrong arguments;
// 2 the bench called $finish before it was done; 3 timeout.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "Vbnn_bench.h"
#include "verilated.h"
#if VM_TRACE
#include "verilated_vcd_c.h"
#endif

namespace {

constexpr uint64_t kResetCycles = 4;
constexpr uint64_t kDefaultTimeout = 1'000'000'000;
constexpr uint64_t kHalfCycle = 5'000;  // ps

struct Options {
    uint32_t frames = 1;
    bool stall = false;
    uint32_t seed = 1;
    uint64_t timeout = kDefaultTimeout;
    std::string trace;
    uint64_t trace_from = 0;
    uint64_t trace_to = UINT64_MAX;
};

// The text behind "+name=", or null.
const char* value_of(const char* argument, const char* name) {
    const size_t length = std::strlen(name);
    return std::strncmp(argument, name, length) == 0 ? argument + length : nullptr;
}

bool parse(int argc, char** argv, Options& options) {
    for (int i = 1; i < argc; ++i) {
        if (const char* frames = value_of(argv[i], "+frames=")) {
            options.frames = static_cast<uint32_t>(std::strtoul(frames, nullptr, 0));
        } else if (std::strcmp(argv[i], "+stall") == 0) {
            options.stall = true;
        } else if (const char* seed = value_of(argv[i], "+seed=")) {
            options.seed = static_cast<uint32_t>(std::strtoul(seed, nullptr, 0));
        } else if (const char* timeout = value_of(argv[i], "+timeout=")) {
            options.timeout = std::strtoull(timeout, nullptr, 0);
        } else if (const char* trace = value_of(argv[i], "+trace=")) {
            options.trace = trace;
        } else if (const char* from = value_of(argv[i], "+trace_from=")) {
            options.trace_from = std::strtoull(from, nullptr, 0);
        } else if (const char* to = value_of(argv[i], "+trace_to=")) {
            options.trace_to = std::strtoull(to, nullptr, 0);
        } else {
            std::fprintf(stderr, "unknown argument %s\n", argv[i]);
            return false;
        }
    }
#if !VM_TRACE
    if (!options.trace.empty()) {
        std::fprintf(stderr, "+trace needs a bench built with --trace\n");
        return false;
    }
#endif
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    if (!parse(argc, argv, options)) return 1;

    const auto context = std::make_unique<VerilatedContext>();
#if VM_TRACE
    context->traceEverOn(true);
#endif
    const auto bench = std::make_unique<Vbnn_bench>(context.get());
#if VM_TRACE
    VerilatedVcdC waves;
    if (!options.trace.empty()) {
        bench->trace(&waves, 99);
        waves.open(options.trace.c_str());
    }
#endif

    bench->aclk = 0;
    bench->aresetn = 0;
    bench->frames = options.frames;
    bench->stall = options.stall;
    bench->seed = options.seed;

    uint64_t cycle = 0;
    // inputs change with the falling edge; everything inside works on the rising one
    const auto half_cycle = [&](bool level) {
        bench->aclk = level;
        bench->eval();
#if VM_TRACE
        const bool traced = options.trace_from <= cycle && cycle <= options.trace_to;
        if (traced && !options.trace.empty()) waves.dump(context->time());
#endif
        context->timeInc(kHalfCycle);
    };

    while (!bench->done && !context->gotFinish() && cycle < options.timeout) {
        bench->aresetn = cycle >= kResetCycles;
        half_cycle(false);
        half_cycle(true);
        ++cycle;
    }
    bench->final();
#if VM_TRACE
    if (!options.trace.empty()) waves.close();
#endif

    if (bench->done) {
        std::printf("CYCLES %llu\n", static_cast<unsigned long long>(cycle));
        return 0;
    }
    if (context->gotFinish()) return 2;
    std::printf("TIMEOUT cycle=%llu\n", static_cast<unsigned long long>(cycle));
    return 3;
}
