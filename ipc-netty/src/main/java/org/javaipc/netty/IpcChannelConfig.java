package org.javaipc.netty;

import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import java.util.Map;
import java.util.Objects;

/** The options of a channel: Netty's own, and half-closure. */
final class IpcChannelConfig extends DefaultChannelConfig {
  private final IpcChannel own;
  private volatile boolean halfClosure;

  IpcChannelConfig(IpcChannel channel) {
    super(channel);
    this.own = channel;
  }

  boolean isHalfClosure() {
    return halfClosure;
  }

  @Override
  public Map<ChannelOption<?>, Object> getOptions() {
    return getOptions(super.getOptions(), ChannelOption.ALLOW_HALF_CLOSURE);
  }

  @Override
  @SuppressWarnings("unchecked") // the option's own type
  public <T> T getOption(ChannelOption<T> option) {
    return option.equals(ChannelOption.ALLOW_HALF_CLOSURE)
        ? (T) Boolean.valueOf(halfClosure)
        : super.getOption(option);
  }

  /**
   * Silently accepts options that every program sets for sockets and that hold here anyway; Netty would log a warning
   * for them.
   */
  @Override
  public <T> boolean setOption(ChannelOption<T> option, T value) {
    if (option.equals(ChannelOption.ALLOW_HALF_CLOSURE)) {
      halfClosure = (Boolean) Objects.requireNonNull(value, "value");
      return true;
    }
    return option.equals(ChannelOption.SO_KEEPALIVE)
        || option.equals(ChannelOption.TCP_NODELAY)
        || super.setOption(option, value);
  }

  @Override
  protected void autoReadCleared() {
    own.autoReadCleared();
  }
}
