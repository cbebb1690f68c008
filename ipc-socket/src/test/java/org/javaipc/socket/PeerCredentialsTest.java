package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.javaipc.AccessPolicy;
import org.javaipc.PeerCredentials;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who the peer is, and who is let in. */
class PeerCredentialsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int OTHER = 54321;

  @TempDir Path folder;

  @BeforeEach
  void letOthersReachTheSocket() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  @DisplayName("U8 the kernel says who the peer is: process, user and group")
  void kernelSaysWhoThePeerIs() throws Exception {
    ForeignPeer.C.require();
    UnixSocketAddress address = UnixSocketAddress.of(folder.resolve("s"));
    try (UnixServerSocket server = UnixServerSocket.bind(address);
        TestProcess peer = TestProcess.start(ForeignPeer.compiled(), "hoard", address.text(), 1);
        UnixSocket accepted = server.accept(LONG)) {
      int uid = (int) Files.getAttribute(folder, "unix:uid");
      int gid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
      assertThat(accepted.peer()).isEqualTo(new PeerCredentials(peer.pid(), uid, gid));
      try (UnixSocket client = UnixSocket.connect(address)) {
        assertThat(client.peer().pid()).isEqualTo(ProcessHandle.current().pid());
      }
    }
  }

  @Test
  @DisplayName("U8 a user who is not on the allow-list is told and counted, and others go on")
  void strangerIsToldAndCounted() throws Exception {
    Users.requireRoot();
    UnixSocketAddress address = UnixSocketAddress.of(folder.resolve("s"));
    UnixServerOptions open = UnixServerOptions.DEFAULT.withAccess(AccessPolicy.mode(0666));
    try (UnixServerSocket server = UnixServerSocket.bind(address, open)) {
      try (TestProcess stranger = asOther(OTHER, OTHER, address)) {
        await()
            .untilAsserted(() -> {
              assertThat(server.poll()).isNull();
              assertThat(server.refused()).isEqualTo(1);
            });
        assertThat(stranger.exit()).as("the end of the stream, or a reset").isBetween(0, 1);
      }
      try (UnixSocket client = UnixSocket.connect(address);
          UnixSocket accepted = server.accept(LONG)) {
        client.write(Bytes.of("x"));
        assertThat(Bytes.read(accepted, 1)).isEqualTo("x");
      }
    }
  }

  @Test
  @DisplayName("U8 users and members of groups on the allow-list are let in")
  void trustedAreLetIn() throws Exception {
    Users.requireRoot();
    UnixServerOptions open = UnixServerOptions.DEFAULT.withAccess(AccessPolicy.mode(0666));
    for (UnixServerOptions options :
        new UnixServerOptions[] {
          open.withAccess(AccessPolicy.mode(0666).trustingUsers(OTHER)),
          open.withAccess(AccessPolicy.mode(0666).trustingGroups(OTHER + 1))
        }) {
      UnixSocketAddress address = UnixSocketAddress.of(folder.resolve("s"));
      try (UnixServerSocket server = UnixServerSocket.bind(address, options);
          TestProcess trusted = asOther(OTHER, OTHER + 1, address)) {
        try (UnixSocket accepted = server.accept(LONG)) {
          assertThat(accepted.peer())
              .isEqualTo(new PeerCredentials(trusted.pid(), OTHER, OTHER + 1));
          accepted.write(Bytes.of("welcome\n"));
        }
        assertThat(trusted.line()).isEqualTo("welcome");
        assertThat(server.refused()).isZero();
      }
    }
  }

  @Test
  @DisplayName("U8 a user whom the file's mode keeps away does not get as far as being counted")
  void modeKeepsStrangersAway() throws Exception {
    Users.requireRoot();
    UnixSocketAddress address = UnixSocketAddress.of(folder.resolve("s"));
    try (UnixServerSocket server = UnixServerSocket.bind(address);
        TestProcess stranger = asOther(OTHER, OTHER, address)) {
      assertThat(stranger.exit()).isEqualTo(1);
      assertThat(server.poll()).isNull();
      assertThat(server.refused()).isZero();
    }
  }

  private static TestProcess asOther(int uid, int gid, UnixSocketAddress address) throws Exception {
    ForeignPeer.SOCAT.require();
    return TestProcess.start(
        "setpriv",
        "--reuid=" + uid,
        "--regid=" + gid,
        "--clear-groups",
        "socat",
        "-u",
        "UNIX-CONNECT:" + address,
        "STDOUT");
  }
}
