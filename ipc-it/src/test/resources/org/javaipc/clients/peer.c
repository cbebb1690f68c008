/* A peer of the tests, in C: reads lines, COMMAND ADDRESS COUNT LIMIT; see PeerProgram. */
#define JAVAIPC_IMPLEMENTATION
#include "javaipc.h"

static unsigned char wave[256 * 520];

static size_t size_of(long index, long limit) {
  return index == 0 ? 0 : index == 1 ? (size_t)limit : (size_t)(index * 7919 % (limit + 1));
}

static const void *bytes_of(long index) { return wave + (index & 255); }

static const char *name_of(int code) {
  switch (code) {
    case JAVAIPC_TIMED_OUT: return "Timeout";
    case JAVAIPC_PEER_DIED: return "PeerDied";
    case JAVAIPC_PEER_CLOSED: return "PeerClosed";
    case JAVAIPC_CORRUPT: return "CorruptChannel";
    case JAVAIPC_TOO_LONG: return "MessageTooLong";
    case JAVAIPC_BUSY: return "ChannelBusy";
    case JAVAIPC_CONNECT_TIMEOUT: return "ConnectTimeout";
    case JAVAIPC_ACCESS_REFUSED: return "AccessRefused";
    case JAVAIPC_INVALID_ADDRESS: return "InvalidAddress";
    case JAVAIPC_GEOMETRY_MISMATCH: return "GeometryMismatch";
    case JAVAIPC_TYPE_MISMATCH: return "TypeMismatch";
    case JAVAIPC_TOO_SLOW: return "TooSlow";
    case JAVAIPC_WRONG_KIND: return "WrongKind";
    case JAVAIPC_RESOURCE_LIMIT: return "ResourceLimit";
    default: return "Other";
  }
}

static void failed(void) {
  printf("error %s: %s\n", name_of(javaipc_error_code()), javaipc_error());
}

static const char *next_line(void) {
  static char line[600];
  return fgets(line, sizeof line, stdin);
}

static int send_all(javaipc_sender *sender, long count, long limit) {
  for (long i = 0; i < count; i++) {
    size_t size = size_of(i, limit);
    void *room;
    int code;
    if (i % 512 == 511) {
      usleep(1000); /* the receiver comes to sleep */
    }
    if (i % 3 == 0) {
      code = javaipc_claim(sender, size, &room, -1);
      if (code == JAVAIPC_OK) {
        memcpy(room, bytes_of(i), size);
        code = javaipc_commit(sender, size);
      }
    } else {
      code = javaipc_send(sender, bytes_of(i), size, -1);
    }
    if (code != JAVAIPC_OK) {
      return code;
    }
  }
  return JAVAIPC_OK;
}

static void sending(const char *address, long count, long limit, bool hold) {
  javaipc_sender *sender = javaipc_sender_open(address);
  int code = sender == NULL ? javaipc_error_code() : send_all(sender, count, limit);
  if (code != JAVAIPC_OK) {
    failed();
  } else if (hold) {
    printf("sent %ld\n", count);
    next_line();
  }
  javaipc_sender_close(sender);
  if (code == JAVAIPC_OK && !hold) {
    printf("sent %ld\n", count);
  }
}

static void receiving(const char *address, long limit) {
  javaipc_receiver *receiver = javaipc_receiver_open(address);
  if (receiver == NULL) {
    failed();
    return;
  }
  puts("open");
  const void *message;
  size_t length;
  long received = 0;
  int code;
  while ((code = javaipc_receive(receiver, &message, &length, -1)) == JAVAIPC_OK) {
    if (length != size_of(received, limit) || memcmp(message, bytes_of(received), length) != 0) {
      printf("message %ld is another one\n", received);
      return;
    }
    if (++received % 1024 == 0) {
      usleep(1000); /* the sender comes to sleep */
    }
  }
  printf("received %ld\n", received);
  if (code != JAVAIPC_END) {
    failed();
  }
  javaipc_receiver_close(receiver);
}

static void subscribing(const char *address, long limit) {
  javaipc_subscription *subscription = javaipc_subscribe(address);
  if (subscription == NULL) {
    failed();
    return;
  }
  puts("open");
  const void *message;
  size_t length;
  long received = 0;
  int code;
  while ((code = javaipc_subscription_receive(subscription, &message, &length, -1)) == JAVAIPC_OK) {
    if (length != size_of(received, limit) || memcmp(message, bytes_of(received), length) != 0) {
      printf("message %ld is another one\n", received);
      return;
    }
    if (++received % 1024 == 0) {
      usleep(1000); /* the publisher comes to sleep */
    }
  }
  printf("received %ld missed %llu\n", received,
         (unsigned long long)javaipc_subscription_missed(subscription));
  if (code != JAVAIPC_END) {
    failed();
  }
  javaipc_subscription_close(subscription);
}

static void serving(const char *address) {
  javaipc_server *server = javaipc_listen(address);
  javaipc_connection connection;
  const void *message;
  size_t length;
  long served = 0;
  int code;
  if (server == NULL) {
    failed();
    return;
  }
  puts("open");
  code = javaipc_accept(server, &connection, 30000);
  while (code == JAVAIPC_OK) {
    code = javaipc_receive(connection.receiver, &message, &length, -1);
    if (code == JAVAIPC_OK) {
      code = javaipc_send(connection.sender, message, length, -1);
      served += code == JAVAIPC_OK;
    }
  }
  if (code == JAVAIPC_END) {
    printf("served %ld\n", served);
    next_line(); /* the client is to receive all before this end closes */
  } else {
    failed();
  }
  javaipc_connection_close(&connection);
  javaipc_server_close(server);
}

static void talking(const char *address, long count, long limit) {
  javaipc_connection connection;
  const void *message;
  size_t length;
  if (javaipc_connect(address, &connection) != JAVAIPC_OK) {
    failed();
    return;
  }
  puts("open");
  for (long i = 0; i < count; i++) {
    int code = javaipc_send(connection.sender, bytes_of(i), size_of(i, limit), -1);
    if (code == JAVAIPC_OK) {
      code = javaipc_receive(connection.receiver, &message, &length, 30000);
    }
    if (code == JAVAIPC_END) {
      break;
    }
    if (code != JAVAIPC_OK) {
      failed();
    return;
    }
    if (length != size_of(i, limit) || memcmp(message, bytes_of(i), length) != 0) {
      printf("message %ld is another one\n", i);
      return;
    }
  }
  javaipc_connection_close(&connection);
  printf("talked %ld\n", count);
}

static const char *told_sender(javaipc_sender *sender) {
  int code;
  while ((code = javaipc_send(sender, "", 0, 10000)) == JAVAIPC_OK) {
    usleep(1000);
  }
  return name_of(code);
}

static const char *told_receiver(javaipc_receiver *receiver) {
  const void *message;
  size_t length;
  int code;
  while ((code = javaipc_receive(receiver, &message, &length, 10000)) == JAVAIPC_OK) {
  }
  return code == JAVAIPC_END ? "ended" : name_of(code);
}

/* Six ends and three connections, to be killed with this process, or to see their peers die. */
static void all_ends(const char *directory, long count, long limit) {
  static const char *const schemes[] = {"shm", "mmap", "unix"};
  javaipc_sender *senders[3];
  javaipc_receiver *receivers[3];
  javaipc_connection connections[3];
  char address[600];
  for (int i = 0; i < 3; i++) {
    snprintf(address, sizeof address, "%s:up?dir=%s", schemes[i], directory);
    senders[i] = javaipc_sender_open(address);
    if (senders[i] == NULL || send_all(senders[i], count, limit) != JAVAIPC_OK) {
      failed();
      return;
    }
  }
  for (int i = 0; i < 3; i++) {
    snprintf(
        address, sizeof address, "%s:down?capacity=8KiB&maxMessage=1500&dir=%s", schemes[i],
        directory);
    receivers[i] = javaipc_receiver_open(address);
    if (receivers[i] == NULL) {
      failed();
      return;
    }
  }
  puts("open");
  for (int i = 0; i < 3; i++) {
    snprintf(address, sizeof address, "%s:desk?dir=%s", schemes[i], directory);
    if (javaipc_connect(address, &connections[i]) != JAVAIPC_OK) {
      failed();
      return;
    }
  }
  puts("connected");
  const char *line = next_line();
  if (line != NULL && strncmp(line, "watch", 5) == 0) {
    for (int i = 0; i < 3; i++) {
      printf("sender of %s %s\n", schemes[i], told_sender(senders[i]));
    }
    for (int i = 0; i < 3; i++) {
      printf("receiver of %s %s\n", schemes[i], told_receiver(receivers[i]));
    }
    for (int i = 0; i < 3; i++) {
      printf("connection of %s %s\n", schemes[i], told_receiver(connections[i].receiver));
    }
  }
  for (int i = 0; i < 3; i++) {
    javaipc_sender_close(senders[i]);
    javaipc_receiver_close(receivers[i]);
    javaipc_connection_close(&connections[i]);
  }
}

static void run(const char *command, const char *address, long count, long limit) {
  if (strcmp(command, "receive") == 0) {
    receiving(address, limit);
  } else if (strcmp(command, "subscribe") == 0) {
    subscribing(address, limit);
  } else if (strcmp(command, "serve") == 0) {
    serving(address);
  } else if (strcmp(command, "talk") == 0) {
    talking(address, count, limit);
  } else if (strcmp(command, "all") == 0) {
    all_ends(address, count, limit);
  } else {
    sending(address, count, limit, strcmp(command, "hold") == 0);
  }
}

int main(void) {
  const char *line;
  setvbuf(stdout, NULL, _IOLBF, 0);
  for (size_t i = 0; i < sizeof wave; i++) {
    wave[i] = (unsigned char)i;
  }
  puts("ready");
  while ((line = next_line()) != NULL) {
    char command[16], address[512];
    long count, limit;
    if (sscanf(line, "%15s %511s %ld %ld", command, address, &count, &limit) == 4) {
      run(command, address, count, limit);
    }
    puts("done");
  }
  return 0;
}
