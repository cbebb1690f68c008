// Two processes that answer each other through two message queues: what a C program gets of them, waiting in
// the kernel as everybody does, or polling without waiting.
// Arguments: slots, milliseconds a slot, milliseconds of rest after it, bytes, mq or sysvmq, wait or poll.
// Prints lines as Client does, without the work's name.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1 << 22, LONGEST = 8192 };

static struct {
  long type;
  char bytes[LONGEST];
} message = {.type = 1};

static int posix, flag, there, back;
static size_t length;
static uint32_t trips[MOST];

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void rest(int64_t nanos) {
  struct timespec t = {.tv_sec = nanos / 1000000000, .tv_nsec = nanos % 1000000000};
  nanosleep(&t, NULL);
}

static int make(const char *end) {
  if (!posix) return msgget(IPC_PRIVATE, IPC_CREAT | 0600);
  char name[64];
  snprintf(name, sizeof name, "/javaipc-bench-%d-%s", getpid(), end);
  struct mq_attr attr = {.mq_maxmsg = 10, .mq_msgsize = LONGEST};
  int queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL | (flag ? O_NONBLOCK : 0), 0600, &attr);
  mq_unlink(name);
  return queue;
}

static void put(int queue) {
  int done;
  do {
    done = posix ? mq_send(queue, message.bytes, length, 0) : msgsnd(queue, &message, length, flag);
  } while (done < 0 && (errno == EAGAIN || errno == EINTR));
}

static void take(int queue) {
  ssize_t taken;
  do {
    taken = posix ? mq_receive(queue, message.bytes, LONGEST, NULL)
                  : msgrcv(queue, &message, LONGEST, 0, flag);
  } while (taken < 0 && (errno == EAGAIN || errno == ENOMSG || errno == EINTR));
}

static int ascending(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static size_t run(int64_t nanos) {
  size_t count = 0;
  for (int64_t end = now() + nanos, at = now(); at < end && count < MOST;) {
    int64_t sent = at;
    put(there);
    take(back);
    at = now();
    trips[count++] = at - sent;
  }
  return count;
}

int main(int argc, char **argv) {
  if (argc < 7) return 2;
  posix = !strcmp(argv[5], "mq");
  flag = strcmp(argv[6], "wait") ? IPC_NOWAIT : 0;
  length = strtoul(argv[4], NULL, 10);
  if (length < 1 || length > LONGEST) return 2;
  there = make("there");
  back = make("back");
  if (there < 0 || back < 0) return 1;
  pid_t child = fork();
  if (child < 0) return 1;
  if (child == 0) {
    for (;;) {
      take(there);
      if (message.bytes[0] == 'E') _exit(0);
      put(back);
    }
  }
  run(300000000);
  for (int i = atoi(argv[1]); i > 0; i--) {
    int64_t begin = now();
    size_t count = run(atoll(argv[2]) * 1000000);
    double rate = count * 1e9 / (now() - begin);
    qsort(trips, count, sizeof trips[0], ascending);
    printf("before=1 after=1 rate=%.0f p50=%u p99=%u p999=%u max=%u\n", rate, trips[count / 2],
           trips[count * 99 / 100], trips[count * 999 / 1000], trips[count - 1]);
    fflush(stdout);
    rest(atoll(argv[3]) * 1000000);
  }
  message.bytes[0] = 'E';
  put(there);
  waitpid(child, NULL, 0);
  if (!posix) {
    msgctl(there, IPC_RMID, NULL);
    msgctl(back, IPC_RMID, NULL);
  }
}
