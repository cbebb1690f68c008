package org.javaipc.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.AccessRefusedException;
import org.javaipc.ConfigurationException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.InvalidAddressException;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams of {@code grpc:} with TLS: who is let in, and what who is not is told. */
@Timeout(60)
class GrpcTlsTest {
  @TempDir Path folder;

  private final String name = "grpc:orders?" + FreePort.at();

  GrpcTlsTest() throws Exception {}

  @Test
  @DisplayName("a sender that trusts the receiver's certificate gets through")
  void tls() throws Exception {
    Certificates server = Certificates.valid(folder, "server");
    try (Receiver receiver = Ipc.receiver(name + "&tls=true&" + server.shown());
        Sender sender = Ipc.sender(name + "&tls=true&" + server.trusted())) {
      sender.send("secret");
      assertThat(receiver.receiveString()).isEqualTo("secret");
    }
  }

  @Test
  @DisplayName("with ca= at both ends each trusts the other")
  void mutualTls() throws Exception {
    Certificates server = Certificates.valid(folder, "server");
    Certificates client = Certificates.valid(folder, "client");
    try (Receiver receiver = Ipc.receiver(name + "&" + server.shown() + "&" + client.trusted());
        Sender sender = Ipc.sender(name + "&" + client.shown() + "&" + server.trusted())) {
      sender.send("secret");
      assertThat(receiver.receiveString()).isEqualTo("secret");
    }
  }

  @Test
  @DisplayName("a sender that does not know the receiver's authority says so")
  void unknownAuthority() throws Exception {
    Certificates server = Certificates.valid(folder, "server");
    Certificates other = Certificates.valid(folder, "other");
    try (Receiver receiver = Ipc.receiver(name + "&" + server.shown())) {
      assertThatThrownBy(() -> Ipc.sender(name + "&" + other.trusted()))
          .isExactlyInstanceOf(AccessRefusedException.class)
          .hasMessageContainingAll("no agreement on TLS with localhost", "ca=");
      assertThat(receiver.diedSenders()).isZero();
    }
  }

  @Test
  @DisplayName("a certificate that has expired is refused, and the error says that")
  void expired() throws Exception {
    Certificates server = Certificates.expired(folder, "server");
    try (Receiver receiver = Ipc.receiver(name + "&" + server.shown())) {
      assertThatThrownBy(() -> Ipc.sender(name + "&" + server.trusted()))
          .isExactlyInstanceOf(AccessRefusedException.class)
          .hasMessageContaining("NotAfter");
      assertThat(receiver.diedSenders()).isZero();
    }
  }

  @Test
  @DisplayName("a certificate of another host is refused")
  void anotherHost() throws Exception {
    Certificates server = Certificates.ofAnotherHost(folder, "server");
    try (Receiver receiver = Ipc.receiver(name + "&" + server.shown())) {
      assertThatThrownBy(() -> Ipc.sender(name + "&" + server.trusted()))
          .isExactlyInstanceOf(AccessRefusedException.class)
          .hasMessageContaining("localhost");
      assertThat(receiver.diedSenders()).isZero();
    }
  }

  @Test
  @DisplayName("a receiver with ca= refuses a sender without a certificate, and one with another")
  void noClientCertificate() throws Exception {
    Certificates server = Certificates.valid(folder, "server");
    Certificates client = Certificates.valid(folder, "client");
    Certificates other = Certificates.valid(folder, "other");
    try (Receiver receiver = Ipc.receiver(name + "&" + server.shown() + "&" + client.trusted())) {
      assertThatThrownBy(() -> Ipc.sender(name + "&" + server.trusted()))
          .isExactlyInstanceOf(AccessRefusedException.class)
          .hasMessageContaining("no agreement on TLS");
      assertThatThrownBy(() -> Ipc.sender(name + "&" + other.shown() + "&" + server.trusted()))
          .isExactlyInstanceOf(AccessRefusedException.class)
          .hasMessageContaining("no agreement on TLS");
      assertThat(receiver.diedSenders()).isZero();
    }
  }

  @Test
  @DisplayName("plaintext at a port with TLS, and TLS at one without, end in an error that says so")
  void onlyOneSide() throws Exception {
    Certificates server = Certificates.valid(folder, "server");
    try (Receiver receiver = Ipc.receiver(name + "&" + server.shown())) {
      assertThatThrownBy(() -> Ipc.sender(name + "&connect=1s"))
          .isExactlyInstanceOf(ConnectTimeoutException.class)
          .hasMessageContaining("TLS");
      assertThat(receiver.diedSenders()).isZero();
    }
    try (Receiver receiver = Ipc.receiver(name)) {
      assertThatThrownBy(() -> Ipc.sender(name + "&" + server.trusted() + "&connect=1s"))
          .isExactlyInstanceOf(AccessRefusedException.class)
          .hasMessageContaining("both ends state tls=");
      assertThat(receiver.diedSenders()).isZero();
    }
  }

  @Test
  @DisplayName("files that are missing, or are no PEM, are named")
  void files() throws Exception {
    Certificates server = Certificates.valid(folder, "server");
    Path junk = Files.writeString(folder.resolve("junk"), "no certificate");
    assertThatThrownBy(() -> Ipc.receiver(name + "&cert=/nowhere&key=" + server.key()))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cert=/nowhere");
    assertThatThrownBy(() -> Ipc.receiver(name + "&cert=" + junk + "&key=" + server.key()))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessageContaining("PEM");
    assertThatThrownBy(() -> Ipc.sender(name + "&ca=" + junk))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessageContaining("PEM");
    assertThatThrownBy(() -> Ipc.receiver(name + "&tls=true"))
        .isExactlyInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("give cert=FILE and key=FILE");
    assertThatThrownBy(() -> Ipc.receiver(name + "&cert=" + server.cert()))
        .isExactlyInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("give both");
    assertThatThrownBy(() -> Ipc.sender(name + "&tls=false&" + server.trusted()))
        .isExactlyInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("for tls=true");
  }
}
