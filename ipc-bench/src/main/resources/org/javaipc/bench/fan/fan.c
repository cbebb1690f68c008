/* Many processes write messages of 32 bytes into one pipe, one process reads them in batches.
   fan SENDERS SLOTS MILLISECONDS_A_SLOT MILLISECONDS_OF_WARM_UP */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define LENGTH 32
#define BATCH 256
#define MOST_SENDERS 64

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void send_for_ever(int fd, uint64_t sender) {
  uint64_t message[LENGTH / sizeof(uint64_t)] = {0, sender};
  while (write(fd, message, LENGTH) == LENGTH) {
    message[0]++;
  }
  _exit(0);
}

static double receive(int fd, uint64_t nanoseconds) {
  static uint64_t messages[BATCH * LENGTH / sizeof(uint64_t)];
  static uint64_t next[MOST_SENDERS];
  uint64_t count = 0, start = now(), end;
  do {
    ssize_t got = read(fd, messages, sizeof messages);
    if (got <= 0 || got % LENGTH != 0) {
      perror("read");
      exit(1);
    }
    for (ssize_t i = 0; i < got / LENGTH; i++) {
      uint64_t *message = messages + i * (LENGTH / (ssize_t)sizeof(uint64_t));
      if (message[1] >= MOST_SENDERS || message[0] != next[message[1]]++) {
        fprintf(stderr, "out of order\n");
        exit(1);
      }
      count++;
    }
    end = now();
  } while (end - start < nanoseconds);
  return (double)count * 1e9 / (double)(end - start);
}

int main(int argc, char **argv) {
  int ends[2];
  if (argc != 5 || atoi(argv[1]) < 1 || atoi(argv[1]) > MOST_SENDERS || pipe(ends) != 0) {
    return 2;
  }
  for (int i = 0; i < atoi(argv[1]); i++) {
    if (fork() == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      send_for_ever(ends[1], (uint64_t)i);
    }
  }
  receive(ends[0], (uint64_t)atoi(argv[4]) * 1000000u);
  for (int slots = atoi(argv[2]); slots > 0; slots--) {
    printf("rate %.0f\n", receive(ends[0], (uint64_t)atoi(argv[3]) * 1000000u));
  }
  return 0;
}
