package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.Address;
import org.javaipc.linux.memory.MappedMemory;
import org.javaipc.mmap.MappedFile;
import org.javaipc.mq.PosixMessageQueue;
import org.javaipc.mq.SystemVMessageQueue;
import org.javaipc.pipe.AnonymousPipe;
import org.javaipc.pipe.Fifo;
import org.javaipc.shm.PosixSharedMemory;
import org.javaipc.shm.SystemVSharedMemory;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits and users, which need a process, and a namespace, of their own. */
class LimitsAndUsersTest {
  private static final int STRANGER = 65_534;
  private static final String NEEDED_JARS = ".*/(ipc-[a-z]+|jspecify)[^/]*\\.jar";

  private static final String REFUSED = "AccessRefusedException";

  @TempDir Path folder;

  /** Runs the child in namespaces of its own, prepared by a shell; skips where that is not allowed. */
  private static Program isolated(String namespaces, String preparation, Object... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("unshare", namespaces, "sh", "-c"));
    Needs.that(
        new ProcessBuilder("unshare", namespaces, "sh", "-c", preparation).start().waitFor() == 0,
        "this user cannot set up namespaces with unshare " + namespaces);
    command.add(preparation + " && exec \"$@\"");
    command.add("sh");
    command.addAll(
        Program.javaCommand(System.getProperty("java.class.path"), Attempts.class, arguments));
    return Program.start(command);
  }

  @Test
  @DisplayName(
      "S1 Over the largest size and over the number of segments: both are named, and the cure")
  void limitsOfSegmentsAreNamed() throws Exception {
    String limits = "echo 65536 >/proc/sys/kernel/shmmax && echo 1 >/proc/sys/kernel/shmmni";
    try (Program child = isolated("--ipc", limits, "segments")) {
      assertThat(child.line())
          .contains(
              "ResourceLimitException", "key=0x00000001", "size=65537", "shmget failed with EINVAL")
          .contains("kernel.shmmax=65536", "sysctl");
      assertThat(child.line()).isEqualTo("done: []");
      assertThat(child.line())
          .contains("ResourceLimitException", "shmget failed with ENOSPC")
          .contains("kernel.shmmni=1 ", "ipcrm", "sysctl");
      assertThat(child.line()).isEqualTo("done: 1");
      assertThat(child.exit()).isZero();
    }
  }

  @Test
  @DisplayName(
      "M4 S6 A full disk or /dev/shm is an error when it is made or grows; what is open goes on")
  void fullDiskIsAnErrorWhenItIsMade() throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    String mounts =
        "mount -t tmpfs -o size=1m none /dev/shm && mount -t tmpfs -o size=1m none " + small;
    try (Program child = isolated("--mount", mounts, "full", small)) {
      assertThat(child.line())
          .contains(
              "ResourceLimitException",
              "/dev/shm/two",
              "needs=600000",
              "available=",
              "total=1048576");
      assertThat(child.line()).contains("name=one").doesNotContain("name=two");
      assertThat(child.line()).contains("ResourceLimitException", small + "/two", "available=");
      assertThat(child.line()).isEqualTo("done: false");
      assertThat(child.line()).contains("ResourceLimitException", small + "/one", "available=");
      assertThat(child.line()).isEqualTo("done: " + (0x0101010101010101L + 600_000));
      assertThat(child.exit()).isZero();
    }
  }

  @Test
  @DisplayName(
      "A server says at once that its clients will not all fit, and the one that does not is told")
  void clientsThatDoNotFitAreTold() throws Exception {
    Path small = Files.createDirectory(folder.resolve("clients"));
    Files.setPosixFilePermissions(small, PosixFilePermissions.fromString("rwx------"));
    String mount = "mount -t tmpfs -o size=64m,mode=0700 none " + small;
    try (Program child = isolated("--mount", mount, "clients", small)) {
      assertThat(child.line()).as("8 clients fit").isEqualTo("few: 0");
      assertThat(child.line())
          .startsWith("INFO shm:full?dir=")
          .contains("clients=1024", "capacity=262144", "needs=536870912", "available=6")
          .contains("clients= or capacity=", "--shm-size");
      assertThat(child.line())
          .contains("ResourceLimitException", "needs=", "available=", "--shm-size");
      assertThat(Integer.parseInt(child.line())).isBetween(100, 128);
      assertThat(child.exit()).isZero();
    }
  }

  @Test
  @DisplayName("S2 S6 M8 Another user can neither open nor remove, but see that there is something")
  void anotherUserCanNeitherOpenNorRemove() throws Exception {
    requireAnotherUser();
    Path path = folder.resolve("private");
    String posix = "/javaipc-private-" + ProcessHandle.current().pid();
    int key = SystemVSharedMemory.ftok(folder, 'P');
    try (MappedMemory file = MappedFile.at(path).size(100).create();
        PosixSharedMemory memory = PosixSharedMemory.at(posix).size(100).create();
        SystemVSharedMemory segment = SystemVSharedMemory.at(key).size(100).create();
        Program stranger = stranger("stranger", posix, key, path)) {
      try {
        assertThat(stranger.line()).contains("AccessRefusedException", posix, "EACCES");
        assertThat(stranger.line()).contains("AccessRefusedException", posix, "shm_unlink failed");
        assertThat(stranger.line())
            .contains(
                "AccessRefusedException", "shm id=" + segment.id(), "shmat failed with EACCES");
        assertThat(stranger.line())
            .contains("AccessRefusedException", "shmctl(IPC_RMID) failed with EPERM");
        assertThat(stranger.line()).isEqualTo("done: true");
        assertThat(stranger.line()).contains("AccessRefusedException", path.toString(), "EACCES");
        assertThat(stranger.exit()).isZero();
        assertThat(file.isOpen() && memory.isOpen()).isTrue();
      } finally {
        PosixSharedMemory.unlink(posix);
        segment.remove();
      }
    }
  }

  @Test
  @DisplayName("P9 F1 Q1 Q2 Another user can neither open, read nor remove a pipe, FIFO or queue")
  void anotherUserCannotUsePipesAndQueues() throws Exception {
    requireAnotherUser();
    Fifo fifo = Fifo.create(folder.resolve("fifo"), 0600);
    String posix = "/javaipc-private-" + ProcessHandle.current().pid();
    int key = SystemVSharedMemory.ftok(folder, 'Q');
    SystemVMessageQueue queue = SystemVMessageQueue.create(key, 0600);
    try (PosixMessageQueue posixQueue = PosixMessageQueue.create(posix, 1, 8, 0600);
        AnonymousPipe pipe = AnonymousPipe.open()) {
      queue.send(1, new byte[1]);
      posixQueue.send(new byte[1], 0);
      Address end = pipe.reader().childAddress();
      List<List<String>> expected =
          List.of(
              List.of(REFUSED, posix, "mq_open failed with EACCES"),
              List.of(REFUSED, posix, "mq_unlink failed with"),
              List.of("done: System V queue key=0x%08x".formatted(key)),
              List.of(REFUSED, "msqid=" + queue.id(), "msgrcv failed with EACCES"),
              List.of(REFUSED, "msqid=" + queue.id(), "msgctl(IPC_RMID) failed with EPERM"),
              List.of(REFUSED, fifo.path().toString(), "open failed with EACCES"),
              List.of(REFUSED, fifo.path().toString(), "open failed with EACCES"),
              List.of(REFUSED, fifo.path().toString()),
              List.of(REFUSED, fifo.path().toString()),
              List.of(REFUSED, "/proc/" + ProcessHandle.current().pid() + "/fd/", "EACCES"));
      try (Program stranger = stranger("messenger", posix, key, queue.id(), fifo.path(), end)) {
        for (List<String> words : expected) {
          assertThat(stranger.line()).contains(words);
        }
        assertThat(stranger.exit()).isZero();
      }
      assertThat(fifo.path()).exists();
      assertThat(queue.status().messages()).isEqualTo(1);
      assertThat(posixQueue.attributes().messages()).isEqualTo(1);
    } finally {
      PosixMessageQueue.unlink(posix);
      queue.remove();
    }
  }

  /** Makes the folder readable for that user, too. */
  private void requireAnotherUser() throws Exception {
    Needs.root("be another user");
    Needs.program("setpriv");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Program stranger(Object... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "setpriv", "--reuid=" + STRANGER, "--regid=" + STRANGER, "--clear-groups", "--"));
    command.addAll(Program.javaCommand(readableClassPath(), Attempts.class, arguments));
    return Program.start(command);
  }

  /** A copy of what the child needs, where other users can read it. */
  private String readableClassPath() throws Exception {
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      if (Files.isDirectory(Path.of(entry)) || entry.matches(NEEDED_JARS)) {
        Path copy = folder.resolve(copies.size() + "-" + Path.of(entry).getFileName());
        Program.run("cp", "-r", "--no-preserve=mode", entry, copy.toString());
        copies.add(copy.toString());
      }
    }
    return String.join(":", copies);
  }
}
