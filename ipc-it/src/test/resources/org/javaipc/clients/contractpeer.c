/* The other end of the contract across processes, in C: obeys the commands of org.javaipc.testkit.Peer. */
static void pass(const char *step);
#define JAVAIPC_PASS(step) pass(#step)
#define JAVAIPC_IMPLEMENTATION
#include "javaipc.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>

static javaipc_sender *sender;
static javaipc_receiver *receiver;
static javaipc_subscription *subscription;
static javaipc_server *server;
static javaipc_connection client;          /* of another process's server */
static javaipc_connection served[64];      /* clients of this one */
static int served_count;
static int terminated[2];
static unsigned char *buffer;
static size_t buffer_size;

/* The words of the command. */
static char *words[8];
static int word_count;

/* The labelled step at which this stops, and how often it is passed until then. */
static char armed[32];
static long passes_left;

/* Stops there for good. */
static void pass(const char *step) {
  if (strcmp(step, armed) == 0 && --passes_left == 0) {
    printf("at %s\n", step);
    while (true) {
      pause();
    }
  }
}

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
    case JAVAIPC_RESOURCE_LIMIT: return "ResourceLimitException";
    case JAVAIPC_TOO_SLOW: return "TooSlowException";
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
  javaipc_subscription_close(subscription);
  javaipc_connection_close(&client);
  javaipc_server_close(server);
  subscription = NULL;
  sender = NULL;
  receiver = NULL;
  server = NULL;
}

/* A program in C closes what it has before it ends. */
static void end(void) {
  while (served_count > 0) {
    javaipc_connection_close(&served[--served_count]);
  }
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

static void open_subscription(void) {
  subscription = javaipc_subscribe(words[1]);
  if (subscription == NULL) {
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

/* Receives from what is open. */
static int next_message(const void **message, size_t *length, int timeout_ms) {
  return subscription != NULL ? javaipc_subscription_receive(subscription, message, length, timeout_ms)
                              : javaipc_receive(receiver, message, length, timeout_ms);
}

static void receive_some(void) {
  messages in = stream();
  const void *message;
  size_t length;
  for (long i = number(4); i < number(4) + number(5); i++) {
    int code = next_message(&message, &length, -1);
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
  while ((code = next_message(&message, &length, -1)) == JAVAIPC_OK) {
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

/* What a publisher that died had published is there before its death is told. */
static void drain_until_death(void) {
  messages in = stream();
  volatile int64_t *received = progress(words[4]);
  const void *message;
  size_t length;
  long next = 0;
  bool died = false;
  int code;
  puts("draining");
  do {
    died = javaipc_subscription_died(subscription) > 0;
    code = next_message(&message, &length, died ? 0 : 100);
    if (code == JAVAIPC_OK && !is(&in, next, message, length)) {
      printf("error AssertionError: message %ld is another one\n", next);
      return;
    }
    if (code == JAVAIPC_OK) {
      *received = ++next;
    }
  } while (code == JAVAIPC_OK || (code == JAVAIPC_TIMED_OUT && !died));
  if (code == JAVAIPC_TIMED_OUT) {
    printf("died %ld\n", next);
  } else {
    failed();
  }
}

/* Whether a message is one of org.javaipc.testkit.Numbered. */
static bool is_numbered(const void *message, size_t length, uint64_t *publisher, uint64_t *sequence) {
  uint64_t head[2];
  if (length < sizeof head) {
    return false;
  }
  memcpy(head, message, sizeof head);
  *publisher = head[0];
  *sequence = head[1];
  int64_t rest = (int64_t)mix(head[0] ^ head[1]) % 13;
  size_t count = (size_t)(rest < 0 ? rest + 13 : rest);
  bool whole = length == sizeof head + 8 * count;
  for (size_t i = 0; whole && i < count; i++) {
    uint64_t word;
    memcpy(&word, (const char *)message + sizeof head + 8 * i, sizeof word);
    whole = word == mix(head[0] + 31 * head[1]) + i;
  }
  return whole;
}

/* Receives all messages of several publishers, each in order; every gap has to be counted. */
static void collect(void) {
  uint64_t next[8] = {0};
  uint64_t taken = 0;
  uint64_t gaps = 0;
  uint64_t complete = 0;
  const void *message;
  size_t length;
  puts("collecting");
  while (complete < (uint64_t)number(1)) {
    uint64_t publisher = 0;
    uint64_t sequence = 0;
    if (next_message(&message, &length, -1) != JAVAIPC_OK) {
      failed();
      return;
    }
    if (!is_numbered(message, length, &publisher, &sequence) || publisher >= (uint64_t)number(1) ||
        publisher >= sizeof next / sizeof *next || sequence < next[publisher]) {
      printf("error AssertionError: message %llu of publisher %llu is torn, or out of order\n",
             (unsigned long long)sequence, (unsigned long long)publisher);
      return;
    }
    gaps += sequence - next[publisher];
    next[publisher] = sequence + 1;
    complete += next[publisher] == (uint64_t)number(2);
    taken++;
  }
  if (javaipc_subscription_missed(subscription) != gaps) {
    printf("error AssertionError: missed=%llu of gaps=%llu\n",
           (unsigned long long)javaipc_subscription_missed(subscription), (unsigned long long)gaps);
    return;
  }
  printf("collected %llu missed %llu\n", (unsigned long long)taken, (unsigned long long)gaps);
}

static void latest(void) {
  const void *message;
  size_t length;
  int code = javaipc_subscription_latest(subscription, &message, &length);
  if (code == JAVAIPC_OK) {
    printf("latest %.*s\n", (int)length, (const char *)message);
  } else if (code == JAVAIPC_TIMED_OUT) {
    puts("nothing");
  } else {
    failed();
  }
}

/* Looks at the latest value until it is the last one: each is whole, and none is older than the one before. */
static void watch_latest(void) {
  long seen = 0;
  long before = -1;
  puts("watching");
  while (before < number(1)) {
    const void *message;
    size_t length;
    char text[64];
    long first = -1;
    long second = -2;
    int code = javaipc_subscription_latest(subscription, &message, &length);
    if (code == JAVAIPC_TIMED_OUT) {
      continue; /* nothing was published yet */
    }
    if (code != JAVAIPC_OK) {
      failed();
      return;
    }
    snprintf(text, sizeof text, "%.*s", (int)length, (const char *)message);
    if (sscanf(text, "%ld/%ld", &first, &second) != 2 || first != second || first < before) {
      printf("error AssertionError: the latest value after %ld is %s\n", before, text);
      return;
    }
    seen += first > before;
    before = first;
  }
  printf("watched %ld\n", seen);
}

static void lag(void) {
  printf("lag %llu\n", (unsigned long long)javaipc_subscription_lag(subscription));
}

static void missed(void) {
  printf("missed %llu\n", (unsigned long long)javaipc_subscription_missed(subscription));
}

static void arm(void) {
  snprintf(armed, sizeof armed, "%s", words[1]);
  passes_left = number(2);
  puts("ok");
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

/* Answers a client with what has come of it; an error, or the end, if there is nothing more to come. */
static int echo(javaipc_connection *to) {
  const void *message;
  size_t length;
  int code;
  while ((code = javaipc_receive(to->receiver, &message, &length, 0)) == JAVAIPC_OK) {
    if ((code = javaipc_send(to->sender, message, length, -1)) != JAVAIPC_OK) {
      break;
    }
  }
  return code;
}

static void serve_clients(void) {
  for (int i = served_count - 1; i >= 0; i--) {
    int code = echo(&served[i]);
    if (code == JAVAIPC_TIMED_OUT) {
      continue; /* more may come */
    }
    if (code != JAVAIPC_END && code != JAVAIPC_PEER_DIED && code != JAVAIPC_PEER_CLOSED) {
      failed();
    }
    javaipc_connection_close(&served[i]);
    memmove(&served[i], &served[i + 1], (size_t)(--served_count - i) * sizeof *served);
  }
}

/* Lets in who comes within so many milliseconds, if there is a place left. */
static void let_in(javaipc_server *from, int timeout_ms) {
  if (served_count == (int)(sizeof served / sizeof *served)) {
    return;
  }
  int code = javaipc_accept(from, &served[served_count], timeout_ms);
  if (code == JAVAIPC_OK) {
    served_count++;
  } else if (code != JAVAIPC_TIMED_OUT) {
    failed();
  }
}

static void serve(void) {
  server = javaipc_listen(words[1]);
  if (server == NULL) {
    failed();
  } else {
    puts("ok");
  }
}

static void connect_client(void) {
  if (javaipc_connect(words[1], &client) != JAVAIPC_OK) {
    failed();
  } else {
    puts("ok");
  }
}

/* Sends a word and receives one; whether it is the same. */
static bool exchange(javaipc_connection *with, const char *word) {
  const void *message = NULL;
  size_t length = 0;
  int code = javaipc_send(with->sender, word, strlen(word), -1);
  if (code == JAVAIPC_OK) {
    code = javaipc_receive(with->receiver, &message, &length, -1);
  }
  if (code != JAVAIPC_OK) {
    failed();
    return false;
  }
  if (length != strlen(word) || memcmp(message, word, length) != 0) {
    printf("error AssertionError: '%s' came as '%.*s'\n", word, (int)length, (const char *)message);
    return false;
  }
  return true;
}

static void converse(void) {
  if (exchange(&client, words[1])) {
    printf("heard %s\n", words[1]);
  }
}

static void talk(void) {
  char word[24];
  puts("talking");
  for (long next = 0; true; next++) {
    snprintf(word, sizeof word, "%ld", next);
    if (!exchange(&client, word)) {
      return;
    }
  }
}

static void send_unread(void) {
  for (int i = 0; i < 3; i++) {
    if (javaipc_send(client.sender, "unread", 6, -1) != JAVAIPC_OK) {
      failed();
      return;
    }
  }
  puts("ok");
}

static void churn_client(void) {
  volatile int64_t *done = progress(words[2]);
  char word[40];
  puts("churning");
  for (long next = 0; true; next++) {
    javaipc_connection one;
    if (javaipc_connect(words[1], &one) != JAVAIPC_OK) {
      failed();
      return;
    }
    for (int i = 0; i < 3; i++) {
      snprintf(word, sizeof word, "%ld.%d", next, i);
      if (!exchange(&one, word)) {
        return;
      }
    }
    javaipc_connection_close(&one);
    *done = next + 1;
  }
}

static void churn_server(void) {
  puts("churning");
  while (true) {
    javaipc_server *one = javaipc_listen(words[1]);
    if (one == NULL) {
      failed();
      return;
    }
    for (int i = 0; i < 100; i++) {
      let_in(one, 1);
      serve_clients();
    }
    javaipc_server_close(one);
  }
}

static int64_t now_millis(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Receives and sends for so long, whatever comes; no call may take longer than it says by much. */
static void tend(void) {
  static unsigned char from[500], to[1 << 20];
  const void *message = from;
  size_t length = 0;
  long done = 0;
  int64_t until = now_millis() + number(1);
  while (now_millis() < until) {
    int code = sender != NULL ? javaipc_send(sender, from, (size_t)done % sizeof from, 5)
                              : next_message(&message, &length, 5);
    if (code == JAVAIPC_END) {
      break;
    }
    if (code != JAVAIPC_OK && code != JAVAIPC_TIMED_OUT) {
      failed();
      return;
    }
    if (code == JAVAIPC_OK) {
      memcpy(to, message, length < sizeof to ? length : sizeof to); /* it can be read */
      done++;
    }
  }
  printf("tended %ld\n", done);
}

static int *eaten;
static int eaten_count;

static void spit(int signal) {
  (void)signal;
  while (eaten_count > 0) {
    close(eaten[--eaten_count]);
  }
}

/* Takes all descriptors that are left, for so many milliseconds. */
static void starve(void) {
  struct rlimit limit;
  struct itimerval later = {.it_value = {number(1) / 1000, number(1) % 1000 * 1000}};
  struct sigaction action = {.sa_handler = spit, .sa_flags = SA_RESTART};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || (eaten = calloc(limit.rlim_cur, sizeof *eaten)) == NULL) {
    abort();
  }
  for (int fd; (fd = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) {
    eaten[eaten_count++] = fd;
  }
  if (sigaction(SIGALRM, &action, NULL) != 0 || setitimer(ITIMER_REAL, &later, NULL) != 0) {
    abort();
  }
  puts("starved");
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
    {"subscription", 1, open_subscription}, {"tend", 1, tend},
    {"drain-until-death", 4, drain_until_death}, {"collect", 2, collect},
    {"latest", 0, latest},          {"watch-latest", 1, watch_latest},
    {"lag", 0, lag},                {"missed", 0, missed},
    {"arm", 2, arm},
    {"serve", 1, serve},            {"connect", 1, connect_client},
    {"converse", 1, converse},      {"talk", 0, talk},
    {"send-unread", 0, send_unread}, {"churn-client", 2, churn_client},
    {"churn-server", 1, churn_server}, {"starve", 1, starve},
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

/*
 * Waits for a command, or for SIGTERM, after which it ends as at the end of the commands. Meanwhile it serves:
 * an end, and a server, are used by one thread.
 */
static bool has_command(void) {
  struct pollfd either[] = {{STDIN_FILENO, POLLIN, 0}, {terminated[0], POLLIN, 0}};
  while (poll(either, 2, server == NULL && served_count == 0 ? -1 : 1) <= 0) {
    if (server != NULL) {
      let_in(server, 1);
    }
    serve_clients();
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
