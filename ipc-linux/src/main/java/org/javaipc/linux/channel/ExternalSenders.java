package org.javaipc.linux.channel;

import org.javaipc.IpcException;
import org.javaipc.linux.channel.KernelChannel.OwnName;
import org.javaipc.linux.channel.member.RemoteSenders;
import org.javaipc.linux.channel.message.MessageSource;
import org.javaipc.linux.wait.Waiting;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.NameWatch;

/** RemoteSenders of which only the kernel knows: programs that need not use this library. */
final class ExternalSenders implements RemoteSenders {
  private final EndMonitor monitor;
  private final MessageSource inlet;
  private final boolean mailbox;
  private final OwnName name;

  ExternalSenders(EndMonitor monitor, MessageSource inlet, boolean mailbox, OwnName name) {
    this.monitor = monitor;
    this.inlet = inlet;
    this.mailbox = mailbox;
    this.name = name;
  }

  @Override
  public void update() {}

  @Override
  public boolean hasEnded() {
    return !mailbox && inlet.isOver();
  }

  @Override
  public boolean isAlone() {
    return !hasEnded() && inlet.isAlone();
  }

  @Override
  public boolean isNamed() throws IpcException {
    return name.stands();
  }

  @Override
  public long longestSleep() {
    return isAlone() ? NameWatch.INTERVAL : Waiting.FOREVER;
  }

  @Override
  public void brokeOff() {
    monitor.peerDied("a program that only the kernel knows");
  }

  @Override
  public long died() {
    return monitor.peerDeaths();
  }

  @Override
  public void received(long count) {}

  @Override
  public long unread() {
    return inlet.unread();
  }

  @Override
  public void close() throws IpcException {
    name.remove();
  }
}
