/* The other side of shared memory, in C: shared KIND NAME ACTION [ARGUMENT...]
 * KIND  file PATH | posix /NAME | sysv KEY | handed @SOCKET, memory that comes over a socket */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

struct order {
  int32_t id;
  double price;
  char symbol[9];
  int16_t side;
  int64_t stamps[3];
};

static const char *kind, *name;

static void die(const char *what) {
  printf("%s: %s\n", what, strerror(errno));
  exit(1);
}

static int is(const char *text, const char *word) { return strcmp(text, word) == 0; }

static int open_object(int flags) {
  int fd = is(kind, "posix") ? shm_open(name, flags, 0600) : open(name, flags, 0600);
  if (fd < 0) die("open");
  return fd;
}

static int connected(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  memcpy(address.sun_path + 1, name + 1, strlen(name) - 1); /* @NAME has no file */
  socklen_t length = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + strlen(name));
  int s = socket(AF_UNIX, SOCK_STREAM, 0);
  if (s < 0 || connect(s, (struct sockaddr *) &address, length) < 0) die("connect");
  return s;
}

/* One byte, and with it a descriptor: sent, or received if it is -1. */
static int pass(int s, int fd) {
  char byte = 'd';
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
  } control = {{0}};
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes,
                           .msg_controllen = sizeof control.bytes};
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  if (fd >= 0) {
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(head), &fd, sizeof fd);
    if (sendmsg(s, &message, 0) != 1) die("sendmsg");
    return fd;
  }
  if (recvmsg(s, &message, 0) != 1) die("recvmsg");
  head = CMSG_FIRSTHDR(&message);
  if (!head || head->cmsg_type != SCM_RIGHTS) die("no descriptor came");
  memcpy(&fd, CMSG_DATA(head), sizeof fd);
  return fd;
}

static void create(size_t size) {
  if (is(kind, "sysv")) {
    int id = shmget((key_t) strtol(name, NULL, 0), size, IPC_CREAT | IPC_EXCL | 0600);
    if (id < 0) die("shmget");
    printf("%d\n", id);
    return;
  }
  int fd = open_object(O_RDWR | O_CREAT | O_EXCL);
  if (ftruncate(fd, (off_t) size) < 0) die("ftruncate");
}

static void erase(void) {
  if (is(kind, "sysv")) {
    int id = shmget((key_t) strtol(name, NULL, 0), 0, 0);
    if (id < 0 || shmctl(id, IPC_RMID, NULL) < 0) die("shmctl");
  } else if ((is(kind, "posix") ? shm_unlink(name) : unlink(name)) < 0) {
    die("unlink");
  }
}

static void *attach(void) {
  if (is(kind, "sysv")) {
    int id = shmget((key_t) strtol(name, NULL, 0), 0, 0);
    if (id < 0) die("shmget");
    void *p = shmat(id, NULL, 0);
    if (p == (void *) -1) die("shmat");
    return p;
  }
  int fd = is(kind, "handed") ? pass(connected(), -1) : open_object(O_RDWR);
  struct stat st;
  if (fstat(fd, &st) < 0) die("fstat");
  void *p = mmap(NULL, (size_t) st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (p == MAP_FAILED) die("mmap");
  close(fd);
  return p;
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  setvbuf(stdout, NULL, _IOLBF, 0);
  kind = argv[1];
  name = argv[2];
  const char *action = argv[3];
  long a = argc > 4 ? strtol(argv[4], NULL, 0) : 0;
  long b = argc > 5 ? strtol(argv[5], NULL, 0) : 0;
  if (is(action, "ftok")) {
    printf("%d\n", ftok(name, (int) a));
  } else if (is(action, "create")) {
    create((size_t) a);
  } else if (is(action, "hand-over")) {
    /* Makes memory of a size with a number in it, and sends it. */
    int fd = memfd_create("from-c", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0 || ftruncate(fd, a) < 0 || pwrite(fd, &b, sizeof b, 0) != sizeof b) die("memfd");
    pass(connected(), fd);
  } else if (is(action, "remove")) {
    erase();
  } else if (is(action, "get")) {
    printf("%ld\n", *(volatile long *) ((char *) attach() + a));
  } else if (is(action, "set")) {
    *(volatile long *) ((char *) attach() + a) = b;
  } else if (is(action, "hold")) {
    attach();
    printf("holding\n");
    while (getchar() != EOF) {}
  } else if (is(action, "answer")) {
    /* Waits until the number at 0 is there, and answers with its successor at 8. */
    long *p = attach();
    printf("waiting\n");
    while (__atomic_load_n(p, __ATOMIC_ACQUIRE) != a) {}
    __atomic_store_n(p + 1, a + 1, __ATOMIC_RELEASE);
  } else if (is(action, "layout")) {
    printf("%zu %zu %zu %zu %zu %zu\n", sizeof(struct order), offsetof(struct order, id),
           offsetof(struct order, price), offsetof(struct order, symbol), offsetof(struct order, side),
           offsetof(struct order, stamps));
  } else if (is(action, "read-order")) {
    struct order *o = attach();
    printf("%d %.2f %s %d %ld\n", o->id, o->price, o->symbol, o->side, (long) o->stamps[2]);
  } else if (is(action, "write-order")) {
    struct order *o = attach();
    o->id = 7;
    o->price = 99.5;
    strcpy(o->symbol, "LINUX");
    o->side = -1;
    o->stamps[2] = 1234567890123L;
  } else {
    return 2;
  }
  return 0;
}
