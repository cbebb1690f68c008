package org.javaipc.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PeerAuthorizationTest {
  private static final int OWN_UID = ownUid();

  @Test
  @DisplayName("a user on the list is served")
  void listedUsersAreServed() throws Exception {
    try (Served served =
        new Served(
            "unix", builder -> builder.intercept(PeerAuthorization.users(Set.of(OWN_UID))))) {
      assertThat(Echo.say(served.channel, "hello")).isEqualTo("hello");
    }
  }

  @Test
  @DisplayName("a user who is not on the list is denied each call, by uid")
  void othersAreDenied() throws Exception {
    try (Served served =
        new Served(
            "unix", builder -> builder.intercept(PeerAuthorization.users(Set.of(OWN_UID + 1))))) {
      Status status = Served.failure(() -> Echo.say(served.channel, "hello"));
      assertThat(status.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(status.getDescription()).contains("uid=" + OWN_UID);
    }
  }

  @Test
  @DisplayName("where the transport does not tell who calls, nobody is let through")
  void unknownPeersAreDenied() throws Exception {
    try (Served served =
        new Served("shm", builder -> builder.intercept(PeerAuthorization.groups(Set.of(0))))) {
      Status status = Served.failure(() -> Echo.say(served.channel, "hello"));
      assertThat(status.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(status.getDescription()).contains("unix:");
    }
  }

  private static int ownUid() {
    try {
      return (int)
          java.nio.file.Files.getAttribute(java.nio.file.Path.of("/proc/self"), "unix:uid");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
