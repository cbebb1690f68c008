package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.javaipc.Address;
import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.IpcMetrics;

/** What the metrics and the flight recorder say of peers that die while this is open. */
final class ToldDeaths implements AutoCloseable {
  private static final String EVENT = "javaipc.PeerDeath";

  private final Recording recording = new Recording();

  ToldDeaths() {
    recording.enable(EVENT);
    recording.start();
  }

  /** Asserts that one death was counted, and recorded, by the open ends of that role. */
  void requireOne(Address address, EndRole role) throws IOException {
    assertThat(counted(address, role))
        .as("deaths in the metrics of the %s of %s", role, address)
        .isEqualTo(1);
    assertThat(recorded(address, role))
        .as("peers of the %s of %s in the flight recorder", role, address)
        .singleElement()
        .satisfies(peer -> assertThat(peer).isNotBlank());
  }

  /** Asserts that the open ends of the address have counted no death, and recorded none. */
  void requireNone(Address address) throws IOException {
    for (EndRole role : EndRole.values()) {
      assertThat(counted(address, role))
          .as("deaths in the metrics of the %s of %s", role, address)
          .isZero();
      assertThat(recorded(address, role))
          .as("peers of the %s of %s in the flight recorder", role, address)
          .isEmpty();
    }
  }

  private static long counted(Address address, EndRole role) {
    return IpcMetrics.ends().stream()
        .filter(end -> isOf(end.address(), address) && end.role() == role)
        .mapToLong(EndMetrics::peerDeaths)
        .sum();
  }

  /** A connection's ends have the name of the server, or of its lanes, which begin with it. */
  private static boolean isOf(Address end, Address address) {
    return end.scheme().equals(address.scheme()) && end.name().startsWith(address.name());
  }

  private List<String> recorded(Address address, EndRole role) throws IOException {
    Path file = Files.createTempFile("deaths", ".jfr");
    try {
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().equals(EVENT))
          .filter(event -> isOf(Address.parse(event.getString("address")), address))
          .filter(event -> event.getString("role").equals(role.name()))
          .map(ToldDeaths::peer)
          .toList();
    } finally {
      Files.delete(file);
    }
  }

  private static String peer(RecordedEvent event) {
    return event.getString("peer");
  }

  @Override
  public void close() {
    recording.close();
  }
}
