package org.javaipc.testkit;

import org.javaipc.IpcException;
import org.javaipc.TopicSubscription;

/** The latest value of a topic, whose values are numbers, each written twice so that a torn one shows. */
final class Latest {
  private Latest() {}

  /** {@return the value of a number} */
  static String value(long number) {
    return number + "/" + number;
  }

  /** {@return what a peer answers: the latest value as it is, if there is one} */
  static String of(TopicSubscription subscription) throws IpcException {
    String latest = subscription.latestString();
    return latest == null ? "nothing" : "latest " + latest;
  }

  /**
   * Looks at the latest value until it is the last one; each is whole and none is older than the one before. {@return how
   * many different ones were seen}
   */
  static long watch(TopicSubscription subscription, long last) throws IpcException {
    long seen = 0;
    long number = -1;
    while (number < last) {
      String value = subscription.latestString();
      if (value != null) {
        long next = Long.parseLong(value.substring(0, value.length() / 2));
        if (next < number || !value.equals(value(next))) {
          throw new AssertionError("the latest value after " + number + " is " + value);
        }
        seen += next > number ? 1 : 0;
        number = next;
      }
    }
    return seen;
  }
}
