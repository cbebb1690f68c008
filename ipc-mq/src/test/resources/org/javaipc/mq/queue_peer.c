/* The other end of a message queue: what a C program that knows nothing of javaipc does. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

struct text {
  long mtype;
  char mtext[8192];
};

static int fail(const char *what) {
  printf("%s: %s\n", what, strerror(errno));
  return 1;
}

/* posix-send NAME PRIORITY TEXT... */
static int posix_send(char **argument) {
  mqd_t queue = mq_open(argument[0], O_WRONLY);
  if (queue == -1) return fail("mq_open");
  for (char **text = argument + 2; *text; text++)
    if (mq_send(queue, *text, strlen(*text), atoi(argument[1]))) return fail("mq_send");
  puts("sent");
  return 0;
}

/* posix-receive NAME COUNT: creates the queue if there is none, and says when it is ready */
static int posix_receive(char **argument) {
  struct mq_attr attr = {.mq_maxmsg = 4, .mq_msgsize = 512};
  mqd_t queue = mq_open(argument[0], O_RDONLY | O_CREAT, 0600, &attr);
  if (queue == -1) return fail("mq_open");
  puts("ready");
  fflush(stdout);
  mq_getattr(queue, &attr);
  char *text = malloc(attr.mq_msgsize);
  for (int left = atoi(argument[1]); left; left--) {
    unsigned priority;
    ssize_t length = mq_receive(queue, text, attr.mq_msgsize, &priority);
    if (length < 0) return fail("mq_receive");
    printf("%u %.*s\n", priority, (int) length, text);
    fflush(stdout);
  }
  return 0;
}

/* posix-echo NAME OTHER COUNT: what comes from the one goes to the other */
static int posix_echo(char **argument) {
  mqd_t in = mq_open(argument[0], O_RDONLY), out = mq_open(argument[1], O_WRONLY);
  if (in == -1 || out == -1) return fail("mq_open");
  char text[8192];
  for (int left = atoi(argument[2]); left; left--) {
    ssize_t length = mq_receive(in, text, sizeof text, NULL);
    if (length < 0) return fail("mq_receive");
    if (mq_send(out, text, length, 0)) return fail("mq_send");
  }
  puts("echoed");
  return 0;
}

/* sysv-send KEY TYPE TEXT... */
static int sysv_send(char **argument) {
  int queue = msgget(strtol(argument[0], NULL, 0), 0);
  if (queue == -1) return fail("msgget");
  struct text message = {.mtype = atol(argument[1])};
  for (char **text = argument + 2; *text; text++) {
    strcpy(message.mtext, *text);
    if (msgsnd(queue, &message, strlen(*text), 0)) return fail("msgsnd");
  }
  puts("sent");
  return 0;
}

/* sysv-receive KEY TYPE COUNT */
static int sysv_receive(char **argument) {
  int queue = msgget(strtol(argument[0], NULL, 0), IPC_CREAT | 0600);
  if (queue == -1) return fail("msgget");
  puts("ready");
  fflush(stdout);
  for (int left = atoi(argument[2]); left; left--) {
    struct text message;
    ssize_t length = msgrcv(queue, &message, sizeof message.mtext, atol(argument[1]), 0);
    if (length < 0) return fail("msgrcv");
    printf("%ld %.*s\n", message.mtype, (int) length, message.mtext);
    fflush(stdout);
  }
  return 0;
}

/* sysv-echo ID OTHER COUNT */
static int sysv_echo(char **argument) {
  struct text message;
  for (int left = atoi(argument[2]); left; left--) {
    ssize_t length = msgrcv(atoi(argument[0]), &message, sizeof message.mtext, 0, 0);
    if (length < 0) return fail("msgrcv");
    if (msgsnd(atoi(argument[1]), &message, length, 0)) return fail("msgsnd");
  }
  puts("echoed");
  return 0;
}

/* sysv-remove ID */
static int sysv_remove(char **argument) {
  if (msgctl(atoi(argument[0]), IPC_RMID, NULL)) return fail("msgctl");
  puts("removed");
  return 0;
}

static const struct {
  const char *name;
  int arguments;
  int (*run)(char **);
} COMMANDS[] = {
    {"posix-send", 3, posix_send},     {"posix-receive", 2, posix_receive},
    {"posix-echo", 3, posix_echo},     {"sysv-send", 3, sysv_send},
    {"sysv-receive", 3, sysv_receive}, {"sysv-echo", 3, sysv_echo},
    {"sysv-remove", 1, sysv_remove},
};

int main(int count, char **argument) {
  for (unsigned i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
    if (count > 1 && !strcmp(argument[1], COMMANDS[i].name) && count - 2 >= COMMANDS[i].arguments)
      return COMMANDS[i].run(argument + 2);
  fputs("no such command, or too few arguments\n", stderr);
  return 2;
}
