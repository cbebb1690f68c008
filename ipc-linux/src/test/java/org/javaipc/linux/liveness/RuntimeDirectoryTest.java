package org.javaipc.linux.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.ResourceLimitException;
import org.javaipc.TransportUnavailableException;
import org.javaipc.linux.file.FileSystem;
import org.javaipc.linux.raw.file.Statfs;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.region.FileRegionStore;
import org.javaipc.linux.region.TestRegions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeDirectoryTest {
  @TempDir Path temporary;

  private RuntimeDirectory open(Path path) throws Exception {
    return RuntimeDirectory.open(Optional.of(path), AccessPolicy.PRIVATE);
  }

  @Test
  void isMadeForThisUserAlone() throws Exception {
    Path path = temporary.resolve("run");
    assertThat(open(path).path()).isEqualTo(path);
    assertThat(mode(path)).isEqualTo("rwx------");
  }

  @Test
  void isOneObjectUntilItIsReplaced() throws Exception {
    Path path = temporary.resolve("run");
    RuntimeDirectory first = open(path);
    assertThat(open(path)).isSameAs(first);
    assertThat(open(temporary.resolve("./run/../run"))).isSameAs(first);
    Files.delete(path);
    assertThat(open(path)).isNotSameAs(first);
  }

  @Test
  void isUnderDevShmUnlessMoved() throws Exception {
    if (System.getProperty("ipc.dir") != null || System.getenv("IPC_DIR") != null) {
      TestRegions.skip("ipc.dir or IPC_DIR moves the directory");
    }
    assertThat(RuntimeDirectory.open(Optional.empty(), AccessPolicy.PRIVATE).path())
        .isEqualTo(Path.of("/dev/shm/javaipc-" + Integer.toUnsignedString(Unistd.geteuid())));
  }

  @Test
  void systemPropertyMovesItAndTheAddressGoesFirst() throws Exception {
    Path property = temporary.resolve("property");
    System.setProperty("ipc.dir", property.toString());
    try {
      assertThat(RuntimeDirectory.open(Optional.empty(), AccessPolicy.PRIVATE).path())
          .isEqualTo(property);
      Path address = temporary.resolve("address");
      assertThat(open(address).path()).isEqualTo(address);
    } finally {
      System.clearProperty("ipc.dir");
    }
  }

  @Test
  void linkOrFileInItsPlaceIsRefused() throws Exception {
    Path real = Files.createDirectory(temporary.resolve("real"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), real);
    assertThatThrownBy(() -> open(link))
        .isInstanceOf(AccessRefusedException.class)
        .hasMessageContaining(link.toString())
        .hasMessageContaining("symbolic link");
    Path file = Files.createFile(temporary.resolve("file"));
    assertThatThrownBy(() -> open(file)).isInstanceOf(AccessRefusedException.class);
  }

  @Test
  void directoryThatOthersCanWriteToIsRefused() throws Exception {
    Path path = Files.createDirectory(temporary.resolve("run"));
    for (String mode : new String[] {"rwxrwxrwx", "rwx----w-", "rwxrwx---"}) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
      assertThatThrownBy(() -> open(path))
          .isInstanceOf(AccessRefusedException.class)
          .hasMessageContaining(path.toString())
          .hasMessageContaining("chmod");
      assertThat(mode(path)).isEqualTo(mode);
    }
    int gid = (int) Files.getAttribute(path, "unix:gid");
    AccessPolicy group = new AccessPolicy(0660, Set.of(), Set.of(gid));
    assertThat(RuntimeDirectory.open(Optional.of(path), group).path()).isEqualTo(path);
  }

  @Test
  void anotherUsersDirectoryNeedsTrust() throws Exception {
    Path path = Files.createDirectory(temporary.resolve("run"));
    TestRegions.giveTo(path, 12345);
    assertThatThrownBy(() -> open(path))
        .isInstanceOf(AccessRefusedException.class)
        .hasMessageContaining("uid=12345");
    AccessPolicy trusting = new AccessPolicy(0600, Set.of(12345), Set.of());
    assertThat(RuntimeDirectory.open(Optional.of(path), trusting).path()).isEqualTo(path);
  }

  @Test
  void missingParentIsNamedWithTheCure() {
    assertThatThrownBy(() -> open(temporary.resolve("none/run")))
        .isInstanceOf(TransportUnavailableException.class)
        .hasMessageContaining(temporary.resolve("none") + " does not exist")
        .hasMessageContaining("IPC_DIR");
  }

  @Test
  void networkAndFuseFileSystemsAreRefused() {
    for (long type :
        new long[] {Statfs.NFS_SUPER_MAGIC, Statfs.FUSE_SUPER_MAGIC, Statfs.V9FS_MAGIC}) {
      assertThatThrownBy(() -> DirectoryRules.check(temporary, new FileSystem(type, 0, 0)))
          .isInstanceOf(AccessRefusedException.class)
          .hasMessageContaining(temporary.toString());
    }
  }

  @Test
  void fullFileSystemIsAnErrorWithTheLimitWhenOpening() throws Exception {
    Path mount = Files.createDirectory(temporary.resolve("mount"));
    if (run("mount", "-t", "tmpfs", "-o", "size=64m,mode=700", "tmpfs", mount.toString()) != 0) {
      TestRegions.skip("a tmpfs cannot be mounted here");
    }
    try {
      FileRegionStore store = store(open(mount), "big.shm");
      assertThatThrownBy(() -> store.create(100L << 20, 100L << 20, TestRegions::header))
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContaining("big.shm")
          .hasMessageContaining("total=67108864");
      try (var region = store.create(100L << 20, 1L << 20, TestRegions::header)) {
        assertThatThrownBy(() -> region.reserve(1L << 20, 90L << 20))
            .isInstanceOf(ResourceLimitException.class)
            .hasMessageContaining("needs=" + (90L << 20));
        region.reserve(1L << 20, 60L << 20);
        region.unlink();
      }
    } finally {
      run("umount", "-l", mount.toString());
    }
  }

  private static FileRegionStore store(RuntimeDirectory directory, String name) {
    return new FileRegionStore(directory, name, TestRegions.FORMAT, AccessPolicy.PRIVATE);
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
