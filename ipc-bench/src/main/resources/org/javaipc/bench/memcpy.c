// One core that copies between two buffers: the ceiling of every transport that copies.
// Arguments: slots, milliseconds a slot, milliseconds of rest after it, bytes a copy. Prints lines as
// Client does, without the work's name.
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void slot(char *to, char *from, size_t size, int64_t length) {
  int64_t count = 0, begin = now(), at = begin;
  while (at - begin < length) {
    memcpy(to, from, size);
    __asm__ volatile("" : : "r"(to), "r"(from) : "memory");
    count++;
    at = now();
  }
  double rate = count * 1e9 / (at - begin);
  printf("before=0 after=0 rate=%.0f mbps=%.0f\n", rate, rate * size / 1e6);
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  size_t size = strtoul(argv[4], NULL, 10);
  char *to = aligned_alloc(4096, (size + 4095) & ~(size_t)4095);
  char *from = aligned_alloc(4096, (size + 4095) & ~(size_t)4095);
  if (!to || !from) return 1;
  memset(to, 1, size);
  memset(from, 2, size);
  for (int i = atoi(argv[1]); i > 0; i--) {
    slot(to, from, size, atoi(argv[2]) * INT64_C(1000000));
    usleep(atoi(argv[3]) * 1000);
  }
}
