package org.javaipc.cli;

import java.util.Locale;
import java.util.OptionalLong;
import org.javaipc.ChannelStatus;
import org.javaipc.cli.io.Json;
import org.javaipc.cli.io.Table;

/** How what was seen of a channel is shown. */
final class StatusText {
  private StatusText() {}

  /** {@return a kind or state as it is shown} */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** {@return a number that may be unknown} */
  static String number(OptionalLong value) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : "-";
  }

  /** {@return what {@code ipc list} says of a channel} */
  static Json summary(ChannelStatus status) {
    return new Json()
        .put("address", status.address().toString())
        .put("scheme", status.address().scheme())
        .put("name", status.address().name())
        .put("kind", word(status.kind()))
        .put("state", word(status.state()))
        .put("receiver", status.receiver())
        .put("senders", status.joined())
        .put("maxSenders", status.senders())
        .put("capacity", status.capacity())
        .put("unread", status.unread())
        .put("lag", lag(status))
        .put("object", status.object())
        .put("problem", status.problem().orElse(null));
  }

  /** {@return all that was seen of a channel} */
  static Json details(ChannelStatus status) {
    return summary(status)
        .put("maxMessage", status.maxMessage())
        .put("mailbox", status.mailbox())
        .put("sent", status.sent())
        .put("received", status.received())
        .put("roomWaits", status.roomWaits())
        .put("died", status.died())
        .putAll("lanes", status.lanes().stream().map(StatusText::lane).toList());
  }

  private static Json lane(ChannelStatus.Lane lane) {
    return new Json()
        .put("lane", lane.index())
        .put("joined", lane.joined())
        .put("sender", lane.sender())
        .put("sent", lane.sent())
        .put("received", lane.received())
        .put("roomWaits", lane.roomWaits())
        .put("written", lane.written())
        .put("read", lane.read())
        .put("unread", lane.unread());
  }

  /** {@return one line about the whole, and one about each lane} */
  static String lines(ChannelStatus status) {
    String head =
        "%s: %s, %s, receiver %s, %s\n"
            .formatted(
                status.address(),
                word(status.kind()),
                word(status.state()),
                number(status.receiver()),
                OneLine.of(status.problem().orElse(status.object())));
    return switch (status.kind()) {
      case CHANNEL, TOPIC -> status.capacity() > 0 ? head + geometry(status) + lanes(status) : head;
      case SUBSCRIPTION -> head + lagLine(status) + lanes(status);
      case EVENTS, SOCKET -> head;
    };
  }

  /** {@return how many messages were sent and not taken yet} Nothing is taken from a topic but by each subscription. */
  static long lag(ChannelStatus status) {
    return Math.max(0, status.sent() - status.received());
  }

  private static String lagLine(ChannelStatus status) {
    return "lag %d messages, %d bytes\n".formatted(lag(status), status.unread());
  }

  private static String geometry(ChannelStatus status) {
    return "capacity %d, maxMessage %d, senders %d of %d, died %d%s\n"
        .formatted(
            status.capacity(),
            status.maxMessage(),
            status.joined(),
            status.senders(),
            status.died(),
            status.mailbox() ? ", end=never" : "");
  }

  private static String lanes(ChannelStatus status) {
    Table table =
        new Table("lane", "sender", "sent", "received", "room waits", "written", "read", "unread");
    for (ChannelStatus.Lane lane : status.lanes()) {
      table.row(
          Integer.toString(lane.index()),
          number(lane.sender()),
          Long.toString(lane.sent()),
          Long.toString(lane.received()),
          Long.toString(lane.roomWaits()),
          Long.toString(lane.written()),
          Long.toString(lane.read()),
          Long.toString(lane.unread()));
    }
    table.row(
        "all",
        Long.toString(status.joined()),
        Long.toString(status.sent()),
        Long.toString(status.received()),
        Long.toString(status.roomWaits()),
        "",
        "",
        Long.toString(status.unread()));
    return table.toString();
  }
}
