package org.javaipc.pipe;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.linux.channel.KernelChannel;
import org.javaipc.linux.channel.message.ByteStream;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.channel.message.StreamSource;
import org.javaipc.linux.pipe.ProcessPipe;
import org.javaipc.linux.wait.PollableDescriptor;
import org.javaipc.spi.ChannelOptions;

/**
 * Pipes by the numbers of their descriptors, inherited or another process's: one to receive from, one
 * to send to, or either.
 *
 * @param address of the channel
 * @param options of the address
 * @param geometry of messages
 * @param pid of the process whose descriptors they are; 0 for this one
 * @param in descriptor to receive from
 * @param out descriptor to send to
 */
record ChildPipe(
    Address address,
    ChannelOptions options,
    ChannelLimits geometry,
    long pid,
    OptionalInt in,
    OptionalInt out)
    implements Channel {
  private static final long DEFAULT_LONGEST = 1 << 20;

  /** {@return whether the address names descriptors} */
  static boolean isMeant(Address address) {
    return address.options().containsKey("in") || address.options().containsKey("out");
  }

  static InvalidAddressException needsDescriptors(Address address) {
    return new InvalidAddressException(
        "address '%s': framing=none on a pipe needs its descriptor: pipe:child?in=FD&framing=none, or fifo: for a program that finds it by name"
            .formatted(address));
  }

  static ChildPipe of(Address address, ChannelOptions options) {
    long longest = options.maxMessage().orElse(DEFAULT_LONGEST);
    return new ChildPipe(
        address,
        options,
        new ChannelLimits(0, longest, 1, options.mailbox(), options.framed(), options.lines()),
        number(address, "pid").orElse(0),
        number(address, "in"),
        number(address, "out"));
  }

  private static OptionalInt number(Address address, String option) {
    String text = address.options().get(option);
    if (text == null) {
      return OptionalInt.empty();
    }
    if (!text.matches("[0-9]{1,9}")) {
      throw new InvalidAddressException(
          "address '%s': %s=%s is not the number of a %s"
              .formatted(address, option, text, option.equals("pid") ? "process" : "descriptor"));
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.CROSS_PROCESS, Capability.FOREIGN_PEER, Capability.VIRTUAL_THREADS);
  }

  @Override
  public Receiver receiver() throws IpcException {
    ProcessPipe pipe = new ProcessPipe(pid, in.orElseThrow(() -> missing("in")));
    pipe.requireInherited();
    PollableDescriptor reading = pipe.openReader();
    pipe.closeInherited();
    StreamSource inlet = new StreamSource(new ByteStream(reading), geometry, false);
    return KernelChannel.foreignReceiver(
        address, options, inlet, geometry.maxMessage(), KernelChannel.OwnName.NONE);
  }

  @Override
  public Sender sender() throws IpcException, InterruptedException {
    ProcessPipe pipe = new ProcessPipe(pid, out.orElseThrow(() -> missing("out")));
    pipe.requireInherited();
    PollableDescriptor writing = pipe.openWriter();
    pipe.closeInherited();
    return KernelChannel.foreignSender(
        address,
        options,
        () -> Optional.of(PipeSides.outlet(writing, geometry)),
        geometry.maxMessage());
  }

  private InvalidAddressException missing(String option) {
    return new InvalidAddressException(
        "address '%s': %s=FD is missing, which is needed to %s"
            .formatted(address, option, option.equals("in") ? "receive" : "send"));
  }
}
