// Two processes that bounce one cache line: the floor of every round trip through shared memory.
// Arguments: slots, milliseconds a slot, milliseconds of rest after it. Prints lines as Client does, without the work's name.
#define _GNU_SOURCE
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { GROUPS = 21, ROUNDS = 50, MOST = 1 << 22 };

static const int64_t END = INT64_MAX, REST = INT64_MAX - 1;
static _Atomic int64_t *line;
static int64_t turn;
static uint32_t trips[MOST];

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static int64_t milliseconds(const char *text) { return atoll(text) * 1000000; }

static void rest(int64_t nanos) {
  struct timespec t = {.tv_sec = nanos / 1000000000, .tv_nsec = nanos % 1000000000};
  nanosleep(&t, NULL);
}

static void trip(void) {
  turn++;
  atomic_store_explicit(line, turn, memory_order_release);
  while (atomic_load_explicit(line, memory_order_acquire) != -turn) {
  }
}

static int ascending(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static uint32_t bounce(void) {
  uint32_t nanos[GROUPS];
  for (int group = 0; group < GROUPS; group++) {
    int64_t begin = now();
    for (int i = 0; i < ROUNDS; i++) trip();
    nanos[group] = (now() - begin) / ROUNDS;
  }
  qsort(nanos, GROUPS, sizeof nanos[0], ascending);
  return nanos[GROUPS / 2];
}

static void slot(int64_t length) {
  uint32_t before = bounce();
  size_t count = 0;
  int64_t begin = now(), end = begin + length, at = begin;
  while (at < end && count < MOST) {
    int64_t sent = at;
    trip();
    at = now();
    trips[count++] = at - sent;
  }
  uint32_t after = bounce();
  qsort(trips, count, sizeof trips[0], ascending);
  printf("before=%u after=%u rate=%.0f p50=%u p99=%u p999=%u max=%u\n", before, after,
         count * 1e9 / (at - begin), trips[count / 2], trips[count * 99 / 100],
         trips[count * 999 / 1000], trips[count - 1]);
  fflush(stdout);
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  line = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (line == MAP_FAILED) return 1;
  pid_t child = fork();
  if (child < 0) return 1;
  if (child == 0) {
    for (turn = 1;; turn++) {
      int64_t value;
      do {
        value = atomic_load_explicit(line, memory_order_acquire);
        if (value == END) _exit(0);
        if (value == REST) {
          atomic_store(line, 0);
          rest(milliseconds(argv[3]));
        }
      } while (value != turn);
      atomic_store_explicit(line, -turn, memory_order_release);
    }
  }
  for (int i = 0; i < GROUPS; i++) bounce();
  for (int i = atoi(argv[1]); i > 0; i--) {
    slot(milliseconds(argv[2]));
    atomic_store(line, REST);
    rest(milliseconds(argv[3]));
  }
  atomic_store(line, END);
  waitpid(child, NULL, 0);
}
