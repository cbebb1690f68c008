// The other end of a pipe or FIFO, in C, that knows nothing of javaipc; and the same mechanism by itself, to compare with.
//   pipe_peer write PATH COUNT      opens a FIFO and writes COUNT bytes, i * 7 + 3 each
//   pipe_peer read PATH             opens a FIFO and prints how many such bytes came: "COUNT ok" or "COUNT wrong"
//   pipe_peer ping wait|poll SIZE COUNT [FIFO FIFO]
//       two processes and two pipes (or two FIFOs); prints the median, the 99th percentile and the longest round trip in
//       nanoseconds; "wait" sleeps in read, as most programs do, "poll" reads without blocking, again and again
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static unsigned char byte_at(int64_t i) { return (unsigned char) (i * 7 + 3); }

static int write_bytes(const char *path, int64_t count) {
  int fd = open(path, O_WRONLY);
  if (fd < 0) fail(path);
  unsigned char buffer[10000];
  for (int64_t done = 0; done < count;) {
    int64_t part = count - done < (int64_t) sizeof buffer ? count - done : (int64_t) sizeof buffer;
    for (int64_t i = 0; i < part; i++) buffer[i] = byte_at(done + i);
    ssize_t written = write(fd, buffer, part);
    if (written < 0) fail("write");
    done += written;
  }
  return close(fd);
}

static int read_bytes(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd < 0) fail(path);
  unsigned char buffer[10000];
  int64_t count = 0;
  int wrong = 0;
  for (ssize_t got; (got = read(fd, buffer, sizeof buffer)) != 0; count += got) {
    if (got < 0) fail("read");
    for (ssize_t i = 0; i < got; i++) wrong |= buffer[i] != byte_at(count + i);
  }
  printf("%lld %s\n", (long long) count, wrong ? "wrong" : "ok");
  return 0;
}

static void send_all(int fd, const char *buffer, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t written = write(fd, buffer + done, size - done);
    if (written > 0) done += written;
    else if (written < 0 && errno != EAGAIN) fail("write");
  }
}

static int receive_all(int fd, char *buffer, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t got = read(fd, buffer + done, size - done);
    if (got == 0) return 0;
    if (got > 0) done += got;
    else if (errno != EAGAIN) fail("read");
  }
  return 1;
}

static int ascending(const void *a, const void *b) {
  int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
  return (x > y) - (x < y);
}

static int ping(int polls, size_t size, int count, char **fifos) {
  int there[2], back[2], flags = polls ? O_NONBLOCK : 0;
  if (fifos == NULL) {
    if (pipe2(there, flags) || pipe2(back, flags)) fail("pipe2");
  } else {
    for (int i = 0; i < 2; i++) if (mkfifo(fifos[i], 0600) && errno != EEXIST) fail(fifos[i]);
    there[0] = open(fifos[0], O_RDONLY | O_NONBLOCK), there[1] = open(fifos[0], O_WRONLY);
    back[0] = open(fifos[1], O_RDONLY | O_NONBLOCK), back[1] = open(fifos[1], O_WRONLY);
    int all[] = {there[0], there[1], back[0], back[1]};
    for (int i = 0; i < 4; i++) if (fcntl(all[i], F_SETFL, flags) < 0) fail("fcntl");
  }
  char *buffer = calloc(1, size);
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    close(there[1]);
    while (receive_all(there[0], buffer, size)) send_all(back[1], buffer, size);
    _exit(0);
  }
  close(there[0]);
  int64_t *trips = malloc(count * sizeof *trips);
  int warmup = count / 5;
  for (int i = -warmup; i < count; i++) {
    int64_t start = now();
    send_all(there[1], buffer, size);
    receive_all(back[0], buffer, size);
    if (i >= 0) trips[i] = now() - start;
  }
  close(there[1]);
  waitpid(child, NULL, 0);
  qsort(trips, count, sizeof *trips, ascending);
  printf("%lld %lld %lld\n", (long long) trips[count / 2], (long long) trips[count / 100 * 99],
         (long long) trips[count - 1]);
  return 0;
}

int main(int count, char **words) {
  if (count == 4 && !strcmp(words[1], "write")) return write_bytes(words[2], atoll(words[3]));
  if (count == 3 && !strcmp(words[1], "read")) return read_bytes(words[2]);
  if (count >= 5 && !strcmp(words[1], "ping"))
    return ping(!strcmp(words[2], "poll"), atoll(words[3]), atoi(words[4]), count == 7 ? words + 5 : NULL);
  fprintf(stderr, "usage: see the source\n");
  return 2;
}
