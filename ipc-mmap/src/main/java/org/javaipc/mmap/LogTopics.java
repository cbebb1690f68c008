package org.javaipc.mmap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.NameForm;
import org.javaipc.Topic;
import org.javaipc.WrongKindException;
import org.javaipc.core.ring.RingChannel;
import org.javaipc.core.topic.RegionTopic;
import org.javaipc.core.topic.TopicInspector;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.region.FileRegionStore;
import org.javaipc.linux.region.FileTopicStore;
import org.javaipc.linux.region.RegionFormat;
import org.javaipc.mmap.log.Bell;
import org.javaipc.mmap.log.LogOptions;
import org.javaipc.mmap.log.LogTopic;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.NativeText;
import org.javaipc.spi.RegionKinds;
import org.javaipc.spi.TopicOptions;
import org.javaipc.spi.TopicStore;

/**
 * The topics of {@code mmap:} that keep a log: {@code mmap:/var/lib/app/trades} names that folder, and {@code
 * mmap:trades} names {@code trades.log} in the runtime directory.
 */
final class LogTopics {
  private static final String SUFFIX = ".log";
  private static final String BELL = "bell";

  private LogTopics() {}

  /** {@return the topic of an address, if it asks for a log or has one} Nothing is opened. */
  static Optional<Topic> find(Address address, TopicOptions options) throws IpcException {
    if (!LogOptions.areIn(address) && existing(address, options.channel()).isEmpty()) {
      return Optional.empty();
    }
    LogOptions own = LogOptions.of(address, options);
    RuntimeDirectory directory = RuntimeDirectory.of(address, options.channel());
    Path folder = folder(address, directory);
    requireNoOther(directory.path().resolve(MmapProvider.fileName(address)));
    TopicOptions bellOptions = TopicOptions.of(Bell.address(address), Set.of());
    AccessPolicy access = options.channel().access();
    return Optional.of(
        new LogTopic(
            address,
            options,
            own,
            folder,
            new Bell(() -> bell(address, bellOptions, folder, access))));
  }

  /** {@return the folder of an address, if there is one} */
  static Optional<Path> existing(Address address, ChannelOptions options) throws IpcException {
    if (address.nameForm() == NameForm.PATH) {
      return Optional.of(NativeText.absolute(NativeText.path(address.name())))
          .filter(Files::isDirectory);
    }
    return RuntimeDirectory.existing(options.directory(), options.access())
        .map(directory -> folder(address, directory))
        .filter(Files::isDirectory);
  }

  /** {@return the name of a log, given that of its folder in a runtime directory; empty if it is not a log's folder} */
  static Optional<String> name(String file) {
    return Optional.of(file)
        .filter(each -> each.endsWith(SUFFIX))
        .map(each -> each.substring(0, each.length() - SUFFIX.length()))
        .filter(Address::isPlainName);
  }

  /** Refuses to make a log where something else exists; the error says what it is, as far as its first bytes show. */
  private static void requireNoOther(Path file) throws IpcException {
    if (Files.isRegularFile(file)) {
      long magic = magic(file);
      if (magic == RegionKinds.TOPIC) {
        throw new WrongKindException(
            file
                + ": is a topic without a log; leave keep=, roll=, from= and as= out, or use another name");
      }
      String what =
          magic == RegionKinds.CHANNEL
              ? ": is a channel, but a log is a folder; use Ipc.sender or Ipc.receiver, or another name"
              : ": is a file, but a log is a folder; use another name";
      throw new WrongKindException(file + what);
    }
  }

  private static long magic(Path file) throws IpcException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] first = in.readNBytes(Long.BYTES);
      return first.length < Long.BYTES
          ? 0
          : ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
    } catch (IOException e) {
      throw new IpcException(file + ": cannot be read: " + e, e);
    }
  }

  /** Refuses to make a channel where a log exists. */
  static void requireNoLog(Address address, ChannelOptions options) throws IpcException {
    if (existing(address, options).isPresent()) {
      throw new WrongKindException(
          address + ": is a log; use Ipc.publisher or Ipc.subscribe, or another name");
    }
  }

  private static Path folder(Address address, RuntimeDirectory directory) {
    return address.nameForm() == NameForm.PATH
        ? NativeText.absolute(NativeText.path(address.name()))
        : directory.path().resolve(address.name() + SUFFIX);
  }

  /** {@return the topic in memory beside a log, by the address of the log} Creates the folder. */
  private static RegionTopic bell(
      Address log, TopicOptions options, Path folder, AccessPolicy access) throws IpcException {
    RuntimeDirectory directory = RuntimeDirectory.open(Optional.of(folder), access);
    return new RegionTopic(log, options, MmapProvider.CAPABILITIES, bellStore(directory, access));
  }

  /** {@return an inspector of the topic beside a log; empty if its folder is not trusted} */
  static Optional<TopicInspector> bell(Address address, Path folder, ChannelOptions options)
      throws IpcException {
    try {
      return RuntimeDirectory.existing(Optional.of(folder))
          .map(directory -> new TopicInspector(address, bellStore(directory, options.access())));
    } catch (AccessRefusedException e) {
      return Optional.empty(); // the log can still be read, but without the bell
    }
  }

  private static TopicStore bellStore(RuntimeDirectory directory, AccessPolicy access) {
    RegionFormat channels = new RegionFormat(RingChannel.MAGIC, RingChannel::receiverSlot);
    return new FileTopicStore(
        directory,
        BELL,
        new RegionFormat(RegionTopic.SUBSCRIPTION_MAGIC, RegionTopic::subscriberSlot),
        new FileRegionStore(directory, BELL, channels, access),
        access);
  }
}
