package org.javaipc.linux.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javaipc.AccessPolicy;
import org.javaipc.linux.liveness.ProcessSlot;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.liveness.SlotHolder;
import org.javaipc.linux.liveness.Stranger;
import org.javaipc.linux.wait.ChildJvm;
import org.javaipc.spi.SharedRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits and users, which need a process of their own. */
class LimitsTest {
  private static final int OWNER = 12345;

  @TempDir Path temporary;

  @Test
  void withoutDescriptorsOpeningFailsWithTheCureAndWhatIsOpenGoesOn() throws Exception {
    Path path = temporary.resolve("run");
    try (ChildJvm peer = ChildJvm.start(SlotHolder.class, path, 0)) {
      String slot = peer.line().split(" ", -1)[1];
      List<String> command =
          new ArrayList<>(List.of("sh", "-c", "ulimit -n 64 && exec \"$@\"", "sh"));
      command.addAll(ChildJvm.command(Exhauster.class, path, slot));
      try (ChildJvm child = ChildJvm.start(command)) {
        assertThat(child.line()).contains("nothing: none failed with EMFILE");
        assertThat(child.line())
            .contains("ResourceLimitException")
            .contains(path + "/r")
            .contains("EMFILE")
            .contains("ulimit -n");
        peer.kill();
        assertThat(child.line()).isEqualTo("death noticed");
        assertThat(child.exit()).isZero();
      }
    }
    RuntimeDirectory directory = RuntimeDirectory.open(Optional.of(path), AccessPolicy.PRIVATE);
    ProcessSlot.removeDead(directory);
    assertThat(path.toFile().list()).isEmpty();
  }

  @Test
  void anotherUserIsRefusedByUsAndByTheKernel() throws Exception {
    if (!"root".equals(System.getProperty("user.name"))
        || !Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
      TestRegions.skip("only root with setpriv can be another user");
    }
    Path path = Files.createTempDirectory(Path.of("/dev/shm"), "javaipc-test");
    try {
      RuntimeDirectory directory = RuntimeDirectory.open(Optional.of(path), AccessPolicy.PRIVATE);
      FileRegionStore store =
          new FileRegionStore(directory, "a.shm", TestRegions.FORMAT, AccessPolicy.PRIVATE);
      try (SharedRegion region = store.create(4096, 4096, TestRegions::header)) {
        TestRegions.giveTo(path, OWNER);
        assertStrangerRefused(path, readableClassPath());
        region.unlink();
      }
    } finally {
      for (File file : path.toFile().listFiles()) {
        Files.delete(file.toPath());
      }
      Files.delete(path);
    }
  }

  /** A copy of what the child needs, where other users can read it. */
  private String readableClassPath() throws Exception {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    StringBuilder copies = new StringBuilder();
    int count = 0;
    for (String entry : ChildJvm.classPath().split(":", -1)) {
      Path copy = temporary.resolve(count++ + "-" + Path.of(entry).getFileName());
      Process process =
          new ProcessBuilder("cp", "-r", "--no-preserve=mode", entry, copy.toString()).start();
      assertThat(process.waitFor()).isZero();
      copies.append(copies.isEmpty() ? "" : ":").append(copy);
    }
    return copies.toString();
  }

  private static void assertStrangerRefused(Path path, String classPath) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"));
    command.addAll(ChildJvm.command(Stranger.class, path, OWNER));
    command.set(command.indexOf("-cp") + 1, classPath);
    try (ChildJvm stranger = ChildJvm.start(command)) {
      assertThat(stranger.line())
          .contains("AccessRefusedException")
          .contains(path.toString())
          .contains("uid=" + OWNER + ", who is not trusted");
      assertThat(stranger.line()).contains("AccessRefusedException").contains("EACCES");
    }
  }
}
