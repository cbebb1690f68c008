/* Round trips of two processes over two System V semaphores, sleeping in semop: semop ROUNDS WARMUP. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void add(int id, unsigned short index, short delta) {
  struct sembuf one = {index, delta, 0};
  if (semop(id, &one, 1) != 0) {
    perror("semop");
    exit(1);
  }
}

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

static int compare(const void *a, const void *b) {
  long x = *(const long *) a, y = *(const long *) b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 100000, warmup = argc > 2 ? atol(argv[2]) : 10000;
  int id = semget(IPC_PRIVATE, 2, IPC_CREAT | 0600);
  long *times = malloc((size_t) rounds * sizeof *times);
  pid_t child = fork();
  if (child == 0) {
    for (long i = 0; i < rounds + warmup; i++) {
      add(id, 0, -1);
      add(id, 1, 1);
    }
    _exit(0);
  }
  for (long i = -warmup; i < rounds; i++) {
    long start = now();
    add(id, 0, 1);
    add(id, 1, -1);
    if (i >= 0) times[i] = now() - start;
  }
  waitpid(child, NULL, 0);
  semctl(id, 0, IPC_RMID);
  qsort(times, (size_t) rounds, sizeof *times, compare);
  printf("C semop: p50Ns=%ld p99Ns=%ld maxNs=%ld\n", times[rounds / 2], times[rounds * 99 / 100],
         times[rounds - 1]);
  return 0;
}
