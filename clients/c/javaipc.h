/*
 * javaipc.h: channels and connections of javaipc in C11; the other end may be Java, Python or C.
 *
 * One header. In one source file of the program, before anything else:
 *
 *   #define JAVAIPC_IMPLEMENTATION
 *   #include "javaipc.h"
 *
 * elsewhere only the #include. Link with nothing but libc. Linux on x86-64 or aarch64.
 *
 *   javaipc_receiver *r = javaipc_receiver_open("shm:orders");
 *   const void *message; size_t length;
 *   while (javaipc_receive(r, &message, &length, -1) == JAVAIPC_OK) { ... }
 *   javaipc_receiver_close(r);
 *
 * An end is used by one thread at a time. The formats are in docs/format.md.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JAVAIPC_H
#define JAVAIPC_H

#if defined(JAVAIPC_IMPLEMENTATION) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a call came to. Everything below JAVAIPC_END is an error, which javaipc_error() says in words. */
enum {
  JAVAIPC_OK = 0,
  JAVAIPC_TIMED_OUT = -1,
  JAVAIPC_END = -2,
  JAVAIPC_PEER_DIED = -3,
  JAVAIPC_PEER_CLOSED = -4,
  JAVAIPC_CORRUPT = -5,
  JAVAIPC_TOO_LONG = -6,
  JAVAIPC_BUSY = -7,
  JAVAIPC_CONNECT_TIMEOUT = -8,
  JAVAIPC_ACCESS_REFUSED = -9,
  JAVAIPC_INVALID_ADDRESS = -10,
  JAVAIPC_GEOMETRY_MISMATCH = -11,
  JAVAIPC_NO_SUCH_OBJECT = -12,
  JAVAIPC_RESOURCE_LIMIT = -13,
  JAVAIPC_UNAVAILABLE = -14,
  JAVAIPC_SYSTEM = -15,
  JAVAIPC_MISUSE = -16,
  JAVAIPC_TYPE_MISMATCH = -17,
  JAVAIPC_TOO_SLOW = -18,
  JAVAIPC_WRONG_KIND = -19
};

typedef struct javaipc_sender javaipc_sender;
typedef struct javaipc_receiver javaipc_receiver;
typedef struct javaipc_server javaipc_server;
typedef struct javaipc_subscription javaipc_subscription;

/** Both ends of one side of a conversation; each is used as that of a channel. */
typedef struct javaipc_connection {
  javaipc_sender *sender;
  javaipc_receiver *receiver;
  struct javaipc_rest *rest;
} javaipc_connection;

/** The last error of this thread, in words; and as a number. */
const char *javaipc_error(void);
int javaipc_error_code(void);

/** Opens a sending end; waits for its receiver as long as the option connect says. NULL: an error. */
javaipc_sender *javaipc_sender_open(const char *address);
/** Sends a message; waits for room for so many milliseconds, -1 for ever, 0 not at all. */
int javaipc_send(javaipc_sender *sender, const void *message, size_t length, int timeout_ms);
/** Finds room for a message of a length, to be written in place, and committed or aborted. */
int javaipc_claim(javaipc_sender *sender, size_t length, void **room, int timeout_ms);
int javaipc_commit(javaipc_sender *sender, size_t length);
void javaipc_abort(javaipc_sender *sender);
size_t javaipc_sender_max(const javaipc_sender *sender);
void javaipc_sender_close(javaipc_sender *sender);

/** Opens the receiving end of a channel, which makes it. NULL: an error. */
javaipc_receiver *javaipc_receiver_open(const char *address);
/**
 * Receives a message, which is good until the next call; JAVAIPC_END when all senders have closed.
 * Waits for so many milliseconds, -1 for ever, 0 not at all.
 */
int javaipc_receive(
    javaipc_receiver *receiver, const void **message, size_t *length, int timeout_ms);
size_t javaipc_receiver_max(const javaipc_receiver *receiver);
void javaipc_receiver_close(javaipc_receiver *receiver);

/** Subscribes to a topic of shm: or mmap:; waits for it as long as the option connect says. NULL: an error. */
javaipc_subscription *javaipc_subscribe(const char *address);
/** Receives the next message that is published, as javaipc_receive does: a copy, good until the next call. */
int javaipc_subscription_receive(
    javaipc_subscription *subscription, const void **message, size_t *length, int timeout_ms);
/**
 * The last message, whether it was received or not; what was published before it is passed. Does not wait:
 * JAVAIPC_TIMED_OUT if nothing was ever published.
 */
int javaipc_subscription_latest(
    javaipc_subscription *subscription, const void **message, size_t *length);
/** How many messages are published and not received. */
uint64_t javaipc_subscription_lag(const javaipc_subscription *subscription);
/** How many messages were overwritten before they were received (slow=drop). */
uint64_t javaipc_subscription_missed(const javaipc_subscription *subscription);
/** How many publishers have died; with end=last each is also a JAVAIPC_PEER_DIED. */
uint64_t javaipc_subscription_died(const javaipc_subscription *subscription);
size_t javaipc_subscription_max(const javaipc_subscription *subscription);
void javaipc_subscription_close(javaipc_subscription *subscription);

/** Connects to a server. */
int javaipc_connect(const char *address, javaipc_connection *connection);
/** Opens a server; clients are let in while javaipc_accept runs. NULL: an error. */
javaipc_server *javaipc_listen(const char *address);
int javaipc_accept(javaipc_server *server, javaipc_connection *connection, int timeout_ms);
void javaipc_connection_close(javaipc_connection *connection);
void javaipc_server_close(javaipc_server *server);

/**
 * To be called in a child after fork(), before anything else of this header: gives up what belongs to the
 * parent, whose death the child would hide. The parent's ends cannot be used in the child.
 */
void javaipc_after_fork_in_child(void);

#ifdef __cplusplus
}
#endif
#endif /* JAVAIPC_H */

#if defined(JAVAIPC_IMPLEMENTATION) && !defined(JAVAIPC_IMPLEMENTED)
#define JAVAIPC_IMPLEMENTED

#ifdef __cplusplus
#error "javaipc.h: JAVAIPC_IMPLEMENTATION is C; define it in a source file of C, and include the header alone in C++"
#elif !defined(__STDC_VERSION__) || __STDC_VERSION__ < 201112L
#error "javaipc.h needs C11: compile with -std=c11 or newer"
#endif

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include <dirent.h>

#if defined(__GLIBC__) && !defined(__USE_GNU)
#error "javaipc.h: with JAVAIPC_IMPLEMENTATION it comes before any other #include, or compile with -D_GNU_SOURCE"
#endif
_Static_assert(sizeof(void *) == 8, "javaipc needs a 64-bit processor");
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "javaipc needs lock-free atomics of 8 bytes");
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "javaipc needs a little-endian processor"
#endif

/* Passed at each step of a subscription that org.javaipc.spi.Checkpoint names: a test can stop there. */
#ifndef JAVAIPC_PASS
#define JAVAIPC_PASS(step) ((void)0)
#endif

/* ---- errors ---- */

static _Thread_local char jipc_message[768];
static _Thread_local int jipc_code;

const char *javaipc_error(void) { return jipc_message; }
int javaipc_error_code(void) { return jipc_code; }

__attribute__((format(printf, 2, 3))) static int jipc_fail(int code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(jipc_message, sizeof jipc_message, format, arguments);
  va_end(arguments);
  jipc_code = code;
  return code;
}

static int jipc_system(const char *object, const char *call) {
  int number = errno;
  int code = JAVAIPC_SYSTEM;
  switch (number) {
    case EMFILE: case ENFILE: case ENOMEM: case ENOSPC: case EDQUOT: case ENOLCK: case EFBIG:
      code = JAVAIPC_RESOURCE_LIMIT;
      break;
    case EACCES: case EPERM: case EROFS: case ELOOP:
      code = JAVAIPC_ACCESS_REFUSED;
      break;
    case ENOENT:
      code = JAVAIPC_NO_SUCH_OBJECT;
      break;
    default:
      break;
  }
  return jipc_fail(code, "%.400s: %s failed: %s", object, call, strerror(number));
}

/* ---- time, fences, sleep words ---- */

enum { JIPC_SLICE_MS = 20, JIPC_FENCES_FOR_NOTHING = 256 };
enum { JIPC_AWAKE = 0, JIPC_ASLEEP = 1, JIPC_SLEPT_RECENTLY = 3 };
enum { JIPC_ADAPTIVE, JIPC_SPIN, JIPC_YIELD, JIPC_PARK };

typedef _Atomic uint32_t jipc_half;
typedef _Atomic uint64_t jipc_word;

static int64_t jipc_clock(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t jipc_now(void) { return jipc_clock(CLOCK_MONOTONIC); }

static void jipc_sleep(int64_t nanos) {
  struct timespec time = {nanos / 1000000000, nanos % 1000000000};
  nanosleep(&time, NULL);
}

static void jipc_full_fence(void) { atomic_thread_fence(memory_order_seq_cst); }

static int jipc_membarrier(int command) {
  return (int)syscall(SYS_membarrier, command, 0, 0);
}

/* Whether membarrier reaches other processes: 0 unknown, 1 no, 2 yes. The first answer holds. */
static _Atomic int jipc_fence_kind;

static bool jipc_is_asymmetric(void) {
  int kind = atomic_load(&jipc_fence_kind);
  if (kind == 0) {
    kind = jipc_membarrier(MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED) == 0 ? 2 : 1;
    atomic_store(&jipc_fence_kind, kind);
  }
  return kind == 2;
}

static void jipc_heavy_fence(void) {
  jipc_full_fence();
  if (jipc_is_asymmetric() && jipc_membarrier(MEMBARRIER_CMD_GLOBAL_EXPEDITED) != 0) {
    jipc_membarrier(MEMBARRIER_CMD_GLOBAL);
  }
}

/* After a store that a peer may wait for, before the look at its word. */
static void jipc_light_fence(void) {
  if (jipc_is_asymmetric()) {
    atomic_signal_fence(memory_order_seq_cst);
  } else {
    jipc_full_fence();
  }
}

static void jipc_wake(jipc_half *word) {
  if (atomic_load(word) == JIPC_ASLEEP) {
    atomic_store(word, JIPC_SLEPT_RECENTLY);
    syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
  }
}

static void jipc_look(jipc_half *word) {
  uint32_t state = atomic_load_explicit(word, memory_order_relaxed);
  if (state == JIPC_AWAKE) {
    return;
  }
  if (state == JIPC_SLEPT_RECENTLY) {
    jipc_full_fence();
    if (atomic_load_explicit(word, memory_order_relaxed) != JIPC_ASLEEP) {
      return;
    }
  }
  jipc_wake(word);
}

typedef struct jipc_waiter {
  jipc_half *word;
  int strategy;
  bool recently;
  bool declared;
  int wakeful;
  int pauses;
  int64_t deadline; /* -1: none */
  int64_t spins_until;
} jipc_waiter;

static int64_t jipc_deadline(int timeout_ms) {
  return timeout_ms < 0 ? -1 : jipc_now() + (int64_t)timeout_ms * 1000000;
}

static void jipc_wait_begin(jipc_waiter *waiter, int timeout_ms) {
  waiter->deadline = jipc_deadline(timeout_ms);
  waiter->spins_until = waiter->strategy == JIPC_PARK ? 0 : jipc_now() + 20000;
}

static void jipc_wait_end(jipc_waiter *waiter) {
  if (waiter->declared) {
    waiter->declared = false;
    atomic_store(waiter->word, JIPC_SLEPT_RECENTLY);
  }
}

/* Says that this end is about to sleep; the caller looks once more after it. */
static void jipc_declare(jipc_waiter *waiter) {
  waiter->declared = true;
  waiter->wakeful = 0;
  atomic_store(waiter->word, JIPC_ASLEEP);
  if (waiter->recently) {
    jipc_full_fence();
  } else {
    jipc_heavy_fence();
    waiter->recently = true;
  }
}

/* False if the time is over; otherwise it is time to look again. */
static bool jipc_pause(jipc_waiter *waiter) {
  bool spins = waiter->strategy == JIPC_SPIN;
  if (spins && ++waiter->pauses % 64 != 0) {
    return true;
  }
  int64_t now = jipc_now();
  int64_t left = JIPC_SLICE_MS * 1000000LL;
  if (waiter->deadline >= 0 && waiter->deadline - now < left) {
    left = waiter->deadline - now;
  }
  if (left <= 0) {
    return false;
  }
  if (waiter->strategy == JIPC_YIELD) {
    sched_yield();
  } else if (!spins && now >= waiter->spins_until) {
    if (waiter->declared) {
      struct timespec time = {0, left};
      syscall(SYS_futex, waiter->word, FUTEX_WAIT, JIPC_ASLEEP, &time, NULL, 0);
      jipc_wait_end(waiter);
    } else {
      jipc_declare(waiter);
    }
  }
  return true;
}

/* After many messages without a sleep the wakers need not fence any more. */
static void jipc_stayed_awake(jipc_waiter *waiter) {
  if (waiter->recently && ++waiter->wakeful >= JIPC_FENCES_FOR_NOTHING) {
    waiter->recently = false;
    atomic_store(waiter->word, JIPC_AWAKE);
  }
}

static uint64_t jipc_random(void) {
  uint64_t number = 0;
  while (number == 0) {
    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number) {
      number = 0;
    }
  }
  return number;
}

/* A value for the word of changes that nobody else stores. */
static uint64_t jipc_change_mark(void) {
  static _Atomic uint64_t next;
  if (atomic_load(&next) == 0) {
    uint64_t none = 0;
    atomic_compare_exchange_strong(&next, &none, jipc_random());
  }
  return atomic_fetch_add(&next, 0x9e3779b97f4a7c15u);
}

/* ---- addresses ---- */

typedef struct jipc_address {
  char text[256]; /* for messages */
  char scheme[8];
  char name[256];
  char dir[256];
  char type[101]; /* empty: not stated */
  int64_t capacity;    /* -1: not stated */
  int64_t max_message; /* -1: not stated */
  int senders;         /* 0: not stated */
  int subscribers;     /* 0: not stated */
  unsigned slow;       /* 0: not stated */
  int patience_ms;     /* -1: not stated */
  uint64_t history_messages, history_bytes;
  int clients;
  bool mailbox;
  bool temporary;
  int wait;
  int connect_ms;
  unsigned mode;
  int trusted;
  unsigned trusted_ids[16];
  bool trusted_gid[16];
} jipc_address;

static int jipc_invalid(const char *text, const char *what) {
  return jipc_fail(
      JAVAIPC_INVALID_ADDRESS,
      "address '%.200s': %s; an address is scheme:name?option=value&option=value, such as"
      " shm:orders?capacity=4MiB",
      text, what);
}

static bool jipc_size(const char *value, int64_t *size) {
  char *end;
  errno = 0;
  unsigned long long number = strtoull(value, &end, 10);
  int shift = strcmp(end, "KiB") == 0 ? 10 : strcmp(end, "MiB") == 0 ? 20
              : strcmp(end, "GiB") == 0 ? 30 : 0;
  bool valid = value[0] >= '0' && value[0] <= '9' && errno == 0 && (*end == 0 || shift > 0);
  if (!valid || number > (1ULL << 62) >> shift) {
    return false;
  }
  *size = (int64_t)(number << shift);
  return true;
}

static bool jipc_number(const char *value, int most, int *number) {
  char *end;
  long parsed = strtol(value, &end, 10);
  *number = (int)parsed;
  return value[0] >= '0' && value[0] <= '9' && *end == 0 && parsed >= 1 && parsed <= most;
}

static bool jipc_duration(const char *value, int *millis) {
  char *end;
  long parsed = strtol(value, &end, 10);
  long unit = strcmp(end, "ms") == 0 ? 1 : strcmp(end, "s") == 0 ? 1000
              : strcmp(end, "m") == 0 ? 60000 : strcmp(end, "h") == 0 ? 3600000
              : strcmp(end, "d") == 0 ? 86400000 : 0;
  if (value[0] < '0' || value[0] > '9' || unit == 0 || parsed > INT_MAX / unit) {
    return false;
  }
  *millis = (int)(parsed * unit);
  return true;
}

static bool jipc_mode(const char *value, unsigned *mode) {
  char *end;
  unsigned long parsed = strtoul(value, &end, 8);
  size_t length = strlen(value);
  *mode = (unsigned)parsed;
  return *end == 0 && parsed <= 0777 && (length == 3 || (length == 4 && value[0] == '0'));
}

static bool jipc_trust(const char *value, jipc_address *address) {
  while (address->trusted < 16) {
    char *end;
    bool gid = strncmp(value, "gid:", 4) == 0;
    if ((!gid && strncmp(value, "uid:", 4) != 0) || value[4] < '0' || value[4] > '9') {
      return false;
    }
    address->trusted_gid[address->trusted] = gid;
    address->trusted_ids[address->trusted++] = (unsigned)strtoul(value + 4, &end, 10);
    if (*end == 0) {
      return true;
    }
    if (*end != ',') {
      return false;
    }
    value = end + 1;
  }
  return false;
}

static int jipc_wait_of(const char *value) {
  static const char *const words[] = {"adaptive", "spin", "yield", "park"};
  for (int i = 0; i < 4; i++) {
    if (strcmp(value, words[i]) == 0) {
      return i;
    }
  }
  return -1;
}

static bool jipc_copy(char *to, size_t room, const char *from) {
  size_t length = strlen(from);
  if (length >= room) {
    return false;
  }
  memcpy(to, from, length + 1);
  return true;
}

/* Whether letters can name a type of messages. */
static bool jipc_is_type(const char *letters, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (letters[i] < '!' || letters[i] > '~' || letters[i] == '&' || letters[i] == '=') {
      return false;
    }
  }
  return length >= 1 && length <= 100;
}

/* What an address is for, which decides about its options. */
enum { JIPC_FOR_CHANNEL, JIPC_FOR_SERVER, JIPC_FOR_TOPIC };

static bool jipc_topic_option(jipc_address *address, const char *name, const char *value, bool *known) {
  static const char *const policies[] = {"wait", "drop", "disconnect"};
  if (strcmp(name, "slow") == 0) {
    for (unsigned i = 0; i < 3; i++) {
      if (strcmp(value, policies[i]) == 0) {
        address->slow = i + 1;
      }
    }
    return address->slow > 0;
  }
  if (strcmp(name, "patience") == 0) {
    return jipc_duration(value, &address->patience_ms);
  }
  if (strcmp(name, "subscribers") == 0) {
    return jipc_number(value, 256, &address->subscribers);
  }
  if (strcmp(name, "history") == 0) {
    int64_t number = 0;
    bool valid = jipc_size(value, &number);
    bool counts = value[strlen(value) - 1] != 'B'; /* messages, not bytes */
    address->history_messages = number == 0 ? 0 : counts ? (uint64_t)number : UINT64_MAX;
    address->history_bytes = number == 0 ? 0 : counts ? UINT64_MAX : (uint64_t)number;
    return valid;
  }
  *known = false;
  return false;
}

static int jipc_option(
    const char *text, jipc_address *address, const char *name, const char *value, int role) {
  bool server = role == JIPC_FOR_SERVER;
  bool known = true;
  bool valid = true;
  if (strcmp(name, "capacity") == 0) {
    valid = jipc_size(value, &address->capacity) && address->capacity > 0;
  } else if (strcmp(name, "maxMessage") == 0) {
    valid = jipc_size(value, &address->max_message);
  } else if (strcmp(name, "senders") == 0 && !server) {
    valid = jipc_number(value, 256, &address->senders);
  } else if (strcmp(name, "clients") == 0 && server) {
    valid = jipc_number(value, 1 << 20, &address->clients);
  } else if (strcmp(name, "end") == 0 && !server) {
    address->mailbox = strcmp(value, "never") == 0;
    valid = address->mailbox || strcmp(value, "last") == 0;
  } else if (strcmp(name, "wait") == 0) {
    address->wait = jipc_wait_of(value);
    valid = address->wait >= 0;
  } else if (strcmp(name, "connect") == 0) {
    valid = jipc_duration(value, &address->connect_ms);
  } else if (strcmp(name, "mode") == 0) {
    valid = jipc_mode(value, &address->mode);
  } else if (strcmp(name, "trust") == 0) {
    valid = jipc_trust(value, address);
  } else if (strcmp(name, "type") == 0) {
    valid = jipc_is_type(value, strlen(value)) && jipc_copy(address->type, 101, value);
  } else if (strcmp(name, "dir") == 0) {
    valid = value[0] == '/' && jipc_copy(address->dir, sizeof address->dir, value);
  } else if (role == JIPC_FOR_TOPIC) {
    valid = jipc_topic_option(address, name, value, &known);
  } else {
    known = false;
  }
  if (!known || !valid) {
    char what[160];
    snprintf(
        what, sizeof what, known ? "%.60s=%.60s is not a value of that option"
                                 : "there is no option '%.60s' here (=%.60s)", name, value);
    return jipc_invalid(text, what);
  }
  return JAVAIPC_OK;
}

static int jipc_options(const char *text, jipc_address *address, char *query, int role) {
  char *state = NULL;
  char seen[512] = "&";
  for (char *part = strtok_r(query, "&", &state); part; part = strtok_r(NULL, "&", &state)) {
    char *equals = strchr(part, '=');
    if (equals == NULL || equals == part || equals[1] == 0) {
      return jipc_invalid(text, "a part of its options is not option=value");
    }
    *equals = 0;
    char mark[64];
    snprintf(mark, sizeof mark, "&%.50s&", part);
    if (strstr(seen, mark) != NULL) {
      return jipc_invalid(text, "an option is given twice");
    }
    strncat(seen, mark + 1, sizeof seen - strlen(seen) - 1);
    int code = jipc_option(text, address, part, equals + 1, role);
    if (code != JAVAIPC_OK) {
      return code;
    }
  }
  return JAVAIPC_OK;
}

static bool jipc_is_plain(const char *name) {
  size_t length = strlen(name);
  size_t plain = strspn(
      name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
  return length >= 1 && length <= 64 && plain == length && strcmp(name, ".") != 0
         && strcmp(name, "..") != 0;
}

static int jipc_hex(char digit) {
  return digit >= '0' && digit <= '9' ? digit - '0'
         : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
         : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

static bool jipc_decode(char *name) {
  char *to = name;
  for (char *from = name; *from != 0; from++) {
    if (*from == '%') {
      if (jipc_hex(from[1]) < 0 || jipc_hex(from[2]) < 0) {
        return false;
      }
      *to = (char)(jipc_hex(from[1]) * 16 + jipc_hex(from[2]));
      from += 2;
      if (*to == 0) {
        return false; /* names with a zero byte in them are not for this header */
      }
      to++;
    } else {
      *to++ = *from;
    }
  }
  *to = 0;
  return true;
}

static int jipc_parse(const char *text, jipc_address *address, int role) {
  char copy[1024];
  memset(address, 0, sizeof *address);
  address->capacity = address->max_message = -1;
  address->connect_ms = 10000;
  address->mode = 0600;
  address->patience_ms = -1;
  address->mailbox = role == JIPC_FOR_TOPIC; /* a stream of a topic does not end unless that is asked for */
  if (text == NULL || !jipc_copy(copy, sizeof copy, text)) {
    return jipc_invalid(text == NULL ? "NULL" : text, "it is too long");
  }
  snprintf(address->text, sizeof address->text, "%.255s", text);
  char *colon = strchr(copy, ':');
  if (colon == NULL) {
    return jipc_invalid(text, "there must be a colon after the scheme");
  }
  *colon = 0;
  char *name = colon + 1;
  char *query = strchr(name, '?');
  if (query != NULL) {
    *query++ = 0;
  }
  bool shm = strcmp(copy, "shm") == 0;
  bool unix_socket = strcmp(copy, "unix") == 0;
  if (unix_socket && role == JIPC_FOR_TOPIC) {
    return jipc_invalid(text, "unix: has no topics; shm: and mmap: have");
  }
  if (!shm && !unix_socket && strcmp(copy, "mmap") != 0) {
    return jipc_invalid(text, "this library has the schemes shm, mmap, unix");
  }
  bool path = name[0] != '@' && strchr(name, '/') != NULL;
  bool abstract = name[0] == '@' && name[1] != 0;
  if ((path || abstract) && !jipc_decode(name)) {
    return jipc_invalid(text, "% is not followed by two hexadecimal digits of a byte");
  }
  if (!jipc_is_plain(name) && !(path && !shm) && !(abstract && unix_socket)) {
    return jipc_invalid(text, "the name is not 1 to 64 of A-Z a-z 0-9 . _ - (but not . or ..), or"
                              " a path or @name where the scheme takes one");
  }
  if (strncmp(name, ".proc-", 6) == 0 || strncmp(name, ".new-", 5) == 0) {
    return jipc_invalid(text, "names that begin with .proc- or .new- are reserved");
  }
  jipc_copy(address->scheme, sizeof address->scheme, copy);
  if (!jipc_copy(address->name, sizeof address->name, name)) {
    return jipc_invalid(text, "its name is too long");
  }
  return query == NULL ? JAVAIPC_OK : jipc_options(text, address, query, role);
}

/* ---- locks of open file descriptions ---- */

enum { JIPC_OWNER = 0, JIPC_NAME = 1, JIPC_REMOVER = 2 };

static bool jipc_try_lock(int fd, int byte) {
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
  return fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

static void jipc_unlock(int fd, int byte) {
  struct flock lock = {.l_type = F_UNLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
  fcntl(fd, F_OFD_SETLK, &lock);
}

static bool jipc_is_locked(int fd, int byte) {
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
  return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type == F_WRLCK;
}

/* ---- the runtime directory and its processes ---- */

typedef struct jipc_directory {
  char path[256];
  int fd;
  dev_t device;
  ino_t inode;
  uint64_t self;
  int lock;
  int fifo;
  bool shared; /* a group may write to it */
  struct jipc_directory *next;
} jipc_directory;

static jipc_directory *jipc_directories;
static _Atomic int jipc_guard;

static void jipc_enter(void) {
  int expected = 0;
  while (!atomic_compare_exchange_weak(&jipc_guard, &expected, 1)) {
    expected = 0;
    sched_yield();
  }
}

static void jipc_exit(void) { atomic_store(&jipc_guard, 0); }

static bool jipc_trusts(const jipc_address *address, uid_t uid, gid_t gid) {
  bool trusts = uid == geteuid();
  for (int i = 0; i < address->trusted; i++) {
    trusts |= address->trusted_ids[i] == (address->trusted_gid[i] ? gid : uid);
  }
  return trusts;
}

static bool jipc_trusts_gid(const jipc_address *address, gid_t gid) {
  for (int i = 0; i < address->trusted; i++) {
    if (address->trusted_gid[i] && address->trusted_ids[i] == gid) {
      return true;
    }
  }
  return false;
}

static int jipc_open_file(const jipc_directory *directory, const char *name, int flags) {
  return openat(directory->fd, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

static bool jipc_stands(const jipc_directory *directory, const char *name, int fd) {
  struct stat found, mine;
  return fstatat(directory->fd, name, &found, AT_SYMLINK_NOFOLLOW) == 0 && fstat(fd, &mine) == 0
         && found.st_dev == mine.st_dev && found.st_ino == mine.st_ino;
}

/* Removes a name if the owner of its file is dead; whether the name is free of it now. */
static bool jipc_remove_leftover(const jipc_directory *directory, const char *name, int fd) {
  if (jipc_is_locked(fd, JIPC_OWNER) || !jipc_try_lock(fd, JIPC_REMOVER)) {
    return false;
  }
  if (jipc_stands(directory, name, fd)) {
    unlinkat(directory->fd, name, 0);
  }
  return true;
}

/* Makes a file without a name, whose owner's lock this process holds; -1 if that fails. */
static int jipc_hidden(const jipc_directory *directory, unsigned mode, char temporary[40]) {
  temporary[0] = 0;
  int fd = openat(directory->fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
  while (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
    snprintf(temporary, 40, ".new-%llx", (unsigned long long)jipc_random());
    fd = openat(directory->fd, temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0) {
      return -1;
    }
    /* Who cleans up may have come between: then it holds the lock, or the name is gone. */
    if (!jipc_try_lock(fd, JIPC_OWNER) || !jipc_stands(directory, temporary, fd)) {
      close(fd);
      fd = -1;
      errno = EINVAL;
    }
  }
  if (fd >= 0 && (fchmod(fd, mode) != 0 || !jipc_try_lock(fd, JIPC_OWNER))) {
    close(fd);
    return -1;
  }
  return fd;
}

/* Gives a file in the making its name; false, with errno EEXIST, if that is taken. */
static bool jipc_publish(
    const jipc_directory *directory, int fd, char temporary[40], const char *name) {
  int returned;
  if (temporary[0] != 0) {
    returned = linkat(directory->fd, temporary, directory->fd, name, 0);
  } else {
    char self[40];
    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    returned = linkat(AT_FDCWD, self, directory->fd, name, AT_SYMLINK_FOLLOW);
  }
  if (returned == 0 && temporary[0] != 0) {
    unlinkat(directory->fd, temporary, 0);
    temporary[0] = 0;
  }
  return returned == 0;
}

static void jipc_discard(const jipc_directory *directory, int fd, char temporary[40]) {
  if (temporary[0] != 0) {
    unlinkat(directory->fd, temporary, 0);
  }
  close(fd);
}

static void jipc_slot_name(char name[48], uint64_t slot, const char *suffix) {
  snprintf(name, 48, ".proc-%016llx.%s", (unsigned long long)slot, suffix);
}

static void jipc_remove_process(const jipc_directory *directory, uint64_t slot) {
  char name[48], other[48];
  jipc_slot_name(name, slot, "lock");
  int fd = jipc_open_file(directory, name, O_RDWR);
  if (fd < 0) {
    return;
  }
  if (!jipc_is_locked(fd, JIPC_OWNER)) {
    jipc_slot_name(other, slot, "bell");
    unlinkat(directory->fd, other, 0);
    jipc_slot_name(other, slot, "fifo");
    unlinkat(directory->fd, other, 0);
    jipc_remove_leftover(directory, name, fd);
  }
  close(fd);
}

static void jipc_remove_unfinished(const jipc_directory *directory, const char *name) {
  int fd = jipc_open_file(directory, name, O_RDWR);
  if (fd >= 0) {
    if (jipc_try_lock(fd, JIPC_OWNER)) {
      unlinkat(directory->fd, name, 0);
    }
    close(fd);
  }
}

static void jipc_remove_dead(const jipc_directory *directory) {
  DIR *names = opendir(directory->path);
  if (names == NULL) {
    return;
  }
  for (struct dirent *entry; (entry = readdir(names)) != NULL;) {
    unsigned long long slot;
    int end = 0;
    if (sscanf(entry->d_name, ".proc-%16llx.lock%n", &slot, &end) == 1 && end == 27) {
      jipc_remove_process(directory, slot);
    } else if (strncmp(entry->d_name, ".new-", 5) == 0) {
      jipc_remove_unfinished(directory, entry->d_name);
    }
  }
  closedir(names);
}

static void jipc_describe_self(char line[256]) {
  char namespace[64] = "unknown", stat[1024] = "", command[33] = "c";
  unsigned long long start = 0;
  ssize_t length = readlink("/proc/self/ns/pid", namespace, sizeof namespace - 1);
  namespace[length > 0 ? length : 0] = 0;
  int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
  if (fd >= 0) {
    length = read(fd, stat, sizeof stat - 1);
    stat[length > 0 ? length : 0] = 0;
    close(fd);
    char *open_at = strchr(stat, '(');
    char *close_at = strrchr(stat, ')');
    if (open_at != NULL && close_at != NULL) {
      *close_at = 0;
      snprintf(command, sizeof command, "%.32s", open_at + 1);
      sscanf(close_at + 2, "%*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s"
                           " %*s %*s %llu", &start);
    }
  }
  snprintf(line, 256, "%d %llu %s %s\n", (int)getpid(), start, namespace, command);
}

static void jipc_describe(const jipc_directory *directory, uint64_t slot, char text[96]) {
  char name[48], line[257] = "";
  int pid = 0;
  char command[33] = "";
  if (slot == directory->self) {
    snprintf(text, 96, "pid %d, this process", (int)getpid());
    return;
  }
  jipc_slot_name(name, slot, "lock");
  int fd = jipc_open_file(directory, name, O_RDONLY);
  snprintf(text, 96, fd < 0 ? "a process that has gone" : "a process");
  if (fd >= 0) {
    ssize_t length = pread(fd, line, 256, 0);
    close(fd);
    line[length > 0 ? length : 0] = 0;
    if (sscanf(line, "%d %*s %*s %32[^\n]", &pid, command) == 2 && pid > 0) {
      for (char *c = command; *c != 0; c++) {
        *c = *c < ' ' || *c > '~' ? '?' : *c;
      }
      snprintf(text, 96, "pid %d (%s)", pid, command);
    }
  }
}

static void jipc_leave_all(void) {
  char name[48];
  for (jipc_directory *d = jipc_directories; d != NULL; d = d->next) {
    if (d->self != 0) {
      jipc_slot_name(name, d->self, "bell");
      unlinkat(d->fd, name, 0);
      jipc_slot_name(name, d->self, "fifo");
      unlinkat(d->fd, name, 0);
      jipc_slot_name(name, d->self, "lock");
      unlinkat(d->fd, name, 0);
    }
  }
}

static int jipc_take_slot(jipc_directory *directory) {
  char name[48], temporary[40], line[256];
  unsigned mode = directory->shared ? 0660 : 0600;
  jipc_remove_dead(directory);
  int fd = jipc_hidden(directory, mode, temporary);
  if (fd < 0) {
    return jipc_system(directory->path, "open(O_TMPFILE)");
  }
  jipc_describe_self(line);
  if (pwrite(fd, line, strlen(line), 0) < 0) {
    jipc_discard(directory, fd, temporary);
    return jipc_system(directory->path, "write");
  }
  uint64_t slot;
  do {
    slot = jipc_random();
    jipc_slot_name(name, slot, "lock");
    errno = EEXIST;
  } while (!jipc_publish(directory, fd, temporary, name) && errno == EEXIST);
  jipc_slot_name(name, slot, "fifo");
  int both = mkfifoat(directory->fd, name, mode) == 0 ? jipc_open_file(directory, name, O_RDWR)
                                                      : -1;
  int kept = both >= 0 && fchmod(both, mode) == 0 ? jipc_open_file(directory, name, O_WRONLY) : -1;
  if (both >= 0) {
    close(both);
  }
  if (kept < 0) {
    int code = jipc_system(directory->path, "mkfifo");
    close(fd);
    jipc_remove_process(directory, slot);
    return code;
  }
  directory->lock = fd;
  directory->fifo = kept;
  directory->self = slot;
  return JAVAIPC_OK;
}

static const char *jipc_unfit(int fd) {
  struct statfs fs;
  if (fstatfs(fd, &fs) != 0) {
    return NULL;
  }
  switch ((uint32_t)fs.f_type) {
    case 0x6969: return "NFS";
    case 0x517B: case 0xFF534D42: case 0xFE534D42: return "SMB";
    case 0x00C36400: return "Ceph";
    case 0x5346414F: return "AFS";
    case 0x65735546: return "FUSE";
    case 0x01021997: return "9p";
    default: return NULL;
  }
}

static int jipc_check_directory(
    const jipc_address *address, const char *path, int fd, bool moved, struct stat *status) {
  if (fstat(fd, status) != 0) {
    return jipc_system(path, "stat");
  }
  bool trusted = status->st_uid == geteuid()
                 || (moved && (status->st_uid == 0
                               || jipc_trusts(address, status->st_uid, status->st_gid)));
  if (!trusted) {
    return jipc_fail(
        JAVAIPC_ACCESS_REFUSED,
        "%s: the runtime directory belongs to uid=%u, who is not trusted; have it removed, or name"
        " another directory with dir= or IPC_DIR=", path, (unsigned)status->st_uid);
  }
  bool by_group = (status->st_mode & 0020) != 0
                  && !(moved && jipc_trusts_gid(address, status->st_gid));
  if (by_group || (status->st_mode & 0002) != 0) {
    return jipc_fail(
        JAVAIPC_ACCESS_REFUSED,
        "%s: the runtime directory has gid=%u and mode=0%o, so users who are not trusted can write"
        " to it; chmod go-w it, or name another directory with dir= or IPC_DIR=",
        path, (unsigned)status->st_gid, (unsigned)status->st_mode & 0777);
  }
  const char *unfit = jipc_unfit(fd);
  if (unfit != NULL) {
    return jipc_fail(
        JAVAIPC_ACCESS_REFUSED,
        "%s: the runtime directory is on %s, where locks and shared memory do not work reliably;"
        " name another directory with dir= or IPC_DIR=", path, unfit);
  }
  return JAVAIPC_OK;
}

/* The directory of an address, of which there is one object; a path lies in one that is not made. */
static int jipc_directory_of(const jipc_address *address, jipc_directory **result) {
  char path[256];
  const char *slash = address->name[0] == '@' ? NULL : strrchr(address->name, '/');
  const char *variable = getenv("IPC_DIR");
  bool moved = true;
  if (slash != NULL) {
    snprintf(path, sizeof path, "%.*s", slash == address->name ? 1 : (int)(slash - address->name),
             address->name);
  } else if (address->dir[0] != 0) {
    snprintf(path, sizeof path, "%s", address->dir);
  } else if (variable != NULL && variable[0] != 0) {
    snprintf(path, sizeof path, "%s", variable);
  } else {
    moved = false;
    snprintf(path, sizeof path, "/dev/shm/javaipc-%u", (unsigned)geteuid());
  }
  int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  int fd = open(path, flags);
  if (fd < 0 && errno == ENOENT && slash == NULL) {
    mkdir(path, 0700);
    fd = open(path, flags);
  }
  if (fd < 0 && (errno == ELOOP || errno == ENOTDIR)) {
    return jipc_fail(
        JAVAIPC_ACCESS_REFUSED,
        "%s: the runtime directory must be a directory, not a symbolic link; remove it, or name"
        " another with dir= or IPC_DIR=", path);
  }
  if (fd < 0) {
    return jipc_system(path, "open");
  }
  struct stat status = {0};
  int code = jipc_check_directory(address, path, fd, moved, &status);
  if (code != JAVAIPC_OK) {
    close(fd);
    return code;
  }
  jipc_enter();
  jipc_directory *found = jipc_directories;
  while (found != NULL && (found->device != status.st_dev || found->inode != status.st_ino)) {
    found = found->next;
  }
  if (found == NULL && (found = calloc(1, sizeof *found)) != NULL) {
    if (jipc_directories == NULL) {
      atexit(jipc_leave_all);
    }
    snprintf(found->path, sizeof found->path, "%s", path);
    found->fd = fd;
    found->device = status.st_dev;
    found->inode = status.st_ino;
    found->shared = (status.st_mode & 0022) == 0020;
    found->next = jipc_directories;
    jipc_directories = found;
    fd = -1;
  }
  if (found == NULL) {
    code = jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", path);
  } else if (found->self == 0) {
    code = jipc_take_slot(found);
  }
  jipc_exit();
  if (fd >= 0) {
    close(fd);
  }
  *result = found;
  return code;
}

/* ---- watching other processes ---- */

typedef struct jipc_watch {
  jipc_directory *directory;
  uint64_t slot;
  int fd;
  bool dead;
  char description[96];
} jipc_watch;

/* Nothing is ever written to a FIFO: no data means a writer, end of file means none. */
static bool jipc_has_writer(int fd) {
  char one;
  return read(fd, &one, 1) != 0;
}

static bool jipc_holds_lock(const jipc_directory *directory, uint64_t slot) {
  char name[48];
  jipc_slot_name(name, slot, "lock");
  int fd = jipc_open_file(directory, name, O_RDONLY);
  bool held = fd >= 0 && jipc_is_locked(fd, JIPC_OWNER);
  if (fd >= 0) {
    close(fd);
  }
  return held;
}

/* Looks. The descriptors of a dying process do not close all at once. */
static bool jipc_is_alive(jipc_watch *watch) {
  if (watch->slot == watch->directory->self) {
    return true;
  }
  if (!watch->dead && !jipc_has_writer(watch->fd)
      && !jipc_holds_lock(watch->directory, watch->slot)) {
    watch->dead = true;
    jipc_remove_process(watch->directory, watch->slot);
  }
  return !watch->dead;
}

static int jipc_watch_open(jipc_watch *watch, jipc_directory *directory, uint64_t slot) {
  char name[48];
  watch->directory = directory;
  watch->slot = slot;
  watch->fd = -1;
  watch->dead = false;
  jipc_describe(directory, slot, watch->description);
  if (slot == directory->self) {
    return JAVAIPC_OK;
  }
  jipc_slot_name(name, slot, "fifo");
  watch->fd = slot == 0 ? -1 : jipc_open_file(directory, name, O_RDONLY);
  if (watch->fd < 0 && slot != 0 && errno != ENOENT) {
    return jipc_system(name, "open");
  }
  watch->dead = watch->fd < 0;
  int64_t until = jipc_now() + 1000000000;
  while (!watch->dead && !jipc_has_writer(watch->fd)) {
    if (jipc_is_alive(watch) && jipc_now() > until) {
      close(watch->fd);
      watch->fd = -1;
      return jipc_fail(
          JAVAIPC_SYSTEM,
          "%s holds its lock but not its FIFO, so that its death would go unnoticed",
          watch->description);
    }
    if (!watch->dead) {
      jipc_sleep(100000);
    }
  }
  return JAVAIPC_OK;
}

static void jipc_watch_close(jipc_watch *watch) {
  if (watch->fd >= 0) {
    close(watch->fd);
    watch->fd = -1;
  }
}

static bool jipc_process_lives(jipc_directory *directory, uint64_t slot) {
  jipc_watch watch;
  if (jipc_watch_open(&watch, directory, slot) != JAVAIPC_OK) {
    return true;
  }
  bool alive = jipc_is_alive(&watch);
  jipc_watch_close(&watch);
  return alive;
}

/* ---- memory that its file no longer has ---- */

/*
 * An access behind the end of a mapped file is SIGBUS. Where a file is cut short under an end, the handler puts empty
 * memory of this process in the place of the pages that are gone, so that the access goes on, and notes it: the call
 * that made it fails. Any other fault goes to the handler that was there before.
 */
typedef struct jipc_mapping {
  _Atomic(uintptr_t) begin; /* 0: not in use */
  _Atomic(size_t) size;
  atomic_bool cut;
  struct jipc_mapping *next;
} jipc_mapping;

/* It only grows, since the handler may walk it at any time. */
static _Atomic(jipc_mapping *) jipc_mappings;

#ifndef JAVAIPC_NO_SIGBUS_HANDLER
static struct sigaction jipc_handler_before;

static bool jipc_replace_pages(uintptr_t at) {
  for (jipc_mapping *m = atomic_load(&jipc_mappings); m != NULL; m = m->next) {
    uintptr_t begin = atomic_load(&m->begin);
    size_t size = atomic_load(&m->size);
    if (begin != 0 && at >= begin && at - begin < size) {
      uintptr_t page = at & ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1);
      void *made = mmap(
          (void *)page, begin + size - page, PROT_READ | PROT_WRITE,
          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
      atomic_store(&m->cut, true);
      return made != MAP_FAILED;
    }
  }
  return false;
}

static void jipc_on_bus_error(int number, siginfo_t *info, void *context) {
  int before = errno;
  if (info->si_code == BUS_ADRERR && jipc_replace_pages((uintptr_t)info->si_addr)) {
    errno = before;
  } else if ((jipc_handler_before.sa_flags & SA_SIGINFO) != 0) {
    jipc_handler_before.sa_sigaction(number, info, context);
  } else if (jipc_handler_before.sa_handler != SIG_DFL && jipc_handler_before.sa_handler != SIG_IGN) {
    jipc_handler_before.sa_handler(number);
  } else {
    sigaction(number, &jipc_handler_before, NULL); /* the access is repeated without this handler */
    if (info->si_code <= 0) {
      raise(number); /* it was sent, and nothing is repeated */
    }
  }
}

/* Once, under the lock of the list. */
static void jipc_catch_bus_errors(void) {
  struct sigaction action = {.sa_sigaction = jipc_on_bus_error, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  if (atomic_load(&jipc_mappings) == NULL) {
    sigaction(SIGBUS, &action, &jipc_handler_before);
  }
}
#else
static void jipc_catch_bus_errors(void) {}
#endif

/* Under the lock of the list; NULL if there is no memory. */
static jipc_mapping *jipc_watch_mapping(void *memory, size_t size) {
  jipc_catch_bus_errors();
  jipc_mapping *m = atomic_load(&jipc_mappings);
  while (m != NULL && atomic_load(&m->begin) != 0) {
    m = m->next;
  }
  if (m == NULL && (m = calloc(1, sizeof *m)) != NULL) {
    m->next = atomic_load(&jipc_mappings);
    atomic_store(&jipc_mappings, m);
  }
  if (m != NULL) {
    atomic_store(&m->cut, false);
    atomic_store(&m->size, size);
    atomic_store(&m->begin, (uintptr_t)memory);
  }
  return m;
}

/* ---- regions ---- */

typedef struct jipc_region {
  jipc_directory *directory;
  char name[256];
  char path[520];
  int fd;
  char *memory;
  size_t size;
  bool owner;
  bool durable;
  jipc_mapping *mapping;
  struct jipc_region *next; /* of all that are open, for a fork */
} jipc_region;

static jipc_region *jipc_regions;

static void jipc_region_close(jipc_region *region) {
  if (region->memory != NULL) {
    jipc_enter();
    jipc_region **at = &jipc_regions;
    while (*at != NULL && *at != region) {
      at = &(*at)->next;
    }
    if (*at != NULL) {
      *at = region->next;
    }
    atomic_store(&region->mapping->begin, 0);
    jipc_exit();
    munmap(region->memory, region->size);
    region->memory = NULL;
    region->mapping = NULL;
  }
  if (region->fd >= 0) {
    close(region->fd);
    region->fd = -1;
  }
}

static int jipc_region_map(jipc_region *region, size_t size, int protection) {
  jipc_is_asymmetric(); /* registers before anything is shared */
  void *memory = mmap(NULL, size, protection, MAP_SHARED, region->fd, 0);
  if (memory == MAP_FAILED) {
    return jipc_system(region->path, "mmap");
  }
  jipc_enter();
  region->mapping = jipc_watch_mapping(memory, size);
  if (region->mapping == NULL) {
    jipc_exit();
    munmap(memory, size);
    return jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", region->path);
  }
  region->memory = memory;
  region->size = size;
  region->next = jipc_regions;
  jipc_regions = region;
  jipc_exit();
  return JAVAIPC_OK;
}

/* Notes a file that was cut short, of which no page was missed yet. */
static void jipc_look_at_size(const jipc_region *region) {
  struct stat status;
  if (region->mapping != NULL && region->fd >= 0 && fstat(region->fd, &status) == 0
      && (size_t)status.st_size < region->size) {
    atomic_store(&region->mapping->cut, true);
  }
}

/* What a call came to, unless the file of the memory that it used was cut short: then nothing of it is believed. */
static int jipc_unless_cut(const jipc_region *region, int code) {
  atomic_signal_fence(memory_order_seq_cst); /* after all that the call has read */
  if (code <= JAVAIPC_END) {
    jipc_look_at_size(region); /* what is wrong may be no more than what is missing */
  }
  if (region->mapping == NULL || !atomic_load_explicit(&region->mapping->cut, memory_order_relaxed)) {
    return code;
  }
  return jipc_fail(
      JAVAIPC_CORRUPT, "%s: was cut short while it was mapped; close this end and open it again",
      region->path);
}

static bool jipc_is_exposed(const jipc_region *region) {
  struct stat status = {0};
  return fstat(region->fd, &status) != 0 || status.st_uid != geteuid()
         || (status.st_mode & 0022) != 0;
}

static unsigned jipc_lock_mode(unsigned mode) {
  return (mode & 0700) | ((mode & 0060) == 0060 ? 0060 : 0);
}

static int jipc_wrong_kind(const jipc_region *region, const char found[8]) {
  if (memcmp(found, "JAVATOP1", 8) == 0) {
    return jipc_fail(
        JAVAIPC_WRONG_KIND, "%s: is a topic; use javaipc_subscribe, or another name", region->path);
  }
  if (memcmp(found, "JAVAIPC1", 8) == 0) {
    return jipc_fail(
        JAVAIPC_WRONG_KIND,
        "%s: is a channel; use javaipc_receiver_open or javaipc_sender_open, or another name",
        region->path);
  }
  return jipc_fail(
      JAVAIPC_CORRUPT,
      "%s: this file is not a channel of this kind and was left alone; remove it yourself if it"
      " is not needed", region->path);
}

/* Opens the file that has the name, if it is one of ours; JAVAIPC_END if nothing has the name. */
static int jipc_region_find(jipc_region *region, const jipc_address *address, const char magic[8]) {
  struct stat status = {0};
  char found[8] = {0};
  region->fd = jipc_open_file(region->directory, region->name, O_RDWR);
  if (region->fd < 0) {
    return errno == ENOENT ? JAVAIPC_END : jipc_system(region->path, "open");
  }
  int code = JAVAIPC_OK;
  if (fstat(region->fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    code = jipc_fail(
        JAVAIPC_ACCESS_REFUSED, "%s: it is not a regular file; it was left alone", region->path);
  } else if (!jipc_trusts(address, status.st_uid, status.st_gid)) {
    code = jipc_fail(
        JAVAIPC_ACCESS_REFUSED,
        "%s: it belongs to uid=%u, who is not trusted; allow it with trust=uid:%u", region->path,
        (unsigned)status.st_uid, (unsigned)status.st_uid);
  } else if (pread(region->fd, found, 8, 0) != 8 || memcmp(found, magic, 8) != 0) {
    code = jipc_wrong_kind(region, found);
  }
  if (code != JAVAIPC_OK) {
    close(region->fd);
    region->fd = -1;
  }
  region->size = (size_t)status.st_size;
  return code;
}

static int jipc_region_busy(const jipc_region *region, int fd) {
  uint64_t slot = 0;
  char owner[96] = "another process";
  if (pread(fd, &slot, sizeof slot, 40) == (ssize_t)sizeof slot && slot != 0) {
    jipc_describe(region->directory, slot, owner);
  }
  return jipc_fail(
      JAVAIPC_BUSY, "%s: %s is the receiver; close it first, or use another name", region->path,
      owner);
}

/* Opens and maps the region of an owner that lives; JAVAIPC_END if there is none. */
static int jipc_region_open(jipc_region *region, const jipc_address *address, const char magic[8]) {
  int code = jipc_region_find(region, address, magic);
  if (code != JAVAIPC_OK) {
    return code;
  }
  if (jipc_is_locked(region->fd, JIPC_OWNER)) {
    code = jipc_region_map(region, region->size, PROT_READ | PROT_WRITE);
  } else {
    if (!region->durable) {
      jipc_remove_leftover(region->directory, region->name, region->fd);
    }
    code = JAVAIPC_END;
  }
  if (code != JAVAIPC_OK) {
    jipc_region_close(region);
  }
  return code;
}

/* Maps what a former owner of a durable name left; JAVAIPC_END if there is nothing. */
static int jipc_region_adopt(jipc_region *region, const jipc_address *address, const char magic[8]) {
  int code;
  while ((code = jipc_region_find(region, address, magic)) == JAVAIPC_OK) {
    if (!jipc_try_lock(region->fd, JIPC_OWNER)) {
      code = jipc_region_busy(region, region->fd);
    } else if (jipc_stands(region->directory, region->name, region->fd)) {
      region->owner = true;
      code = jipc_region_map(region, region->size, PROT_READ | PROT_WRITE);
      if (code == JAVAIPC_OK) {
        return code;
      }
    }
    close(region->fd);
    region->fd = -1;
    if (code != JAVAIPC_OK) {
      return code;
    }
  }
  return code;
}

/* Makes a region without a name, and maps it. */
static int jipc_region_make(
    jipc_region *region, const jipc_address *address, size_t size, size_t reserved,
    char temporary[40]) {
  region->fd = jipc_hidden(region->directory, jipc_lock_mode(address->mode), temporary);
  if (region->fd < 0) {
    return jipc_system(region->path, "open(O_TMPFILE)");
  }
  region->owner = true;
  int code;
  if (ftruncate(region->fd, (off_t)size) != 0) {
    code = jipc_system(region->path, "ftruncate");
  } else if (fallocate(region->fd, 0, 0, (off_t)reserved) != 0) {
    code = jipc_system(region->path, "fallocate");
  } else {
    code = jipc_region_map(region, size, PROT_READ | PROT_WRITE);
  }
  if (code != JAVAIPC_OK) {
    jipc_discard(region->directory, region->fd, temporary);
    region->fd = -1;
  }
  return code;
}

/* Frees the name of a dead owner's file; JAVAIPC_END if another process is at it. */
static int jipc_clear_name(jipc_region *region, const jipc_address *address, const char magic[8]) {
  jipc_region other = *region;
  other.memory = NULL;
  int code = jipc_region_find(&other, address, magic);
  if (code != JAVAIPC_OK) {
    return code == JAVAIPC_END ? JAVAIPC_OK : code;
  }
  if (jipc_is_locked(other.fd, JIPC_OWNER)) {
    code = jipc_region_busy(region, other.fd);
  } else if (region->durable) {
    code = jipc_fail(
        JAVAIPC_BUSY,
        "%s: another receiver opened and closed it in the meantime; try again to continue with what it left",
        region->path);
  } else if (!jipc_remove_leftover(region->directory, region->name, other.fd)) {
    code = JAVAIPC_END;
  }
  close(other.fd);
  return code;
}

static int jipc_region_publish(
    jipc_region *region, const jipc_address *address, const char magic[8], char temporary[40]) {
  int64_t until = jipc_now() + 1000000000;
  while (!jipc_publish(region->directory, region->fd, temporary, region->name)) {
    int code = errno == EEXIST ? jipc_clear_name(region, address, magic)
                               : jipc_system(region->path, "link");
    if (code == JAVAIPC_END && jipc_now() > until) {
      code = jipc_fail(
          JAVAIPC_BUSY,
          "%s: another process began to remove a dead owner's file and has not finished; is it stopped?",
          region->path);
    }
    if (code != JAVAIPC_OK && code != JAVAIPC_END) {
      return code;
    }
    jipc_sleep(code == JAVAIPC_END ? 100000 : 0);
  }
  return JAVAIPC_OK;
}

static void jipc_region_unlink(jipc_region *region) {
  if (region->owner && !region->durable
      && jipc_stands(region->directory, region->name, region->fd)) {
    unlinkat(region->directory->fd, region->name, 0);
  }
}

/* Names the region of an address, with a suffix; nothing is opened. */
static int jipc_region_name(
    jipc_region *region, const jipc_address *address, const char *suffix, bool durable) {
  memset(region, 0, sizeof *region);
  region->fd = -1;
  region->durable = durable;
  int code = jipc_directory_of(address, &region->directory);
  if (code != JAVAIPC_OK) {
    return code;
  }
  const char *slash = address->name[0] == '@' ? NULL : strrchr(address->name, '/');
  if (slash != NULL) {
    snprintf(region->name, sizeof region->name, "%.200s%s", slash + 1, suffix);
  } else {
    snprintf(
        region->name, sizeof region->name, "%.200s.%s%s", address->name, address->scheme, suffix);
  }
  snprintf(region->path, sizeof region->path, "%s/%s", region->directory->path, region->name);
  return JAVAIPC_OK;
}

/* Removes what a dead owner left of a lane; whether nothing has the name now. */
static bool jipc_remove_lane(const jipc_address *address) {
  jipc_region region;
  const char *suffix = strcmp(address->scheme, "mmap") == 0 ? "-lane" : "";
  if (jipc_region_name(&region, address, suffix, false) != JAVAIPC_OK
      || jipc_region_find(&region, address, "JAVAIPC1") != JAVAIPC_OK) {
    return true;
  }
  bool removed = jipc_remove_leftover(region.directory, region.name, region.fd);
  close(region.fd);
  return removed;
}

void javaipc_after_fork_in_child(void) {
  for (jipc_region *region = jipc_regions; region != NULL; region = region->next) {
    close(region->fd);
    region->fd = -1;
  }
  jipc_regions = NULL;
  for (jipc_directory *d = jipc_directories; d != NULL; d = d->next) {
    if (d->self != 0) {
      close(d->lock);
      close(d->fifo);
      d->self = 0;
    }
  }
  atomic_store(&jipc_guard, 0);
  atomic_store(&jipc_fence_kind, 0);
}

/* ---- the format of a ring ---- */

enum {
  JIPC_RING_VERSION = 2,
  JIPC_VERSION_OFFSET = 8,
  JIPC_HEADER_LENGTH_OFFSET = 12,
  JIPC_CAPACITY_OFFSET = 16,
  JIPC_MAX_MESSAGE_OFFSET = 24,
  JIPC_SLOTS_OFFSET = 32,
  JIPC_FLAGS_OFFSET = 36,
  JIPC_RECEIVER_SLOT_OFFSET = 40,
  JIPC_BOOT_OFFSET = 48,
  JIPC_RECEIVER_WORD_OFFSET = 128,
  JIPC_STATE_OFFSET = 132,
  JIPC_TERM_OFFSET = 136,
  JIPC_CLOSED_TERM_OFFSET = 140,
  JIPC_CHANGES_OFFSET = 256,
  JIPC_TYPE_OFFSET = 264,
  JIPC_DIED_OFFSET = 384,
  JIPC_LANE_DESCRIPTORS_OFFSET = 512,
  JIPC_LANE_STATE_OFFSET = 0,
  JIPC_SENDER_SLOT_OFFSET = 8,
  JIPC_REFUSED_OFFSET = 16,
  JIPC_CONSUMER_POSITION_OFFSET = 128,
  JIPC_RECEIVED_OFFSET = 136,
  JIPC_SENDER_WORD_OFFSET = 256,
  JIPC_PRODUCER_POSITION_OFFSET = 384,
  JIPC_SENT_OFFSET = 392,
  JIPC_ROOM_WAITS_OFFSET = 400,
  JIPC_SYNCED_OFFSET = 408,
  JIPC_LANE_DESCRIPTOR_LENGTH = 512
};
enum { JIPC_OPENING, JIPC_OPEN, JIPC_ENDED, JIPC_CLOSED };
enum { JIPC_SLOT_FREE, JIPC_SLOT_JOINED, JIPC_SLOT_CLOSED };
enum { JIPC_FLAG_MAILBOX = 1 };

#define JIPC_PUBLISHED 0x80000000u
#define JIPC_PADDING 0x40000000u
#define JIPC_MAX_LENGTH 0x3fffffffu

typedef struct jipc_geometry {
  uint64_t capacity;
  uint64_t max_message;
  uint32_t lanes;
  bool mailbox;
} jipc_geometry;

static jipc_half *jipc_half_at(char *memory, size_t offset) {
  return (jipc_half *)(void *)(memory + offset);
}

static jipc_word *jipc_word_at(char *memory, size_t offset) {
  return (jipc_word *)(void *)(memory + offset);
}

static uint64_t jipc_get(char *memory, size_t offset) {
  return atomic_load_explicit(jipc_word_at(memory, offset), memory_order_acquire);
}

static void jipc_put(char *memory, size_t offset, uint64_t value) {
  atomic_store_explicit(jipc_word_at(memory, offset), value, memory_order_release);
}

static uint32_t jipc_get_half(char *memory, size_t offset) {
  return atomic_load_explicit(jipc_half_at(memory, offset), memory_order_acquire);
}

/* With a full fence behind it, as the states and the words that wake somebody need. */
static void jipc_put_half(char *memory, size_t offset, uint32_t value) {
  atomic_store(jipc_half_at(memory, offset), value);
  jipc_full_fence();
}

static size_t jipc_descriptor(uint32_t lane) {
  return JIPC_LANE_DESCRIPTORS_OFFSET + (size_t)lane * JIPC_LANE_DESCRIPTOR_LENGTH;
}

static size_t jipc_header_length(uint32_t lanes) {
  return (jipc_descriptor(lanes) + 4095) & ~(size_t)4095;
}

static size_t jipc_lane_data(const jipc_geometry *geometry, uint32_t lane) {
  return jipc_header_length(geometry->lanes) + lane * geometry->capacity;
}

static uint64_t jipc_place(uint64_t position) { return position >> 3 << 32 | JIPC_PUBLISHED; }

static uint64_t jipc_record(uint64_t length) { return (length + 15) & ~(uint64_t)7; }

static bool jipc_is_position(uint64_t position) {
  return position < (uint64_t)1 << 62 && position % 8 == 0;
}

static uint64_t jipc_round_up(uint64_t capacity) {
  uint64_t rounded = 4096;
  while (rounded < capacity) {
    rounded <<= 1;
  }
  return rounded;
}

static int jipc_capacity(const jipc_address *address, uint64_t *capacity) {
  uint64_t wanted = 1 << 20;
  if (address->capacity >= 0) {
    wanted = (uint64_t)address->capacity;
  } else if (address->max_message > (1 << 19) - 16) {
    wanted = (uint64_t)address->max_message * 2 + 32;
  }
  if (wanted < 1024 || wanted > 1 << 30) {
    return jipc_fail(
        JAVAIPC_INVALID_ADDRESS,
        "address '%s': capacity=%llu is not within 1KiB to 1GiB (a message may have up to half of"
        " it)", address->text, (unsigned long long)wanted);
  }
  *capacity = jipc_round_up(wanted);
  return JAVAIPC_OK;
}

static int jipc_asked(const jipc_address *address, jipc_geometry *geometry) {
  int code = jipc_capacity(address, &geometry->capacity);
  if (code != JAVAIPC_OK) {
    return code;
  }
  geometry->max_message =
      address->max_message < 0 ? geometry->capacity / 8 : (uint64_t)address->max_message;
  geometry->lanes = address->senders == 0 ? 16 : (uint32_t)address->senders;
  geometry->mailbox = address->mailbox;
  if (geometry->max_message > geometry->capacity / 2 - 16) {
    return jipc_fail(
        JAVAIPC_INVALID_ADDRESS,
        "address '%s': maxMessage=%llu needs a larger capacity; capacity=%llu holds messages of up"
        " to %llu bytes", address->text, (unsigned long long)geometry->max_message,
        (unsigned long long)geometry->capacity,
        (unsigned long long)geometry->capacity / 2 - 16);
  }
  return JAVAIPC_OK;
}

/* The geometry of a region that somebody else made; nothing in it is trusted before. */
static int jipc_check(const jipc_region *region, jipc_geometry *geometry) {
  char *memory = region->memory;
  if (region->size < JIPC_LANE_DESCRIPTORS_OFFSET || memcmp(memory, "JAVAIPC1", 8) != 0) {
    return jipc_fail(
        JAVAIPC_CORRUPT, "%s: not a javaipc channel (the magic number is missing)", region->path);
  }
  uint32_t version = jipc_get_half(memory, JIPC_VERSION_OFFSET);
  if (version != JIPC_RING_VERSION) {
    return jipc_fail(
        JAVAIPC_CORRUPT,
        "%s: has format version %u, this library has %d; use the same release at both ends",
        region->path, version, JIPC_RING_VERSION);
  }
  geometry->capacity = jipc_get(memory, JIPC_CAPACITY_OFFSET);
  geometry->max_message = jipc_get(memory, JIPC_MAX_MESSAGE_OFFSET);
  geometry->lanes = jipc_get_half(memory, JIPC_SLOTS_OFFSET);
  geometry->mailbox = (jipc_get_half(memory, JIPC_FLAGS_OFFSET) & JIPC_FLAG_MAILBOX) != 0;
  uint64_t capacity = geometry->capacity;
  bool valid = capacity >= 4096 && capacity <= 1 << 30 && (capacity & (capacity - 1)) == 0
               && geometry->max_message <= capacity / 2 - 16 && geometry->lanes >= 1
               && geometry->lanes <= 256;
  if (!valid
      || jipc_get_half(memory, JIPC_HEADER_LENGTH_OFFSET) != jipc_header_length(geometry->lanes)
      || region->size < jipc_lane_data(geometry, geometry->lanes)) {
    return jipc_fail(
        JAVAIPC_CORRUPT,
        "%s: its header is damaged or the object cut short: size=%zu, capacity=%llu maxMessage=%llu"
        " lanes=%u", region->path, region->size, (unsigned long long)capacity,
        (unsigned long long)geometry->max_message, geometry->lanes);
  }
  return JAVAIPC_OK;
}

static int jipc_same(
    const jipc_address *address, const char *option, uint64_t stated, uint64_t actual) {
  if (stated == actual) {
    return JAVAIPC_OK;
  }
  return jipc_fail(
      JAVAIPC_GEOMETRY_MISMATCH,
      "%s: the address states %s=%llu but the channel was created with %s=%llu; leave the option"
      " out, or state the same", address->text, option, (unsigned long long)stated, option,
      (unsigned long long)actual);
}

static int jipc_check_stated(const jipc_address *address, const jipc_geometry *geometry) {
  int code = JAVAIPC_OK;
  uint64_t capacity = 0;
  if (address->capacity >= 0 && (code = jipc_capacity(address, &capacity)) == JAVAIPC_OK) {
    code = jipc_same(address, "capacity", capacity, geometry->capacity);
  }
  if (code == JAVAIPC_OK && address->max_message >= 0) {
    code = jipc_same(
        address, "maxMessage", (uint64_t)address->max_message, geometry->max_message);
  }
  if (code == JAVAIPC_OK && address->senders > 0) {
    code = jipc_same(address, "senders", (uint64_t)address->senders, geometry->lanes);
  }
  return code;
}

enum { JIPC_TYPE_SIZE = 104 };

static int jipc_compare_types(const jipc_address *address, const char *actual) {
  return address->type[0] == 0 || actual[0] == 0 || strcmp(address->type, actual) == 0
             ? JAVAIPC_OK
             : jipc_fail(
                   JAVAIPC_TYPE_MISMATCH,
                   "%s: its messages are of the type %s, and this end has type=%s; use the same"
                   " codec and version of the schema at both ends",
                   address->text, actual, address->type);
}

/* Writes what a receiver states, before senders can join; one that states none changes nothing. */
static void jipc_put_type(const jipc_region *region, size_t offset, const jipc_address *address) {
  if (address->type[0] != 0) {
    memcpy(region->memory + offset + 4, address->type, strlen(address->type));
    jipc_put_half(region->memory, offset, (uint32_t)strlen(address->type));
  }
}

/* Compares what an end states with what the region has; who states nothing agrees with all. */
static int jipc_check_type(const jipc_region *region, size_t offset, const jipc_address *address) {
  char type[101] = "";
  if (address->type[0] == 0 || region->size < offset + JIPC_TYPE_SIZE) {
    return JAVAIPC_OK;
  }
  uint32_t length = jipc_get_half(region->memory, offset);
  if (length == 0) {
    return JAVAIPC_OK;
  }
  if (length <= 100) {
    memcpy(type, region->memory + offset + 4, length);
  }
  if (!jipc_is_type(type, length)) {
    return jipc_fail(
        JAVAIPC_CORRUPT,
        "%s: its header is damaged: the type of its messages is not 1 to 100 printable ASCII"
        " characters without a space, '&' and '='", region->path);
  }
  return jipc_compare_types(address, type);
}

static void jipc_announce(char *memory) {
  atomic_store(jipc_word_at(memory, JIPC_CHANGES_OFFSET), jipc_change_mark());
  jipc_full_fence();
  jipc_wake(jipc_half_at(memory, JIPC_RECEIVER_WORD_OFFSET));
}

static uint32_t jipc_term(char *memory) {
  return (jipc_get_half(memory, JIPC_TERM_OFFSET) - 1) | 1;
}

/* ---- messages on a stream socket ---- */

static const char jipc_farewell[12] = {-1, -1, -1, -1, 'I', 'P', 'C', 'c', 'l', 'o', 's', 'e'};

typedef struct jipc_inlet {
  int fd;
  bool farewells;
  bool over;
  bool farewell;
  size_t max_message;
  char *buffer;
  size_t size, begin, end;
  size_t cut;
} jipc_inlet;

typedef struct jipc_link {
  char name[256];
  int fd;
  int ends;
  bool died, deaf;
  jipc_inlet in;
  char *rest;
  size_t rest_begin, rest_end;
} jipc_link;

static bool jipc_inlet_open(jipc_inlet *in, int fd, size_t max_message, bool farewells) {
  memset(in, 0, sizeof *in);
  in->fd = fd;
  in->farewells = farewells;
  in->max_message = max_message;
  in->size = max_message + 4 < 65536 ? max_message + 16 : 65536;
  in->buffer = malloc(in->size);
  return in->buffer != NULL;
}

/* Reads what is there; false if that is nothing. */
static int jipc_fill(jipc_inlet *in, size_t needed) {
  size_t have = in->end - in->begin;
  if (in->over) {
    return false;
  }
  if (in->begin + needed > in->size || in->end == in->size || have == 0) {
    memmove(in->buffer, in->buffer + in->begin, have);
    in->begin = 0;
    in->end = have;
  }
  if (needed > in->size) {
    char *larger = realloc(in->buffer, needed);
    if (larger == NULL) {
      return jipc_fail(JAVAIPC_RESOURCE_LIMIT, "no memory for a message of %zu bytes", needed);
    }
    in->buffer = larger;
    in->size = needed;
  }
  ssize_t count = read(in->fd, in->buffer + in->end, in->size - in->end);
  if (count < 0 && errno != EPIPE && errno != ECONNRESET) {
    return errno == EAGAIN || errno == EINTR ? false : jipc_system("the socket", "read");
  }
  if (count <= 0) {
    in->over = true;
    in->cut = in->end - in->begin;
    return false;
  }
  in->end += (size_t)count;
  return true;
}

/* The next message, which is taken: 1; 0 if none is whole; less is an error. */
static int jipc_inlet_next(
    jipc_inlet *in, const char *name, const void **message, size_t *length) {
  while (true) {
    size_t have = in->end - in->begin;
    size_t needed = 4;
    if (have >= 4) {
      int32_t size;
      memcpy(&size, in->buffer + in->begin, 4);
      if (size == -1 && in->farewells) {
        needed = 12;
        if (have >= 12) {
          if (memcmp(in->buffer + in->begin, jipc_farewell, 12) != 0) {
            return jipc_fail(
                JAVAIPC_CORRUPT, "%s: malformed frame: length=-1; the peer speaks another protocol",
                name);
          }
          in->farewell = in->over = true;
          return 0;
        }
      } else if (size < 0 || (size_t)size > in->max_message) {
        return jipc_fail(
            JAVAIPC_CORRUPT,
            "%s: malformed frame: length=%d is not within 0 to maxMessage=%zu; the peer speaks"
            " another protocol (framing=none?) or was damaged", name, size, in->max_message);
      } else {
        needed = 4 + (size_t)size;
        if (have >= needed) {
          *message = in->buffer + in->begin + 4;
          *length = (size_t)size;
          in->begin += needed;
          return 1;
        }
      }
    }
    int filled = jipc_fill(in, needed);
    if (filled <= 0) {
      return filled;
    }
  }
}

static size_t jipc_readable(int fd) {
  int count = 0;
  return ioctl(fd, FIONREAD, &count) == 0 && count > 0 ? (size_t)count : 0;
}

/* Whether what has come ends in a farewell; it stays to be received. */
static bool jipc_ends_in_farewell(jipc_inlet *in) {
  size_t unread = jipc_readable(in->fd);
  size_t have = in->end - in->begin;
  size_t kept = have < 12 ? have : 12;
  char *all = malloc(kept + unread + 1);
  if (all == NULL) {
    return in->farewell;
  }
  memcpy(all, in->buffer + in->end - kept, kept);
  ssize_t peeked = unread > 0 ? recv(in->fd, all + kept, unread, MSG_PEEK | MSG_DONTWAIT) : 0;
  size_t total = kept + (peeked > 0 ? (size_t)peeked : 0);
  bool ends = in->farewell || (total >= 12 && memcmp(all + total - 12, jipc_farewell, 12) == 0);
  free(all);
  return ends;
}

static int jipc_link_death(jipc_link *link) {
  char unfinished[64] = "";
  if (link->in.cut > 0) {
    snprintf(
        unfinished, sizeof unfinished, "; of a last message only %zu bytes had arrived", link->in.cut);
  }
  return jipc_fail(
      JAVAIPC_PEER_DIED, "%s: the peer left without closing: it died or was disconnected%s",
      link->name, unfinished);
}

static int jipc_link_gone(jipc_link *link) {
  for (int look = 0; look < 2 && !link->died; look++) { /* what came last may be on its way */
    struct pollfd hung_up = {link->fd, 0, 0};
    poll(&hung_up, 1, 0);
    if (link->deaf || (hung_up.revents & POLLHUP) == 0 || jipc_ends_in_farewell(&link->in)) {
      return jipc_fail(
          JAVAIPC_PEER_CLOSED,
          "%s: the peer has closed its receiving end; messages it had not received are lost",
          link->name);
    }
    jipc_sleep(1000000);
  }
  return jipc_link_death(link);
}

/* Writes the rest of a message: 1 if all is out, 0 if not yet; less if the reading end is closed. */
static int jipc_flush(jipc_link *link) {
  while (link->rest_begin < link->rest_end) {
    ssize_t count = send(
        link->fd, link->rest + link->rest_begin, link->rest_end - link->rest_begin,
        MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) {
      return 0;
    }
    if (count < 0 && errno != EINTR) {
      link->rest_begin = link->rest_end;
      return errno == EPIPE || errno == ECONNRESET ? JAVAIPC_PEER_CLOSED
                                                   : jipc_system(link->name, "send");
    }
    link->rest_begin += count > 0 ? (size_t)count : 0;
  }
  return 1;
}

/* Sends a frame: 1 if it is sent, maybe with a rest that is kept; 0 if there is no room now. */
static int jipc_offer(jipc_link *link, const void *message, size_t length) {
  int flushed = jipc_flush(link);
  if (flushed <= 0) {
    return flushed;
  }
  int32_t head = (int32_t)length;
  struct iovec parts[2] = {{&head, 4}, {(void *)(uintptr_t)message, length}};
  struct msghdr frame = {.msg_iov = parts, .msg_iovlen = 2};
  ssize_t count;
  do {
    count = sendmsg(link->fd, &frame, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (count < 0 && errno == EINTR);
  if (count < 0) {
    return errno == EAGAIN ? 0
           : errno == EPIPE || errno == ECONNRESET ? JAVAIPC_PEER_CLOSED
                                                   : jipc_system(link->name, "send");
  }
  size_t done = (size_t)count;
  if (done < 4 + length) {
    char *rest = realloc(link->rest, 4 + length);
    if (rest == NULL) {
      abort(); /* a part is out, and nothing whole can follow it */
    }
    memcpy(rest, &head, 4);
    memcpy(rest + 4, message, length);
    link->rest = rest;
    link->rest_begin = done;
    link->rest_end = 4 + length;
  }
  return 1;
}

/* Sleeps until something can be read or written, and goes on with what is begun. */
static void jipc_link_wait(jipc_link *link, short events, int64_t deadline) {
  int64_t left = deadline < 0 ? 200000000 : deadline - jipc_now();
  struct pollfd socket = {link->fd, events, 0};
  if (link->rest_begin < link->rest_end) {
    socket.events |= POLLOUT;
  }
  left = left < 0 ? 0 : left > 200000000 ? 200000000 : left;
  poll(&socket, 1, (int)((left + 999999) / 1000000));
  jipc_flush(link);
}

/* Waits until all is out, as long as the peer goes on reading. */
static void jipc_linger(jipc_link *link) {
  int64_t until = jipc_now() + 2000000000LL;
  while (jipc_flush(link) == 0 && jipc_now() < until) {
    size_t begun = link->rest_begin;
    jipc_link_wait(link, POLLOUT, jipc_now() + 50000000);
    if (link->rest_begin > begun) {
      until = jipc_now() + 2000000000LL;
    }
  }
}

static void jipc_link_release(jipc_link *link) {
  if (--link->ends == 0) {
    close(link->fd);
    free(link->in.buffer);
    free(link->rest);
    free(link);
  }
}

/* ---- ends ---- */

struct javaipc_sender {
  jipc_address address;
  jipc_link *link; /* of a connection over a socket; NULL: a ring */
  struct jipc_seat *seat; /* of a channel over a socket */
  size_t max_message;
  bool claimed;
  size_t claimed_length;
  char *claim; /* private memory, where the ring is exposed or there is none */
  size_t claim_size;
  char *room;
  jipc_region region;
  jipc_geometry geometry;
  jipc_watch receiver;
  jipc_waiter waiter;
  char *lane;
  char *data;
  uint64_t position, read, sent, waits;
  uint32_t term;
  bool durable, exposed;
  int64_t next_look;
};

typedef struct jipc_lane {
  char *descriptor;
  char *data;
  uint64_t position, published, received;
  bool attached, refused, watched;
  jipc_watch sender;
} jipc_lane;

struct javaipc_receiver {
  jipc_address address;
  jipc_link *link; /* of a connection over a socket; NULL: a ring */
  struct jipc_desk *desk; /* of a channel over a socket */
  size_t max_message;
  jipc_region region;
  jipc_geometry geometry;
  jipc_waiter waiter;
  jipc_lane *lanes;
  uint32_t count; /* lanes in use */
  uint32_t turn;
  jipc_lane *current; /* whose message is lent */
  char *copy;
  uint64_t seen, died;
  bool unsettled, attention, ever_joined, ended, durable, exposed;
  int64_t next_look;
};

static int jipc_too_long(const jipc_address *address, size_t length, size_t limit) {
  return jipc_fail(
      JAVAIPC_TOO_LONG,
      "%s: the message is too long: length=%zu maxMessage=%zu; send it in parts, or let the"
      " receiver open the channel with a larger maxMessage", address->text, length, limit);
}

/* ---- sending over a ring ---- */

static int jipc_sender_gone(javaipc_sender *s) {
  jipc_full_fence();
  uint32_t closed = jipc_get_half(s->region.memory, JIPC_CLOSED_TERM_OFFSET);
  if ((int32_t)(closed - s->term) >= 0) {
    return jipc_fail(
        JAVAIPC_PEER_CLOSED, "%s: the receiver has closed the channel; messages it had not read are %s",
        s->address.text, s->durable ? "kept for the next receiver" : "lost");
  }
  return jipc_fail(
      JAVAIPC_PEER_DIED, "%s: the receiver, %s, died; %s", s->address.text,
      s->receiver.description,
      s->durable ? "messages it had not read are kept for the next receiver: reopen the channel"
                 : "messages it had not read are lost: reopen the channel and send them again");
}

static int jipc_check_receiver(javaipc_sender *s, bool thoroughly) {
  if (atomic_load_explicit(
          jipc_half_at(s->region.memory, JIPC_TERM_OFFSET), memory_order_relaxed) != s->term) {
    return jipc_sender_gone(s);
  }
  int64_t now = jipc_clock(CLOCK_MONOTONIC_COARSE);
  if (now >= s->next_look) {
    s->next_look = now + JIPC_SLICE_MS * 1000000LL;
    jipc_look_at_size(&s->region);
    if (!jipc_is_alive(&s->receiver)) {
      return jipc_sender_gone(s);
    }
  }
  if (thoroughly && (jipc_get_half(s->lane, JIPC_REFUSED_OFFSET) != 0
                     || jipc_get_half(s->lane, JIPC_LANE_STATE_OFFSET) != JIPC_SLOT_JOINED)) {
    return jipc_fail(
        JAVAIPC_CORRUPT, "%s: the receiver refuses this sender: it found bytes that are not a message",
        s->address.text);
  }
  return JAVAIPC_OK;
}

/* Where a message goes, with the end of the ring padded if need be: 1; 0 if there is no room now. */
static int jipc_room(javaipc_sender *s, size_t length, char **room) {
  uint64_t capacity = s->geometry.capacity;
  uint64_t index = s->position & (capacity - 1);
  uint64_t record = jipc_record(length);
  uint64_t to_end = capacity - index;
  uint64_t needed = (record <= to_end ? record : to_end + record) + 8;
  if (s->position + needed > s->read + capacity) {
    uint64_t read = jipc_get(s->lane, JIPC_CONSUMER_POSITION_OFFSET);
    if (read < s->read || read > s->position || read % 8 != 0) {
      return jipc_fail(
          JAVAIPC_CORRUPT,
          "%s: invalid receiver position: read=%llu, expected %llu to %llu; the memory was"
          " overwritten", s->region.path, (unsigned long long)read, (unsigned long long)s->read,
          (unsigned long long)s->position);
    }
    s->read = read;
    if (s->position + needed > read + capacity) {
      return 0;
    }
  }
  if (record > to_end) {
    atomic_store_explicit(jipc_word_at(s->data, 0), 0, memory_order_relaxed);
    jipc_put(s->data, index, jipc_place(s->position) | JIPC_PADDING | (to_end - 8));
    s->position += to_end;
    index = 0;
  }
  *room = s->data + index + 8;
  return 1;
}

static int jipc_publish_record(javaipc_sender *s, size_t length) {
  if (s->durable && jipc_get_half(s->region.memory, JIPC_TERM_OFFSET) != s->term) {
    return jipc_sender_gone(s); /* before the next receiver can get what its sender is told failed */
  }
  uint64_t mask = s->geometry.capacity - 1;
  uint64_t next = s->position + jipc_record(length);
  atomic_store_explicit(jipc_word_at(s->data, next & mask), 0, memory_order_relaxed);
  jipc_put(s->data, s->position & mask, jipc_place(s->position) | length);
  s->position = next;
  atomic_store_explicit(
      jipc_word_at(s->lane, JIPC_PRODUCER_POSITION_OFFSET), next, memory_order_relaxed);
  atomic_store_explicit(jipc_word_at(s->lane, JIPC_SENT_OFFSET), ++s->sent, memory_order_relaxed);
  jipc_light_fence();
  jipc_look(jipc_half_at(s->region.memory, JIPC_RECEIVER_WORD_OFFSET));
  jipc_stayed_awake(&s->waiter);
  return jipc_check_receiver(s, false);
}

static int jipc_await_room(javaipc_sender *s, size_t length, char **room, int timeout_ms) {
  int code = jipc_room(s, length, room);
  if (code != 0) {
    return code;
  }
  atomic_store_explicit(jipc_word_at(s->lane, JIPC_ROOM_WAITS_OFFSET), ++s->waits,
                        memory_order_relaxed);
  jipc_wait_begin(&s->waiter, timeout_ms);
  do {
    code = jipc_check_receiver(s, true);
    if (code == JAVAIPC_OK) {
      code = jipc_room(s, length, room);
    }
    if (code == 0 && !jipc_pause(&s->waiter)) {
      code = jipc_fail(JAVAIPC_TIMED_OUT, "%s: there was no room in time", s->address.text);
    }
  } while (code == 0);
  jipc_wait_end(&s->waiter);
  return code;
}

static int jipc_ring_lane(
    jipc_region *region, const jipc_address *address, const jipc_geometry *geometry,
    uint32_t *lane, const char **obstacle) {
  bool changes = false;
  for (uint32_t i = 0; i < geometry->lanes; i++) {
    char *descriptor = region->memory + jipc_descriptor(i);
    uint32_t state = jipc_get_half(descriptor, JIPC_LANE_STATE_OFFSET);
    if (state == JIPC_SLOT_FREE) {
      *lane = i;
      return JAVAIPC_OK;
    }
    changes = changes || state != JIPC_SLOT_JOINED
              || jipc_get_half(descriptor, JIPC_REFUSED_OFFSET) != 0
              || !jipc_process_lives(
                  region->directory, jipc_get(descriptor, JIPC_SENDER_SLOT_OFFSET));
  }
  if (!changes) {
    return jipc_fail(
        JAVAIPC_BUSY,
        "%s: it has senders=%u, all of them alive; close one, or let the receiver open it with"
        " more", address->text, geometry->lanes);
  }
  *obstacle = "the receiver did not read what an earlier sender left";
  return JAVAIPC_END;
}

typedef struct jipc_joining {
  int64_t deadline;
  const char *obstacle;
  uint64_t ended_which;
  int64_t ended_since;
  bool ended;
} jipc_joining;

static int jipc_late(const jipc_address *address, const char *obstacle) {
  return jipc_fail(
      JAVAIPC_CONNECT_TIMEOUT,
      "%s: %s within connect=%dms; start the receiver first, or use a longer connect="
      " on a loaded machine", address->text, obstacle, address->connect_ms);
}

/* A receiver whose stream has ended, and who keeps the name for a moment, takes nobody. */
static int jipc_see_end(
    jipc_joining *joining, const jipc_address *address, bool ended, uint64_t which) {
  if (!ended || !joining->ended || joining->ended_which != which) {
    joining->ended_since = jipc_now();
  } else if (jipc_now() - joining->ended_since >= 500000000) {
    return jipc_fail(
        JAVAIPC_PEER_CLOSED,
        "%s: the stream has ended: its last sender has closed, and the receiver, which still"
        " holds the name, accepts no more (end=last); let the receiver open the channel with end=never if"
        " senders come and go", address->text);
  }
  joining->ended = ended;
  joining->ended_which = which;
  return JAVAIPC_OK;
}

static int jipc_lock_name(
    jipc_region *region, const jipc_address *address, const jipc_joining *joining) {
  while (!jipc_try_lock(region->fd, JIPC_NAME)) {
    if (jipc_now() >= joining->deadline) {
      return jipc_fail(
          JAVAIPC_CONNECT_TIMEOUT,
          "%s: another process held the lock of the name for longer than connect=%dms; is"
          " it stopped, or is the machine overloaded?", region->path, address->connect_ms);
    }
    jipc_sleep(1000000);
  }
  return JAVAIPC_OK;
}

/* Takes a lane, under the name's lock; JAVAIPC_END if it should be tried again. */
static int jipc_join_locked(javaipc_sender *s, jipc_joining *joining) {
  char *memory = s->region.memory;
  uint32_t state = jipc_get_half(memory, JIPC_STATE_OFFSET);
  bool alive = jipc_get(memory, JIPC_RECEIVER_SLOT_OFFSET) == s->receiver.slot
               && jipc_is_alive(&s->receiver);
  bool open = state == JIPC_OPEN && alive && jipc_get_half(memory, JIPC_STATE_OFFSET) == JIPC_OPEN;
  int code = jipc_see_end(
      joining, &s->address, state == JIPC_ENDED && alive,
      jipc_get_half(memory, JIPC_TERM_OFFSET));
  if (code != JAVAIPC_OK || !open) {
    joining->obstacle =
        "the receiver had ended or closed the channel, or died, or not opened it yet";
    return code != JAVAIPC_OK ? code : JAVAIPC_END;
  }
  uint32_t lane = 0;
  code = jipc_check_type(&s->region, JIPC_TYPE_OFFSET, &s->address);
  if (code != JAVAIPC_OK) {
    return code;
  }
  code = jipc_ring_lane(&s->region, &s->address, &s->geometry, &lane, &joining->obstacle);
  if (code != JAVAIPC_OK) {
    return code;
  }
  size_t data = jipc_lane_data(&s->geometry, lane);
  if (fallocate(s->region.fd, 0, (off_t)data, (off_t)s->geometry.capacity) != 0) {
    return jipc_system(s->region.path, "fallocate");
  }
  s->lane = memory + jipc_descriptor(lane);
  s->data = memory + data;
  s->position = s->read = jipc_get(s->lane, JIPC_CONSUMER_POSITION_OFFSET);
  s->sent = jipc_get(s->lane, JIPC_SENT_OFFSET);
  s->waits = jipc_get(s->lane, JIPC_ROOM_WAITS_OFFSET);
  s->waiter.word = jipc_half_at(s->lane, JIPC_SENDER_WORD_OFFSET);
  s->waiter.strategy = s->address.wait;
  s->term = jipc_term(memory);
  if (!jipc_is_position(s->position)) {
    return jipc_fail(
        JAVAIPC_CORRUPT, "%s: invalid receiver position: read=%llu; the memory was overwritten",
        s->region.path, (unsigned long long)s->position);
  }
  jipc_put(s->data, s->position & (s->geometry.capacity - 1), 0);
  jipc_put_half(s->lane, JIPC_SENDER_WORD_OFFSET, JIPC_AWAKE);
  jipc_put(s->lane, JIPC_SENDER_SLOT_OFFSET, s->region.directory->self);
  jipc_put_half(s->lane, JIPC_LANE_STATE_OFFSET, JIPC_SLOT_JOINED);
  jipc_announce(memory);
  return JAVAIPC_OK;
}

static int jipc_try_join(javaipc_sender *s, jipc_joining *joining) {
  int code = jipc_region_open(&s->region, &s->address, "JAVAIPC1");
  if (code != JAVAIPC_OK) {
    return code;
  }
  s->receiver.fd = -1;
  code = jipc_check(&s->region, &s->geometry);
  if (code == JAVAIPC_OK) {
    code = jipc_check_stated(&s->address, &s->geometry);
  }
  if (code == JAVAIPC_OK) {
    code = jipc_watch_open(
        &s->receiver, s->region.directory,
        jipc_get(s->region.memory, JIPC_RECEIVER_SLOT_OFFSET));
  }
  if (code == JAVAIPC_OK) {
    code = jipc_lock_name(&s->region, &s->address, joining);
  }
  if (code == JAVAIPC_OK) {
    code = jipc_join_locked(s, joining);
    jipc_unlock(s->region.fd, JIPC_NAME);
    jipc_announce(s->region.memory);
  }
  if (code != JAVAIPC_OK) {
    jipc_watch_close(&s->receiver);
    jipc_region_close(&s->region);
  }
  return code;
}

static javaipc_sender *jipc_ring_sender(const jipc_address *address) {
  javaipc_sender *s = calloc(1, sizeof *s);
  if (s == NULL) {
    jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", address->text);
    return NULL;
  }
  s->address = *address;
  bool mapped = strcmp(address->scheme, "mmap") == 0;
  s->durable = mapped && !address->temporary;
  jipc_joining joining = {jipc_deadline(address->connect_ms), "no receiver was open", 0, 0, false};
  int code = jipc_region_name(
      &s->region, address, mapped && address->temporary ? "-lane" : "", s->durable);
  int64_t pause = 1000000;
  while (code == JAVAIPC_OK && (code = jipc_try_join(s, &joining)) == JAVAIPC_END) {
    code = JAVAIPC_OK;
    if (jipc_now() >= joining.deadline) {
      code = jipc_late(address, joining.obstacle);
    } else {
      jipc_sleep(pause);
      pause = pause < 5000000 ? 2 * pause : 10000000;
    }
  }
  if (code != JAVAIPC_OK || s->lane == NULL) {
    free(s);
    return NULL;
  }
  s->max_message = s->geometry.max_message;
  s->exposed = jipc_is_exposed(&s->region);
  return s;
}

/* ---- receiving over a ring ---- */

static uint64_t jipc_boot(void) {
  char text[64] = "";
  int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
  if (fd >= 0) {
    close(fd);
  }
  text[length > 0 ? length : 0] = 0;
  uint64_t number = 0;
  int digits = 0;
  for (char *c = text; *c != 0; c++) {
    if (jipc_hex(*c) >= 0 && ++digits > 16) {
      number = number << 4 | (uint64_t)jipc_hex(*c);
    }
  }
  return number;
}

/* Makes this the receiver; whether the machine has restarted since the last one. */
static bool jipc_begin_term(jipc_region *region, bool mailbox, uint64_t boot) {
  char *memory = region->memory;
  jipc_put_half(memory, JIPC_STATE_OFFSET, JIPC_OPENING);
  bool restarted = jipc_get(memory, JIPC_BOOT_OFFSET) != boot;
  jipc_put(memory, JIPC_BOOT_OFFSET, boot);
  jipc_put_half(memory, JIPC_FLAGS_OFFSET, mailbox ? JIPC_FLAG_MAILBOX : 0);
  jipc_put(memory, JIPC_RECEIVER_SLOT_OFFSET, region->directory->self);
  jipc_put_half(memory, JIPC_TERM_OFFSET, (jipc_get_half(memory, JIPC_TERM_OFFSET) + 1) | 1);
  jipc_put_half(memory, JIPC_RECEIVER_WORD_OFFSET, JIPC_AWAKE);
  jipc_put_half(memory, JIPC_STATE_OFFSET, JIPC_OPEN);
  return restarted;
}

static void jipc_end_term(char *memory) {
  uint32_t term = jipc_term(memory);
  jipc_put_half(memory, JIPC_CLOSED_TERM_OFFSET, term);
  jipc_put_half(memory, JIPC_STATE_OFFSET, JIPC_CLOSED);
  jipc_put_half(memory, JIPC_TERM_OFFSET, term + 1);
}

/* Forgets what may not have reached the medium whole before the machine restarted. */
static void jipc_forget_unsynced(jipc_region *region, const jipc_geometry *geometry) {
  for (uint32_t i = 0; i < geometry->lanes; i++) {
    char *lane = region->memory + jipc_descriptor(i);
    if (jipc_get_half(lane, JIPC_LANE_STATE_OFFSET) != JIPC_SLOT_FREE) {
      int64_t read = (int64_t)jipc_get(lane, JIPC_CONSUMER_POSITION_OFFSET);
      int64_t synced = (int64_t)jipc_get(lane, JIPC_SYNCED_OFFSET);
      uint64_t end = (uint64_t)(read > synced ? read : synced);
      char *data = region->memory + jipc_lane_data(geometry, i);
      jipc_put(data, end & (geometry->capacity - 1) & ~(uint64_t)7, 0);
    }
  }
}

static int jipc_ring_create(javaipc_receiver *r) {
  char temporary[40];
  const jipc_geometry *geometry = &r->geometry;
  int code = jipc_region_make(
      &r->region, &r->address, jipc_lane_data(geometry, geometry->lanes),
      jipc_lane_data(geometry, 1), temporary);
  if (code != JAVAIPC_OK) {
    return code;
  }
  char *memory = r->region.memory;
  jipc_put_half(memory, JIPC_VERSION_OFFSET, JIPC_RING_VERSION);
  jipc_put_half(
      memory, JIPC_HEADER_LENGTH_OFFSET, (uint32_t)jipc_header_length(geometry->lanes));
  jipc_put(memory, JIPC_CAPACITY_OFFSET, geometry->capacity);
  jipc_put(memory, JIPC_MAX_MESSAGE_OFFSET, geometry->max_message);
  jipc_put_half(memory, JIPC_SLOTS_OFFSET, geometry->lanes);
  jipc_put_type(&r->region, JIPC_TYPE_OFFSET, &r->address);
  jipc_begin_term(&r->region, geometry->mailbox, r->durable ? jipc_boot() : 0);
  uint64_t magic;
  memcpy(&magic, "JAVAIPC1", 8);
  jipc_put(memory, 0, magic);
  code = jipc_region_publish(&r->region, &r->address, "JAVAIPC1", temporary);
  if (code != JAVAIPC_OK && temporary[0] != 0) {
    unlinkat(r->region.directory->fd, temporary, 0);
  }
  return code;
}

static int jipc_ring_adopt(javaipc_receiver *r) {
  bool mailbox = r->geometry.mailbox;
  int code = jipc_check(&r->region, &r->geometry);
  if (code == JAVAIPC_OK) {
    code = jipc_check_stated(&r->address, &r->geometry);
  }
  r->geometry.mailbox = mailbox;
  if (code == JAVAIPC_OK) {
    code = jipc_check_type(&r->region, JIPC_TYPE_OFFSET, &r->address);
  }
  if (code == JAVAIPC_OK) {
    jipc_put_type(&r->region, JIPC_TYPE_OFFSET, &r->address);
  }
  if (code == JAVAIPC_OK && jipc_begin_term(&r->region, mailbox, jipc_boot())) {
    jipc_forget_unsynced(&r->region, &r->geometry);
  }
  return code;
}

static int jipc_ring_lanes(javaipc_receiver *r) {
  r->lanes = calloc(r->geometry.lanes, sizeof *r->lanes);
  if (r->lanes == NULL) {
    return jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", r->address.text);
  }
  for (uint32_t i = 0; i < r->geometry.lanes; i++) {
    jipc_lane *lane = &r->lanes[i];
    lane->descriptor = r->region.memory + jipc_descriptor(i);
    lane->data = r->region.memory + jipc_lane_data(&r->geometry, i);
    lane->position = lane->published = jipc_get(lane->descriptor, JIPC_CONSUMER_POSITION_OFFSET);
    lane->received = jipc_get(lane->descriptor, JIPC_RECEIVED_OFFSET);
    if (!jipc_is_position(lane->position)) {
      return jipc_fail(
          JAVAIPC_CORRUPT, "%s: invalid position=%llu of the last receiver; the object was damaged",
          r->region.path, (unsigned long long)lane->position);
    }
  }
  return JAVAIPC_OK;
}

static javaipc_receiver *jipc_ring_receiver(const jipc_address *address) {
  javaipc_receiver *r = calloc(1, sizeof *r);
  if (r == NULL) {
    jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", address->text);
    return NULL;
  }
  r->address = *address;
  bool mapped = strcmp(address->scheme, "mmap") == 0;
  r->durable = mapped && !address->temporary;
  r->region.fd = -1;
  int code = jipc_asked(address, &r->geometry);
  if (code == JAVAIPC_OK) {
    code = jipc_region_name(
        &r->region, address, mapped && address->temporary ? "-lane" : "", r->durable);
  }
  if (code == JAVAIPC_OK) {
    code = r->durable ? jipc_region_adopt(&r->region, address, "JAVAIPC1") : JAVAIPC_END;
    code = code == JAVAIPC_END ? jipc_ring_create(r)
           : code == JAVAIPC_OK ? jipc_ring_adopt(r) : code;
  }
  if (code == JAVAIPC_OK) {
    code = jipc_ring_lanes(r);
  }
  if (code != JAVAIPC_OK) {
    jipc_region_close(&r->region);
    free(r->lanes);
    free(r);
    return NULL;
  }
  r->waiter.word = jipc_half_at(r->region.memory, JIPC_RECEIVER_WORD_OFFSET);
  r->waiter.strategy = address->wait;
  r->max_message = r->geometry.max_message;
  r->exposed = jipc_is_exposed(&r->region);
  jipc_is_asymmetric();
  return r;
}

static jipc_half *jipc_lane_word(jipc_lane *lane) {
  return jipc_half_at(lane->descriptor, JIPC_SENDER_WORD_OFFSET);
}

/* Stops reading a sender that wrote what is not a message; it is told when it looks. */
static void jipc_refuse(jipc_lane *lane) {
  lane->refused = true;
  jipc_put_half(lane->descriptor, JIPC_REFUSED_OFFSET, 1);
  jipc_wake(jipc_lane_word(lane));
}

/* The length of a lane's next message; -1 if there is none now; less is an error. */
static int64_t jipc_peek(javaipc_receiver *r, jipc_lane *lane) {
  uint64_t capacity = r->geometry.capacity;
  while (!lane->refused) {
    uint64_t index = lane->position & (capacity - 1);
    uint64_t stamp = jipc_get(lane->data, index);
    uint64_t length = stamp & JIPC_MAX_LENGTH;
    if (stamp == 0) {
      return -1;
    }
    bool ours =
        ((stamp ^ jipc_place(lane->position)) & ~(uint64_t)(JIPC_PADDING | JIPC_MAX_LENGTH)) == 0;
    bool padding = (stamp & JIPC_PADDING) != 0;
    if (ours && padding && index != 0 && 8 + length == capacity - index) {
      lane->position += 8 + length;
    } else if (ours && !padding && length <= r->max_message
               && jipc_record(length) <= capacity - index) {
      return (int64_t)length;
    } else {
      jipc_refuse(lane);
      return jipc_fail(
          JAVAIPC_CORRUPT,
          "%s: malformed record from sender: stamp=0x%016llx at position=%llu (capacity=%llu,"
          " maxMessage=%zu)", r->region.path, (unsigned long long)stamp,
          (unsigned long long)lane->position, (unsigned long long)capacity, r->max_message);
    }
  }
  return -1;
}

static void jipc_record_position(jipc_lane *lane) {
  jipc_put(lane->descriptor, JIPC_CONSUMER_POSITION_OFFSET, lane->position);
  atomic_store_explicit(
      jipc_word_at(lane->descriptor, JIPC_RECEIVED_OFFSET), lane->received, memory_order_relaxed);
}

/* The message of the last call is done with. */
static void jipc_give_back(javaipc_receiver *r) {
  jipc_lane *lane = r->current;
  if (lane == NULL) {
    return;
  }
  r->current = NULL;
  if (r->durable) {
    jipc_record_position(lane);
  }
  uint64_t index = lane->position & (r->geometry.capacity - 1);
  if (lane->position - lane->published >= r->geometry.capacity >> 3
      || jipc_get(lane->data, index) == 0) {
    jipc_record_position(lane);
    lane->published = lane->position;
    jipc_light_fence();
    jipc_look(jipc_lane_word(lane));
  }
}

static void jipc_attach_new(javaipc_receiver *r) {
  for (uint32_t i = 0; i < r->geometry.lanes; i++) {
    jipc_lane *lane = &r->lanes[i];
    if (!lane->attached && jipc_get_half(lane->descriptor, JIPC_LANE_STATE_OFFSET) != 0) {
      lane->attached = true;
      lane->refused = false;
      lane->watched = false;
      r->count++;
      r->ever_joined = true;
    }
  }
}

static int jipc_has_left(javaipc_receiver *r, jipc_lane *lane, bool *left) {
  uint32_t state = jipc_get_half(lane->descriptor, JIPC_LANE_STATE_OFFSET);
  *left = state == JIPC_SLOT_CLOSED;
  if (!lane->refused && state != JIPC_SLOT_JOINED && state != JIPC_SLOT_CLOSED) {
    jipc_refuse(lane);
    return jipc_fail(
        JAVAIPC_CORRUPT, "%s: a lane in use has state=%u; the memory was overwritten",
        r->address.text, state);
  }
  return JAVAIPC_OK;
}

/* Frees a lane whose sender is gone, if it is read to its end and the lock can be had now. */
static int jipc_settle(javaipc_receiver *r, jipc_lane *lane, bool *settled) {
  bool left = false;
  int code = jipc_has_left(r, lane, &left);
  int64_t next = code == JAVAIPC_OK ? jipc_peek(r, lane) : 0;
  if (code != JAVAIPC_OK || next < -1) {
    return code != JAVAIPC_OK ? code : (int)next;
  }
  *settled = next == -1 && jipc_try_lock(r->region.fd, JIPC_NAME);
  if (!*settled) {
    return JAVAIPC_OK;
  }
  if (lane->refused) {
    jipc_put(lane->data, lane->position & (r->geometry.capacity - 1), 0);
  }
  jipc_record_position(lane);
  lane->published = lane->position;
  jipc_put_half(lane->descriptor, JIPC_REFUSED_OFFSET, 0);
  jipc_put_half(lane->descriptor, JIPC_LANE_STATE_OFFSET, JIPC_SLOT_FREE);
  lane->attached = false;
  r->count--;
  jipc_watch_close(&lane->sender);
  jipc_unlock(r->region.fd, JIPC_NAME);
  if (!left) {
    jipc_put(r->region.memory, JIPC_DIED_OFFSET, ++r->died);
    if (!r->geometry.mailbox) {
      return jipc_fail(
          JAVAIPC_PEER_DIED,
          "%s: a sender, %s, died without closing; everything it had committed was received,"
          " but the stream may be incomplete", r->address.text, lane->sender.description);
    }
  }
  return JAVAIPC_OK;
}

static void jipc_decide_end(javaipc_receiver *r) {
  if (!jipc_try_lock(r->region.fd, JIPC_NAME)) {
    r->unsettled = true;
    return;
  }
  r->ended = jipc_get(r->region.memory, JIPC_CHANGES_OFFSET) == r->seen;
  if (r->ended) {
    jipc_put_half(r->region.memory, JIPC_STATE_OFFSET, JIPC_ENDED);
  }
  jipc_unlock(r->region.fd, JIPC_NAME);
}

/* Takes notice of who has joined, left and died. */
static int jipc_update(javaipc_receiver *r) {
  uint64_t changes = atomic_load_explicit(
      jipc_word_at(r->region.memory, JIPC_CHANGES_OFFSET), memory_order_acquire);
  if (changes == r->seen && !r->unsettled && !r->attention) {
    return JAVAIPC_OK;
  }
  r->unsettled = true; /* first: what an error cuts short is done by the next call */
  r->attention = false;
  jipc_attach_new(r);
  r->seen = changes;
  bool all = true;
  for (uint32_t i = 0; i < r->geometry.lanes; i++) {
    jipc_lane *lane = &r->lanes[i];
    if (!lane->attached) {
      continue;
    }
    int code = JAVAIPC_OK;
    if (!lane->watched) {
      code = jipc_watch_open(
          &lane->sender, r->region.directory,
          jipc_get(lane->descriptor, JIPC_SENDER_SLOT_OFFSET));
      lane->watched = code == JAVAIPC_OK;
      if (code == JAVAIPC_RESOURCE_LIMIT) {
        code = JAVAIPC_OK; /* no descriptor is left: it is tried again, and what came is read meanwhile */
      }
    }
    bool left = false;
    bool settled = true;
    if (code == JAVAIPC_OK) {
      code = jipc_has_left(r, lane, &left);
    }
    if (code == JAVAIPC_OK && (left || (lane->watched && !jipc_is_alive(&lane->sender)))) {
      code = jipc_settle(r, lane, &settled);
    }
    if (code != JAVAIPC_OK) {
      return code;
    }
    all = all && settled;
  }
  r->unsettled = !all;
  if (r->count == 0 && r->ever_joined && !r->geometry.mailbox && !r->ended) {
    jipc_decide_end(r);
  }
  return JAVAIPC_OK;
}

/* Whether the senders live: now and then, for it costs a call for each. */
static void jipc_look_sometimes(javaipc_receiver *r) {
  int64_t now = jipc_clock(CLOCK_MONOTONIC_COARSE);
  if (now >= r->next_look) {
    r->next_look = now + JIPC_SLICE_MS * 1000000LL;
    jipc_look_at_size(&r->region);
    for (uint32_t i = 0; i < r->geometry.lanes; i++) {
      jipc_lane *lane = &r->lanes[i];
      r->attention |= lane->attached && (!lane->watched || !jipc_is_alive(&lane->sender));
    }
  }
}

static int jipc_lend(
    javaipc_receiver *r, jipc_lane *lane, size_t size, const void **message, size_t *length) {
  char *at = lane->data + (lane->position & (r->geometry.capacity - 1)) + 8;
  if (r->exposed) {
    if (r->copy == NULL && (r->copy = malloc(r->max_message + 1)) == NULL) {
      return jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", r->address.text);
    }
    memcpy(r->copy, at, size);
    at = r->copy;
  }
  lane->position += jipc_record(size);
  lane->received++;
  r->current = lane;
  *message = at;
  *length = size;
  jipc_stayed_awake(&r->waiter);
  return 1;
}

static int jipc_ring_step(javaipc_receiver *r, const void **message, size_t *length) {
  int code = jipc_update(r);
  if (code != JAVAIPC_OK) {
    return code;
  }
  uint32_t lanes = r->geometry.lanes;
  for (uint32_t i = 0; i < lanes && r->count > 0; i++) {
    r->turn = r->turn + 1 < lanes ? r->turn + 1 : 0;
    jipc_lane *lane = &r->lanes[r->turn];
    int64_t size = lane->attached ? jipc_peek(r, lane) : -1;
    if (size < -1) {
      return (int)size;
    }
    if (size >= 0) {
      return jipc_lend(r, lane, (size_t)size, message, length);
    }
  }
  return r->ended ? JAVAIPC_END : 0;
}

/* The next message: 1; 0 if there is none now; JAVAIPC_END; less is an error. */
static int jipc_ring_next(javaipc_receiver *r, const void **message, size_t *length) {
  return jipc_unless_cut(&r->region, jipc_ring_step(r, message, length));
}

static int jipc_ring_receive(
    javaipc_receiver *r, const void **message, size_t *length, int timeout_ms) {
  jipc_give_back(r);
  int code = jipc_ring_next(r, message, length);
  if (code == 0 && timeout_ms == 0) {
    jipc_look_sometimes(r);
    return jipc_fail(JAVAIPC_TIMED_OUT, "%s: no message came in time", r->address.text);
  }
  if (code == 0) {
    jipc_wait_begin(&r->waiter, timeout_ms);
    while (code == 0 && jipc_pause(&r->waiter)) {
      jipc_look_sometimes(r);
      code = jipc_ring_next(r, message, length);
    }
    jipc_wait_end(&r->waiter);
  }
  if (code == 0) {
    return jipc_fail(JAVAIPC_TIMED_OUT, "%s: no message came in time", r->address.text);
  }
  return code == 1 ? JAVAIPC_OK : code;
}

static void jipc_ring_receiver_close(javaipc_receiver *r) {
  if (r->region.fd >= 0) { /* else it is the parent's, before a fork */
    jipc_give_back(r);
    jipc_region_unlink(&r->region);
    jipc_end_term(r->region.memory);
    for (uint32_t i = 0; i < r->geometry.lanes; i++) {
      jipc_lane *lane = &r->lanes[i];
      if (lane->attached && lane->watched) {
        jipc_watch_close(&lane->sender);
      }
      jipc_wake(jipc_lane_word(lane));
    }
  }
  jipc_region_close(&r->region);
  free(r->lanes);
  free(r->copy);
  free(r);
}

/* ---- channels over sockets, which come below ---- */

static javaipc_sender *jipc_seat_sender(const jipc_address *address);
static int jipc_seat_check(javaipc_sender *s);
static int jipc_seat_unless_cut(const javaipc_sender *s, int code);
static int jipc_seat_gone(javaipc_sender *s);
static void jipc_seat_account(javaipc_sender *s);
static void jipc_seat_leave(javaipc_sender *s);
static javaipc_receiver *jipc_desk_receiver(const jipc_address *address);
static int jipc_desk_receive(
    javaipc_receiver *r, const void **message, size_t *length, int timeout_ms);
static void jipc_desk_close(javaipc_receiver *r);

/* ---- public: sending ---- */

javaipc_sender *javaipc_sender_open(const char *text) {
  jipc_address address;
  if (jipc_parse(text, &address, JIPC_FOR_CHANNEL) != JAVAIPC_OK) {
    return NULL;
  }
  return strcmp(address.scheme, "unix") == 0 ? jipc_seat_sender(&address)
                                             : jipc_ring_sender(&address);
}

static int jipc_check_message(const javaipc_sender *s, size_t length) {
  if (length > s->max_message) {
    return jipc_too_long(&s->address, length, s->max_message);
  }
  if (s->claimed) {
    return jipc_fail(
        JAVAIPC_MISUSE,
        "%s: the last claim was neither committed nor aborted; commit or abort it first",
        s->address.text);
  }
  return JAVAIPC_OK;
}

static int jipc_link_send(javaipc_sender *s, const void *message, size_t length, int timeout_ms) {
  int64_t deadline = jipc_deadline(timeout_ms);
  jipc_link *link = s->link;
  while (true) {
    int code = s->seat != NULL ? jipc_seat_check(s) : link->died ? jipc_link_death(link) : 0;
    if (code == 0) {
      code = jipc_offer(link, message, length);
    }
    if (code == JAVAIPC_PEER_CLOSED) {
      return s->seat != NULL ? jipc_seat_gone(s) : jipc_link_gone(link);
    }
    if (code < 0) {
      return code;
    }
    if (code == 1) {
      while (jipc_flush(link) == 0 && (deadline < 0 || jipc_now() < deadline)) {
        if (s->seat != NULL && jipc_seat_check(s) != 0) {
          break; /* it counts as sent; the next call says what has happened */
        }
        jipc_link_wait(link, POLLOUT, deadline);
      }
      if (s->seat != NULL) {
        jipc_seat_account(s);
      }
      return JAVAIPC_OK;
    }
    if (deadline >= 0 && jipc_now() >= deadline) {
      return jipc_fail(JAVAIPC_TIMED_OUT, "%s: there was no room in time", s->address.text);
    }
    jipc_link_wait(link, POLLOUT, deadline);
  }
}

static int jipc_ring_send(javaipc_sender *s, const void *message, size_t length, int timeout_ms) {
  char *room;
  int code = jipc_room(s, length, &room);
  if (code == 0) {
    code = jipc_await_room(s, length, &room, timeout_ms);
  }
  if (code != 1) {
    return code;
  }
  if (length > 0) {
    memcpy(room, message, length);
  }
  return jipc_publish_record(s, length);
}

/* What a call came to, unless the memory of the channel was cut short. */
static int jipc_sent(const javaipc_sender *s, int code) {
  if (s->seat != NULL) {
    return jipc_seat_unless_cut(s, code);
  }
  return s->link != NULL ? code : jipc_unless_cut(&s->region, code);
}

int javaipc_send(javaipc_sender *s, const void *message, size_t length, int timeout_ms) {
  int code = jipc_check_message(s, length);
  if (code == JAVAIPC_OK) {
    code = s->link != NULL ? jipc_link_send(s, message, length, timeout_ms)
                           : jipc_ring_send(s, message, length, timeout_ms);
  }
  return jipc_sent(s, code);
}

int javaipc_claim(javaipc_sender *s, size_t length, void **room, int timeout_ms) {
  int code = jipc_check_message(s, length);
  if (code == JAVAIPC_OK && s->link == NULL) {
    code = jipc_await_room(s, length, &s->room, timeout_ms);
    code = jipc_sent(s, code == 1 ? JAVAIPC_OK : code);
  }
  if (code != JAVAIPC_OK) {
    return code;
  }
  if ((s->link != NULL || s->exposed) && s->claim_size < length) {
    char *larger = realloc(s->claim, length);
    if (larger == NULL) {
      return jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", s->address.text);
    }
    s->claim = larger;
    s->claim_size = length;
  }
  s->claimed = true;
  s->claimed_length = length;
  *room = s->link != NULL || s->exposed ? s->claim : s->room;
  return JAVAIPC_OK;
}

int javaipc_commit(javaipc_sender *s, size_t length) {
  if (!s->claimed || length > s->claimed_length) {
    return jipc_fail(
        JAVAIPC_MISUSE, "%s: length=%zu is not within what is claimed, which is %zu bytes",
        s->address.text, length, s->claimed ? s->claimed_length : 0);
  }
  s->claimed = false;
  if (s->link != NULL) {
    return jipc_sent(s, jipc_link_send(s, s->claim, length, -1));
  }
  if (s->exposed && length > 0) {
    memcpy(s->room, s->claim, length);
  }
  return jipc_sent(s, jipc_publish_record(s, length));
}

void javaipc_abort(javaipc_sender *s) { s->claimed = false; }

size_t javaipc_sender_max(const javaipc_sender *s) { return s->max_message; }

void javaipc_sender_close(javaipc_sender *s) {
  if (s == NULL) {
    return;
  }
  if (s->seat != NULL) {
    jipc_seat_leave(s);
  } else if (s->link != NULL) {
    char farewell[12];
    memcpy(farewell, jipc_farewell, 12);
    jipc_linger(s->link);
    int64_t until = jipc_now() + 2000000000LL;
    while (send(s->link->fd, farewell, 12, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno == EAGAIN
           && jipc_now() < until) {
      jipc_link_wait(s->link, POLLOUT, until);
    }
    shutdown(s->link->fd, SHUT_WR);
    jipc_link_release(s->link);
  } else {
    jipc_watch_close(&s->receiver);
    if (s->region.fd >= 0) { /* else it is the parent's, before a fork */
      jipc_put_half(s->lane, JIPC_LANE_STATE_OFFSET, JIPC_SLOT_CLOSED);
      jipc_announce(s->region.memory);
    }
    jipc_region_close(&s->region);
  }
  free(s->claim);
  free(s);
}

/* ---- public: receiving ---- */

javaipc_receiver *javaipc_receiver_open(const char *text) {
  jipc_address address;
  if (jipc_parse(text, &address, JIPC_FOR_CHANNEL) != JAVAIPC_OK) {
    return NULL;
  }
  return strcmp(address.scheme, "unix") == 0 ? jipc_desk_receiver(&address)
                                             : jipc_ring_receiver(&address);
}

static int jipc_link_receive(
    javaipc_receiver *r, const void **message, size_t *length, int timeout_ms) {
  jipc_link *link = r->link;
  int64_t deadline = jipc_deadline(timeout_ms);
  while (true) {
    int code = jipc_inlet_next(&link->in, link->name, message, length);
    if (code != 0) {
      return code == 1 ? JAVAIPC_OK : code;
    }
    if (link->in.over) {
      if (link->in.farewell || link->died) {
        return JAVAIPC_END;
      }
      link->died = true;
      return jipc_link_death(link);
    }
    if (deadline >= 0 && jipc_now() >= deadline) {
      return jipc_fail(JAVAIPC_TIMED_OUT, "%s: no message came in time", r->address.text);
    }
    jipc_link_wait(link, POLLIN, deadline);
  }
}

int javaipc_receive(javaipc_receiver *r, const void **message, size_t *length, int timeout_ms) {
  return r->desk != NULL ? jipc_desk_receive(r, message, length, timeout_ms)
         : r->link != NULL ? jipc_link_receive(r, message, length, timeout_ms)
                           : jipc_ring_receive(r, message, length, timeout_ms);
}

size_t javaipc_receiver_max(const javaipc_receiver *r) { return r->max_message; }

void javaipc_receiver_close(javaipc_receiver *r) {
  if (r == NULL) {
    return;
  }
  if (r->desk != NULL) {
    jipc_desk_close(r);
    return;
  }
  if (r->link == NULL) {
    jipc_ring_receiver_close(r);
    return;
  }
  char dropped[4096];
  r->link->deaf = true;
  shutdown(r->link->fd, SHUT_RD);
  while (recv(r->link->fd, dropped, sizeof dropped, MSG_DONTWAIT) > 0) {
  }
  jipc_link_release(r->link);
  free(r);
}

/* ---- connections: handshakes ---- */

enum { JIPC_WELCOME, JIPC_NO_PLACE, JIPC_LIMIT, JIPC_REFUSED, JIPC_UNTRUSTED };
enum { JIPC_HELLO_VERSION = 1, JIPC_HELLO_LENGTH = 32, JIPC_ANSWER_HEADER = 32, JIPC_LONGEST_ANSWER = 512 };

/* What is to be done when a connection is closed. */
struct javaipc_rest {
  jipc_address lanes[2]; /* whose receiver was the peer */
  int count;
  javaipc_server *server;
};

struct javaipc_server {
  jipc_address address;
  javaipc_receiver *welcome; /* of a server over rings */
  int listener, lock;
  char path[256];
  size_t max_message;
  int64_t capacity;
  int clients;
  _Atomic int taken, references;
  bool closed;
  char recent[64][21];
  int next_recent;
};

typedef struct jipc_answer {
  int verdict;
  int64_t capacity, max_message;
  char reason[JIPC_LONGEST_ANSWER - JIPC_ANSWER_HEADER + 1];
} jipc_answer;

static void jipc_encode_hello(char hello[JIPC_HELLO_LENGTH], const char *id) {
  int32_t version = JIPC_HELLO_VERSION;
  memcpy(hello, "IPChello", 8);
  memcpy(hello + 8, &version, 4);
  memcpy(hello + 12, id, 20);
}

static bool jipc_decode_hello(const char *message, size_t length, int32_t *version, char id[21]) {
  if (length < JIPC_HELLO_LENGTH || memcmp(message, "IPChello", 8) != 0) {
    return false;
  }
  memcpy(version, message + 8, 4);
  memcpy(id, message + 12, 20);
  id[20] = 0;
  return *version > 0 && strspn(id, "abcdefghijklmnopqrstuvwxyz234567") == 20;
}

static size_t jipc_encode_answer(char message[JIPC_LONGEST_ANSWER], const jipc_answer *answer) {
  size_t reason = strlen(answer->reason);
  memset(message, 0, JIPC_ANSWER_HEADER);
  memcpy(message, "IPCreply", 8);
  memcpy(message + 8, &answer->verdict, 4);
  memcpy(message + 16, &answer->capacity, 8);
  memcpy(message + 24, &answer->max_message, 8);
  memcpy(message + JIPC_ANSWER_HEADER, answer->reason, reason);
  return JIPC_ANSWER_HEADER + reason;
}

static bool jipc_decode_answer(const char *message, size_t length, jipc_answer *answer) {
  if (length < JIPC_ANSWER_HEADER || length > JIPC_LONGEST_ANSWER
      || memcmp(message, "IPCreply", 8) != 0) {
    return false;
  }
  size_t reason = length - JIPC_ANSWER_HEADER;
  memcpy(&answer->verdict, message + 8, 4);
  memcpy(&answer->capacity, message + 16, 8);
  memcpy(&answer->max_message, message + 24, 8);
  memcpy(answer->reason, message + JIPC_ANSWER_HEADER, reason);
  answer->reason[reason] = 0;
  for (char *c = answer->reason; *c != 0; c++) {
    *c = (unsigned char)*c < ' ' || *c == 127 ? '?' : *c;
  }
  return answer->verdict >= JIPC_WELCOME && answer->verdict <= JIPC_UNTRUSTED;
}

static int jipc_refusal(const jipc_address *server, const jipc_answer *answer) {
  int code = answer->verdict == JIPC_NO_PLACE ? JAVAIPC_BUSY
             : answer->verdict == JIPC_LIMIT ? JAVAIPC_RESOURCE_LIMIT
             : answer->verdict == JIPC_UNTRUSTED ? JAVAIPC_ACCESS_REFUSED : JAVAIPC_SYSTEM;
  return jipc_fail(
      code, "%s: the server refused this client: %s", server->text, answer->reason);
}

/* One lane of a connection: PREFIX.ID.SUFFIX, with the options that all lanes share. */
static jipc_address jipc_lane_address(const jipc_address *server, const char *id, const char *suffix) {
  jipc_address lane = *server;
  lane.temporary = true;
  lane.mailbox = false;
  lane.senders = 1;
  lane.clients = 0;
  const char *slash = strrchr(server->name, '/');
  size_t directory = slash == NULL ? 0 : (size_t)(slash - server->name) + 1;
  char prefix[33];
  snprintf(prefix, sizeof prefix, "%.32s", server->name + directory);
  for (char *c = prefix; slash != NULL && *c != 0; c++) {
    bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9')
                 || strchr("._-", *c) != NULL;
    *c = plain ? *c : '_';
  }
  snprintf(lane.name, sizeof lane.name, "%.*s%s.%s%s", (int)directory, server->name, prefix, id,
           suffix);
  return lane;
}

static jipc_address jipc_answer_address(const jipc_address *server, const char *id) {
  jipc_address lane = jipc_lane_address(server, id, ".hi");
  lane.capacity = 4096;
  lane.max_message = JIPC_LONGEST_ANSWER;
  lane.wait = JIPC_PARK;
  return lane;
}

static jipc_address jipc_direction(
    const jipc_address *server, const char *id, const char *suffix, int64_t capacity,
    int64_t max_message) {
  jipc_address lane = jipc_lane_address(server, id, suffix);
  lane.capacity = capacity;
  lane.max_message = max_message;
  return lane;
}

static javaipc_receiver *jipc_lane_receiver(jipc_address lane) {
  if (lane.capacity < 0 && lane.max_message < 0) {
    lane.capacity = 256 << 10;
  }
  return jipc_ring_receiver(&lane);
}

static javaipc_sender *jipc_lane_sender(jipc_address lane, int64_t nanos) {
  lane.connect_ms = nanos < 1000000 ? 1 : (int)(nanos / 1000000);
  return jipc_ring_sender(&lane);
}

static void jipc_new_id(char id[21]) {
  unsigned char bytes[20];
  for (size_t done = 0; done < sizeof bytes;) {
    ssize_t count = getrandom(bytes + done, sizeof bytes - done, 0);
    done += count > 0 ? (size_t)count : 0;
  }
  for (int i = 0; i < 20; i++) {
    id[i] = "abcdefghijklmnopqrstuvwxyz234567"[bytes[i] & 31];
  }
  id[20] = 0;
}

static struct javaipc_rest *jipc_rest_of(const jipc_address *one, const jipc_address *two) {
  struct javaipc_rest *rest = calloc(1, sizeof *rest);
  if (rest != NULL) {
    if (one != NULL) {
      rest->lanes[rest->count++] = *one;
    }
    if (two != NULL) {
      rest->lanes[rest->count++] = *two;
    }
  }
  return rest;
}

/* ---- connections over rings: a client ---- */

static int64_t jipc_left(int64_t deadline, int64_t most) {
  int64_t left = deadline - jipc_now();
  return left < 0 ? 0 : left < most ? left : most;
}

/* Waits for a server, and for a place at its door, with longer and longer pauses. */
static javaipc_sender *jipc_open_door(const jipc_address *server, int64_t deadline) {
  jipc_address door = *server;
  door.temporary = true;
  door.capacity = door.max_message = -1;
  int64_t pause = 5000000;
  while (true) {
    javaipc_sender *sender = jipc_lane_sender(door, jipc_left(deadline, 20000000));
    int64_t left = jipc_left(deadline, INT64_MAX);
    if (sender != NULL
        || (jipc_code != JAVAIPC_BUSY && jipc_code != JAVAIPC_CONNECT_TIMEOUT)) {
      return sender;
    }
    if (left == 0) {
      if (jipc_code == JAVAIPC_CONNECT_TIMEOUT) {
        jipc_fail(
            JAVAIPC_CONNECT_TIMEOUT,
            "%s: no server answered within connect=%dms: none is running, or it did not"
            " read what earlier clients had left, or a stopped process holds the lock of its name; start the server"
            " first, or use a longer connect= on a loaded machine", server->text, server->connect_ms);
      }
      return NULL;
    }
    int64_t random = (int64_t)(jipc_random() % (uint64_t)pause) + 1;
    jipc_sleep(random < left ? random : left);
    pause = pause < 100000000 ? 2 * pause : 200000000;
  }
}

static int jipc_knock(javaipc_sender *door, const char *id, int64_t deadline) {
  char hello[JIPC_HELLO_LENGTH];
  jipc_encode_hello(hello, id);
  return javaipc_send(
      door, hello, sizeof hello, (int)(jipc_left(deadline, 1000000000000LL) / 1000000));
}

/* The answer; JAVAIPC_END if the server has gone, or there was none in time. */
static int jipc_await_answer(
    const jipc_address *server, javaipc_receiver *answers, const char *id, int64_t deadline,
    jipc_answer *answer) {
  while (true) {
    const void *message;
    size_t length;
    int code = javaipc_receive(
        answers, &message, &length, (int)(jipc_left(deadline, 1000000000) / 1000000));
    if (code == JAVAIPC_OK) {
      return jipc_decode_answer(message, length, answer)
                 ? JAVAIPC_OK
                 : jipc_fail(JAVAIPC_CORRUPT, "%s: the peer that answered is not a server",
                             server->text);
    }
    if (code == JAVAIPC_END || code == JAVAIPC_PEER_DIED) {
      return JAVAIPC_END;
    }
    if (code != JAVAIPC_TIMED_OUT) {
      return code;
    }
    if (jipc_left(deadline, 1) == 0) {
      return JAVAIPC_END;
    }
    javaipc_sender *door = jipc_open_door(server, deadline);
    if (door == NULL) {
      return jipc_code;
    }
    jipc_knock(door, id, deadline);
    javaipc_sender_close(door);
  }
}

static int jipc_await_welcome(
    const jipc_address *server, javaipc_receiver *receiver, javaipc_receiver *answers,
    int64_t deadline) {
  const void *message;
  size_t length;
  int code;
  while ((code = javaipc_receive(receiver, &message, &length,
                                 (int)(jipc_left(deadline, 50000000) / 1000000)))
         == JAVAIPC_TIMED_OUT) {
    int over;
    while ((over = javaipc_receive(answers, &message, &length, 0)) == JAVAIPC_OK) {
    }
    code = over == JAVAIPC_TIMED_OUT ? over : javaipc_receive(receiver, &message, &length, 0);
    if (code == JAVAIPC_OK) {
      break;
    }
    if (over == JAVAIPC_END) {
      return jipc_fail(
          JAVAIPC_PEER_CLOSED, "%s: the server broke off while this client was connecting; try again",
          server->text);
    }
    if (over != JAVAIPC_TIMED_OUT) {
      return over;
    }
    if (jipc_left(deadline, 1) == 0) {
      return jipc_late(server, "the server did not accept the connection");
    }
  }
  if (code == JAVAIPC_OK && length == 0) {
    return JAVAIPC_OK;
  }
  return code != JAVAIPC_OK && code != JAVAIPC_END
             ? code
             : jipc_fail(JAVAIPC_CORRUPT,
                         "%s: malformed first message from the server",
                         server->text);
}

static int jipc_enter_lanes(
    const jipc_address *server, const char *id, const jipc_answer *answer,
    javaipc_receiver *answers, int64_t deadline, javaipc_connection *connection) {
  if (answer->verdict != JIPC_WELCOME) {
    return jipc_refusal(server, answer);
  }
  jipc_address up = jipc_direction(server, id, ".up", server->capacity, server->max_message);
  connection->sender = jipc_lane_sender(up, jipc_left(deadline, 1000000000));
  if (connection->sender == NULL) {
    return jipc_code == JAVAIPC_CONNECT_TIMEOUT
               ? jipc_fail(JAVAIPC_PEER_CLOSED,
                           "%s: the server went away while this client was connecting; try again",
                           server->text)
               : jipc_code;
  }
  connection->receiver = jipc_lane_receiver(jipc_direction(
      server, id, ".down", answer->capacity < 0 ? -1 : answer->capacity,
      answer->max_message < 0 ? -1 : answer->max_message));
  int code = connection->receiver == NULL ? jipc_code : JAVAIPC_OK;
  if (code == JAVAIPC_OK) {
    code = javaipc_send(connection->sender, "", 0, 1000);
  }
  if (code == JAVAIPC_OK) {
    code = jipc_await_welcome(server, connection->receiver, answers, deadline);
  }
  if (code == JAVAIPC_OK && (connection->rest = jipc_rest_of(&up, NULL)) == NULL) {
    code = jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", server->text);
  }
  if (code != JAVAIPC_OK) {
    javaipc_sender_close(connection->sender);
    javaipc_receiver_close(connection->receiver);
    memset(connection, 0, sizeof *connection);
    jipc_remove_lane(&up);
  }
  return code;
}

/* JAVAIPC_END if it should be tried again. */
static int jipc_try_lanes(
    const jipc_address *server, int64_t deadline, javaipc_connection *connection) {
  char id[21];
  jipc_new_id(id);
  javaipc_sender *door = jipc_open_door(server, deadline);
  if (door == NULL) {
    return jipc_code;
  }
  javaipc_receiver *answers = jipc_lane_receiver(jipc_answer_address(server, id));
  int code = answers == NULL ? jipc_code : jipc_knock(door, id, deadline);
  javaipc_sender_close(door);
  if (code == JAVAIPC_PEER_CLOSED) {
    jipc_sleep(jipc_left(deadline, 20000000));
    code = JAVAIPC_END;
  } else if (code == JAVAIPC_TIMED_OUT) {
    code = jipc_late(server, "the server did not read; is it stopped?");
  } else if (code == JAVAIPC_OK) {
    jipc_answer answer;
    code = jipc_await_answer(server, answers, id, deadline, &answer);
    if (code == JAVAIPC_OK) {
      code = jipc_enter_lanes(server, id, &answer, answers, deadline, connection);
    }
  }
  javaipc_receiver_close(answers);
  return code;
}

static int jipc_connect_lanes(const jipc_address *server, javaipc_connection *connection) {
  int64_t deadline = jipc_deadline(server->connect_ms);
  int code;
  do {
    code = jipc_try_lanes(server, deadline, connection);
  } while ((code == JAVAIPC_END || code == JAVAIPC_PEER_CLOSED) && jipc_now() < deadline);
  return code != JAVAIPC_END
             ? code
             : jipc_late(server, "the server did not answer; it may be stopped, or be a receiver"
                                 " and not a server");
}

/* ---- connections over rings: a server ---- */

static int jipc_say(javaipc_sender *answers, const jipc_answer *answer) {
  char message[JIPC_LONGEST_ANSWER];
  size_t length = jipc_encode_answer(message, answer);
  return javaipc_send(answers, message, length, 1000);
}

static int jipc_let_in(
    javaipc_server *server, const char *id, javaipc_sender *answers,
    javaipc_connection *connection) {
  const jipc_address *address = &server->address;
  jipc_answer answer = {JIPC_WELCOME, address->capacity, address->max_message, ""};
  jipc_copy(answer.reason, sizeof answer.reason, address->type);
  jipc_address down =
      jipc_direction(address, id, ".down", address->capacity, address->max_message);
  jipc_address hi = jipc_answer_address(address, id);
  connection->receiver = jipc_lane_receiver(
      jipc_direction(address, id, ".up", address->capacity, address->max_message));
  if (connection->receiver == NULL) {
    int code = jipc_code;
    answer.verdict = code == JAVAIPC_RESOURCE_LIMIT ? JIPC_LIMIT : JIPC_REFUSED;
    snprintf(answer.reason, sizeof answer.reason, "%.480s", jipc_message);
    jipc_say(answers, &answer);
    return code;
  }
  const void *message;
  size_t length = 1;
  int code = jipc_say(answers, &answer);
  if (code == JAVAIPC_OK) {
    code = javaipc_receive(connection->receiver, &message, &length, 2000);
  }
  if (code == JAVAIPC_OK && length != 0) {
    code = jipc_fail(
        JAVAIPC_CORRUPT, "%s: malformed first message from a client",
        address->text);
  }
  if (code == JAVAIPC_OK) {
    connection->sender = jipc_lane_sender(down, 1000000000);
    code = connection->sender == NULL ? jipc_code
                                      : javaipc_send(connection->sender, "", 0, 1000);
  }
  if (code == JAVAIPC_OK && (connection->rest = jipc_rest_of(&down, &hi)) == NULL) {
    code = jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", address->text);
  }
  if (code != JAVAIPC_OK) {
    javaipc_receiver_close(connection->receiver);
    javaipc_sender_close(connection->sender);
    memset(connection, 0, sizeof *connection);
    jipc_remove_lane(&down);
  }
  return code;
}

/* Whether the client is connected now. */
static bool jipc_greet(
    javaipc_server *server, int32_t version, const char *id, javaipc_connection *connection) {
  jipc_address hi = jipc_answer_address(&server->address, id);
  javaipc_sender *answers = jipc_lane_sender(hi, 1000000000);
  if (answers == NULL) {
    jipc_remove_lane(&hi);
    return false;
  }
  jipc_answer answer = {JIPC_REFUSED, -1, -1, ""};
  bool connected = false;
  if (version != JIPC_HELLO_VERSION) {
    snprintf(
        answer.reason, sizeof answer.reason,
        "it uses version %d of the handshake, this server version %d; use the same release of javaipc at both ends",
        version, JIPC_HELLO_VERSION);
    jipc_say(answers, &answer);
  } else if (server->taken >= server->clients) {
    answer.verdict = JIPC_NO_PLACE;
    snprintf(
        answer.reason, sizeof answer.reason,
        "it already has clients=%d; close one, or start the server with a larger clients=", server->clients);
    jipc_say(answers, &answer);
  } else {
    connected = jipc_let_in(server, id, answers, connection) == JAVAIPC_OK;
  }
  javaipc_sender_close(answers);
  if (!connected) {
    jipc_remove_lane(&hi);
  }
  return connected;
}

static bool jipc_is_recent(javaipc_server *server, const char *id) {
  for (int i = 0; i < 64; i++) {
    if (memcmp(server->recent[i], id, 21) == 0) {
      return true;
    }
  }
  return false;
}

static int jipc_accept_lanes(
    javaipc_server *server, javaipc_connection *connection, int64_t deadline) {
  while (true) {
    const void *message;
    size_t length;
    int64_t left = deadline < 0 ? -1 : jipc_left(deadline, 1000000000000LL);
    int code = javaipc_receive(
        server->welcome, &message, &length, left < 0 ? -1 : (int)((left + 999999) / 1000000));
    if (code == JAVAIPC_CORRUPT) {
      continue; /* a client is to blame, and it is refused for ever */
    }
    if (code != JAVAIPC_OK) {
      return code;
    }
    int32_t version;
    char id[21];
    if (jipc_decode_hello(message, length, &version, id) && !jipc_is_recent(server, id)
        && jipc_greet(server, version, id, connection)) {
      memcpy(server->recent[server->next_recent++ % 64], id, 21);
      return JAVAIPC_OK;
    }
  }
}

/* ---- connections over sockets ---- */

static socklen_t jipc_socket_address(struct sockaddr_un *socket, const char *path) {
  size_t length = strlen(path);
  memset(socket, 0, sizeof *socket);
  socket->sun_family = AF_UNIX;
  memcpy(socket->sun_path, path, length < sizeof socket->sun_path ? length
                                                                    : sizeof socket->sun_path);
  if (path[0] == '@') {
    socket->sun_path[0] = 0;
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
  }
  return sizeof *socket;
}

static int jipc_socket_path(const jipc_address *address, char path[256]) {
  if (jipc_is_plain(address->name)) {
    jipc_directory *directory;
    int code = jipc_directory_of(address, &directory);
    if (code != JAVAIPC_OK) {
      return code;
    }
    snprintf(path, 256, "%.180s/%.64s.unix", directory->path, address->name);
  } else {
    snprintf(path, 256, "%s", address->name);
  }
  if (strlen(path) > 107) {
    return jipc_fail(
        JAVAIPC_INVALID_ADDRESS, "address '%s': the name of the socket is over 107 bytes; use a"
                                 " shorter path, or dir=", address->text);
  }
  return JAVAIPC_OK;
}

static int64_t jipc_most_capacity(void) {
  long long most = 212992;
  FILE *file = fopen("/proc/sys/net/core/wmem_max", "re");
  if (file != NULL) {
    if (fscanf(file, "%lld", &most) != 1) {
      most = 212992;
    }
    fclose(file);
  }
  return most;
}

static int64_t jipc_socket_capacity(int64_t stated) {
  int64_t most = jipc_most_capacity();
  return stated < 4608 ? 4608 : stated > most ? most : stated;
}

static int jipc_check_socket_limits(const jipc_address *address) {
  if (address->capacity > jipc_most_capacity()) {
    return jipc_fail(
        JAVAIPC_INVALID_ADDRESS,
        "address '%s': capacity=%lld is more than a socket may have, which is net.core.wmem_max="
        "%lld bytes; raise that, or use shm:", address->text, (long long)address->capacity,
        (long long)jipc_most_capacity());
  }
  if (address->max_message > 1 << 30) {
    return jipc_fail(
        JAVAIPC_INVALID_ADDRESS,
        "address '%s': maxMessage=%lld is more than this socket carries, which is 1073741824 bytes",
        address->text, (long long)address->max_message);
  }
  return JAVAIPC_OK;
}

/* A connected socket; JAVAIPC_END if nobody listens, or has no room now. */
static int jipc_socket_connect(const jipc_address *address, const char *path, int *result) {
  struct sockaddr_un name;
  socklen_t length = jipc_socket_address(&name, path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) {
    return jipc_system(path, "socket");
  }
  if (connect(fd, (struct sockaddr *)&name, length) != 0) {
    int code = errno == ENOENT || errno == ECONNREFUSED || errno == EAGAIN
                   ? JAVAIPC_END
                   : jipc_system(path, "connect");
    close(fd);
    return code;
  }
  struct ucred peer = {0};
  socklen_t size = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0
      || !jipc_trusts(address, peer.uid, peer.gid)) {
    close(fd);
    return jipc_fail(
        JAVAIPC_ACCESS_REFUSED,
        "%s: the process that listens runs as uid=%u, which is not trusted; allow it with"
        " trust=uid:%u", path, (unsigned)peer.uid, (unsigned)peer.uid);
  }
  *result = fd;
  return JAVAIPC_OK;
}

static int jipc_link_open(
    const jipc_address *address, int fd, int64_t capacity, size_t max_message,
    javaipc_connection *connection) {
  jipc_link *link = calloc(1, sizeof *link);
  javaipc_sender *sender = calloc(1, sizeof *sender);
  javaipc_receiver *receiver = calloc(1, sizeof *receiver);
  struct javaipc_rest *rest = jipc_rest_of(NULL, NULL);
  if (link == NULL || sender == NULL || receiver == NULL || rest == NULL
      || !jipc_inlet_open(&link->in, fd, max_message, true)) {
    free(link);
    free(sender);
    free(receiver);
    free(rest);
    return jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", address->text);
  }
  int size = (int)capacity;
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  snprintf(link->name, sizeof link->name, "%s", address->text);
  link->fd = fd;
  link->ends = 2;
  sender->address = *address;
  receiver->address = *address;
  sender->link = receiver->link = link;
  sender->max_message = receiver->max_message = max_message;
  *connection = (javaipc_connection){sender, receiver, rest};
  return JAVAIPC_OK;
}

/* Reads exactly so many bytes; JAVAIPC_END if the peer has gone, JAVAIPC_TIMED_OUT. */
static int jipc_read_whole(int fd, char *into, size_t length, int64_t deadline) {
  for (size_t done = 0; done < length;) {
    ssize_t count = read(fd, into + done, length - done);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) {
      return JAVAIPC_END;
    }
    if (count < 0) {
      int64_t left = jipc_left(deadline, 1000000000000LL);
      struct pollfd socket = {fd, POLLIN, 0};
      if (left == 0) {
        return JAVAIPC_TIMED_OUT;
      }
      poll(&socket, 1, (int)((left + 999999) / 1000000));
    } else {
      done += (size_t)count;
    }
  }
  return JAVAIPC_OK;
}

static int jipc_read_answer(
    const jipc_address *address, int fd, int64_t deadline, jipc_answer *answer) {
  int32_t length = 0;
  char message[JIPC_LONGEST_ANSWER];
  int code = jipc_read_whole(fd, (char *)&length, 4, deadline);
  if (code == JAVAIPC_OK && length > 0 && length <= JIPC_LONGEST_ANSWER) {
    code = jipc_read_whole(fd, message, (size_t)length, deadline);
    if (code == JAVAIPC_OK && jipc_decode_answer(message, (size_t)length, answer)) {
      return JAVAIPC_OK;
    }
  }
  if (code == JAVAIPC_TIMED_OUT) {
    return jipc_late(address, "the process that listens did not answer; it may be stopped, or be a"
                              " receiver and not a server");
  }
  return code == JAVAIPC_END
             ? code
             : jipc_fail(JAVAIPC_CORRUPT, "%s: the peer that answered is not a javaipc server",
                         address->text);
}

static int jipc_enter_socket(
    const jipc_address *address, int fd, int64_t deadline, javaipc_connection *connection) {
  jipc_answer answer;
  int code = jipc_read_answer(address, fd, deadline, &answer);
  if (code != JAVAIPC_OK) {
    return code;
  }
  if (answer.verdict != JIPC_WELCOME) {
    return jipc_refusal(address, &answer);
  }
  code = jipc_compare_types(address, answer.reason);
  if (code != JAVAIPC_OK) {
    return code;
  }
  int64_t capacity = jipc_socket_capacity(answer.capacity < 0 ? 1 << 20 : answer.capacity);
  int64_t longest = answer.max_message < 0 ? 0 : answer.max_message;
  longest = longest > 1 << 30 ? 1 << 30 : longest;
  if (address->capacity >= 0) {
    code = jipc_same(
        address, "capacity", (uint64_t)jipc_socket_capacity(address->capacity),
        (uint64_t)capacity);
  }
  if (code == JAVAIPC_OK && address->max_message >= 0) {
    code = jipc_same(address, "maxMessage", (uint64_t)address->max_message, (uint64_t)longest);
  }
  if (code == JAVAIPC_OK && send(fd, "IPCstays", 8, MSG_NOSIGNAL) != 8) {
    code = JAVAIPC_END;
  }
  return code != JAVAIPC_OK
             ? code
             : jipc_link_open(address, fd, capacity, (size_t)longest, connection);
}

static int jipc_connect_socket(const jipc_address *address, javaipc_connection *connection) {
  char path[256];
  int64_t deadline = jipc_deadline(address->connect_ms);
  const char *obstacle = "no server was listening";
  int code = jipc_check_socket_limits(address);
  if (code == JAVAIPC_OK) {
    code = jipc_socket_path(address, path);
  }
  for (int64_t pause = 200000; code == JAVAIPC_OK; pause = pause < 2500000 ? 2 * pause : 5000000) {
    int fd = -1;
    code = jipc_socket_connect(address, path, &fd);
    if (code == JAVAIPC_OK) {
      code = jipc_enter_socket(address, fd, deadline, connection);
      if (code == JAVAIPC_OK) {
        return code;
      }
      close(fd);
      obstacle = "the server closed the connection before it answered, because it has too many open files or is closing,";
    }
    if (code != JAVAIPC_END) {
      return code;
    }
    code = jipc_now() >= deadline ? jipc_late(address, obstacle) : JAVAIPC_OK;
    jipc_sleep(pause);
  }
  return code;
}

/* Takes the companion lock of a socket's file; the descriptor, or -1. */
static int jipc_companion(const jipc_address *address, const char *path) {
  char name[264];
  struct stat found, mine;
  snprintf(name, sizeof name, "%s.lock", path);
  while (true) {
    int fd = open(
        name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
        jipc_lock_mode(address->mode));
    if (fd < 0) {
      jipc_system(name, "open");
      return -1;
    }
    if (!jipc_try_lock(fd, JIPC_OWNER)) {
      close(fd);
      jipc_fail(
          JAVAIPC_BUSY, "%s: another process is the server; close it first, or use another name",
          path);
      return -1;
    }
    if (stat(name, &found) == 0 && fstat(fd, &mine) == 0 && found.st_ino == mine.st_ino
        && found.st_dev == mine.st_dev) {
      return fd;
    }
    close(fd); /* its holder removed it between our opening and our locking */
  }
}

/* Whether some process has a socket open: asked with a datagram, nobody notices. */
static bool jipc_socket_lives(const char *path) {
  struct sockaddr_un name;
  socklen_t length = jipc_socket_address(&name, path);
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  bool lives = connect(fd, (struct sockaddr *)&name, length) == 0
               || (errno != ECONNREFUSED && errno != ENOENT);
  close(fd);
  return lives;
}

static int jipc_bind(const jipc_address *address, const char *path, int fd) {
  struct sockaddr_un name;
  struct stat found;
  socklen_t length = jipc_socket_address(&name, path);
  if (path[0] != '@' && lstat(path, &found) == 0) {
    if (!S_ISSOCK(found.st_mode)) {
      return jipc_fail(
          JAVAIPC_CORRUPT,
          "%s: it is not a socket; it was left alone: remove it yourself if it it is not needed", path);
    }
    if (jipc_socket_lives(path)) {
      return jipc_fail(
          JAVAIPC_BUSY,
          "%s: another process has this socket open; close it first, or use another name", path);
    }
    unlink(path);
  }
  fchmod(fd, address->mode);
  if (bind(fd, (struct sockaddr *)&name, length) != 0) {
    return errno == EADDRINUSE
               ? jipc_fail(JAVAIPC_BUSY,
                           "%s: another process has this name; close it first, or use another name",
                           path)
               : jipc_system(path, "bind");
  }
  if (path[0] != '@' && chmod(path, address->mode) != 0) {
    return jipc_system(path, "chmod");
  }
  return listen(fd, 4096) == 0 ? JAVAIPC_OK : jipc_system(path, "listen");
}

/* A listening socket, and the lock beside its file; patient with an owner that is dying. */
static int jipc_listen_socket(
    const jipc_address *address, const char *path, int *listener, int *lock) {
  int64_t until = jipc_now() + 1000000000;
  int code;
  do {
    *lock = path[0] == '@' ? -1 : jipc_companion(address, path);
    *listener = -1;
    code = path[0] != '@' && *lock < 0 ? jipc_code : JAVAIPC_OK;
    if (code == JAVAIPC_OK) {
      *listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      code = *listener < 0 ? jipc_system(path, "socket") : jipc_bind(address, path, *listener);
    }
    if (code != JAVAIPC_OK) {
      if (*listener >= 0) {
        close(*listener);
      }
      if (*lock >= 0) {
        close(*lock);
      }
      jipc_sleep(code == JAVAIPC_BUSY ? 1000000 : 0);
    }
  } while (code == JAVAIPC_BUSY && jipc_now() < until);
  return code;
}

static void jipc_unlisten(const char *path, int listener, int lock) {
  char name[264];
  if (lock >= 0) {
    unlink(path);
    snprintf(name, sizeof name, "%s.lock", path);
    unlink(name);
    close(lock);
  }
  close(listener);
}

static void jipc_tell(int fd, const jipc_answer *answer) {
  char message[4 + JIPC_LONGEST_ANSWER];
  int32_t length = (int32_t)jipc_encode_answer(message + 4, answer);
  memcpy(message, &length, 4);
  if (send(fd, message, 4 + (size_t)length, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
    /* it has gone already, and need not be told */
  }
}

/* Whether the client that has connected is let in. */
static bool jipc_greet_socket(javaipc_server *server, int fd, javaipc_connection *connection) {
  struct ucred peer = {0};
  socklen_t size = sizeof peer;
  jipc_answer answer = {JIPC_WELCOME, server->capacity, (int64_t)server->max_message, ""};
  char word[8];
  jipc_copy(answer.reason, sizeof answer.reason, server->address.type);
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0
      || !jipc_trusts(&server->address, peer.uid, peer.gid)) {
    answer = (jipc_answer){
        JIPC_UNTRUSTED, -1, -1,
        "it does not trust this user; it must be opened with trust=uid: or trust=gid:"};
  } else if (server->taken >= server->clients) {
    answer = (jipc_answer){JIPC_NO_PLACE, -1, -1, ""};
    snprintf(
        answer.reason, sizeof answer.reason,
        "it already has clients=%d; close one, or start the server with a larger clients=", server->clients);
  }
  jipc_tell(fd, &answer);
  return answer.verdict == JIPC_WELCOME
         && jipc_read_whole(fd, word, 8, jipc_now() + 1000000000) == JAVAIPC_OK
         && memcmp(word, "IPCstays", 8) == 0
         && jipc_link_open(&server->address, fd, server->capacity, server->max_message, connection)
                == JAVAIPC_OK;
}

static int jipc_accept_socket(
    javaipc_server *server, javaipc_connection *connection, int64_t deadline) {
  while (true) {
    int fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0) {
      if (jipc_greet_socket(server, fd, connection)) {
        return JAVAIPC_OK;
      }
      close(fd);
      continue;
    }
    if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
      return jipc_system(server->path, "accept");
    }
    int64_t left = deadline < 0 ? -1 : jipc_left(deadline, 1000000000000LL);
    struct pollfd listener = {server->listener, POLLIN, 0};
    if (left == 0) {
      return JAVAIPC_TIMED_OUT;
    }
    poll(&listener, 1, left < 0 ? -1 : (int)((left + 999999) / 1000000));
  }
}

/* ---- channels over sockets: who takes part is in a control region beside the socket ---- */

enum {
  JIPC_CONTROL_VERSION = 2,
  JIPC_CONTROL_LENGTH_OFFSET = 12,
  JIPC_CONTROL_STATE_OFFSET = 48,
  JIPC_JOINS_OFFSET = 56,
  JIPC_CONTROL_DIED_OFFSET = 64,
  JIPC_CONTROL_RECEIVED_OFFSET = 72,
  JIPC_CONTROL_CHANGES_OFFSET = 80,
  JIPC_SEATS_OFFSET = 192,
  JIPC_SEAT_LENGTH = 32,
  JIPC_SEAT_STATE_OFFSET = 0,
  JIPC_SEAT_GENERATION_OFFSET = 4,
  JIPC_SEAT_SLOT_OFFSET = 8,
  JIPC_SEAT_SENT_OFFSET = 16,
  JIPC_SEAT_WAITS_OFFSET = 24
};
enum { JIPC_SEAT_FREE, JIPC_SEAT_JOINED, JIPC_SEAT_BROKEN_OFF };
enum { JIPC_FLAG_FRAMED = 2 };

struct jipc_seat {
  jipc_region region;
  jipc_watch receiver;
  uint32_t place, generation;
  uint64_t sent;
  int64_t next_look;
};

typedef struct jipc_guest {
  jipc_inlet in;
  uint64_t taken, mark;
} jipc_guest;

typedef struct jipc_place_seen {
  bool joined, marked;
  uint32_t generation;
  jipc_watch sender;
} jipc_place_seen;

struct jipc_desk {
  jipc_region region;
  char path[256];
  int listener, lock;
  uint32_t seats, joined;
  jipc_place_seen *places;
  jipc_guest *guests;
  uint32_t guest_count, turn;
  uint64_t seen;
  int64_t next_look;
  bool unsettled, attention, starved;
};

static char *jipc_seat_at(const jipc_region *region, uint32_t place) {
  return region->memory + JIPC_SEATS_OFFSET + (size_t)place * JIPC_SEAT_LENGTH;
}

/* The type of the messages is behind the places. */
static size_t jipc_control_type(uint32_t seats) {
  return JIPC_SEATS_OFFSET + (size_t)seats * JIPC_SEAT_LENGTH;
}

static size_t jipc_control_length(uint32_t seats) {
  return jipc_control_type(seats) + JIPC_TYPE_SIZE;
}

static void jipc_count_change(const jipc_region *region) {
  atomic_store(jipc_word_at(region->memory, JIPC_CONTROL_CHANGES_OFFSET), jipc_change_mark());
}

/* Makes the ends of a process look at their control regions. */
static void jipc_ring_bell(const jipc_directory *directory, uint64_t slot) {
  char name[48];
  jipc_slot_name(name, slot, "bell");
  int fd = jipc_open_file(directory, name, O_WRONLY);
  if (fd >= 0) {
    ssize_t count = write(fd, "", 1);
    (void)count; /* if it is full it rings already */
    close(fd);
  }
}

/* Whether an abstract name can be that of a control region as it is. */
static int jipc_control_name(jipc_region *region, const jipc_address *address) {
  jipc_address plain = *address;
  if (address->name[0] == '@') {
    if (!jipc_is_plain(address->name + 1)) {
      return jipc_fail(
          JAVAIPC_INVALID_ADDRESS,
          "address '%s': a channel of an abstract name needs one of A-Z a-z 0-9 . _ - here",
          address->text);
    }
  }
  return jipc_region_name(region, &plain, "-control", false);
}

static int jipc_check_control(const jipc_region *region, jipc_geometry *geometry) {
  char *memory = region->memory;
  if (region->size < JIPC_SEATS_OFFSET || memcmp(memory, "JAVAIPCK", 8) != 0) {
    return jipc_fail(
        JAVAIPC_CORRUPT, "%s: not a javaipc channel (the magic number is missing)", region->path);
  }
  uint32_t version = jipc_get_half(memory, JIPC_VERSION_OFFSET);
  if (version != JIPC_CONTROL_VERSION) {
    return jipc_fail(
        JAVAIPC_CORRUPT,
        "%s: has format version %u, this library has %d; use the same release at both ends",
        region->path, version, JIPC_CONTROL_VERSION);
  }
  geometry->capacity = jipc_get(memory, JIPC_CAPACITY_OFFSET);
  geometry->max_message = jipc_get(memory, JIPC_MAX_MESSAGE_OFFSET);
  geometry->lanes = jipc_get_half(memory, JIPC_SLOTS_OFFSET);
  geometry->mailbox = (jipc_get_half(memory, JIPC_FLAGS_OFFSET) & JIPC_FLAG_MAILBOX) != 0;
  if (geometry->capacity > (uint64_t)INT64_MAX || geometry->max_message > 1 << 30
      || geometry->lanes < 1 || geometry->lanes > 256
      || jipc_get_half(memory, JIPC_CONTROL_LENGTH_OFFSET) != jipc_control_type(geometry->lanes)
      || region->size < jipc_control_type(geometry->lanes)) {
    return jipc_fail(
        JAVAIPC_CORRUPT, "%s: its header is damaged or the object cut short: size=%zu",
        region->path, region->size);
  }
  return JAVAIPC_OK;
}

static int jipc_check_control_stated(const jipc_address *address, const jipc_region *region,
                                     const jipc_geometry *geometry) {
  int code = JAVAIPC_OK;
  if (address->capacity >= 0) {
    code = jipc_same(
        address, "capacity", (uint64_t)jipc_socket_capacity(address->capacity),
        geometry->capacity);
  }
  if (code == JAVAIPC_OK && address->max_message >= 0) {
    code = jipc_same(
        address, "maxMessage", (uint64_t)address->max_message, geometry->max_message);
  }
  if (code == JAVAIPC_OK && address->senders > 0) {
    code = jipc_same(address, "senders", (uint64_t)address->senders, geometry->lanes);
  }
  if (code == JAVAIPC_OK) {
    code = jipc_check_type(region, jipc_control_type(geometry->lanes), address);
  }
  if (code == JAVAIPC_OK
      && (jipc_get_half(region->memory, JIPC_FLAGS_OFFSET) & JIPC_FLAG_FRAMED) == 0) {
    code = jipc_fail(
        JAVAIPC_GEOMETRY_MISMATCH,
        "%s: the address states framing=length but the channel was created with framing=none",
        address->text);
  }
  return code;
}

/* JAVAIPC_OK if it is open, JAVAIPC_END if it should be tried again. */
static int jipc_control_open(
    struct jipc_seat *seat, const jipc_address *address, jipc_joining *joining) {
  uint32_t state = jipc_get_half(seat->region.memory, JIPC_CONTROL_STATE_OFFSET);
  uint64_t slot = jipc_get(seat->region.memory, JIPC_RECEIVER_SLOT_OFFSET);
  int code = jipc_see_end(
      joining, address,
      state == JIPC_ENDED && jipc_process_lives(seat->region.directory, slot), slot);
  if (code == JAVAIPC_OK && state != JIPC_OPEN) {
    joining->obstacle = "the receiver had ended or closed the channel and no new one came";
    code = JAVAIPC_END;
  }
  return code;
}

static int jipc_free_seat(
    struct jipc_seat *seat, const jipc_address *address, uint32_t seats, jipc_joining *joining) {
  bool changes = false;
  for (uint32_t i = 0; i < seats; i++) {
    char *at = jipc_seat_at(&seat->region, i);
    uint32_t state = jipc_get_half(at, JIPC_SEAT_STATE_OFFSET);
    if (state == JIPC_SEAT_FREE) {
      seat->place = i;
      return JAVAIPC_OK;
    }
    changes = changes || state == JIPC_SEAT_BROKEN_OFF
              || !jipc_process_lives(
                  seat->region.directory, jipc_get(at, JIPC_SEAT_SLOT_OFFSET));
  }
  if (!changes) {
    return jipc_fail(
        JAVAIPC_BUSY,
        "%s: it has senders=%u, all of them alive; close one, or let the receiver open it with"
        " more", address->text, seats);
  }
  joining->obstacle = "the receiver did not read what an earlier sender left";
  return JAVAIPC_END;
}

static int jipc_seat_take(
    struct jipc_seat *seat, const jipc_address *address, const jipc_geometry *geometry,
    jipc_joining *joining, int *fd) {
  char path[256];
  int code = jipc_control_open(seat, address, joining);
  if (code == JAVAIPC_OK) {
    code = jipc_free_seat(seat, address, geometry->lanes, joining);
  }
  if (code == JAVAIPC_OK) {
    code = jipc_socket_path(address, path);
  }
  if (code == JAVAIPC_OK) {
    joining->obstacle = "the receiver did not have its socket open";
    code = jipc_socket_connect(address, path, fd);
  }
  if (code == JAVAIPC_OK) {
    code = jipc_watch_open(
        &seat->receiver, seat->region.directory,
        jipc_get(seat->region.memory, JIPC_RECEIVER_SLOT_OFFSET));
  }
  if (code != JAVAIPC_OK) {
    return code;
  }
  int size = (int)geometry->capacity;
  setsockopt(*fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  char *at = jipc_seat_at(&seat->region, seat->place);
  seat->sent = jipc_get(at, JIPC_SEAT_SENT_OFFSET); /* by those who had the place before */
  seat->generation = jipc_get_half(at, JIPC_SEAT_GENERATION_OFFSET) + 1;
  jipc_put_half(at, JIPC_SEAT_GENERATION_OFFSET, seat->generation);
  jipc_put(at, JIPC_SEAT_SLOT_OFFSET, seat->region.directory->self);
  jipc_put_half(at, JIPC_SEAT_STATE_OFFSET, JIPC_SEAT_JOINED);
  jipc_put(
      seat->region.memory, JIPC_JOINS_OFFSET,
      jipc_get(seat->region.memory, JIPC_JOINS_OFFSET) + 1);
  jipc_count_change(&seat->region);
  return JAVAIPC_OK;
}

static int jipc_seat_try(
    struct jipc_seat *seat, const jipc_address *address, jipc_geometry *geometry,
    jipc_joining *joining, int *fd) {
  int code = jipc_region_open(&seat->region, address, "JAVAIPCK");
  if (code != JAVAIPC_OK) {
    return code;
  }
  seat->receiver.fd = -1;
  code = jipc_check_control(&seat->region, geometry);
  if (code == JAVAIPC_OK) {
    code = jipc_control_open(seat, address, joining);
  }
  if (code == JAVAIPC_OK) {
    code = jipc_check_control_stated(address, &seat->region, geometry);
  }
  if (code == JAVAIPC_OK) {
    code = jipc_lock_name(&seat->region, address, joining);
  }
  if (code == JAVAIPC_OK) {
    code = jipc_seat_take(seat, address, geometry, joining, fd);
    jipc_unlock(seat->region.fd, JIPC_NAME);
    jipc_count_change(&seat->region);
    jipc_ring_bell(
        seat->region.directory, jipc_get(seat->region.memory, JIPC_RECEIVER_SLOT_OFFSET));
  }
  if (code != JAVAIPC_OK) {
    if (*fd >= 0) {
      close(*fd);
      *fd = -1;
    }
    jipc_watch_close(&seat->receiver);
    jipc_region_close(&seat->region);
  }
  return code;
}

static javaipc_sender *jipc_seat_sender(const jipc_address *address) {
  javaipc_sender *s = calloc(1, sizeof *s);
  struct jipc_seat *seat = calloc(1, sizeof *seat);
  jipc_link *link = calloc(1, sizeof *link);
  int fd = -1;
  jipc_geometry geometry = {0};
  jipc_joining joining = {jipc_deadline(address->connect_ms), "no receiver was open", 0, 0, false};
  int code = s == NULL || seat == NULL || link == NULL
                 ? jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", address->text)
                 : jipc_control_name(&seat->region, address);
  int64_t pause = 1000000;
  while (code == JAVAIPC_OK && fd < 0) {
    code = jipc_seat_try(seat, address, &geometry, &joining, &fd);
    if (code == JAVAIPC_END) {
      code = jipc_now() >= joining.deadline ? jipc_late(address, joining.obstacle) : JAVAIPC_OK;
      jipc_sleep(pause);
      pause = pause < 5000000 ? 2 * pause : 10000000;
    }
  }
  if (code != JAVAIPC_OK) {
    free(s);
    free(seat);
    free(link);
    return NULL;
  }
  snprintf(link->name, sizeof link->name, "%s", address->text);
  link->fd = fd;
  link->ends = 1;
  s->address = *address;
  s->seat = seat;
  s->link = link;
  s->max_message = geometry.max_message;
  return s;
}

static int jipc_seat_check(javaipc_sender *s) {
  struct jipc_seat *seat = s->seat;
  int64_t now = jipc_clock(CLOCK_MONOTONIC_COARSE);
  bool alive = true;
  if (now >= seat->next_look) {
    seat->next_look = now + JIPC_SLICE_MS * 1000000LL;
    jipc_look_at_size(&seat->region);
    alive = jipc_is_alive(&seat->receiver);
  }
  return alive && jipc_get_half(seat->region.memory, JIPC_CONTROL_STATE_OFFSET) == JIPC_OPEN
             ? 0
             : jipc_seat_gone(s);
}

static int jipc_seat_unless_cut(const javaipc_sender *s, int code) {
  return jipc_unless_cut(&s->seat->region, code);
}

/* The kernel closes what a dead process had open a little before it says that it is dead. */
static int jipc_seat_gone(javaipc_sender *s) {
  struct jipc_seat *seat = s->seat;
  int64_t until = jipc_now() + 1000000000;
  while (true) {
    uint32_t state = jipc_get_half(seat->region.memory, JIPC_CONTROL_STATE_OFFSET);
    if (state == JIPC_CLOSED || state == JIPC_ENDED) {
      return jipc_fail(
          JAVAIPC_PEER_CLOSED,
          "%s: the receiver has closed the channel; messages it had not read are lost",
          s->address.text);
    }
    if (!jipc_is_alive(&seat->receiver)) {
      return jipc_fail(
          JAVAIPC_PEER_DIED,
          "%s: the receiver, %s, died; messages it had not read are lost: reopen the channel and"
          " send them again", s->address.text, seat->receiver.description);
    }
    if (state != JIPC_OPEN) {
      return jipc_fail(
          JAVAIPC_CORRUPT,
          "%s: its control region is damaged: state=%u is not within 1 to 3; close this end and"
          " reopen it", s->address.text, state);
    }
    if (jipc_now() > until) {
      char refused = 0;
      if (recv(s->link->fd, &refused, 1, MSG_DONTWAIT) == 1 && refused == 'R') {
        return jipc_fail(
            JAVAIPC_ACCESS_REFUSED,
            "%s: the receiver does not trust this user; it must be opened with trust=uid: or"
            " trust=gid:", s->address.text);
      }
      return jipc_fail(
          JAVAIPC_PEER_CLOSED,
          "%s: the receiver lives and has cut this sender off: what came of it was not a message, or"
          " the kernel's object was removed; messages it had not read are lost", s->address.text);
    }
    jipc_sleep(1000000);
  }
}

static void jipc_seat_account(javaipc_sender *s) {
  char *at = jipc_seat_at(&s->seat->region, s->seat->place);
  atomic_store_explicit(
      jipc_word_at(at, JIPC_SEAT_SENT_OFFSET), ++s->seat->sent, memory_order_relaxed);
}

/* Leaves when all that was sent is out. */
static void jipc_seat_leave(javaipc_sender *s) {
  struct jipc_seat *seat = s->seat;
  if (seat->region.fd >= 0) { /* else it is the parent's, before a fork */
    jipc_linger(s->link);
    char *at = jipc_seat_at(&seat->region, seat->place);
    if (jipc_get_half(at, JIPC_SEAT_STATE_OFFSET) == JIPC_SEAT_JOINED
        && jipc_get_half(at, JIPC_SEAT_GENERATION_OFFSET) == seat->generation) {
      bool torn = s->link->rest_begin < s->link->rest_end;
      jipc_put_half(at, JIPC_SEAT_STATE_OFFSET, torn ? JIPC_SEAT_BROKEN_OFF : JIPC_SEAT_FREE);
      jipc_count_change(&seat->region);
    }
    jipc_ring_bell(seat->region.directory, seat->receiver.slot);
  }
  jipc_watch_close(&seat->receiver);
  jipc_region_close(&seat->region);
  free(seat);
  jipc_link_release(s->link);
}

static int jipc_desk_open(javaipc_receiver *r, struct jipc_desk *desk) {
  char temporary[40];
  size_t length = jipc_control_length(desk->seats);
  int code = jipc_region_make(&desk->region, &r->address, length, length, temporary);
  if (code != JAVAIPC_OK) {
    return code;
  }
  char *memory = desk->region.memory;
  jipc_put_type(&desk->region, jipc_control_type(desk->seats), &r->address);
  jipc_put_half(memory, JIPC_VERSION_OFFSET, JIPC_CONTROL_VERSION);
  jipc_put_half(
      memory, JIPC_CONTROL_LENGTH_OFFSET, (uint32_t)jipc_control_type(desk->seats));
  jipc_put(memory, JIPC_MAX_MESSAGE_OFFSET, r->max_message);
  jipc_put_half(memory, JIPC_SLOTS_OFFSET, desk->seats);
  jipc_put_half(
      memory, JIPC_FLAGS_OFFSET,
      (r->address.mailbox ? JIPC_FLAG_MAILBOX : 0) | JIPC_FLAG_FRAMED);
  jipc_put(memory, JIPC_RECEIVER_SLOT_OFFSET, desk->region.directory->self);
  jipc_put(memory, JIPC_CAPACITY_OFFSET, r->geometry.capacity);
  uint64_t magic;
  memcpy(&magic, "JAVAIPCK", 8);
  jipc_put(memory, 0, magic);
  code = jipc_region_publish(&desk->region, &r->address, "JAVAIPCK", temporary);
  if (code != JAVAIPC_OK && temporary[0] != 0) {
    unlinkat(desk->region.directory->fd, temporary, 0);
  }
  if (code == JAVAIPC_OK) {
    code = jipc_listen_socket(&r->address, desk->path, &desk->listener, &desk->lock);
    if (code != JAVAIPC_OK) {
      jipc_region_unlink(&desk->region);
    }
  }
  if (code == JAVAIPC_OK) {
    jipc_put_half(memory, JIPC_CONTROL_STATE_OFFSET, JIPC_OPEN);
  }
  return code;
}

static javaipc_receiver *jipc_desk_receiver(const jipc_address *address) {
  javaipc_receiver *r = calloc(1, sizeof *r);
  struct jipc_desk *desk = calloc(1, sizeof *desk);
  int code = r == NULL || desk == NULL
                 ? jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", address->text)
                 : jipc_check_socket_limits(address);
  if (code == JAVAIPC_OK) {
    r->address = *address;
    r->desk = desk;
    r->max_message = address->max_message < 0 ? 1 << 20 : (size_t)address->max_message;
    r->geometry.capacity =
        (uint64_t)jipc_socket_capacity(address->capacity < 0 ? 1 << 20 : address->capacity);
    r->geometry.mailbox = address->mailbox;
    desk->seats = address->senders == 0 ? 16 : (uint32_t)address->senders;
    desk->places = calloc(desk->seats, sizeof *desk->places);
    desk->guests = calloc(2 * (size_t)desk->seats, sizeof *desk->guests);
    code = desk->places == NULL || desk->guests == NULL
               ? jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", address->text)
               : jipc_control_name(&desk->region, address);
  }
  if (code == JAVAIPC_OK) {
    code = jipc_socket_path(address, desk->path);
  }
  if (code == JAVAIPC_OK) {
    code = jipc_desk_open(r, desk);
  }
  if (code != JAVAIPC_OK) {
    if (desk != NULL) {
      jipc_region_close(&desk->region);
      free(desk->places);
      free(desk->guests);
    }
    free(desk);
    free(r);
    return NULL;
  }
  return r;
}

static void jipc_desk_drop(struct jipc_desk *desk, uint32_t index) {
  close(desk->guests[index].in.fd);
  free(desk->guests[index].in.buffer);
  desk->guests[index] = desk->guests[--desk->guest_count];
}

/* Takes the connections that wait, of users who are trusted. */
static int jipc_desk_accept(javaipc_receiver *r) {
  struct jipc_desk *desk = r->desk;
  while (desk->guest_count < 2 * desk->seats) {
    int fd = accept4(desk->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) {
      int code = errno == EAGAIN || errno == EINTR || errno == ECONNABORTED
                     ? JAVAIPC_OK
                     : jipc_system(desk->path, "accept");
      desk->starved = code == JAVAIPC_RESOURCE_LIMIT; /* it waits, with what it has sent, and is tried again */
      return desk->starved ? JAVAIPC_OK : code;
    }
    desk->starved = false;
    struct ucred peer = {0};
    socklen_t size = sizeof peer;
    jipc_guest *guest = &desk->guests[desk->guest_count];
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0
        || !jipc_trusts(&r->address, peer.uid, peer.gid)) {
      if (send(fd, "R", 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
        /* it has gone already, and need not be told */
      }
      close(fd);
    } else if (jipc_inlet_open(&guest->in, fd, r->max_message, false)) {
      guest->taken = guest->mark = 0;
      desk->guest_count++;
    } else {
      close(fd);
      return jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", r->address.text);
    }
  }
  return JAVAIPC_OK;
}

static void jipc_desk_follow(struct jipc_desk *desk, uint32_t index) {
  jipc_place_seen *place = &desk->places[index];
  char *at = jipc_seat_at(&desk->region, index);
  bool taken = jipc_get_half(at, JIPC_SEAT_STATE_OFFSET) != JIPC_SEAT_FREE;
  uint32_t generation = jipc_get_half(at, JIPC_SEAT_GENERATION_OFFSET);
  if (place->joined && !(taken && generation == place->generation)) {
    jipc_watch_close(&place->sender);
    place->joined = place->marked = false;
    desk->joined--;
  }
  if (taken && !place->joined) {
    if (jipc_watch_open(
            &place->sender, desk->region.directory, jipc_get(at, JIPC_SEAT_SLOT_OFFSET))
        != JAVAIPC_OK) {
      desk->attention = true; /* for lack of descriptors: it is tried again */
      return;
    }
    place->generation = generation;
    place->joined = true;
    place->marked = false;
    desk->joined++;
  }
}

/* Frees the place of a sender that died, when everything that had come by then is taken. */
static int jipc_desk_settle(javaipc_receiver *r, uint32_t index, bool *settled) {
  struct jipc_desk *desk = r->desk;
  jipc_place_seen *place = &desk->places[index];
  char *at = jipc_seat_at(&desk->region, index);
  if (!place->marked) {
    place->marked = true;
    for (uint32_t i = 0; i < desk->guest_count; i++) {
      jipc_guest *guest = &desk->guests[i];
      guest->mark = guest->taken + (guest->in.end - guest->in.begin) + jipc_readable(guest->in.fd);
    }
  }
  for (uint32_t i = 0; i < desk->guest_count; i++) {
    if (desk->guests[i].taken < desk->guests[i].mark) {
      *settled = false;
      return JAVAIPC_OK;
    }
  }
  if (!jipc_try_lock(desk->region.fd, JIPC_NAME)) {
    *settled = false;
    return JAVAIPC_OK;
  }
  bool left = jipc_get_half(at, JIPC_SEAT_STATE_OFFSET) == JIPC_SEAT_FREE
              || jipc_get_half(at, JIPC_SEAT_GENERATION_OFFSET) != place->generation;
  if (!left) {
    jipc_put_half(at, JIPC_SEAT_STATE_OFFSET, JIPC_SEAT_FREE);
    jipc_count_change(&desk->region);
  }
  jipc_unlock(desk->region.fd, JIPC_NAME);
  jipc_watch_close(&place->sender);
  place->joined = place->marked = false;
  desk->joined--;
  desk->attention = true;
  if (left) {
    return JAVAIPC_OK;
  }
  jipc_put(desk->region.memory, JIPC_CONTROL_DIED_OFFSET, ++r->died);
  if (r->geometry.mailbox) {
    return JAVAIPC_OK;
  }
  return jipc_fail(
      JAVAIPC_PEER_DIED,
      "%s: a sender, %s, died without closing; everything it had committed was received, but the"
      " stream may be incomplete", r->address.text, place->sender.description);
}

static int jipc_desk_update(javaipc_receiver *r, bool empty) {
  struct jipc_desk *desk = r->desk;
  uint64_t changes = jipc_get(desk->region.memory, JIPC_CONTROL_CHANGES_OFFSET);
  if (changes == desk->seen && !desk->unsettled && !desk->attention) {
    return JAVAIPC_OK;
  }
  desk->unsettled = true;
  desk->attention = false;
  int code = jipc_desk_accept(r);
  if (code != JAVAIPC_OK) {
    return code;
  }
  for (uint32_t i = 0; i < desk->seats; i++) {
    jipc_desk_follow(desk, i);
  }
  bool seen_all = changes == desk->seen;
  desk->seen = changes;
  if (desk->starved) {
    return JAVAIPC_OK; /* what waits may be of one that has left or died meanwhile */
  }
  bool all = true;
  for (uint32_t i = 0; i < desk->seats; i++) {
    jipc_place_seen *place = &desk->places[i];
    bool over = place->joined
                && (!jipc_is_alive(&place->sender)
                    || jipc_get_half(jipc_seat_at(&desk->region, i), JIPC_SEAT_STATE_OFFSET)
                           == JIPC_SEAT_BROKEN_OFF);
    bool settled = true;
    code = over ? jipc_desk_settle(r, i, &settled) : JAVAIPC_OK;
    if (code != JAVAIPC_OK) {
      return code;
    }
    all = all && settled;
  }
  desk->unsettled = !all;
  if (desk->joined == 0 && !r->geometry.mailbox && !r->ended
      && jipc_get(desk->region.memory, JIPC_JOINS_OFFSET) != 0) {
    desk->unsettled = true; /* until all is read, and nobody has joined */
    if (empty && seen_all
        && jipc_try_lock(desk->region.fd, JIPC_NAME)) {
      r->ended = jipc_get(desk->region.memory, JIPC_CONTROL_CHANGES_OFFSET) == desk->seen;
      if (r->ended) {
        jipc_put_half(desk->region.memory, JIPC_CONTROL_STATE_OFFSET, JIPC_ENDED);
        desk->unsettled = false;
      }
      jipc_unlock(desk->region.fd, JIPC_NAME);
    }
  }
  return JAVAIPC_OK;
}

/* The next message of any connection: 1; 0 if none is whole; less is an error. */
static int jipc_desk_read(javaipc_receiver *r, const void **message, size_t *length) {
  struct jipc_desk *desk = r->desk;
  for (uint32_t i = desk->guest_count; i > 0; i--) {
    desk->turn = desk->turn + 1 < desk->guest_count ? desk->turn + 1 : 0;
    jipc_guest *guest = &desk->guests[desk->turn];
    int code = jipc_inlet_next(&guest->in, desk->path, message, length);
    if (code == 1) {
      guest->taken += 4 + *length;
      atomic_store_explicit(
          jipc_word_at(desk->region.memory, JIPC_CONTROL_RECEIVED_OFFSET),
          jipc_get(desk->region.memory, JIPC_CONTROL_RECEIVED_OFFSET) + 1, memory_order_relaxed);
      return 1;
    }
    if (code < 0 || guest->in.over) {
      jipc_desk_drop(desk, desk->turn);
      desk->turn = 0;
      if (code < 0) {
        return code;
      }
    }
  }
  return 0;
}

static void jipc_desk_sleep(javaipc_receiver *r, int64_t deadline) {
  struct jipc_desk *desk = r->desk;
  struct pollfd *all = calloc(desk->guest_count + 1, sizeof *all);
  int64_t slice = JIPC_SLICE_MS * 1000000LL;
  int64_t left = deadline < 0 ? slice : jipc_left(deadline, slice);
  if (desk->unsettled && left > 1000000) {
    left = 1000000; /* somebody is about to leave, or has the lock */
  }
  if (all == NULL) {
    jipc_sleep(left);
    return;
  }
  all[0] = (struct pollfd){desk->starved ? -1 : desk->listener, POLLIN, 0};
  for (uint32_t i = 0; i < desk->guest_count; i++) {
    all[i + 1] = (struct pollfd){desk->guests[i].in.fd, POLLIN, 0};
  }
  poll(all, desk->guest_count + 1, (int)((left + 999999) / 1000000));
  free(all);
  int64_t now = jipc_now();
  if (now >= desk->next_look) {
    desk->next_look = now + slice;
    jipc_look_at_size(&desk->region);
    desk->attention = true;
  }
}

static int jipc_desk_receive(
    javaipc_receiver *r, const void **message, size_t *length, int timeout_ms) {
  int64_t deadline = jipc_deadline(timeout_ms);
  bool empty = false;
  while (true) {
    int code = jipc_desk_update(r, empty);
    if (code == JAVAIPC_OK) {
      code = r->ended ? JAVAIPC_END : jipc_desk_read(r, message, length);
    }
    if (code == 0 && (code = jipc_desk_accept(r)) == JAVAIPC_OK) {
      code = jipc_desk_read(r, message, length);
    }
    code = jipc_unless_cut(&r->desk->region, code);
    if (code != 0) {
      return code == 1 ? JAVAIPC_OK : code;
    }
    if (empty && deadline >= 0 && jipc_now() >= deadline) {
      return jipc_fail(JAVAIPC_TIMED_OUT, "%s: no message came in time", r->address.text);
    }
    if (empty) {
      jipc_desk_sleep(r, deadline);
    }
    empty = true;
  }
}

static void jipc_desk_close(javaipc_receiver *r) {
  struct jipc_desk *desk = r->desk;
  while (desk->guest_count > 0) {
    jipc_desk_drop(desk, 0);
  }
  if (desk->region.fd >= 0) { /* else it is the parent's, before a fork */
    jipc_put_half(desk->region.memory, JIPC_CONTROL_STATE_OFFSET, JIPC_CLOSED);
    jipc_unlisten(desk->path, desk->listener, desk->lock);
    jipc_region_unlink(&desk->region);
    for (uint32_t i = 0; i < desk->seats; i++) {
      char *at = jipc_seat_at(&desk->region, i);
      if (jipc_get_half(at, JIPC_SEAT_STATE_OFFSET) == JIPC_SEAT_JOINED) {
        jipc_ring_bell(desk->region.directory, jipc_get(at, JIPC_SEAT_SLOT_OFFSET));
      }
      if (desk->places[i].joined) {
        jipc_watch_close(&desk->places[i].sender);
      }
    }
  }
  jipc_region_close(&desk->region);
  free(desk->places);
  free(desk->guests);
  free(desk);
  free(r);
}

/* ---- public: connections ---- */

int javaipc_connect(const char *text, javaipc_connection *connection) {
  jipc_address address;
  memset(connection, 0, sizeof *connection);
  int code = jipc_parse(text, &address, JIPC_FOR_SERVER);
  if (code != JAVAIPC_OK) {
    return code;
  }
  return strcmp(address.scheme, "unix") == 0 ? jipc_connect_socket(&address, connection)
                                             : jipc_connect_lanes(&address, connection);
}

javaipc_server *javaipc_listen(const char *text) {
  jipc_address address;
  if (jipc_parse(text, &address, JIPC_FOR_SERVER) != JAVAIPC_OK) {
    return NULL;
  }
  javaipc_server *server = calloc(1, sizeof *server);
  if (server == NULL) {
    jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", address.text);
    return NULL;
  }
  server->address = address;
  server->clients = address.clients == 0 ? 1024 : address.clients;
  server->references = 1;
  int code;
  if (strcmp(address.scheme, "unix") == 0) {
    server->capacity = jipc_socket_capacity(address.capacity < 0 ? 1 << 20 : address.capacity);
    server->max_message = address.max_message < 0 ? 1 << 20 : (size_t)address.max_message;
    code = jipc_check_socket_limits(&address);
    if (code == JAVAIPC_OK) {
      code = jipc_socket_path(&address, server->path);
    }
    if (code == JAVAIPC_OK) {
      code = jipc_listen_socket(&address, server->path, &server->listener, &server->lock);
    }
  } else {
    jipc_address welcome = address;
    welcome.temporary = welcome.mailbox = true;
    welcome.capacity = 4096;
    welcome.max_message = JIPC_LONGEST_ANSWER;
    welcome.senders = 256;
    welcome.wait = JIPC_PARK;
    server->welcome = jipc_ring_receiver(&welcome);
    code = server->welcome == NULL ? jipc_code : JAVAIPC_OK;
  }
  if (code != JAVAIPC_OK) {
    free(server);
    return NULL;
  }
  return server;
}

int javaipc_accept(javaipc_server *server, javaipc_connection *connection, int timeout_ms) {
  memset(connection, 0, sizeof *connection);
  int64_t deadline = jipc_deadline(timeout_ms);
  int code = server->welcome != NULL ? jipc_accept_lanes(server, connection, deadline)
                                     : jipc_accept_socket(server, connection, deadline);
  if (code == JAVAIPC_OK) {
    connection->rest->server = server;
    server->taken++;
    server->references++;
  } else if (code == JAVAIPC_TIMED_OUT) {
    jipc_fail(code, "%s: no client came in time", server->address.text);
  }
  return code;
}

static void jipc_server_release(javaipc_server *server) {
  if (--server->references == 0) {
    free(server);
  }
}

void javaipc_connection_close(javaipc_connection *connection) {
  struct javaipc_rest *rest = connection->rest;
  if (rest == NULL) {
    return;
  }
  bool died = connection->receiver->died > 0;
  javaipc_sender_close(connection->sender);
  javaipc_receiver_close(connection->receiver);
  for (int i = 0; i < rest->count; i++) {
    int64_t until = jipc_now() + (died ? 5000000000LL : 0); /* the locks do not go at once */
    while (!jipc_remove_lane(&rest->lanes[i]) && jipc_now() < until) {
      jipc_sleep(1000000);
    }
  }
  if (rest->server != NULL) {
    rest->server->taken--;
    jipc_server_release(rest->server);
  }
  free(rest);
  memset(connection, 0, sizeof *connection);
}

void javaipc_server_close(javaipc_server *server) {
  if (server == NULL || server->closed) {
    return;
  }
  server->closed = true;
  if (server->welcome != NULL) {
    javaipc_receiver_close(server->welcome);
  } else {
    jipc_unlisten(server->path, server->listener, server->lock);
  }
  jipc_server_release(server);
}

/* ---- topics ---- */

enum {
  JIPC_TOPIC_VERSION = 1,
  JIPC_TOPIC_VERSION_OFFSET = 8,
  JIPC_TOPIC_HEADER_LENGTH_OFFSET = 12,
  JIPC_TOPIC_CAPACITY_OFFSET = 16,
  JIPC_TOPIC_MAX_MESSAGE_OFFSET = 24,
  JIPC_TOPIC_LANES_OFFSET = 32,
  JIPC_TOPIC_SUBSCRIBERS_OFFSET = 36,
  JIPC_TOPIC_SLOW_OFFSET = 40,
  JIPC_TOPIC_PATIENCE_OFFSET = 48,
  JIPC_TOPIC_NUMBER_OFFSET = 56,
  JIPC_TOPIC_CHANGES_OFFSET = 128,
  JIPC_TOPIC_TYPE_OFFSET = 136,
  JIPC_TOPIC_MARKS_OFFSET = 256,
  JIPC_PUBLISHER_TAKEN_OFFSET = 4,
  JIPC_PUBLISHER_SLOT_OFFSET = 8,
  JIPC_PUBLISHER_ENDED_OFFSET = 16,
  JIPC_PUBLISHER_DIED_OFFSET = 20,
  JIPC_PUBLISHER_PUBLISHED_OFFSET = 128,
  JIPC_PUBLISHER_LAST_EVEN_OFFSET = 136,
  JIPC_PUBLISHER_FLOOR_OFFSET = 256,
  JIPC_PUBLISHER_RISES_OFFSET = 264,
  JIPC_PUBLISHER_FLOOR_EVEN_OFFSET = 272,
  JIPC_PUBLISHER_VERDICTS_OFFSET = 384,
  JIPC_SUBSCRIPTION_VERSION = 1,
  JIPC_OWN_VERSION_OFFSET = 8,
  JIPC_OWN_LANES_OFFSET = 12,
  JIPC_OWN_TOKEN_OFFSET = 16,
  JIPC_OWN_TOPIC_OFFSET = 24,
  JIPC_OWN_STATE_OFFSET = 32,
  JIPC_OWN_SUBSCRIPTION_SLOT_OFFSET = 40,
  JIPC_OWN_SUBSCRIPTION_WORD_OFFSET = 128,
  JIPC_OWN_SUBSCRIPTION_LANES_OFFSET = 256,
  JIPC_READING_DONE_OFFSET = 0,
  JIPC_READING_PUBLISHER_WORD_OFFSET = 128,
  JIPC_READING_READ_OFFSET = 256,
  JIPC_READING_PASSED_OFFSET = 264,
  JIPC_READING_MISSED_OFFSET = 272,
  JIPC_READING_LENGTH = 384
};
enum { JIPC_SLOW_WAIT = 1, JIPC_SLOW_DROP, JIPC_SLOW_DISCONNECT };
enum { JIPC_MEMBER = 3, JIPC_MOST_ATTEMPTS = 10000 };

typedef struct jipc_topic_geometry {
  uint64_t capacity, max_message, patience, number;
  uint32_t lanes, subscribers, slow;
} jipc_topic_geometry;

/* One lane as a subscription reads it. The publisher may overwrite it at any time. */
typedef struct jipc_reader {
  char *descriptor, *data, *reading;
  uint64_t position, passed, missed, length;
  uint32_t known; /* how many times the lane had been taken when its publisher was noticed */
  uint64_t slot;
  uint64_t last_seen; /* how many messages the lane had when the latest was last asked for */
  bool active, watched, refused, reported;
  jipc_watch publisher;
} jipc_reader;

struct javaipc_subscription {
  jipc_address address;
  jipc_region topic; /* mapped for reading */
  jipc_region own;
  jipc_topic_geometry geometry;
  jipc_waiter waiter;
  jipc_reader *readers;
  uint32_t *by_news; /* lanes: those in which something was published last are last */
  char *copy;
  uint64_t token, seen, died;
  uint32_t index, turn;
  bool unsettled, ended, announced;
  int64_t next_look;
};

static size_t jipc_up_to(size_t length, size_t unit) { return (length + unit - 1) & ~(unit - 1); }

static size_t jipc_publisher_length(uint32_t subscribers) {
  return jipc_up_to(JIPC_PUBLISHER_VERDICTS_OFFSET + 8 * (size_t)subscribers, 128);
}

static size_t jipc_publisher_at(const jipc_topic_geometry *geometry, uint32_t lane) {
  return jipc_up_to(JIPC_TOPIC_MARKS_OFFSET + 8 * (size_t)geometry->subscribers, 128)
         + lane * jipc_publisher_length(geometry->subscribers);
}

static size_t jipc_topic_data(const jipc_topic_geometry *geometry, uint32_t lane) {
  return jipc_up_to(jipc_publisher_at(geometry, geometry->lanes), 4096) + lane * geometry->capacity;
}

/* Reads what the first publisher has fixed; nothing in it is trusted before. */
static int jipc_topic_check(const jipc_region *topic, jipc_topic_geometry *geometry) {
  char *memory = topic->memory;
  bool valid = topic->size >= JIPC_TOPIC_MARKS_OFFSET;
  if (valid) {
    uint32_t version = jipc_get_half(memory, JIPC_TOPIC_VERSION_OFFSET);
    if (version != JIPC_TOPIC_VERSION) {
      return jipc_fail(
          JAVAIPC_CORRUPT,
          "%s: has format version %u, this library has %d; use the same release at all ends",
          topic->path, version, JIPC_TOPIC_VERSION);
    }
    geometry->capacity = jipc_get(memory, JIPC_TOPIC_CAPACITY_OFFSET);
    geometry->max_message = jipc_get(memory, JIPC_TOPIC_MAX_MESSAGE_OFFSET);
    geometry->lanes = jipc_get_half(memory, JIPC_TOPIC_LANES_OFFSET);
    geometry->subscribers = jipc_get_half(memory, JIPC_TOPIC_SUBSCRIBERS_OFFSET);
    geometry->slow = jipc_get_half(memory, JIPC_TOPIC_SLOW_OFFSET);
    geometry->patience = jipc_get(memory, JIPC_TOPIC_PATIENCE_OFFSET);
    geometry->number = jipc_get(memory, JIPC_TOPIC_NUMBER_OFFSET);
    uint64_t capacity = geometry->capacity;
    valid = capacity >= 4096 && capacity <= 1 << 30 && (capacity & (capacity - 1)) == 0
            && geometry->max_message <= capacity / 4 - 16 && geometry->lanes >= 1
            && geometry->lanes <= 256 && geometry->subscribers >= 1 && geometry->subscribers <= 256
            && geometry->slow >= JIPC_SLOW_WAIT && geometry->slow <= JIPC_SLOW_DISCONNECT
            && geometry->patience >> 63 == 0
            && jipc_get_half(memory, JIPC_TOPIC_HEADER_LENGTH_OFFSET)
                   == jipc_topic_data(geometry, 0)
            && topic->size >= jipc_topic_data(geometry, geometry->lanes);
  }
  return valid ? JAVAIPC_OK
               : jipc_fail(
                     JAVAIPC_CORRUPT,
                     "%s: its header is damaged or the object cut short: size=%zu", topic->path,
                     topic->size);
}

static int jipc_topic_check_stated(
    const jipc_address *address, const jipc_topic_geometry *geometry) {
  const struct { const char *option; bool stated; uint64_t value, actual; } all[] = {
    {"capacity", address->capacity >= 0,
     address->capacity < 0 || address->capacity > 1 << 30
         ? 0 : jipc_round_up((uint64_t)address->capacity), geometry->capacity},
    {"maxMessage", address->max_message >= 0, (uint64_t)address->max_message,
     geometry->max_message},
    {"senders", address->senders > 0, (uint64_t)address->senders, geometry->lanes},
    {"subscribers", address->subscribers > 0, (uint64_t)address->subscribers,
     geometry->subscribers},
    {"slow", address->slow > 0, address->slow, geometry->slow},
    {"patience", address->patience_ms >= 0, (uint64_t)address->patience_ms * 1000000,
     geometry->patience},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    if (all[i].stated && all[i].value != all[i].actual) {
      return jipc_fail(
          JAVAIPC_GEOMETRY_MISMATCH,
          "%s: the address states another %s=%llu than the topic was created with, which is %llu;"
          " leave the option out, or state the same", address->text, all[i].option,
          (unsigned long long)all[i].value, (unsigned long long)all[i].actual);
    }
  }
  return JAVAIPC_OK;
}

static bool jipc_try_share(int fd, int byte) {
  struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
  return fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

/* Joins and maps a topic that somebody uses; JAVAIPC_END if there is none. */
static int jipc_topic_find(jipc_region *topic, const jipc_address *address) {
  int code = jipc_region_find(topic, address, "JAVATOP1");
  if (code != JAVAIPC_OK) {
    return code;
  }
  if (jipc_try_lock(topic->fd, JIPC_MEMBER)) { /* nobody uses it: its ends were killed */
    if (jipc_stands(topic->directory, topic->name, topic->fd)) {
      unlinkat(topic->directory->fd, topic->name, 0);
    }
    code = JAVAIPC_END;
  } else if (jipc_try_share(topic->fd, JIPC_MEMBER)
             && jipc_stands(topic->directory, topic->name, topic->fd)) {
    code = jipc_region_map(topic, topic->size, PROT_READ);
  } else {
    code = JAVAIPC_END; /* it is being removed */
  }
  if (code != JAVAIPC_OK) {
    jipc_region_close(topic);
  }
  return code;
}

/* Those that leave at the same time decide one after the other; the last one takes the name away. */
static void jipc_topic_leave(jipc_region *topic) {
  if (topic->fd >= 0) { /* else it is the parent's, before a fork */
    int64_t until = jipc_now() + 1000000000;
    bool decides;
    while (!(decides = jipc_try_lock(topic->fd, JIPC_REMOVER)) && jipc_now() < until) {
      jipc_sleep(100000);
    }
    bool last = decides && jipc_try_lock(topic->fd, JIPC_MEMBER);
    if (decides && !last) {
      jipc_unlock(topic->fd, JIPC_MEMBER);
    }
    jipc_unlock(topic->fd, JIPC_REMOVER);
    if (last && jipc_stands(topic->directory, topic->name, topic->fd)) {
      unlinkat(topic->directory->fd, topic->name, 0);
    }
  }
  jipc_region_close(topic);
}

/* What a subscription writes to a topic goes through the file. */
static int jipc_topic_poke(const jipc_region *topic, size_t offset, uint64_t value) {
  return pwrite(topic->fd, &value, sizeof value, (off_t)offset) == (ssize_t)sizeof value
             ? JAVAIPC_OK
             : jipc_system(topic->path, "pwrite");
}

static int jipc_topic_announce(javaipc_subscription *s, uint64_t mark) {
  int code = jipc_topic_poke(&s->topic, JIPC_TOPIC_MARKS_OFFSET + 8 * (size_t)s->index, mark);
  if (code == JAVAIPC_OK) {
    code = jipc_topic_poke(&s->topic, JIPC_TOPIC_CHANGES_OFFSET, jipc_change_mark());
  }
  jipc_full_fence();
  return code;
}

static int jipc_misprinted(const javaipc_subscription *s, uint64_t stamp, uint64_t at) {
  return jipc_fail(
      JAVAIPC_CORRUPT,
      "%s: malformed record from publisher: stamp=0x%016llx at position=%llu (capacity=%llu,"
      " maxMessage=%llu)", s->topic.path, (unsigned long long)stamp, (unsigned long long)at,
      (unsigned long long)s->geometry.capacity, (unsigned long long)s->geometry.max_message);
}

static int jipc_too_slow(const javaipc_subscription *s) {
  return jipc_fail(
      JAVAIPC_TOO_SLOW,
      "%s: this subscription was too slow for a publisher and was disconnected (%s); close it and"
      " subscribe again", s->address.text,
      s->geometry.slow == JIPC_SLOW_WAIT ? "its patience is over" : "slow=disconnect");
}

static uint64_t jipc_relaxed(char *memory, size_t offset) {
  return atomic_load_explicit(jipc_word_at(memory, offset), memory_order_relaxed);
}

static void jipc_acquire(void) { atomic_thread_fence(memory_order_acquire); }

static uint64_t jipc_published(const jipc_reader *r) {
  return jipc_get(r->descriptor, JIPC_PUBLISHER_PUBLISHED_OFFSET);
}

static bool jipc_is_below_floor(const jipc_reader *r, uint64_t at) {
  return jipc_get(r->descriptor, JIPC_PUBLISHER_FLOOR_OFFSET) > at;
}

static bool jipc_has_verdict(const javaipc_subscription *s, const jipc_reader *r) {
  return jipc_relaxed(r->descriptor, JIPC_PUBLISHER_VERDICTS_OFFSET + 8 * (size_t)s->index)
         == s->token;
}

/* Whether what was read at the position, before this call, may have been of a later record. */
static bool jipc_is_overtaken(const javaipc_subscription *s, const jipc_reader *r) {
  jipc_acquire();
  return s->geometry.slow == JIPC_SLOW_WAIT
             ? jipc_has_verdict(s, r)
             : jipc_relaxed(r->descriptor, JIPC_PUBLISHER_FLOOR_OFFSET) > r->position;
}

static uint64_t jipc_stamp_at(const javaipc_subscription *s, const jipc_reader *r, uint64_t at) {
  return jipc_get(r->data, at & (s->geometry.capacity - 1) & ~(uint64_t)7);
}

static bool jipc_is_record(const javaipc_subscription *s, uint64_t stamp, uint64_t at) {
  uint64_t index = at & (s->geometry.capacity - 1);
  uint64_t length = stamp & JIPC_MAX_LENGTH;
  if (((stamp ^ jipc_place(at)) & ~(uint64_t)(JIPC_PADDING | JIPC_MAX_LENGTH)) != 0) {
    return false;
  }
  return (stamp & JIPC_PADDING) != 0
             ? index != 0 && 8 + length == s->geometry.capacity - index
             : length <= s->geometry.max_message
                   && jipc_record(length) <= s->geometry.capacity - index;
}

/* The position behind the last of so many messages; JAVAIPC_END if there were more meanwhile. */
static int jipc_end_of(
    const javaipc_subscription *s, const jipc_reader *r, uint64_t count, uint64_t *end) {
  *end = 0;
  if (count == 0) {
    return JAVAIPC_OK;
  }
  uint64_t last = jipc_relaxed(r->descriptor, JIPC_PUBLISHER_LAST_EVEN_OFFSET + 8 * (count & 1));
  jipc_acquire();
  if (jipc_published(r) != count) {
    return JAVAIPC_END;
  }
  if (!jipc_is_position(last)) {
    return jipc_misprinted(s, 0, last);
  }
  uint64_t stamp = jipc_stamp_at(s, r, last);
  jipc_acquire();
  if (jipc_published(r) != count) {
    return JAVAIPC_END;
  }
  if (!jipc_is_record(s, stamp, last) || (stamp & JIPC_PADDING) != 0) {
    return jipc_misprinted(s, stamp, last);
  }
  *end = last + jipc_record(stamp & JIPC_MAX_LENGTH);
  return JAVAIPC_OK;
}

/* Goes to the oldest record that is there, after a look at the floor. */
static int jipc_go_to_floor(const javaipc_subscription *s, jipc_reader *r) {
  jipc_acquire();
  for (int attempt = 0; attempt < JIPC_MOST_ATTEMPTS; attempt++) {
    uint64_t rises = jipc_get(r->descriptor, JIPC_PUBLISHER_RISES_OFFSET);
    size_t pair = JIPC_PUBLISHER_FLOOR_EVEN_OFFSET + 16 * (rises & 1);
    uint64_t floor = jipc_relaxed(r->descriptor, pair);
    uint64_t below = jipc_relaxed(r->descriptor, pair + 8);
    jipc_acquire();
    if (jipc_relaxed(r->descriptor, JIPC_PUBLISHER_RISES_OFFSET) == rises) {
      if (!jipc_is_position(floor) || floor < r->position || below < r->passed) {
        return jipc_misprinted(s, 0, floor);
      }
      r->position = floor;
      r->passed = below;
      return JAVAIPC_OK;
    }
  }
  return jipc_misprinted(s, 0, r->position);
}

static int jipc_catch_up(const javaipc_subscription *s, jipc_reader *r) {
  if (s->geometry.slow != JIPC_SLOW_DROP) {
    return jipc_too_slow(s);
  }
  uint64_t before = r->passed;
  uint64_t from = r->position;
  int code = jipc_go_to_floor(s, r);
  if (code == JAVAIPC_OK && r->position == from) {
    code = jipc_misprinted(s, 0, from); /* the floor that was seen is not the one that is told */
  }
  if (code == JAVAIPC_OK) {
    r->missed += r->passed - before;
  }
  return code;
}

/* Goes to where a subscription begins: behind all there is, or so far back as its history says. */
static int jipc_go_to(const javaipc_subscription *s, jipc_reader *r, uint64_t messages, uint64_t bytes) {
  uint64_t count = 0;
  uint64_t end = 0;
  int code = JAVAIPC_END;
  int attempts = 0;
  while (code == JAVAIPC_END && attempts++ < JIPC_MOST_ATTEMPTS) {
    count = jipc_published(r);
    code = jipc_end_of(s, r, count, &end);
  }
  if (code == JAVAIPC_END) {
    return jipc_misprinted(s, 0, r->position);
  }
  if (code != JAVAIPC_OK) {
    return code;
  }
  if (messages == 0) {
    r->position = end;
    r->passed = count;
    return JAVAIPC_OK;
  }
  code = jipc_go_to_floor(s, r);
  while (code == JAVAIPC_OK && r->passed < count
         && (count - r->passed > messages || end - r->position > bytes)) {
    uint64_t stamp = jipc_stamp_at(s, r, r->position);
    jipc_acquire();
    if (jipc_is_below_floor(r, r->position)) { /* which has risen meanwhile */
      code = attempts++ < JIPC_MOST_ATTEMPTS ? jipc_go_to_floor(s, r)
                                             : jipc_misprinted(s, 0, r->position);
    } else if (!jipc_is_record(s, stamp, r->position)) {
      code = jipc_misprinted(s, stamp, r->position);
    } else {
      r->passed += (stamp & JIPC_PADDING) == 0;
      r->position += jipc_record(stamp & JIPC_MAX_LENGTH);
    }
  }
  return code;
}

/* Says how far this is, to who looks. */
static void jipc_record_reading(jipc_reader *r) {
  const struct { size_t offset; uint64_t value; } all[] = {
    {JIPC_READING_READ_OFFSET, r->position},
    {JIPC_READING_PASSED_OFFSET, r->passed},
    {JIPC_READING_MISSED_OFFSET, r->missed},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    atomic_store_explicit(
        jipc_word_at(r->reading, all[i].offset), all[i].value, memory_order_relaxed);
  }
}

/* Tells the publisher of the room of what was taken, and wakes it if it waits for it. */
static void jipc_tell_reading(jipc_reader *r) {
  jipc_put(r->reading, JIPC_READING_DONE_OFFSET, r->position);
  jipc_light_fence();
  jipc_look(jipc_half_at(r->reading, JIPC_READING_PUBLISHER_WORD_OFFSET));
}

static int jipc_begin_reading(javaipc_subscription *s, jipc_reader *r) {
  for (int attempt = 0; attempt < JIPC_MOST_ATTEMPTS; attempt++) {
    int code = jipc_go_to(s, r, s->address.history_messages, s->address.history_bytes);
    if (code != JAVAIPC_OK) {
      return code;
    }
    jipc_record_reading(r);
    jipc_put(r->reading, JIPC_READING_DONE_OFFSET, r->position);
    jipc_full_fence(); /* who raises the floor from now on sees the position */
    if (!jipc_is_below_floor(r, r->position)) {
      jipc_tell_reading(r); /* to one that noticed this subscription before it had begun */
      return JAVAIPC_OK;
    }
  }
  return jipc_misprinted(s, 0, r->position);
}

/* Whether there is a next message now: 1 or 0; less is an error. It may be overwritten before it is copied. */
static int jipc_peek_topic(javaipc_subscription *s, jipc_reader *r) {
  int code = JAVAIPC_OK;
  while (code == JAVAIPC_OK && !r->refused) {
    uint64_t stamp = jipc_stamp_at(s, r, r->position);
    bool record = jipc_is_record(s, stamp, r->position);
    if (record && (stamp & JIPC_PADDING) == 0) {
      r->length = stamp & JIPC_MAX_LENGTH;
      return 1;
    }
    if (jipc_is_overtaken(s, r)) {
      code = jipc_catch_up(s, r);
    } else if (record) {
      r->position += jipc_record(stamp & JIPC_MAX_LENGTH);
    } else if (stamp == 0) {
      return 0;
    } else {
      code = jipc_misprinted(s, stamp, r->position);
    }
  }
  r->refused |= code == JAVAIPC_CORRUPT;
  return code;
}

/* Copies and takes a lane's next message: 1; 0 if there is none now; less is an error. */
static int jipc_take_topic(javaipc_subscription *s, jipc_reader *r) {
  int code;
  while ((code = jipc_peek_topic(s, r)) == 1) {
    memcpy(s->copy, r->data + (r->position & (s->geometry.capacity - 1)) + 8, r->length);
    if (!jipc_is_overtaken(s, r)) { /* it was there to the end of the copy */
      JAVAIPC_PASS(RECEIVE_TAKEN);
      r->position += jipc_record(r->length);
      r->passed++;
      jipc_record_reading(r);
      jipc_tell_reading(r);
      JAVAIPC_PASS(RECEIVE_ROOM_GIVEN);
      return 1;
    }
    if ((code = jipc_catch_up(s, r)) != JAVAIPC_OK) {
      return code;
    }
  }
  return code;
}

/* Copies a lane's last message, taken or not, which is passed: 1; 0 if there never was one; less is an error. */
static int jipc_take_last(javaipc_subscription *s, jipc_reader *r, size_t *length) {
  for (int attempt = 0; attempt < JIPC_MOST_ATTEMPTS; attempt++) {
    uint64_t count = jipc_published(r);
    if (count == 0) {
      return 0;
    }
    uint64_t last = jipc_relaxed(r->descriptor, JIPC_PUBLISHER_LAST_EVEN_OFFSET + 8 * (count & 1));
    jipc_acquire();
    if (jipc_published(r) != count) {
      continue;
    }
    if (!jipc_is_position(last)) {
      return jipc_misprinted(s, 0, last);
    }
    uint64_t stamp = jipc_stamp_at(s, r, last);
    bool whole = jipc_is_record(s, stamp, last) && (stamp & JIPC_PADDING) == 0;
    if (whole) {
      memcpy(s->copy, r->data + (last & (s->geometry.capacity - 1)) + 8, stamp & JIPC_MAX_LENGTH);
    }
    jipc_acquire();
    if (jipc_is_below_floor(r, last)) {
      continue; /* it was overwritten meanwhile */
    }
    if (!whole) {
      return jipc_misprinted(s, stamp, last);
    }
    if (r->position <= last) {
      r->position = last + jipc_record(stamp & JIPC_MAX_LENGTH);
      r->passed = count;
    }
    jipc_record_reading(r);
    *length = stamp & JIPC_MAX_LENGTH;
    return 1;
  }
  return jipc_misprinted(s, 0, r->position);
}

/* Moves the lanes with news behind the others; each of both keeps its order. */
static void jipc_order_by_news(javaipc_subscription *s) {
  uint32_t with[256]; /* as many lanes as a topic may have */
  uint32_t without = 0;
  uint32_t news = 0;
  for (uint32_t i = 0; i < s->geometry.lanes; i++) {
    uint32_t lane = s->by_news[i];
    uint64_t published = jipc_published(&s->readers[lane]);
    if (published == s->readers[lane].last_seen) {
      s->by_news[without++] = lane;
    } else {
      s->readers[lane].last_seen = published;
      with[news++] = lane;
    }
  }
  memcpy(s->by_news + without, with, news * sizeof *with);
}

static bool jipc_publisher_left(const jipc_reader *r) {
  return (int32_t)(jipc_get_half(r->descriptor, JIPC_PUBLISHER_ENDED_OFFSET) - r->known) >= 0;
}

/* After jipc_publisher_left: the next publisher writes that the last one died before it takes the lane. */
static bool jipc_publisher_died(const jipc_reader *r) {
  uint32_t died = jipc_get_half(r->descriptor, JIPC_PUBLISHER_DIED_OFFSET);
  return died != 0 && (int32_t)(died - r->known) >= 0;
}

static bool jipc_publisher_new(const jipc_reader *r) {
  return jipc_get_half(r->descriptor, JIPC_PUBLISHER_TAKEN_OFFSET) != r->known;
}

static void jipc_unwatch(jipc_reader *r) {
  if (r->watched) {
    jipc_watch_close(&r->publisher);
    r->watched = false;
  }
}

/* Tells the death of a lane's publisher, or of one that came and went behind it, for the only time. */
static int jipc_tell_death(javaipc_subscription *s, jipc_reader *r) {
  bool died = r->known != 0 && !r->reported
              && (!jipc_publisher_left(r) || jipc_publisher_died(r));
  r->reported |= died;
  if (!died) {
    return JAVAIPC_OK;
  }
  s->died++;
  char publisher[96];
  jipc_describe(s->topic.directory, r->slot, publisher);
  return s->address.mailbox
             ? JAVAIPC_OK
             : jipc_fail(
                   JAVAIPC_PEER_DIED,
                   "%s: a publisher, %s, died without closing; everything it had published was"
                   " received, but the stream may be incomplete", s->address.text, publisher);
}

/* Takes notice of the publisher that has the lane, or had it last. */
static int jipc_attach_publisher(javaipc_subscription *s, jipc_reader *r) {
  int code = jipc_tell_death(s, r); /* of the one that had the lane before */
  jipc_unwatch(r);
  if (r->refused && code == JAVAIPC_OK) {
    r->position = r->passed = 0;
    code = jipc_go_to(s, r, 0, 0);
  }
  r->refused = r->reported = false;
  r->known = jipc_get_half(r->descriptor, JIPC_PUBLISHER_TAKEN_OFFSET);
  r->slot = jipc_get(r->descriptor, JIPC_PUBLISHER_SLOT_OFFSET);
  r->active = true;
  return code;
}

/* Looks after one lane's publisher; whether it is settled: it is there, or its lane is read to its end. */
static int jipc_look_after(javaipc_subscription *s, jipc_reader *r, bool *settled) {
  int code = JAVAIPC_OK;
  *settled = true;
  if (jipc_publisher_new(r)) {
    code = jipc_attach_publisher(s, r);
  }
  bool left = jipc_publisher_left(r);
  if (code == JAVAIPC_OK && r->active && !r->watched && !left) {
    code = jipc_watch_open(&r->publisher, s->topic.directory, r->slot);
    r->watched = code == JAVAIPC_OK;
    if (code == JAVAIPC_RESOURCE_LIMIT) {
      return JAVAIPC_OK; /* no descriptor is left: it is tried again, and what came is read meanwhile */
    }
  }
  if (code != JAVAIPC_OK || !r->active || (!left && jipc_is_alive(&r->publisher))) {
    return code;
  }
  int next = jipc_peek_topic(s, r);
  if (next != 0) {
    *settled = false;
    return next < 0 ? next : JAVAIPC_OK;
  }
  jipc_unwatch(r);
  r->active = false;
  return jipc_tell_death(s, r);
}

/* Says that nothing is taken any more, and wakes those who wait for that. */
static void jipc_stop_publishers(javaipc_subscription *s) {
  jipc_put_half(s->own.memory, JIPC_OWN_STATE_OFFSET, 1);
  for (uint32_t i = 0; s->announced && i < s->geometry.lanes; i++) {
    jipc_wake(jipc_half_at(s->readers[i].reading, JIPC_READING_PUBLISHER_WORD_OFFSET));
  }
}

static int jipc_update_topic(javaipc_subscription *s) {
  uint64_t changes = jipc_get(s->topic.memory, JIPC_TOPIC_CHANGES_OFFSET);
  if (changes == s->seen && !s->unsettled) {
    return JAVAIPC_OK;
  }
  s->unsettled = true; /* first: what an error cuts short is done by the next call */
  bool all = true;
  bool used = false;
  bool active = false;
  for (uint32_t i = 0; i < s->geometry.lanes; i++) {
    bool settled = true;
    int code = jipc_look_after(s, &s->readers[i], &settled);
    if (code != JAVAIPC_OK) {
      return code;
    }
    all = all && settled;
    used |= s->readers[i].known != 0;
    active |= s->readers[i].active;
  }
  s->seen = changes;
  s->unsettled = !all;
  if (!active && used && !s->address.mailbox && !s->ended) {
    s->ended = true;
    jipc_stop_publishers(s);
  }
  return JAVAIPC_OK;
}

/* What a call came to, unless the memory of the topic or of the subscription was cut short. */
static int jipc_topic_told(const javaipc_subscription *s, int code) {
  return jipc_unless_cut(&s->topic, jipc_unless_cut(&s->own, code));
}

static int jipc_topic_step(javaipc_subscription *s, size_t *length) {
  int code = jipc_update_topic(s);
  for (uint32_t i = 0; code == JAVAIPC_OK && i < s->geometry.lanes; i++) {
    s->turn = s->turn + 1 < s->geometry.lanes ? s->turn + 1 : 0;
    jipc_reader *r = &s->readers[s->turn];
    code = r->active ? jipc_take_topic(s, r) : 0;
    if (code == 1) {
      *length = r->length;
      jipc_stayed_awake(&s->waiter);
    }
  }
  for (uint32_t i = 0; code == 0 && i < s->geometry.lanes; i++) {
    if (s->readers[i].active && jipc_has_verdict(s, &s->readers[i])) {
      return jipc_too_slow(s);
    }
  }
  return code == 0 && s->ended ? JAVAIPC_END : code;
}

/* The next message: 1; 0 if there is none now; JAVAIPC_END; less is an error. */
static int jipc_topic_next(javaipc_subscription *s, size_t *length) {
  return jipc_topic_told(s, jipc_topic_step(s, length));
}

/* Whether the publishers live: now and then, for it costs a call for each. */
static void jipc_look_at_publishers(javaipc_subscription *s) {
  int64_t now = jipc_clock(CLOCK_MONOTONIC_COARSE);
  if (now >= s->next_look) {
    s->next_look = now + JIPC_SLICE_MS * 1000000LL;
    jipc_look_at_size(&s->topic);
    jipc_look_at_size(&s->own);
    for (uint32_t i = 0; i < s->geometry.lanes; i++) {
      jipc_reader *r = &s->readers[i];
      s->unsettled |= r->active && (!r->watched || !jipc_is_alive(&r->publisher));
    }
  }
}

int javaipc_subscription_receive(
    javaipc_subscription *s, const void **message, size_t *length, int timeout_ms) {
  int code = jipc_topic_next(s, length);
  if (code == 0 && timeout_ms != 0) {
    jipc_wait_begin(&s->waiter, timeout_ms);
    while (code == 0 && jipc_pause(&s->waiter)) {
      jipc_look_at_publishers(s);
      code = jipc_topic_next(s, length);
    }
    jipc_wait_end(&s->waiter);
  }
  if (code == 0) {
    jipc_look_at_publishers(s);
    return jipc_fail(JAVAIPC_TIMED_OUT, "%s: no message came in time", s->address.text);
  }
  *message = s->copy;
  return code == 1 ? JAVAIPC_OK : code;
}

int javaipc_subscription_latest(javaipc_subscription *s, const void **message, size_t *length) {
  int code = jipc_update_topic(s);
  bool found = false;
  jipc_order_by_news(s);
  for (uint32_t i = 0; code >= 0 && i < s->geometry.lanes; i++) {
    jipc_reader *r = &s->readers[s->by_news[i]];
    code = r->refused ? 0 : jipc_take_last(s, r, length);
    if (code == 1) {
      found = true;
      jipc_tell_reading(r);
    }
  }
  *message = s->copy;
  code = jipc_topic_told(s, code);
  if (code < 0) {
    return code;
  }
  return found ? JAVAIPC_OK
               : jipc_fail(JAVAIPC_TIMED_OUT, "%s: nothing was published yet", s->address.text);
}

uint64_t javaipc_subscription_lag(const javaipc_subscription *s) {
  uint64_t lag = 0;
  for (uint32_t i = 0; i < s->geometry.lanes; i++) {
    uint64_t published = jipc_published(&s->readers[i]);
    lag += published > s->readers[i].passed ? published - s->readers[i].passed : 0;
  }
  return lag;
}

uint64_t javaipc_subscription_died(const javaipc_subscription *s) { return s->died; }

uint64_t javaipc_subscription_missed(const javaipc_subscription *s) {
  uint64_t missed = 0;
  for (uint32_t i = 0; i < s->geometry.lanes; i++) {
    missed += s->readers[i].missed;
  }
  return missed;
}

size_t javaipc_subscription_max(const javaipc_subscription *s) { return s->geometry.max_message; }

void javaipc_subscription_close(javaipc_subscription *s) {
  if (s == NULL) {
    return;
  }
  for (uint32_t i = 0; s->readers != NULL && i < s->geometry.lanes; i++) {
    jipc_unwatch(&s->readers[i]);
  }
  if (s->own.fd >= 0) { /* else it is the parent's, before a fork */
    JAVAIPC_PASS(CLOSE_BEGUN);
    jipc_stop_publishers(s);
    if (s->announced) {
      jipc_topic_announce(s, 0);
    }
    JAVAIPC_PASS(CLOSE_TOLD);
    jipc_region_unlink(&s->own);
  }
  jipc_region_close(&s->own);
  jipc_topic_leave(&s->topic);
  free(s->readers);
  free(s->by_news);
  free(s->copy);
  free(s);
}

/* Makes the region of a new subscription; JAVAIPC_BUSY if another one that lives has the index. */
static int jipc_own_region(javaipc_subscription *s) {
  char suffix[24];
  char temporary[40];
  snprintf(suffix, sizeof suffix, "-sub-%u", s->index);
  int code = jipc_region_name(&s->own, &s->address, suffix, false);
  if (code != JAVAIPC_OK) {
    return code;
  }
  code = jipc_region_open(&s->own, &s->address, "JAVASUB1"); /* a dead one's is removed */
  if (code == JAVAIPC_OK) {
    jipc_region_close(&s->own);
    return JAVAIPC_BUSY;
  }
  size_t size = JIPC_OWN_SUBSCRIPTION_LANES_OFFSET + (size_t)s->geometry.lanes * JIPC_READING_LENGTH;
  if (code == JAVAIPC_END) {
    code = jipc_region_make(&s->own, &s->address, size, size, temporary);
  }
  if (code != JAVAIPC_OK) {
    return code;
  }
  char *memory = s->own.memory;
  s->token = jipc_change_mark() | 1;
  jipc_put_half(memory, JIPC_OWN_VERSION_OFFSET, JIPC_SUBSCRIPTION_VERSION);
  jipc_put_half(memory, JIPC_OWN_LANES_OFFSET, s->geometry.lanes);
  jipc_put(memory, JIPC_OWN_TOKEN_OFFSET, s->token);
  jipc_put(memory, JIPC_OWN_TOPIC_OFFSET, s->geometry.number);
  jipc_put(memory, JIPC_OWN_SUBSCRIPTION_SLOT_OFFSET, s->topic.directory->self);
  uint64_t magic;
  memcpy(&magic, "JAVASUB1", sizeof magic);
  jipc_put(memory, 0, magic);
  code = jipc_region_publish(&s->own, &s->address, "JAVASUB1", temporary);
  if (code != JAVAIPC_OK) {
    jipc_discard(s->own.directory, s->own.fd, temporary);
    s->own.fd = -1;
    jipc_region_close(&s->own);
  }
  return code;
}

static int jipc_take_index(javaipc_subscription *s) {
  for (s->index = 0; s->index < s->geometry.subscribers; s->index++) {
    int code = jipc_own_region(s);
    if (code != JAVAIPC_BUSY) {
      return code;
    }
  }
  return jipc_fail(
      JAVAIPC_BUSY,
      "%s: all subscribers=%u places of the topic are in use; close a subscription, or let the first"
      " publisher create the topic with a larger subscribers=", s->address.text, s->geometry.subscribers);
}

/* Begins to read each lane, under the lock of the topic's name. */
static int jipc_begin_topic(javaipc_subscription *s) {
  int code = jipc_take_index(s);
  s->readers = calloc(s->geometry.lanes, sizeof *s->readers);
  s->by_news = calloc(s->geometry.lanes, sizeof *s->by_news);
  s->copy = malloc(s->geometry.max_message + 1);
  if (code == JAVAIPC_OK && (s->readers == NULL || s->by_news == NULL || s->copy == NULL)) {
    code = jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", s->address.text);
  }
  for (uint32_t i = 0; code == JAVAIPC_OK && i < s->geometry.lanes; i++) {
    jipc_reader *r = &s->readers[i];
    r->descriptor = s->topic.memory + jipc_publisher_at(&s->geometry, i);
    r->data = s->topic.memory + jipc_topic_data(&s->geometry, i);
    r->reading = s->own.memory + JIPC_OWN_SUBSCRIPTION_LANES_OFFSET + i * JIPC_READING_LENGTH;
    s->by_news[i] = i;
  }
  if (code == JAVAIPC_OK) {
    s->waiter.word = jipc_half_at(s->own.memory, JIPC_OWN_SUBSCRIPTION_WORD_OFFSET);
    s->waiter.strategy = s->address.wait;
    s->unsettled = s->announced = true;
    JAVAIPC_PASS(JOIN_TAKEN);
    code = jipc_topic_announce(s, s->token);
    JAVAIPC_PASS(JOIN_ANNOUNCED);
  }
  for (uint32_t i = 0; code == JAVAIPC_OK && i < s->geometry.lanes; i++) {
    code = jipc_begin_reading(s, &s->readers[i]);
    s->readers[i].last_seen = jipc_published(&s->readers[i]);
  }
  return code;
}

static int jipc_join_topic(javaipc_subscription *s, int64_t deadline) {
  int code = jipc_topic_check(&s->topic, &s->geometry);
  if (code == JAVAIPC_OK) {
    code = jipc_topic_check_stated(&s->address, &s->geometry);
  }
  if (code != JAVAIPC_OK) {
    return code;
  }
  while (!jipc_try_lock(s->topic.fd, JIPC_NAME)) {
    if (jipc_now() >= deadline) {
      return jipc_fail(
          JAVAIPC_CONNECT_TIMEOUT,
          "%s: another process held the lock of the topic for longer than connect=%dms; is it"
          " stopped, or is the machine overloaded?", s->topic.path, s->address.connect_ms);
    }
    jipc_sleep(1000000);
  }
  JAVAIPC_PASS(JOIN_LOCKED);
  code = jipc_check_type(&s->topic, JIPC_TOPIC_TYPE_OFFSET, &s->address);
  if (code == JAVAIPC_OK) {
    code = jipc_begin_topic(s);
  }
  jipc_unlock(s->topic.fd, JIPC_NAME);
  return code;
}

javaipc_subscription *javaipc_subscribe(const char *text) {
  jipc_address address;
  if (jipc_parse(text, &address, JIPC_FOR_TOPIC) != JAVAIPC_OK) {
    return NULL;
  }
  javaipc_subscription *s = calloc(1, sizeof *s);
  if (s == NULL) {
    jipc_fail(JAVAIPC_RESOURCE_LIMIT, "%s: no memory", address.text);
    return NULL;
  }
  s->address = address;
  s->own.fd = -1;
  int64_t deadline = jipc_now() + (int64_t)address.connect_ms * 1000000;
  int code = jipc_region_name(&s->topic, &address, "", false);
  while (code == JAVAIPC_OK && (code = jipc_topic_find(&s->topic, &address)) == JAVAIPC_END) {
    code = jipc_now() < deadline
               ? JAVAIPC_OK
               : jipc_fail(
                     JAVAIPC_CONNECT_TIMEOUT,
                     "%s: no publisher had created the topic within connect=%dms; start one first,"
                     " or use a longer connect= on a loaded machine", address.text, address.connect_ms);
    jipc_sleep(5000000);
  }
  if (code == JAVAIPC_OK && s->topic.memory != NULL) {
    JAVAIPC_PASS(JOIN_MAPPED);
    code = jipc_join_topic(s, deadline);
  }
  if (code != JAVAIPC_OK) {
    char message[sizeof jipc_message];
    memcpy(message, jipc_message, sizeof message);
    javaipc_subscription_close(s);
    jipc_fail(code, "%s", message);
    return NULL;
  }
  return s;
}

#endif /* JAVAIPC_IMPLEMENTATION */
