package org.javaipc.spi;

import java.util.Set;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.Topic;

/** A transport of topics: creates the topics of one scheme. */
public interface TopicProvider extends TransportProvider {
  /**
   * {@return the topic of an address} It does not use any resources yet.
   *
   * @param address whose scheme is this provider's and whose name has a form that it accepts
   * @param options of the address, checked
   * @throws org.javaipc.InvalidAddressException if an option's value is invalid for this transport
   * @throws IpcException if the topic cannot exist here
   */
  Topic topic(Address address, TopicOptions options) throws IpcException;

  /** {@return the names of the options that this transport's topics have besides {@link TopicOptions#COMMON}} */
  default Set<String> topicOptions() {
    return ownOptions();
  }
}
