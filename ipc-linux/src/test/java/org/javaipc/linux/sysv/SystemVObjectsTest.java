package org.javaipc.linux.sysv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.ipc.Msg;
import org.javaipc.linux.raw.ipc.Sem;
import org.javaipc.linux.raw.ipc.Shm;
import org.javaipc.linux.raw.ipc.SystemV;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SystemVObjectsTest {
  @ParameterizedTest
  @EnumSource
  @DisplayName("S5 What ipcmk makes is listed as ipcs lists it, and removed by id")
  void whatIpcmkMakesIsListedAndRemoved(SystemVKind kind) throws Exception {
    String made =
        switch (kind) {
          case SEGMENT -> run("ipcmk", "-M", "5000", "-p", "0640");
          case SEMAPHORES -> run("ipcmk", "-S", "7", "-p", "0640");
          case QUEUE -> run("ipcmk", "-Q", "-p", "0640");
        };
    int id = Integer.parseInt(made.strip().replaceFirst(".*: ", ""));
    SystemVObject object = SystemVObjects.find(kind, id).orElseThrow();
    SystemVIdentity identity = object.identity();
    assertThat(object.kind()).isEqualTo(kind);
    assertThat(identity.mode()).isEqualTo(0640);
    assertThat(identity.creatorUid()).isEqualTo(identity.uid());
    assertThat(object.changed().orElseThrow())
        .isBetween(Instant.now().minus(Duration.ofMinutes(5)), Instant.now().plusSeconds(5));
    assertThat(ipcs(kind)).contains("0x%08x %d".formatted(identity.key(), id) + facts(object));
    assertThat(SystemVObjects.findKey(kind, identity.key())).contains(object);
    assertThat(SystemVObjects.list()).contains(object);

    SystemVObjects.remove(kind, id);
    assertThat(SystemVObjects.find(kind, id)).isEmpty();
    assertThat(ipcs(kind)).noneMatch(line -> line.contains(" " + id + " "));
    assertThatThrownBy(() -> SystemVObjects.remove(kind, id))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContaining(kind.word() + " id=" + id + ": " + kind.word() + "ctl(IPC_RMID)");
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("S5 What is made here ipcrm removes; what has a key is removed by it")
  void whatIsMadeHereIsRemovedByKey(SystemVKind kind) throws Exception {
    int key = 0x4a5f0000 | (int) (ProcessHandle.current().pid() & 0xffff);
    int id = make(kind, key);
    assertThat(run("ipcrm", "-" + letter(kind), Integer.toString(id))).isEmpty();
    assertThat(SystemVObjects.findKey(kind, key)).isEmpty();

    int again = make(kind, key);
    assertThat(SystemVObjects.removeKey(kind, key)).isEqualTo(again);
    assertThatThrownBy(() -> SystemVObjects.removeKey(kind, key))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageStartingWith(
            "%s key=0x%08x: %sget failed with ENOENT".formatted(kind.word(), key, kind.word()));
    assertThatThrownBy(() -> SystemVObjects.removeKey(kind, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key=0");
  }

  private static int make(SystemVKind kind, int key) throws Exception {
    int flags = SystemV.IPC_CREAT | SystemV.IPC_EXCL | 0600;
    int id =
        switch (kind) {
          case SEGMENT -> Shm.shmget(key, 4096, flags);
          case SEMAPHORES -> Sem.semget(key, 1, flags);
          case QUEUE -> Msg.msgget(key, flags);
        };
    return (int) SystemErrors.check(id, "get", kind.word());
  }

  private static char letter(SystemVKind kind) {
    return switch (kind) {
      case SEGMENT -> 'm';
      case SEMAPHORES -> 's';
      case QUEUE -> 'q';
    };
  }

  /** What ipcs shows after key and id. */
  private static String facts(SystemVObject object) {
    String owner = " %s %o ".formatted(System.getProperty("user.name"), object.identity().mode());
    return owner
        + switch (object) {
          case SystemVObject.Segment segment -> segment.size() + " " + segment.attached();
          case SystemVObject.Semaphores set -> Long.toString(set.count());
          case SystemVObject.Queue queue -> queue.bytes() + " " + queue.messages();
        };
  }

  private static List<String> ipcs(SystemVKind kind) throws Exception {
    return run("ipcs", "-" + letter(kind))
        .lines()
        .map(line -> line.strip().replaceAll(" +", " "))
        .toList();
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
