package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.javaipc.shm.SystemVSharedMemory;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code ipc sysv} against util-linux, in both directions. */
class SysvTest {
  @BeforeEach
  void requireUtilLinux() {
    Needs.program("ipcmk");
  }

  private static String said(int exit, String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(String.join(" ", command) + ": " + text).isEqualTo(exit);
    return text;
  }

  private static String made(String option, String value) throws Exception {
    return said(0, "ipcmk", option, value).replaceAll("[^0-9]", "");
  }

  private static int key() {
    return ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
  }

  private static Call ipc(String... words) throws Exception {
    return Call.of(words);
  }

  @Test
  @DisplayName("S5 what ipcmk makes is listed as ipcs lists it, and removed by id")
  void objectsOfUtilLinux() throws Exception {
    for (List<String> kind :
        List.of(
            List.of("-M", "8192", "m", "shm"),
            List.of("-Q", "", "q", "msg"),
            List.of("-S", "3", "s", "sem"))) {
      String id =
          kind.get(1).isEmpty()
              ? said(0, "ipcmk", kind.get(0)).replaceAll("[^0-9]", "")
              : made(kind.get(0), kind.get(1));
      Call listed = ipc("sysv", "list", "-" + kind.get(2), "--json");
      assertThat(listed.exit()).isZero();
      String line =
          listed.out().lines().filter(l -> l.contains("\"id\": " + id + ",")).findFirst().get();
      assertThat(line).contains("\"kind\": \"" + kind.get(3) + "\"").contains("\"mode\": \"0644\"");
      assertThat(ipc("sysv", "rm", "-" + kind.get(2), id).exit()).isZero();
      assertThat(said(0, "ipcs", "-" + kind.get(2))).doesNotContain(" " + id + " ");
      Call again = ipc("sysv", "rm", "-" + kind.get(2), id);
      assertThat(again.exit()).isEqualTo(1);
      assertThat(again.err()).contains("id=" + id).contains("nothing has that id");
    }
  }

  @Test
  @DisplayName("S5 a set that ipc makes is what ipcs shows, and ipcrm removes it by its key")
  void objectsOfOurs() throws Exception {
    int key = key();
    Call made = ipc("sysv", "sem", "create", "--key", Integer.toString(key), "--values", "4,5");
    assertThat(made.exit()).as(made.err()).isZero();
    String hex = "0x%08x".formatted(key);
    String line = said(0, "ipcs", "-s").lines().filter(l -> l.contains(hex)).findFirst().get();
    assertThat(line.split("\\s+")).contains(made.out().strip(), "600", "2");
    assertThat(ipc("sysv", "sem", "get", "--key", hex).out()).isEqualTo("4\n5\n");
    assertThat(ipc("sysv", "sem", "create", "--key", hex).exit()).isEqualTo(1);
    said(0, "ipcrm", "-S", hex);
    Call gone = ipc("sysv", "sem", "get", "--key", hex);
    assertThat(gone.exit()).isEqualTo(1);
    assertThat(gone.err()).contains(hex);
  }

  @Test
  @DisplayName("S5 an object is removed by its key, in decimal or 0x")
  void removalByKey() throws Exception {
    for (boolean hex : new boolean[] {false, true}) {
      int key = key();
      String text = hex ? "0x%x".formatted(key) : Integer.toString(key);
      assertThat(ipc("sysv", "sem", "create", "--key", text).exit()).isZero();
      assertThat(ipc("sysv", "rm", "-S", text).exit()).isZero();
      assertThat(said(0, "ipcs", "-s")).doesNotContain("0x%08x".formatted(key));
    }
  }

  @Test
  @DisplayName("S8 groups from the shell: done at once, in time, or not")
  void groups() throws Exception {
    String id = ipc("sysv", "sem", "create", "--values", "1,0").out().strip();
    try {
      assertThat(ipc("sysv", "sem", "op", "--id", id, "--op", "0:-1", "--op", "1:+3").exit())
          .isZero();
      assertThat(ipc("sysv", "sem", "get", "--id", id, "--json").out())
          .isEqualTo("{\"values\": [0, 3]}\n");
      assertThat(ipc("sysv", "sem", "op", "--id", id, "--op", "0:-1", "--timeout", "50ms").exit())
          .isEqualTo(4);
      assertThat(ipc("sysv", "sem", "set", "--id", id, "--index", "0", "--values", "7").exit())
          .isZero();
      assertThat(ipc("sysv", "sem", "stat", "--id", id).out()).contains("index=0 value=7 lastPid=");
    } finally {
      said(0, "ipcrm", "-s", id);
    }
  }

  @Test
  @DisplayName("S1 bytes go into a segment from the shell and come back, a part of them too")
  void segments() throws Exception {
    String key = "0x%x".formatted(key());
    Call made = ipc("sysv", "shm", "create", "--key", key, "--size", "100");
    assertThat(made.exit()).as(made.err()).isZero();
    try {
      assertThat(said(0, "ipcs", "-m")).contains(" " + made.out().strip() + " ");
      try (SystemVSharedMemory memory =
          SystemVSharedMemory.at(Long.decode(key).intValue()).open()) {
        memory.segment().setString(10, "shared");
      }
      Call part = ipc("sysv", "shm", "read", "--key", key, "--offset", "10", "--length", "6");
      assertThat(part.out()).isEqualTo("shared");
      assertThat(ipc("sysv", "shm", "read", "--key", key).out()).hasSize(100);
      assertThat(ipc("sysv", "shm", "write", "--key", key).exit()).isZero(); // of /dev/null
      assertThat(ipc("sysv", "shm", "stat", "--key", key, "--json").out())
          .contains("\"size\": 100")
          .contains("\"attached\": 0")
          .contains("\"mode\": \"0600\"");
      assertThat(ipc("sysv", "shm", "read", "--key", key, "--offset", "101").exit()).isEqualTo(2);
      assertThat(ipc("sysv", "shm", "read", "--key", key, "--length", "101").exit()).isEqualTo(2);
      assertThat(ipc("sysv", "shm", "create", "--key", key, "--size", "1").exit()).isEqualTo(1);
    } finally {
      said(0, "ipcrm", "-M", key);
    }
  }

  @Test
  @DisplayName("S5 wrong usage is told as such, and changes nothing")
  void wrongUsage() throws Exception {
    for (String line :
        List.of(
            "sysv",
            "sysv lsit",
            "sysv list more",
            "sysv list -m 5",
            "sysv rm",
            "sysv rm -m",
            "sysv rm -m x",
            "sysv rm -M 0",
            "sysv sem",
            "sysv shm create",
            "sysv shm read",
            "sysv sem fly",
            "sysv sem get",
            "sysv sem create --mode 999",
            "sysv sem create --values 1,x")) {
      Call call = ipc(line.split(" ", -1));
      assertThat(call.exit()).as(line + ": " + call.err()).isEqualTo(2);
      assertThat(call.err()).as(line).startsWith("ipc: ");
      assertThat(call.err().lines()).as(line).hasSize(1);
    }
  }
}
