/* The other end of the contract across processes, in C: obeys the commands of org.javaipc.testkit.Peer. */
#define JAVAIPC_IMPLEMENTATION
#include "javaipc.h"

#include <signal.h>

static javaipc_sender *sender;
static javaipc_receiver *receiver;
static int terminated[2];
static unsigned char *buffer;
static size_t buffer_size;

/* The words of the command. */
static char *words[8];
static int word_count;

typedef struct {
  uint64_t seed;
  uint64_t least;
  uint64_t most;
} messages;

/* As org.javaipc.testkit.Seed does. */
static uint64_t mix(uint64_t number) {
  uint64_t z = (number + 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static long number(int index) { return strtol(words[index], NULL, 10); }

static messages stream(void) {
  messages made = {(uint64_t)strtoll(words[1], NULL, 10), (uint64_t)number(2), (uint64_t)number(3)};
  size_t size = made.most + 8;
  if (size > buffer_size) {
    buffer = realloc(buffer, size);
    buffer_size = size;
  }
  if (buffer == NULL) {
    abort();
  }
  return made;
}

static size_t length_of(const messages *stream, long sequence) {
  int64_t span = (int64_t)(stream->most - stream->least) + 1;
  int64_t mixed = (int64_t)mix(stream->seed + 31 * (uint64_t)sequence);
  int64_t rest = mixed % span;
  return (size_t)(stream->least + (uint64_t)(rest < 0 ? rest + span : rest));
}

/* Makes a message in the buffer, as org.javaipc.testkit.Messages does; its length. */
static size_t make(const messages *stream, long sequence) {
  size_t length = length_of(stream, sequence);
  uint64_t base = stream->seed ^ ((uint64_t)sequence * 0x100000001b3u);
  for (size_t at = 0; at < length; at += 8) {
    uint64_t word = mix(base ^ ((uint64_t)at << 40));
    memcpy(buffer + at, &word, 8); /* there is room behind the longest one */
  }
  return length;
}

static bool is(const messages *stream, long sequence, const void *message, size_t length) {
  return make(stream, sequence) == length && memcmp(buffer, message, length) == 0;
}

static const char *exception(int code) {
  switch (code) {
    case JAVAIPC_PEER_DIED: return "PeerDiedException";
    case JAVAIPC_PEER_CLOSED: return "PeerClosedException";
    case JAVAIPC_BUSY: return "ChannelBusyException";
    case JAVAIPC_CONNECT_TIMEOUT: return "ConnectTimeoutException";
    case JAVAIPC_CORRUPT: return "CorruptChannelException";
    default: return "IpcException";
  }
}

static void failed(void) {
  printf("error %s: %s\n", exception(javaipc_error_code()), javaipc_error());
}

/* A number that is there when this process was killed. */
static volatile int64_t *progress(const char *path) {
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  void *memory = MAP_FAILED;
  if (fd >= 0 && ftruncate(fd, 8) == 0) {
    memory = mmap(NULL, 8, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  }
  if (memory == MAP_FAILED) {
    perror(path);
    abort();
  }
  close(fd);
  return memory;
}

static void close_all(void) {
  javaipc_sender_close(sender);
  javaipc_receiver_close(receiver);
  sender = NULL;
  receiver = NULL;
}

/* A program in C closes what it has before it ends. */
static void end(void) {
  close_all();
  exit(0);
}

static void open_receiver(void) {
  receiver = javaipc_receiver_open(words[1]);
  if (receiver == NULL) {
    failed();
  } else {
    puts("ok");
  }
}

static void open_sender(void) {
  sender = javaipc_sender_open(words[1]);
  if (sender == NULL) {
    failed();
  } else {
    puts("ok");
  }
}

static void send_some(void) {
  messages out = stream();
  for (long i = number(4); i < number(4) + number(5); i++) {
    size_t length = make(&out, i);
    if (javaipc_send(sender, buffer, length, -1) != JAVAIPC_OK) {
      failed();
      return;
    }
  }
  printf("sent %s\n", words[5]);
}

static void receive_some(void) {
  messages in = stream();
  const void *message;
  size_t length;
  for (long i = number(4); i < number(4) + number(5); i++) {
    int code = javaipc_receive(receiver, &message, &length, -1);
    if (code == JAVAIPC_END) {
      printf("error AssertionError: the stream has ended before message %ld\n", i);
      return;
    }
    if (code != JAVAIPC_OK) {
      failed();
      return;
    }
    if (!is(&in, i, message, length)) {
      printf("error AssertionError: message %ld is another one\n", i);
      return;
    }
  }
  printf("received %s\n", words[5]);
}

static void fill(void) {
  messages out = stream();
  long sent = 0;
  int code = JAVAIPC_OK;
  while (code == JAVAIPC_OK) {
    size_t length = make(&out, sent);
    code = javaipc_send(sender, buffer, length, 0);
    sent += code == JAVAIPC_OK;
  }
  if (code == JAVAIPC_TIMED_OUT) {
    printf("filled %ld\n", sent);
  } else {
    failed();
  }
}

static void claim(void) {
  messages out = stream();
  size_t length = make(&out, 0);
  void *room;
  if (javaipc_claim(sender, length, &room, -1) != JAVAIPC_OK) {
    failed();
    return;
  }
  memcpy(room, buffer, length);
  puts("claimed");
}

static void flood(void) {
  messages out = stream();
  volatile int64_t *sent = progress(words[4]);
  long next = 0;
  int code;
  puts("flooding");
  while (true) {
    size_t length = make(&out, next);
    code = javaipc_send(sender, buffer, length, -1);
    if (code != JAVAIPC_OK) {
      break;
    }
    *sent = ++next;
  }
  if (code == JAVAIPC_PEER_DIED || code == JAVAIPC_PEER_CLOSED) {
    printf("%s %ld\n", code == JAVAIPC_PEER_DIED ? "died" : "gone", next);
  } else {
    failed();
  }
}

static void drain(void) {
  messages in = stream();
  volatile int64_t *received = progress(words[4]);
  const void *message;
  size_t length;
  long next = 0;
  int code;
  puts("draining");
  while ((code = javaipc_receive(receiver, &message, &length, -1)) == JAVAIPC_OK) {
    if (!is(&in, next, message, length)) {
      printf("error AssertionError: message %ld is another one\n", next);
      return;
    }
    *received = ++next;
  }
  if (code == JAVAIPC_END || code == JAVAIPC_PEER_DIED) {
    printf("%s %ld\n", code == JAVAIPC_END ? "end" : "died", next);
  } else {
    failed();
  }
}

static void churn_sender(void) {
  volatile int64_t *sent = progress(words[2]);
  char letter[24];
  puts("churning");
  for (long next = 0; true; next++) {
    javaipc_sender *one = javaipc_sender_open(words[1]);
    int length = snprintf(letter, sizeof letter, "%ld", next);
    if (one == NULL || javaipc_send(one, letter, (size_t)length, -1) != JAVAIPC_OK) {
      failed();
      return;
    }
    *sent = next + 1;
    javaipc_sender_close(one);
  }
}

static void churn_receiver(void) {
  const void *message;
  size_t length;
  puts("churning");
  while (true) {
    javaipc_receiver *one = javaipc_receiver_open(words[1]);
    int code = JAVAIPC_OK;
    if (one == NULL) {
      failed();
      return;
    }
    for (int i = 0; i < 64 && code == JAVAIPC_OK; i++) {
      code = javaipc_receive(one, &message, &length, 2);
    }
    if (code != JAVAIPC_OK && code != JAVAIPC_TIMED_OUT && code != JAVAIPC_END &&
        code != JAVAIPC_PEER_DIED) {
      failed();
      return;
    }
    javaipc_receiver_close(one);
  }
}

static void close_command(void) {
  close_all();
  puts("ok");
}

static void say(void) { puts(words[1]); }

static void exit_in_handler(void) {
  const void *message;
  size_t length;
  javaipc_receive(receiver, &message, &length, -1); /* which is borrowed still */
  end();
}

static void halt(void) { _exit(0); }

static const struct {
  const char *name;
  int arguments;
  void (*run)(void);
} commands[] = {
    {"receiver", 1, open_receiver}, {"sender", 1, open_sender},
    {"send", 5, send_some},         {"receive", 5, receive_some},
    {"fill", 3, fill},              {"claim", 3, claim},
    {"flood", 4, flood},            {"drain", 4, drain},
    {"churn-sender", 2, churn_sender}, {"churn-receiver", 1, churn_receiver},
    {"close", 0, close_command},    {"say", 1, say},
    {"exit", 0, end},               {"exit-in-handler", 0, exit_in_handler},
    {"halt", 0, halt},
};

static void run(char *line) {
  word_count = 0;
  for (char *word = strtok(line, " \n"); word != NULL && word_count < 8; word = strtok(NULL, " \n")) {
    words[word_count++] = word;
  }
  for (size_t i = 0; word_count > 0 && i < sizeof commands / sizeof commands[0]; i++) {
    if (strcmp(words[0], commands[i].name) == 0 && word_count == commands[i].arguments + 1) {
      commands[i].run();
      return;
    }
  }
  printf("error IllegalArgumentException: there is no command %s\n", words[0]);
}

static void terminate(int signal) {
  (void)signal;
  if (write(terminated[1], "x", 1) < 0) {
    _exit(1);
  }
}

/* Waits for a command, or for SIGTERM, after which it ends as at the end of the commands. */
static bool has_command(void) {
  struct pollfd either[] = {{STDIN_FILENO, POLLIN, 0}, {terminated[0], POLLIN, 0}};
  while (poll(either, 2, -1) < 0) {
  }
  return either[1].revents == 0;
}

int main(void) {
  static char line[1024];
  struct sigaction action = {.sa_handler = terminate};
  setvbuf(stdout, NULL, _IOLBF, 0);
  setvbuf(stdin, NULL, _IONBF, 0); /* or a command might be in a buffer that poll does not see */
  if (pipe(terminated) != 0 || sigaction(SIGTERM, &action, NULL) != 0) {
    perror("contractpeer");
    return 1;
  }
  printf("ready %d\n", (int)getpid());
  while (has_command() && fgets(line, sizeof line, stdin) != NULL) {
    run(line);
  }
  end();
}
