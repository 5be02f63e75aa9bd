// serve.c: runs a program with a fake board at its wire.
// SPDX-License-Identifier: Apache-2.0
//
//   serve pty|pipe FAULT AT PROGRAM WORD...    a word PTY is the name of the pseudo-terminal
//
// Exit status is that of the program, or 99 if it was killed. FAULT "gone" hangs up instead of answering.

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "fake_board.h"

static struct board board;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void serve(int in, int out, pid_t child, int *status) {
    while (waitpid(child, status, WNOHANG) == 0) {
        uint8_t bytes[512];
        struct pollfd some = {in, POLLIN, 0};
        if (poll(&some, 1, 1) > 0) {
            const ssize_t count = read(in, bytes, sizeof bytes);
            for (ssize_t i = 0; i < count; i++) board_take(&board, now(), bytes[i]);
        }
        size_t count = 0;
        while (count < sizeof bytes && board_give(&board, now(), &bytes[count])) count++;
        if (count > 0 && write(out, bytes, count) < 0) continue; // the program is ending
    }
}

static enum fault find_fault(const char *name) {
    for (int fault = 0; fault < FAULTS; fault++) {
        if (strcmp(name, fault_names[fault]) == 0) return (enum fault)fault;
    }
    return FAULTS;
}

static int fail(const char *what) {
    perror(what);
    return 98;
}

int main(int argc, char **argv) {
    int to[2];
    int from[2];
    int status = 0;
    if (argc < 5) return 98;
    const bool pty = strcmp(argv[1], "pty") == 0;
    const bool gone = strcmp(argv[2], "gone") == 0;
    board_begin(&board, gone ? NO_FAULT : find_fault(argv[2]), (unsigned)atoi(argv[3]), 1);
    if (pty) {
        to[1] = from[0] = posix_openpt(O_RDWR | O_NOCTTY);
        if (to[1] < 0 || grantpt(to[1]) != 0 || unlockpt(to[1]) != 0) return fail("pty");
        for (int i = 5; i < argc; i++) {
            if (strcmp(argv[i], "PTY") == 0) argv[i] = ptsname(to[1]);
        }
        to[0] = open(ptsname(to[1]), O_RDWR | O_NOCTTY); // stays open: no hang-up before the program comes
        struct termios raw;
        if (to[0] < 0 || tcgetattr(to[0], &raw) != 0) return fail("pty");
        cfmakeraw(&raw);
        tcsetattr(to[0], TCSANOW, &raw);
    } else if (pipe(to) != 0 || pipe(from) != 0) {
        return fail("pipe");
    }
    const pid_t child = fork();
    if (child < 0) return fail("fork");
    if (child == 0) {
        if (!pty) {
            dup2(to[0], 0);
            dup2(from[1], 1);
            close(to[0]);
            close(from[1]);
        }
        close(to[1]);
        if (!pty) close(from[0]);
        execv(argv[4], argv + 4);
        _exit(97);
    }
    if (!pty) {
        close(to[0]);
        close(from[1]);
    }
    if (gone) {
        close(to[1]);
        waitpid(child, &status, 0);
    } else {
        serve(from[0], to[1], child, &status);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}
