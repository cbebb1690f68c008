/* The other side of System V and POSIX semaphores: semaphores WHAT ARGUMENT... */
#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int number(const char *text) {
  return (int) strtoul(text, NULL, 0);
}

static void operate(int id, int index, int delta, int flags) {
  struct sembuf one = {(unsigned short) index, (short) delta, (short) flags};
  if (semop(id, &one, 1) != 0) fail("semop");
}

/* As the library's sem: has it: the event, unless it is pending, and the bell. */
static void notify(int id, int event) {
  struct sembuf group[3] = {
      {(unsigned short) event, 0, IPC_NOWAIT}, {(unsigned short) event, 1, 0}, {64, 1, 0}};
  if (semop(id, group, 3) != 0) fail("semop");
}

static sem_t *opened(const char *name) {
  sem_t *semaphore = sem_open(name, 0);
  if (semaphore == SEM_FAILED) fail("sem_open");
  return semaphore;
}

int main(int argc, char **argv) {
  const char *what = argc > 2 ? argv[1] : "";
  if (strcmp(what, "sysv-create") == 0) { /* KEY VALUE: prints the id */
    int id = semget(number(argv[2]), 1, IPC_CREAT | IPC_EXCL | 0600);
    if (id < 0) fail("semget");
    if (semctl(id, 0, SETVAL, number(argv[3])) < 0) fail("semctl");
    printf("%d\n", id);
  } else if (strcmp(what, "sysv-op") == 0) { /* ID INDEX DELTA */
    operate(number(argv[2]), number(argv[3]), number(argv[4]), 0);
  } else if (strcmp(what, "sysv-value") == 0) { /* ID INDEX */
    printf("%d\n", semctl(number(argv[2]), number(argv[3]), GETVAL));
  } else if (strcmp(what, "sysv-hold") == 0) { /* ID INDEX: takes one with undo until it is killed */
    operate(number(argv[2]), number(argv[3]), -1, SEM_UNDO);
    printf("holding\n");
    fflush(stdout);
    pause();
  } else if (strcmp(what, "notify") == 0) { /* KEY EVENT */
    int id = semget(number(argv[2]), 0, 0);
    if (id < 0) fail("semget");
    notify(id, number(argv[3]));
  } else if (strcmp(what, "posix-create") == 0) { /* NAME VALUE */
    sem_t *semaphore =
        sem_open(argv[2], O_CREAT | O_EXCL, 0600, (unsigned) number(argv[3]));
    if (semaphore == SEM_FAILED) fail("sem_open");
  } else if (strcmp(what, "posix-post") == 0) { /* NAME */
    if (sem_post(opened(argv[2])) != 0) fail("sem_post");
  } else if (strcmp(what, "posix-wait") == 0) { /* NAME */
    if (sem_wait(opened(argv[2])) != 0) fail("sem_wait");
    printf("taken\n");
  } else {
    fprintf(stderr, "unknown: %s\n", what);
    return 2;
  }
  return 0;
}
