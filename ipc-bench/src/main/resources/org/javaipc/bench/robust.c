/* A robust mutex in shared memory: robust COUNT PROCESSES; each takes it COUNT times and adds one. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct shared {
  pthread_mutex_t mutex;
  char apart[128];
  volatile long counter;
  volatile int go;
};

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

int main(int argc, char **argv) {
  long count = argc > 1 ? atol(argv[1]) : 1000000;
  int processes = argc > 2 ? atoi(argv[2]) : 2;
  struct shared *shared =
      mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&shared->mutex, &attributes);
  for (int i = 0; i < processes; i++) {
    if (fork() == 0) {
      while (!shared->go) {
      }
      for (long j = 0; j < count; j++) {
        pthread_mutex_lock(&shared->mutex);
        shared->counter++;
        pthread_mutex_unlock(&shared->mutex);
      }
      _exit(0);
    }
  }
  usleep(100000);
  long start = now();
  shared->go = 1;
  while (wait(NULL) > 0) {
  }
  long nanos = now() - start;
  printf("C robust mutex: processes=%d counter=%ld nsPerLock=%.1f\n", processes, shared->counter,
         (double) nanos / (double) shared->counter);
  return 0;
}
