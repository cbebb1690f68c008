/* The latest value: one process stores when it was due, into a volatile long, another one looks. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

/* As the processes in Java are placed. */
static void run_on(int processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  sched_setaffinity(0, sizeof set, &set);
}

static void look_again(void) {
#ifdef __x86_64__
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int compare(const void *a, const void *b) {
  long x = *(const long *) a, y = *(const long *) b;
  return (x > y) - (x < y);
}

/* slots, milliseconds a slot, of warm-up, nanoseconds of pace */
int main(int argc, char **argv) {
  if (argc != 5) return 2;
  int slots = atoi(argv[1]);
  long millis = atol(argv[2]), warm_up = atol(argv[3]), pace = atol(argv[4]);
  volatile long *value = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (value == MAP_FAILED) return 1;
  pid_t writer = fork();
  if (writer == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    run_on(0);
    for (long due = now();; due += pace) {
      while (now() < due) look_again();
      *value = due;
    }
  }
  if (sysconf(_SC_NPROCESSORS_ONLN) > 1) run_on(1);
  size_t most = (millis > warm_up ? millis : warm_up) * 1000000L / pace + 100000;
  long *ages = malloc(most * sizeof *ages);
  long last = 0;
  for (int slot = -1; slot < slots; slot++) {
    size_t count = 0;
    long end = now() + (slot < 0 ? warm_up : millis) * 1000000L;
    while (1) {
      long seen = *value;
      long t = now();
      if (seen != last) {
        last = seen;
        if (count < most) ages[count++] = t - seen;
      }
      if (t > end) break;
      look_again();
    }
    qsort(ages, count, sizeof *ages, compare);
    if (slot >= 0 && count > 0) printf("p50=%ld p99=%ld\n", ages[count / 2], ages[count * 99 / 100]);
    fflush(stdout);
  }
  kill(writer, SIGKILL);
  return 0;
}
