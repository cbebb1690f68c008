package org.javaipc.mq;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javaipc.Ipc;
import org.javaipc.Sender;

/** Main class of a child: sends numbered messages and says how many; without a count it never stops. */
final class NumberedSender {
  private NumberedSender() {}

  public static void main(String[] arguments) throws Exception {
    long count = arguments.length > 1 ? Long.parseLong(arguments[1]) : Long.MAX_VALUE;
    MemorySegment message = Arena.ofAuto().allocate(Numbered.LONGEST, 8);
    try (Sender sender = Ipc.sender(arguments[0])) {
      System.out.println("joined");
      for (long number = 0; number < count; number++) {
        sender.send(message, 0, Numbered.write(message, number));
      }
    }
    System.out.println("sent " + count);
  }
}
