package org.javaipc.linux.channel;

import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.linux.channel.member.Control;
import org.javaipc.linux.channel.member.ControlLayout;
import org.javaipc.linux.channel.member.ExternalReceiver;
import org.javaipc.linux.channel.member.Medium;
import org.javaipc.linux.channel.member.RemoteReceiver;
import org.javaipc.linux.channel.member.RemoteSenders;
import org.javaipc.linux.channel.member.TrackedSenders;
import org.javaipc.linux.channel.member.WakeupFifo;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.channel.message.MessageSink;
import org.javaipc.linux.channel.message.MessageSource;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.region.FileRegionStore;
import org.javaipc.linux.region.RegionFormat;
import org.javaipc.linux.wait.Deadline;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.SharedRegion;

/**
 * The implementation of a transport whose messages a kernel object carries. The members are recorded in a control
 * region in a runtime directory, such as {@code orders.fifo-control}.
 */
public final class KernelChannel implements Channel {
  private final Address address;
  private final ChannelOptions options;
  private final Set<Capability> capabilities;
  private final RuntimeDirectory directory;
  private final ChannelLimits wanted;
  private final Medium medium;
  private final FileRegionStore store;

  /**
   * Describes a channel; nothing is opened.
   *
   * @param address of the channel
   * @param options of the address
   * @param capabilities of the transport
   * @param directory where the control region lies
   * @param name of the channel's object there, such as {@code orders.fifo}
   * @param wanted what a receiver makes
   * @param medium the kernel's object
   */
  public KernelChannel(
      Address address,
      ChannelOptions options,
      Set<Capability> capabilities,
      RuntimeDirectory directory,
      String name,
      ChannelLimits wanted,
      Medium medium) {
    this.address = address;
    this.options = options;
    this.capabilities = Set.copyOf(capabilities);
    this.directory = directory;
    this.wanted = wanted;
    this.medium = medium;
    this.store = store(directory, name, options);
  }

  /**
   * {@return where the control region of a channel is kept}
   *
   * @param directory where it lies
   * @param name of the channel's object there, such as {@code orders.fifo}
   * @param options of the address
   */
  static FileRegionStore store(RuntimeDirectory directory, String name, ChannelOptions options) {
    return new FileRegionStore(
        directory,
        name + KernelInspector.SUFFIX,
        new RegionFormat(ControlLayout.MAGIC, ControlLayout::receiverSlot),
        options.access());
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public Receiver receiver() throws IpcException {
    return MemoryFault.typed(store, this::create);
  }

  private Receiver create() throws IpcException {
    WakeupFifo bell = WakeupFifo.of(directory);
    long length = ControlLayout.length(wanted.senders());
    SharedRegion region =
        store.create(
            length,
            length,
            (memory, self) -> {
              ControlLayout.putType(memory, wanted, options.type());
              ControlLayout.initialize(memory, wanted, self);
              Checkpoint.CREATE_INITIALIZED.pass();
            });
    Checkpoint.CREATE_NAMED.pass();
    Receiver receiver = null;
    try {
      receiver = open(Control.of(region, bell));
      return receiver;
    } finally {
      if (receiver == null) {
        region.unlink();
        region.close();
      }
    }
  }

  private Receiver open(Control control) throws IpcException {
    Medium.Created created = medium.create(wanted, control.fields().notes());
    control.fields().putCapacity(created.capacity());
    MessageSource inlet = created.inlet();
    EndMonitor monitor = new EndMonitor(address, EndRole.RECEIVER);
    TrackedSenders senders = senders(monitor, control, inlet);
    control.fields().putState(ControlLayout.OPEN);
    return new KernelReceiver(
        address, monitor, inlet, senders, wanted.maxMessage(), options.waiting());
  }

  private TrackedSenders senders(EndMonitor monitor, Control control, MessageSource inlet)
      throws IpcException {
    try {
      return new TrackedSenders(monitor, control, wanted, inlet, medium);
    } catch (IpcException | RuntimeException | Error e) {
      inlet.close();
      medium.remove();
      throw e;
    }
  }

  @Override
  public Sender sender() throws IpcException, InterruptedException {
    medium.check();
    return new ControlJoiner(address, options, medium, store, WakeupFifo.of(directory)).connect();
  }

  /**
   * {@return a receiver of programs that need not use this library: there is no control region,
   * and only the kernel's end of stream}
   *
   * @param address of the channel
   * @param options of the address
   * @param inlet where messages come from
   * @param maxMessage longest message in bytes
   * @param name by which programs find the receiver
   */
  public static Receiver foreignReceiver(
      Address address, ChannelOptions options, MessageSource inlet, long maxMessage, OwnName name) {
    EndMonitor monitor = new EndMonitor(address, EndRole.RECEIVER);
    RemoteSenders senders = new ExternalSenders(monitor, inlet, options.mailbox(), name);
    return new KernelReceiver(address, monitor, inlet, senders, maxMessage, options.waiting());
  }

  /**
   * {@return a sender to a program that need not use this library}
   *
   * @param address of the channel
   * @param options of the address
   * @param opener opens the object for writing; empty while no process reads
   * @param maxMessage longest message in bytes
   * @throws org.javaipc.ConnectTimeoutException if no process reads within the option {@code connect}
   * @throws IpcException as the opener throws
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static Sender foreignSender(
      Address address, ChannelOptions options, Opener opener, long maxMessage)
      throws IpcException, InterruptedException {
    Deadline patience = new Deadline(address, options);
    patience.obstacle("no process had it open for reading");
    while (true) {
      Optional<MessageSink> outlet = opener.open();
      if (outlet.isPresent()) {
        RemoteReceiver reader = new ExternalReceiver(address);
        EndMonitor monitor = new EndMonitor(address, EndRole.SENDER);
        return new KernelSender(
            address, monitor, outlet.get(), reader, maxMessage, options.waiting());
      }
      patience.pause();
    }
  }

  /** The name of a receiver of which only the kernel knows. */
  public interface OwnName {
    /** Senders do not find the receiver by a name. */
    OwnName NONE =
        new OwnName() {
          @Override
          public boolean stands() {
            return true;
          }

          @Override
          public void remove() {}
        };

    /**
     * {@return whether it still stands for the receiver's object; true where nothing can take it away}
     *
     * @throws IpcException if the kernel does not say
     */
    boolean stands() throws IpcException;

    /**
     * Gives it up, when the receiver closes.
     *
     * @throws IpcException if the kernel refuses
     */
    void remove() throws IpcException;
  }

  /** Opens something for writing. */
  @FunctionalInterface
  public interface Opener {
    /**
     * {@return the writing end; empty while no process reads}
     *
     * @throws IpcException if it cannot be opened
     */
    Optional<MessageSink> open() throws IpcException;
  }
}
