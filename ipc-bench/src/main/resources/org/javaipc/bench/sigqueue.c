// Two processes that send each other one queued signal and wait for it in sigwaitinfo: what people write in C.
// Arguments: trips of warm-up, trips. Prints the nanoseconds of a round trip: p50 p99.
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static sigset_t set;

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static int take(void) {
  siginfo_t info;
  if (sigwaitinfo(&set, &info) < 0) exit(1);
  return info.si_value.sival_int;
}

static void give(pid_t pid, int value) {
  if (sigqueue(pid, SIGRTMIN, (union sigval){.sival_int = value}) != 0) exit(1);
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  int warmup = atoi(argv[1]), trips = atoi(argv[2]);
  int64_t *nanos = malloc(trips * sizeof *nanos);
  pid_t parent = getpid();
  sigemptyset(&set);
  sigaddset(&set, SIGRTMIN);
  sigprocmask(SIG_BLOCK, &set, NULL);
  pid_t child = fork();
  if (child == 0) {
    for (int value; (value = take()) >= 0;) give(parent, value);
    return 0;
  }
  for (int i = -warmup; i < trips; i++) {
    int64_t begin = now();
    give(child, 1);
    take();
    if (i >= 0) nanos[i] = now() - begin;
  }
  give(child, -1);
  waitpid(child, NULL, 0);
  qsort(nanos, trips, sizeof *nanos, ascending);
  printf("%ld %ld\n", (long)nanos[trips / 2], (long)nanos[trips / 100 * 99]);
  return 0;
}
