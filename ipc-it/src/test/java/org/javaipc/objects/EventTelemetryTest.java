package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.Ipc;
import org.javaipc.IpcMetrics;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What listeners and notifiers tell of themselves, whatever carries their events. */
class EventTelemetryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"signal", "sem", "shm", "sysv", "mmap"})
  @DisplayName("Ends of events are counted, and their moments are in the flight recorder")
  void endsAreWatched(String scheme) throws Exception {
    String address = "%s:watched?dir=%s".formatted(scheme, folder.resolve("run"));
    Path file = folder.resolve("ends.jfr");
    try (Recording recording = new Recording()) {
      for (String name : List.of("EndOpened", "EndClosed", "Wait")) {
        recording.enable("javaipc." + name).withoutThreshold();
      }
      recording.start();
      useAndClose(address);
      recording.stop();
      recording.dump(file);
    }
    assertThat(ends(address)).isEmpty();
    assertThat(
            RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("javaipc."))
                .filter(event -> event.getString("address").equals(address))
                .map(EventTelemetryTest::text)
                .distinct())
        .containsExactlyInAnyOrder(
            "javaipc.EndOpened LISTENER",
            "javaipc.EndOpened NOTIFIER",
            "javaipc.Wait LISTENER",
            "javaipc.EndClosed NOTIFIER",
            "javaipc.EndClosed LISTENER");
  }

  private static void useAndClose(String address) throws Exception {
    try (Listener listener = Ipc.listener(address);
        Notifier notifier = Ipc.notifier(address)) {
      EndMetrics heard = end(address, EndRole.LISTENER);
      EndMetrics told = end(address, EndRole.NOTIFIER);
      assertThat(listener.await(Duration.ofMillis(20))).isZero();
      assertThat(heard.waits()).isEqualTo(1);
      notifier.signal(1);
      notifier.signal(9);
      assertThat(told.messages()).isEqualTo(2);
      for (long seen = 0; seen != (Notifier.bit(1) | Notifier.bit(9)); ) {
        seen |= listener.await(PATIENCE);
      }
      assertThat(heard.messages()).isEqualTo(2);
      assertThat(told.waits()).isZero();
      assertThat(told.peerDeaths()).isZero();
    }
  }

  private static EndMetrics end(String address, EndRole role) {
    return ends(address).filter(end -> end.role() == role).findFirst().orElseThrow();
  }

  private static Stream<EndMetrics> ends(String address) {
    return IpcMetrics.ends().stream().filter(end -> end.address().toString().equals(address));
  }

  private static String text(RecordedEvent event) {
    return event.getEventType().getName() + " " + event.getString("role");
  }
}
