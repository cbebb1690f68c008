package org.javaipc.mmap.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.ChannelStatus;
import org.javaipc.ChannelStatus.Kind;
import org.javaipc.ChannelStatus.Lane;
import org.javaipc.ChannelStatus.State;
import org.javaipc.IpcException;
import org.javaipc.core.topic.ToldPlace;
import org.javaipc.core.topic.TopicInspector;

/**
 * Inspects a log and the places of its named subscriptions from outside. Opens nothing for writing, and disturbs no
 * end.
 */
public final class LogStatus {
  private final Address address;
  private final Path folder;
  private final Optional<TopicInspector> bell;

  /**
   * Names a log; touches nothing.
   *
   * @param address of the topic
   * @param folder of the log
   * @param bell beside the log, if there is one
   */
  public LogStatus(Address address, Path folder, Optional<TopicInspector> bell) {
    this.address = address;
    this.folder = folder;
    this.bell = bell;
  }

  /**
   * {@return the log, and how far each named place, and each subscription without a name, is behind its end}
   *
   * @throws IpcException if the folder cannot be read
   */
  public List<ChannelStatus> look() throws IpcException {
    List<ChannelStatus> all = new ArrayList<>();
    LogLag end = LogLag.NONE;
    try (LogEnd last = new LogEnd(folder)) {
      end = last.behind(0, 0);
      all.add(kept(Kind.TOPIC, folder, end, LogLag.NONE));
    } catch (IpcException e) {
      all.add(
          ChannelStatus.unreadable(address, Kind.TOPIC, folder.toString(), State.KEPT, said(e)));
    }
    for (Path place : places()) {
      all.add(place(place, end));
    }
    if (bell.isPresent()) {
      all.addAll(unnamed(bell.get(), end));
    }
    return all;
  }

  private List<Path> places() throws IpcException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Place::isPlace).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new IpcException(folder + ": the folder of the log cannot be listed: " + e, e);
    }
  }

  private ChannelStatus place(Path path, LogLag end) {
    try {
      long next = Place.peek(path);
      try (LogReader reader = LogReader.open(folder, new LogStart.Position(next))) {
        return kept(Kind.SUBSCRIPTION, path, end, new LogLag(next, reader.bytes()));
      }
    } catch (IpcException e) {
      return ChannelStatus.unreadable(
          address, Kind.SUBSCRIPTION, path.toString(), State.KEPT, said(e));
    }
  }

  private List<ChannelStatus> unnamed(TopicInspector beside, LogLag end) {
    try {
      return beside.places().stream().map(told -> unnamed(told, end)).toList();
    } catch (IpcException e) {
      return List.of(
          ChannelStatus.unreadable(
              address, Kind.SUBSCRIPTION, folder.toString(), State.UNKNOWN, said(e)));
    }
  }

  private ChannelStatus unnamed(ToldPlace told, LogLag end) {
    return status(
        Kind.SUBSCRIPTION,
        told.object(),
        told.state(),
        told.pid(),
        end,
        new LogLag(told.position(), told.bytes()));
  }

  private static String said(IpcException e) {
    return String.valueOf(e.getMessage());
  }

  private ChannelStatus kept(Kind kind, Path object, LogLag end, LogLag read) {
    return status(kind, object.toString(), State.KEPT, OptionalLong.empty(), end, read);
  }

  private ChannelStatus status(
      Kind kind, String object, State state, OptionalLong user, LogLag end, LogLag read) {
    Lane lane =
        new Lane(
            0,
            false,
            OptionalLong.empty(),
            end.messages(),
            read.messages(),
            0,
            end.bytes(),
            read.bytes(),
            Math.max(0, end.bytes() - read.bytes()));
    return new ChannelStatus(
        address,
        kind,
        object,
        state,
        Optional.empty(),
        user,
        0,
        LogFileDescriptor.LONGEST_MESSAGE,
        0,
        true,
        0,
        List.of(lane));
  }
}
