/* queue PID SIGNAL FIRST COUNT: sends signals with payloads to a process of which it knows nothing. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  int first = atoi(argv[3]), count = atoi(argv[4]), full = 0;
  for (int i = 0; i < count; i++) {
    union sigval value = {.sival_int = first + i};
    while (sigqueue(atoi(argv[1]), atoi(argv[2]), value) != 0) {
      if (errno != EAGAIN) {
        printf("sigqueue: %s\n", strerror(errno));
        return 1;
      }
      full++;
      usleep(20);
    }
  }
  printf("pid %d sent %d\n", getpid(), count);
  return 0;
}
