package org.javaipc.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.javaipc.Address;
import org.javaipc.EndMetrics;
import org.javaipc.EndObserver;
import org.javaipc.EndRole;
import org.javaipc.IpcMetrics;
import org.javaipc.spi.EndMonitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends tell of themselves, to metrics and to the flight recorder. */
class TelemetryTest {
  private static final Address ADDRESS = Address.parse("shm:telemetry");

  /** Keeps what it hears of this test's address. */
  private static final class Heard implements EndObserver {
    final List<String> news = new ArrayList<>();

    @Override
    public void opened(EndMetrics end) {
      hear("opened", end);
    }

    @Override
    public void closed(EndMetrics end) {
      hear("closed", end);
    }

    private void hear(String what, EndMetrics end) {
      if (end.address().equals(ADDRESS)) {
        news.add(what + " " + end.role() + " " + end.messages());
      }
    }
  }

  @Test
  void anObserverHearsOfEndsThatAreOpenThatOpenAndThatClose() {
    EndMonitor early = new EndMonitor(ADDRESS, EndRole.RECEIVER);
    early.opened();
    Heard heard = new Heard();
    IpcMetrics.Subscription subscription = IpcMetrics.observe(heard);
    EndMonitor late = new EndMonitor(ADDRESS, EndRole.SENDER);
    late.opened();
    late.counted(3);
    late.closed();
    late.closed();
    subscription.close();
    early.closed();
    assertThat(heard.news)
        .containsExactly("opened RECEIVER 0", "opened SENDER 0", "closed SENDER 3");
    assertThat(IpcMetrics.ends()).doesNotContain(early);
  }

  @Test
  void anObserverThatFailsHarmsNeitherTheEndNorOthers() {
    EndObserver failing =
        new EndObserver() {
          @Override
          public void opened(EndMetrics end) {
            throw new IllegalStateException("on purpose");
          }

          @Override
          public void closed(EndMetrics end) {
            throw new IllegalStateException("on purpose");
          }
        };
    Heard heard = new Heard();
    try (var first = IpcMetrics.observe(failing);
        var second = IpcMetrics.observe(heard)) {
      assertThat(first).isNotSameAs(second);
      EndMonitor end = new EndMonitor(ADDRESS, EndRole.LISTENER);
      end.opened();
      end.closed();
    }
    assertThat(heard.news).containsExactly("opened LISTENER 0", "closed LISTENER 0");
  }

  @Test
  void countersRiseAndStay() {
    EndMonitor end = new EndMonitor(ADDRESS, EndRole.RECEIVER);
    end.counted(2);
    end.counted(5);
    end.waitBegins();
    end.waitEnds();
    end.peerDied("pid 1 (nobody)");
    assertThat(end.messages()).isEqualTo(7);
    assertThat(end.waits()).isEqualTo(1);
    assertThat(end.peerDeaths()).isEqualTo(1);
  }

  @Test
  void theFlightRecorderGetsEveryMoment(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("ends.jfr");
    try (Recording recording = new Recording()) {
      for (String name : List.of("EndOpened", "EndClosed", "Wait", "BackPressure", "PeerDeath")) {
        recording.enable("javaipc." + name).withoutThreshold();
      }
      recording.start();
      for (EndRole role : List.of(EndRole.SENDER, EndRole.RECEIVER)) {
        EndMonitor end = new EndMonitor(ADDRESS, role);
        end.opened();
        end.counted(1);
        end.waitBegins();
        end.waitEnds();
        end.peerDied("pid 4711 (java)");
        end.closed();
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertThat(
            events.stream().filter(event -> event.getEventType().getName().startsWith("javaipc.")))
        .allSatisfy(event -> assertThat(event.getString("address")).isEqualTo("shm:telemetry"))
        .extracting(event -> event.getEventType().getName() + " " + event.getString("role"))
        .containsExactlyInAnyOrder(
            "javaipc.EndOpened SENDER",
            "javaipc.BackPressure SENDER",
            "javaipc.PeerDeath SENDER",
            "javaipc.EndClosed SENDER",
            "javaipc.EndOpened RECEIVER",
            "javaipc.Wait RECEIVER",
            "javaipc.PeerDeath RECEIVER",
            "javaipc.EndClosed RECEIVER");
  }
}
