package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.javaipc.Address;
import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.IpcMetrics;

/** What the open ends of an address count. */
final class ListedEnds {
  private ListedEnds() {}

  /** {@return the only open end of that role; the bell beside a log does not count} */
  static EndMetrics only(Address address, EndRole role) {
    List<EndMetrics> ends =
        IpcMetrics.ends().stream()
            .filter(end -> end.role() == role)
            .filter(end -> end.address().name().equals(address.name()))
            .toList();
    assertThat(ends).as("open ends of %s as %s", address, role).hasSize(1);
    return ends.getFirst();
  }

  static void requireCounted(EndMetrics end, long messages, long bytes) {
    assertThat(end.messages()).as("messages of %s", end).isEqualTo(messages);
    assertThat(end.bytes()).as("bytes of %s", end).isEqualTo(bytes);
  }
}
