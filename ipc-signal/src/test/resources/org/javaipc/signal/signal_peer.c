/* A program that knows nothing of javaipc: the other end of signals in tests. Says one line a fact. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void fail(const char *what) {
  printf("failed %s: %s\n", what, strerror(errno));
  exit(1);
}

static void say(const char *text) {
  puts(text);
  fflush(stdout);
}

static int send_to_thread(int pid, int tid, int sig, long value) {
  siginfo_t info;
  memset(&info, 0, sizeof info);
  info.si_code = SI_QUEUE;
  info.si_pid = getpid();
  info.si_uid = getuid();
  info.si_value.sival_ptr = (void *) value;
  return syscall(SYS_rt_tgsigqueueinfo, pid, tid, sig, &info);
}

/* queue PID SIGNAL FIRST COUNT: to the process; a full queue is tried again. */
static void queue(int pid, int sig, long first, long count) {
  long full = 0;
  for (long i = 0; i < count; i++) {
    union sigval value = {.sival_ptr = (void *) (first + i)};
    while (sigqueue(pid, sig, value) != 0) {
      if (errno != EAGAIN) fail("sigqueue");
      full++;
      usleep(20);
    }
  }
  printf("sent %ld full %ld\n", count, full);
}

/* thread PID TID SIGNAL FIRST COUNT: the same to one thread. */
static void queue_to_thread(int pid, int tid, int sig, long first, long count) {
  long full = 0;
  for (long i = 0; i < count; i++) {
    while (send_to_thread(pid, tid, sig, first + i) != 0) {
      if (errno != EAGAIN) fail("rt_tgsigqueueinfo");
      full++;
      usleep(20);
    }
  }
  printf("sent %ld full %ld\n", count, full);
}

/* wait SIGNAL COUNT: takes signals, and says who sent what. */
static void wait_for(int sig, long count) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, sig);
  sigprocmask(SIG_BLOCK, &set, NULL);
  printf("ready %d\n", getpid());
  fflush(stdout);
  for (long i = 0; i < count; i++) {
    siginfo_t info;
    if (sigwaitinfo(&set, &info) < 0) fail("sigwaitinfo");
    printf("got %d code %d pid %d uid %d value %ld\n", info.si_signo, info.si_code, info.si_pid,
           info.si_uid, (long) info.si_value.sival_ptr);
    fflush(stdout);
  }
}

/* block SIGNAL... -- COMMAND...: a program with signals blocked, as `ipc run --block` starts it. */
static void block(char **argv) {
  sigset_t set;
  sigemptyset(&set);
  for (; strcmp(*argv, "--") != 0; argv++) sigaddset(&set, atoi(*argv));
  sigprocmask(SIG_BLOCK, &set, NULL);
  execvp(argv[1], argv + 1);
  fail("execvp");
}

/* alarm SECONDS COMMAND...: sets an alarm and becomes another program, which keeps it. */
static void alarm_for(char **argv) {
  alarm((unsigned) atoi(argv[0]));
  execvp(argv[1], argv + 1);
  fail("execvp");
}

/* parent COMMAND...: says what SIGCHLD tells of a child, until it ends. */
static void parent_of(char **argv) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  sigprocmask(SIG_BLOCK, &set, NULL);
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    execvp(argv[0], argv);
    fail("execvp");
  }
  printf("child %d\n", child);
  fflush(stdout);
  siginfo_t info;
  do {
    if (sigwaitinfo(&set, &info) < 0) fail("sigwaitinfo");
    if (info.si_pid != child) fail("si_pid");
    const char *what = info.si_code == CLD_EXITED      ? "exited"
                       : info.si_code == CLD_KILLED    ? "killed"
                       : info.si_code == CLD_STOPPED   ? "stopped"
                       : info.si_code == CLD_CONTINUED ? "continued"
                                                       : "?";
    printf("%s %d\n", what, info.si_status);
    fflush(stdout);
  } while (info.si_code != CLD_EXITED && info.si_code != CLD_KILLED);
  if (waitpid(child, NULL, 0) != child) fail("waitpid");
}

/* notify FILE EVENT: tells a listener of javaipc of an event. */
static void notify(const char *file, int event) {
  int pid, tid, sig, listener;
  FILE *entry = fopen(file, "r");
  if (!entry) fail("fopen");
  if (fscanf(entry, "javaipc-signal listen version=1 pid=%d tid=%d signal=%d listener=%d", &pid, &tid,
             &sig, &listener) != 4) fail("fscanf");
  if (send_to_thread(pid, tid, sig, listener * 64 + event) != 0) fail("rt_tgsigqueueinfo");
  say("notified");
}

/* listen FILE SIGNAL COUNT: is a listener of javaipc. */
static void listen_for(const char *file, int sig, long count) {
  struct stat pidns;
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
  sigset_t set;
  char temporary[4096];
  sigemptyset(&set);
  sigaddset(&set, sig);
  sigprocmask(SIG_BLOCK, &set, NULL);
  snprintf(temporary, sizeof temporary, "%s.making", file);
  int fd = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) fail("open");
  if (fcntl(fd, F_OFD_SETLK, &lock) != 0) fail("lock");
  if (stat("/proc/self/ns/pid", &pidns) != 0) fail("stat");
  dprintf(fd, "javaipc-signal listen version=1 pid=%d tid=%d signal=%d listener=7 pidns=%lu\n",
          getpid(), getpid(), sig, (unsigned long) pidns.st_ino);
  if (link(temporary, file) != 0) fail("link");
  unlink(temporary);
  say("ready");
  for (long i = 0; i < count; i++) {
    siginfo_t info;
    if (sigwaitinfo(&set, &info) < 0) fail("sigwaitinfo");
    long value = (long) info.si_value.sival_ptr;
    printf("listener %ld event %ld\n", value / 64, value % 64);
    fflush(stdout);
  }
  pwrite(fd, "closed", 6, 15);
  unlink(file);
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  const char *what = argv[1];
  if (!strcmp(what, "kill")) {
    if (kill(atoi(argv[2]), atoi(argv[3])) != 0) fail("kill");
    say("killed");
  } else if (!strcmp(what, "queue")) {
    queue(atoi(argv[2]), atoi(argv[3]), atol(argv[4]), atol(argv[5]));
  } else if (!strcmp(what, "thread")) {
    queue_to_thread(atoi(argv[2]), atoi(argv[3]), atoi(argv[4]), atol(argv[5]), atol(argv[6]));
  } else if (!strcmp(what, "wait")) {
    wait_for(atoi(argv[2]), atol(argv[3]));
  } else if (!strcmp(what, "block")) {
    block(argv + 2);
  } else if (!strcmp(what, "alarm")) {
    alarm_for(argv + 2);
  } else if (!strcmp(what, "parent")) {
    parent_of(argv + 2);
  } else if (!strcmp(what, "notify")) {
    notify(argv[2], atoi(argv[3]));
  } else if (!strcmp(what, "listen")) {
    listen_for(argv[2], atoi(argv[3]), atol(argv[4]));
  } else {
    return 2;
  }
  return 0;
}
