/* lock FILE ofd|posix shared|exclusive START LENGTH: holds a lock until its input ends. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  int fd = open(argv[1], O_RDWR);
  if (fd < 0) return 3;
  struct flock lock = {.l_whence = SEEK_SET};
  lock.l_type = strcmp(argv[3], "shared") == 0 ? F_RDLCK : F_WRLCK;
  lock.l_start = atol(argv[4]);
  lock.l_len = atol(argv[5]);
  if (fcntl(fd, strcmp(argv[2], "ofd") == 0 ? F_OFD_SETLK : F_SETLK, &lock) < 0) {
    puts("refused");
    return 1;
  }
  puts("locked");
  fflush(stdout);
  char byte;
  while (read(0, &byte, 1) > 0) {
  }
  return 0;
}
