// Two processes that answer each other through two objects of the kernel: what a C program gets of them, waiting
// in the kernel as everybody does, or polling without waiting.
// Arguments: slots, milliseconds a slot, milliseconds of rest after it, bytes, one of pipe, fifo, unix, mq,
// sysvmq and futex (a slot of shared memory, which is only waited for), wait or poll.
// Prints lines as Client does, without the work's name.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1 << 22, LONGEST = 8192 };

static struct {
  long type;
  char bytes[LONGEST];
} message = {.type = 1};

// A message in shared memory, and whether it is there.
struct slot {
  atomic_uint full;
  char bytes[LONGEST];
};

// Where one side writes and the other reads; a queue and a slot have one number for both.
struct way {
  int in, out;
};

static enum { PIPE, FIFO, UNIX, MQ, SYSVMQ, FUTEX, KINDS } kind;
static const char *const names[KINDS] = {"pipe", "fifo", "unix", "mq", "sysvmq", "futex"};
static int polled;
static struct way there, back;
static struct slot *slots;
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

static struct way memory(void) {
  static int count;
  if (!slots) {
    size_t size = 2 * sizeof *slots;
    slots = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (slots == MAP_FAILED) return (struct way){-1, -1};
  }
  int number = count++;
  return (struct way){number, number};
}

static void await_slot(struct slot *slot, unsigned until) {
  while (atomic_load(&slot->full) != until) {
    syscall(SYS_futex, &slot->full, FUTEX_WAIT, !until, NULL, NULL, 0);
  }
}

static void turn_slot(struct slot *slot, unsigned full) {
  atomic_store(&slot->full, full);
  syscall(SYS_futex, &slot->full, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void put_slot(struct slot *slot) {
  await_slot(slot, 0);
  memcpy(slot->bytes, message.bytes, length);
  turn_slot(slot, 1);
}

// Who answers asks for no room again, so the slot is freed without a wake-up.
static void take_slot(struct slot *slot) {
  await_slot(slot, 1);
  memcpy(message.bytes, slot->bytes, length);
  atomic_store(&slot->full, 0);
}

static struct way queue(const char *end) {
  if (kind == SYSVMQ) {
    int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
    return (struct way){id, id};
  }
  char name[64];
  snprintf(name, sizeof name, "/javaipc-bench-%d-%s", getpid(), end);
  struct mq_attr attr = {.mq_maxmsg = 10, .mq_msgsize = LONGEST};
  int id = mq_open(name, O_RDWR | O_CREAT | O_EXCL | (polled ? O_NONBLOCK : 0), 0600, &attr);
  mq_unlink(name);
  return (struct way){id, id};
}

static struct way stream(const char *end) {
  int ends[2] = {-1, -1};
  if (kind == PIPE && pipe(ends) < 0) return (struct way){-1, -1};
  if (kind == UNIX && socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) return (struct way){-1, -1};
  if (kind == FIFO) {
    char name[64];
    snprintf(name, sizeof name, "/tmp/javaipc-bench-%d-%s", getpid(), end);
    if (mkfifo(name, 0600) < 0) return (struct way){-1, -1};
    ends[0] = open(name, O_RDONLY | O_NONBLOCK);
    ends[1] = open(name, O_WRONLY);
    unlink(name);
  }
  int flags = polled ? O_NONBLOCK : 0;
  if (fcntl(ends[0], F_SETFL, flags) < 0 || fcntl(ends[1], F_SETFL, flags) < 0) ends[0] = -1;
  return (struct way){.in = ends[1], .out = ends[0]};
}

static struct way make(const char *end) {
  return kind == FUTEX ? memory() : kind == MQ || kind == SYSVMQ ? queue(end) : stream(end);
}

static void put(struct way way) {
  if (kind == FUTEX) {
    put_slot(&slots[way.in]);
    return;
  }
  ssize_t done;
  do {
    done = kind == MQ       ? mq_send(way.in, message.bytes, length, 0)
           : kind == SYSVMQ ? msgsnd(way.in, &message, length, polled ? IPC_NOWAIT : 0)
                            : write(way.in, message.bytes, length);
  } while (done < 0 && (errno == EAGAIN || errno == EINTR));
}

static ssize_t take_some(struct way way, size_t have) {
  return kind == MQ       ? mq_receive(way.out, message.bytes, LONGEST, NULL)
         : kind == SYSVMQ ? msgrcv(way.out, &message, LONGEST, 0, polled ? IPC_NOWAIT : 0)
                          : read(way.out, message.bytes + have, length - have);
}

static void take(struct way way) {
  if (kind == FUTEX) {
    take_slot(&slots[way.out]);
    return;
  }
  for (size_t have = 0; have < length;) {
    ssize_t taken = take_some(way, have);
    if (taken > 0) have += taken;
    if (taken < 0 && errno != EAGAIN && errno != ENOMSG && errno != EINTR) exit(1);
  }
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
  while (kind < KINDS && strcmp(argv[5], names[kind])) kind++;
  if (kind == KINDS) return 2;
  polled = strcmp(argv[6], "wait") != 0;
  length = strtoul(argv[4], NULL, 10);
  if (length < 1 || length > LONGEST) return 2;
  there = make("there");
  back = make("back");
  if (there.in < 0 || there.out < 0 || back.in < 0 || back.out < 0) return 1;
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
    printf("before=0 after=0 rate=%.0f p50=%u p99=%u p999=%u max=%u\n", rate, trips[count / 2],
           trips[count * 99 / 100], trips[count * 999 / 1000], trips[count - 1]);
    fflush(stdout);
    rest(atoll(argv[3]) * 1000000);
  }
  message.bytes[0] = 'E';
  put(there);
  waitpid(child, NULL, 0);
  if (kind == SYSVMQ) {
    msgctl(there.in, IPC_RMID, NULL);
    msgctl(back.in, IPC_RMID, NULL);
  }
}
