package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.javaipc.cli.Main;
import org.javaipc.docs.CodeOnPage;
import org.javaipc.linux.mqueue.PosixQueueList;
import org.javaipc.mq.PosixMessageQueue;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/two-users.md and docs/kubernetes.md promise to two users who share a directory through a group. */
@Timeout(120)
class TwoUsersTest {
  private static final int ONE = 61_001;
  private static final int OTHER = 61_002;
  private static final int GROUP = 61_003;

  /** Both ends say the same: who else is trusted, and that the group may use what is made. */
  private static final String SHARED =
      "?mode=0660&trust=uid:%d,uid:%d,gid:%d".formatted(ONE, OTHER, GROUP);

  @TempDir static Path shared;
  @TempDir Path folder;
  private static String classPath = "";

  @BeforeAll
  static void copyClassPath() throws Exception {
    Needs.root("be another user");
    Needs.program("setpriv");
    classPath = ReadableClassPath.copyTo(shared);
  }

  @BeforeEach
  void letOthersSearch() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Starts {@code ipc} as a user whose own group is nobody else's, and who is in the common group besides. */
  private static Program ipc(int user, Path directory, String... arguments) throws Exception {
    return ipc(user, directory, "IPC_TRUST=", arguments);
  }

  /** The same, where no address can say who is trusted. */
  private static Program trusting(int user, Path directory, String... arguments) throws Exception {
    return ipc(user, directory, "IPC_TRUST=gid:" + GROUP, arguments);
  }

  private static Program ipc(int user, Path directory, String trust, String[] arguments)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + user,
                "--regid=" + user,
                "--groups=" + GROUP,
                "--",
                "env",
                trust,
                "IPC_DIR=" + directory));
    command.addAll(Program.javaCommand(classPath, Main.class, (Object[]) arguments));
    return Program.start(command);
  }

  private Path directory(String mode, int group) throws Exception {
    Path directory = folder.resolve("shared");
    Program.run("install", "-d", "-m", mode, "-g", Integer.toString(group), directory.toString());
    return directory;
  }

  private static void assertTransfer(Path directory, int from, int to, String address)
      throws Exception {
    try (Program receiver = ipc(to, directory, "recv", address, "--timeout", "30s")) {
      assertThat(receiver.line()).startsWith("ready ");
      assertSent(directory, from, address);
      assertThat(receiver.line()).isEqualTo("hi from " + from);
      assertThat(receiver.line()).isNull();
      assertThat(receiver.exit()).isZero();
    }
  }

  private static void assertSent(Path directory, int from, String address) throws Exception {
    String text = "hi from " + from + "\n";
    try (Program sender =
        ipc(from, directory, "send", address + "&connect=20s", "--message", text)) {
      assertThat(sender.line()).as("what the sender says").isNull();
      assertThat(sender.exit()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "sysv", "fifo", "mmap", "unix", "unixgram", "mq", "sysvmq"})
  void aTrustedUserTakesOverWhatAKilledOneLeft(String scheme) throws Exception {
    Path directory = directory("2770", GROUP);
    String address = scheme + ":k" + SHARED;
    try (Program killed = ipc(ONE, directory, "recv", address)) {
      assertThat(killed.line()).startsWith("ready ");
      killed.kill();
    }
    assertTransfer(directory, ONE, OTHER, address);
    assertTransfer(directory, OTHER, ONE, address); // and the owner comes back
    assertNothingLeft(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "sem"})
  void aTrustedUserTakesOverTheEventsOfAKilledListener(String scheme) throws Exception {
    Path directory = directory("2770", GROUP);
    String address = scheme + ":k" + SHARED;
    try (Program killed = ipc(ONE, directory, "await", address)) {
      assertThat(killed.line()).startsWith("ready ");
      killed.kill();
    }
    try (Program listener = ipc(OTHER, directory, "await", address, "--timeout", "30s")) {
      assertThat(listener.line()).startsWith("ready ");
      try (Program notifier = ipc(ONE, directory, "notify", address, "5")) {
        assertThat(notifier.line()).isNull();
        assertThat(notifier.exit()).isZero();
      }
      assertThat(listener.line()).isEqualTo("5");
      assertThat(listener.exit()).isZero();
    }
    assertNothingLeft(directory);
  }

  @Test
  void listAndCleanWorkInADirectoryOfTheGroup() throws Exception {
    Path directory = directory("2770", GROUP);
    for (String scheme : List.of("shm", "mq", "sysvmq", "unix")) {
      try (Program killed = trusting(ONE, directory, "recv", scheme + ":left?mode=0660")) {
        assertThat(killed.line()).startsWith("ready ");
        killed.kill();
      }
    }
    try (Program list = trusting(OTHER, directory, "list", "--json")) {
      for (int i = 0; i < 4; i++) {
        assertThat(list.line()).contains(":left");
      }
      assertThat(list.exit()).isZero();
    }
    try (Program clean = trusting(ONE, directory, "clean")) {
      for (String line = clean.line(); line != null; line = clean.line()) {
        assertThat(line).contains(directory.toString());
      }
      assertThat(clean.exit()).isZero();
    }
    assertNothingLeft(directory);
  }

  private static void assertNothingLeft(Path directory) throws Exception {
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("what is left, beside the files of processes and a file that is durable")
          .allMatch(name -> name.startsWith(".proc-") || name.equals("k.mmap"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "fifo", "unix"})
  void aDirectoryWithoutSetgidServesTheGroupToo(String scheme) throws Exception {
    Path directory = directory("0770", GROUP);
    assertTransfer(directory, OTHER, ONE, scheme + ":k" + SHARED);
    assertNothingLeft(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "sysvmq"})
  void belowAVolumeOfKubernetesADirectoryIsMadeForTheGroup(String scheme) throws Exception {
    Path volume = directory("2777", GROUP);
    Path directory = volume.resolve("ipc");
    assertTransfer(directory, OTHER, ONE, scheme + ":k" + SHARED);
    assertThat(Files.getAttribute(directory, "unix:mode")).isEqualTo(042770);
    assertThat(Files.getAttribute(directory, "unix:gid")).isEqualTo(GROUP);
    try (var files = Files.list(volume)) {
      assertThat(files).containsExactly(directory);
    }
  }

  @Test
  void theRecipeOfThePageAboutTwoUsersWorks() throws Exception {
    CodeOnPage page = CodeOnPage.of("docs/two-users.md");
    Path directory = folder.resolve("orders");
    String address =
        page.block("address")
            .strip()
            .replaceFirst("^[^=]*=", "")
            .replace("gid:3000", "gid:" + GROUP);
    String command = page.block("directory").strip().replace("3000", Integer.toString(GROUP));
    assertThat(List.of(address, command)).allMatch(text -> text.contains("/run/orders"));
    Program.run("sh", "-c", command.replace("/run/orders", directory.toString()));
    assertTransfer(directory, OTHER, ONE, address.replace("/run/orders", directory.toString()));
    assertTransfer(directory, ONE, OTHER, address.replace("/run/orders", directory.toString()));
  }

  @Test
  void theRecipeOfThePageAboutKubernetesWorks() throws Exception {
    String pod = CodeOnPage.of("docs/kubernetes.md").block("pod");
    Matcher values = Pattern.compile("IPC_CHANNEL_ORDERS, value: \"([^\"]+)\"").matcher(pod);
    List<String> addresses = values.results().map(found -> found.group(1)).distinct().toList();
    assertThat(addresses).as("the same address in both containers").hasSize(1);
    String address = addresses.getFirst().replace("gid:3000", "gid:" + GROUP);
    assertTransfer(directory("2777", GROUP).resolve("run"), OTHER, ONE, address);
  }

  @Test
  void theDirectoryIsMadeForTheGroupWhicheverEndComesFirst() throws Exception {
    Path directory = directory("2777", GROUP).resolve("ipc");
    String trust = "shm:k?trust=uid:%d,uid:%d,gid:%d".formatted(ONE, OTHER, GROUP);
    try (Program sender =
        ipc(OTHER, directory, "send", trust + "&connect=30s", "--message", "first\n")) {
      await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(directory));
      try (Program receiver = ipc(ONE, directory, "recv", "shm:k" + SHARED, "--timeout", "30s")) {
        assertThat(receiver.line()).startsWith("ready ");
        assertThat(receiver.line()).isEqualTo("first");
      }
      assertThat(sender.line()).isNull();
      assertThat(sender.exit()).isZero();
    }
  }

  @Test
  void groupIsThatOfWhatIsMadeWhereverItLies() throws Exception {
    Path open = folder.resolve("open");
    Program.run("install", "-d", "-m", "1777", open.toString());
    Path directory = open.resolve("ipc");
    String address =
        CodeOnPage.of("docs/two-users.md")
            .block("group")
            .strip()
            .replace("/var/tmp/orders", directory.toString())
            .replace("3000", Integer.toString(GROUP));
    assertThat(address).contains("dir=" + directory, "&group=" + GROUP + "&");
    assertTransfer(directory, OTHER, ONE, address);
    assertThat(Files.getAttribute(directory, "unix:mode")).isEqualTo(042770);
    assertThat(Files.getAttribute(directory, "unix:gid")).isEqualTo(GROUP);
  }

  @Test
  void aGroupThatTheProcessIsNotInIsToldWithTheCure() throws Exception {
    Path directory = directory("2770", GROUP);
    try (Program receiver = ipc(ONE, directory, "recv", "shm:k" + SHARED + "&group=61999")) {
      assertThat(receiver.line()).contains("k.shm", "not in group=61999", "--group-add 61999");
      assertThat(receiver.exit()).isEqualTo(5);
    }
  }

  @Test
  void aFileThatTheOtherMadeForItselfIsRefusedWithTheCure() throws Exception {
    Path directory = directory("2770", GROUP);
    String alone = "shm:k?trust=uid:%d,uid:%d,gid:%d".formatted(ONE, OTHER, GROUP); // no mode=
    try (Program receiver = ipc(ONE, directory, "recv", alone)) {
      assertThat(receiver.line()).startsWith("ready ");
      try (Program sender = ipc(OTHER, directory, "send", alone, "--message", "x")) {
        assertThat(sender.line()).contains("k.shm", "EACCES", "mode=0660&trust=gid", "two-users");
        assertThat(sender.exit()).isEqualTo(5);
      }
    }
  }

  @Test
  void aRefusalSaysHowToShareADirectory() throws Exception {
    Path volume = directory("2777", GROUP);
    try (Program receiver = ipc(ONE, volume, "recv", "shm:k" + SHARED)) {
      assertThat(receiver.line())
          .contains(
              "mode=0777", "dir=" + volume + "/ipc", "mode=0660&trust=gid:" + GROUP, "two-users");
      assertThat(receiver.exit()).isEqualTo(5);
    }
    Path closed = folder.resolve("closed");
    Program.run("install", "-d", "-m", "0755", closed.toString());
    try (Program receiver = ipc(ONE, closed, "recv", "shm:k" + SHARED)) {
      assertThat(receiver.line())
          .contains("uid=0", "mode=0755", "chgrp", "chmod 2770", "trust=gid:GROUP", "two-users");
      assertThat(receiver.exit()).isEqualTo(5);
    }
    Path group = folder.resolve("group");
    Program.run("install", "-d", "-m", "2770", "-g", Integer.toString(GROUP), group.toString());
    try (Program receiver = ipc(ONE, group, "recv", "shm:k?trust=uid:" + ONE)) {
      assertThat(receiver.line()).contains("mode=0770", "trust=gid:" + GROUP);
      assertThat(receiver.exit()).isEqualTo(5);
    }
  }

  /**
   * Who comes first in a directory where everybody may make files, as raw streams and sockets are found in (channels are
   * refused there): how a stranger takes a name that will be wanted, and the address that wants it.
   */
  enum Squatter {
    FIFO("fifo:%s", "mkfifo -m 0666 $0"),
    SOCKET("unix:%s", "%s SOCK_STREAM 777 $0"),
    DATAGRAMS("unixgram:%s", "%s SOCK_DGRAM 777 $0"),
    LOCK_OF_A_SOCKET(
        "unix:%s",
        "umask 0; python3 -c 'import fcntl,sys; f=open(sys.argv[1],\"w+\"); fcntl.lockf(f,fcntl.LOCK_EX); print(1,flush=True); sys.stdin.read()' $0.lock"),
    LINK("fifo:%s", "mkfifo -m 0666 $0.real; ln -s $0.real $0");

    private static final String SOCKETS =
        "python3 -c 'import socket,sys,os,time; s=socket.socket(socket.AF_UNIX,getattr(socket,sys.argv[1])); s.bind(sys.argv[3]); os.chmod(sys.argv[3],int(sys.argv[2],8)); s.type==1 and s.listen(); print(1,flush=True); sys.stdin.read()'";

    private final String address;
    private final String taking;

    Squatter(String address, String taking) {
      this.address = address;
      this.taking = taking;
    }

    private String address(Path path) {
      return address.formatted(path) + "?framing=none";
    }

    private Program take(Path path) throws Exception {
      Program squatter =
          Program.start(
              List.of(
                  "setpriv",
                  "--reuid=" + OTHER,
                  "--regid=" + OTHER,
                  "--clear-groups",
                  "--",
                  "sh",
                  "-c",
                  taking.formatted(SOCKETS) + " && echo taken; cat",
                  path.toString()));
      assertThat(squatter.line()).isNotNull();
      return squatter;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNameThatAStrangerTookFirstIsRefused(Squatter squatter) throws Exception {
    Needs.program("python3");
    Path open = folder.resolve("open");
    Program.run("install", "-d", "-m", "1777", open.toString());
    Path own = folder.resolve("own");
    Program.run("install", "-d", "-m", "0700", "-o", Integer.toString(ONE), own.toString());
    Path name = open.resolve("wanted");
    try (Program _ = squatter.take(name);
        Program user = ipc(ONE, own, "recv", squatter.address(name), "--timeout", "20s")) {
      assertThat(user.line()).contains(name.toString()).containsAnyOf("uid=" + OTHER, "link");
      assertThat(user.exit()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "mmap", "fifo", "unix"})
  void aFileThatATrustedUserCutsShortEndsACommandWithAnErrorAndNotWithACrash(String scheme)
      throws Exception {
    Path directory = directory("2770", GROUP);
    try (Program receiver = ipc(ONE, directory, "recv", scheme + ":k" + SHARED)) {
      assertThat(receiver.line()).startsWith("ready ");
      String cut = "for file in \"$0\"/k.*; do [ ! -f \"$file\" ] || truncate -s 0 \"$file\"; done";
      Program.run(
          "setpriv",
          "--reuid=" + OTHER,
          "--regid=" + OTHER,
          "--groups=" + GROUP,
          "--",
          "sh",
          "-c",
          cut,
          directory.toString());
      assertThat(receiver.line()).contains("cut short");
      assertThat(receiver.exit()).isBetween(1, 127);
    }
  }

  /**
   * A queue lies in no directory: whoever sees its name can make one of that name when it has gone. So a stranger has that
   * of a channel whose header is left, the one that earlier versions would have made, and one of today's pattern.
   */
  @ParameterizedTest
  @ValueSource(strings = {"666", "600"})
  void aStrangersQueueIsSteppedAround(String mode) throws Exception {
    Needs.program("python3");
    Path own = folder.resolve("own");
    Program.run("install", "-d", "-m", "0700", "-o", Integer.toString(ONE), own.toString());
    String address = "mq:wanted?mode=0600";
    String queue = queueOfAKilledReceiver(own, address);
    String prefix = queue.replaceFirst("[0-9a-f]{16}-wanted.*", "");
    String suffix = queue.replaceFirst(".*-wanted", "wanted");
    List<String> taken = List.of(queue, prefix + suffix, prefix + "0123456789abcdef-" + suffix);
    try {
      assertThat(PosixMessageQueue.unlink(queue)).isTrue();
      makeQueuesAs(OTHER, mode, taken);
      assertTransfer(own, ONE, ONE, address);
    } finally {
      for (String name : taken) {
        PosixMessageQueue.unlink(name);
      }
    }
  }

  private static String queueOfAKilledReceiver(Path directory, String address) throws Exception {
    List<String> before = PosixQueueList.read().orElseThrow();
    try (Program killed = ipc(ONE, directory, "recv", address)) {
      assertThat(killed.line()).startsWith("ready ");
      killed.kill();
    }
    List<String> queues = new ArrayList<>(PosixQueueList.read().orElseThrow());
    queues.removeAll(before);
    queues.removeIf(name -> !name.startsWith("/javaipc-" + ONE + "-") || !name.contains("-wanted"));
    assertThat(queues).hasSize(1);
    return queues.getFirst().substring(1);
  }

  private static void makeQueuesAs(int user, String mode, List<String> names) throws Exception {
    String code =
        """
        import ctypes, os, sys
        class Attributes(ctypes.Structure):
            _fields_ = [('f', ctypes.c_long), ('depth', ctypes.c_long), ('size', ctypes.c_long),
                        ('now', ctypes.c_long), ('pad', ctypes.c_long * 4)]
        c = ctypes.CDLL('libc.so.6', use_errno=True)
        os.umask(0)
        for name in sys.argv[2:]:
            wanted = Attributes(0, 10, 8192, 0)
            flags = os.O_CREAT | os.O_RDWR | os.O_EXCL
            if c.mq_open(('/' + name).encode(), flags, int(sys.argv[1], 8), ctypes.byref(wanted)) < 0:
                sys.exit(name + ': ' + os.strerror(ctypes.get_errno()))
        """;
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"));
    command.addAll(List.of("--", "env", "PATH=/usr/bin:/bin", "python3", "-c", code, mode));
    command.addAll(names);
    Program.run(command.toArray(String[]::new));
  }
}
