package org.javaipc.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.javaipc.Address;
import org.javaipc.EndMetrics;
import org.javaipc.EndObserver;
import org.javaipc.EndRole;
import org.javaipc.EndTotals;
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
    end.counted(5, 600);
    end.counted(0, 40);
    end.waitBegins();
    end.waitEnds();
    end.peerDied("pid 1 (nobody)");
    assertThat(end.messages()).isEqualTo(7);
    assertThat(end.bytes()).isEqualTo(640);
    assertThat(end.waits()).isEqualTo(1);
    assertThat(end.peerDeaths()).isEqualTo(1);
  }

  @Test
  void totalsKeepTheBytesOfEndsThatHaveClosed() {
    Address address = Address.parse("shm:telemetry-bytes");
    try (OpenReceiver first = new OpenReceiver(address, () -> 4)) {
      first.monitor.counted(2, 20);
      assertThat(total(address))
          .extracting(EndTotals::bytes, EndTotals::unread)
          .containsExactly(20L, 4L);
    }
    try (OpenReceiver second = new OpenReceiver(address, () -> 5);
        OpenReceiver third = new OpenReceiver(address, () -> 6)) {
      second.monitor.counted(1, 3);
      third.monitor.counted(1, 4);
      assertThat(total(address))
          .isEqualTo(
              new EndTotals(
                  address, EndRole.RECEIVER, 3, 2, 4, 27, 0, 0, 11, 0, 0, EndMetrics.UNKNOWN));
    }
    assertThat(total(address))
        .isEqualTo(new EndTotals(address, EndRole.RECEIVER, 3, 0, 4, 27, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void totalsOfSubscriptionsHaveWhatTheyMissedAndTheirBytesBehind() {
    Address address = Address.parse("shm:telemetry-topic");
    EndMonitor first = new EndMonitor(address, EndRole.SUBSCRIPTION);
    EndMonitor second = new EndMonitor(address, EndRole.SUBSCRIPTION);
    first.opened(first::closed, () -> 1, () -> 16);
    second.opened(second::closed, () -> 2, () -> 48);
    first.missed(5);
    second.missed(6);
    second.disconnected("a publisher");
    assertThat(total(address))
        .isEqualTo(new EndTotals(address, EndRole.SUBSCRIPTION, 2, 2, 0, 0, 0, 0, 3, 11, 1, 64));
    first.closed();
    assertThat(total(address).plus(total(address)))
        .isEqualTo(new EndTotals(address, EndRole.SUBSCRIPTION, 4, 2, 0, 0, 0, 0, 4, 22, 2, 96));
    second.closed();
    assertThat(total(address))
        .isEqualTo(new EndTotals(address, EndRole.SUBSCRIPTION, 2, 0, 0, 0, 0, 0, 0, 11, 1, 0));
  }

  @Test
  void oneEndThatCannotTellWhatIsUnreadMakesTheSumUnknown() {
    Address address = Address.parse("shm:telemetry-unknown");
    try (OpenReceiver known = new OpenReceiver(address, () -> 4)) {
      try (OpenReceiver unknown = new OpenReceiver(address, () -> EndMetrics.UNKNOWN);
          OpenReceiver later = new OpenReceiver(address, () -> 4)) {
        assertThat(unknown.monitor.unread()).isEqualTo(EndMetrics.UNKNOWN);
        assertThat(later.monitor.unread()).isEqualTo(4);
        EndTotals total = total(address);
        assertThat(total.unread()).isEqualTo(EndMetrics.UNKNOWN);
        assertThat(total.plus(total).unread()).isEqualTo(EndMetrics.UNKNOWN);
      }
      assertThat(total(address).unread()).isEqualTo(known.monitor.unread()).isEqualTo(4);
    }
  }

  @Test
  void anEndWhoseMemoryIsGoneHasNothingUnread() {
    Address address = Address.parse("shm:telemetry-gone");
    try (OpenReceiver end =
        new OpenReceiver(
            address,
            () -> {
              throw new InternalError("cut short");
            })) {
      assertThat(end.monitor.unread()).isZero();
    }
    try (OpenReceiver end =
        new OpenReceiver(
            address,
            () -> {
              throw new IllegalStateException("unmapped");
            })) {
      assertThat(end.monitor.unread()).isZero();
      assertThat(total(address).unread()).isZero();
    }
  }

  private static EndTotals total(Address address) {
    return IpcMetrics.totals().stream()
        .filter(total -> total.address().equals(address))
        .findFirst()
        .orElseThrow();
  }

  /** A receiver that is open. */
  private static final class OpenReceiver implements AutoCloseable {
    private final EndMonitor monitor;

    private OpenReceiver(Address address, LongSupplier unread) {
      this.monitor = new EndMonitor(address, EndRole.RECEIVER);
      monitor.opened(this, unread);
    }

    @Override
    public void close() {
      monitor.closed();
    }
  }

  @Test
  void theFlightRecorderGetsEveryMoment(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("ends.jfr");
    try (Recording recording = new Recording()) {
      for (String name :
          List.of("EndOpened", "EndClosed", "Wait", "BackPressure", "PeerDeath", "Disconnected")) {
        recording.enable("javaipc." + name).withoutThreshold();
      }
      recording.start();
      for (EndRole role : List.of(EndRole.SENDER, EndRole.RECEIVER)) {
        EndMonitor end = new EndMonitor(ADDRESS, role);
        end.opened();
        end.counted(1, 7);
        end.waitBegins();
        end.waitEnds();
        end.peerDied("pid 4711 (java)");
        end.disconnected("the subscription at place 3");
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
            "javaipc.Disconnected SENDER",
            "javaipc.EndClosed SENDER",
            "javaipc.EndOpened RECEIVER",
            "javaipc.Wait RECEIVER",
            "javaipc.PeerDeath RECEIVER",
            "javaipc.Disconnected RECEIVER",
            "javaipc.EndClosed RECEIVER");
    assertThat(events)
        .filteredOn(event -> event.getEventType().getName().equals("javaipc.EndClosed"))
        .extracting(event -> event.getLong("messages"), event -> event.getLong("bytes"))
        .containsExactly(tuple(1L, 7L), tuple(1L, 7L));
  }
}
