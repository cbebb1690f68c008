/* The other end of a socket, in C:
     unix_peer server PATH COUNT       listens, echoes COUNT connections one after the other, ends
     unix_peer client PATH TEXT        connects, sends TEXT, ends its stream, prints all that comes back
     unix_peer hoard PATH COUNT        connects COUNT times, prints how many, never reads, waits to be killed
     unix_peer pass PATH FILE          connects, sends "fd" with FILE open, reads a descriptor, prints what is in it
   A path that begins with @ is an abstract name. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void die(const char *what) {
  fprintf(stderr, "unix_peer: %s: %s\n", what, strerror(errno));
  exit(1);
}

static socklen_t address(struct sockaddr_un *a, const char *path) {
  memset(a, 0, sizeof *a);
  a->sun_family = AF_UNIX;
  strncpy(a->sun_path, path, sizeof a->sun_path - 1);
  if (path[0] == '@') {
    a->sun_path[0] = 0;
    return offsetof(struct sockaddr_un, sun_path) + strlen(path);
  }
  return sizeof *a;
}

static int connected(const char *path) {
  struct sockaddr_un a;
  socklen_t length = address(&a, path);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *) &a, length) < 0) {
    die("connect");
  }
  return fd;
}

static void write_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t n = write(fd, bytes, length);
    if (n < 0) {
      die("write");
    }
    bytes += n;
    length -= n;
  }
}

static void server(const char *path, int count) {
  struct sockaddr_un a;
  socklen_t length = address(&a, path);
  int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *) &a, length) < 0 || listen(listener, 16) < 0) {
    die("listen");
  }
  printf("listening\n");
  fflush(stdout);
  for (int i = 0; i < count; i++) {
    char bytes[65536];
    ssize_t n;
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) {
      die("accept");
    }
    while ((n = read(fd, bytes, sizeof bytes)) > 0) {
      write_all(fd, bytes, n);
    }
    close(fd);
  }
}

static void client(const char *path, const char *text) {
  char bytes[65536];
  ssize_t n;
  int fd = connected(path);
  write_all(fd, text, strlen(text));
  shutdown(fd, SHUT_WR);
  while ((n = read(fd, bytes, sizeof bytes)) > 0) {
    write_all(1, bytes, n);
  }
  if (n < 0) {
    die("read");
  }
}

static void hoard(const char *path, int count) {
  for (int i = 0; i < count; i++) {
    write_all(connected(path), "x", 1);
  }
  printf("%d\n", count);
  fflush(stdout);
  pause();
}

static void pass(const char *path, const char *file) {
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
  } control;
  char data[3] = "fd", content[100];
  int sent = open(file, O_RDONLY), came;
  struct iovec part = {data, 2};
  struct msghdr message = {0};
  struct cmsghdr *header;
  int fd = connected(path);
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = &control;
  message.msg_controllen = sizeof control;
  header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &sent, sizeof(int));
  if (sent < 0 || sendmsg(fd, &message, 0) != 2) {
    die("sendmsg");
  }
  message.msg_controllen = sizeof control;
  if (recvmsg(fd, &message, 0) != 2 || !(header = CMSG_FIRSTHDR(&message))) {
    die("recvmsg");
  }
  memcpy(&came, CMSG_DATA(header), sizeof(int));
  write_all(1, content, pread(came, content, sizeof content, 0));
}

int main(int argc, char **argv) {
  if (argc != 4) {
    return 2;
  }
  if (!strcmp(argv[1], "server")) {
    server(argv[2], atoi(argv[3]));
  } else if (!strcmp(argv[1], "client")) {
    client(argv[2], argv[3]);
  } else if (!strcmp(argv[1], "hoard")) {
    hoard(argv[2], atoi(argv[3]));
  } else if (!strcmp(argv[1], "pass")) {
    pass(argv[2], argv[3]);
  } else {
    return 2;
  }
  return 0;
}
