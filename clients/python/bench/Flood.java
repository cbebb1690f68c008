import java.time.Duration;
import org.javaipc.Ipc;
import org.javaipc.Sender;

/** ADDRESS SIZE SECONDS: sends as many messages as possible in that time, and a message of one byte at the end. */
final class Flood {
  public static void main(String[] args) throws Exception {
    byte[] message = new byte[Integer.parseInt(args[1])];
    try (Sender sender = Ipc.sender(args[0])) {
      long nanos = (long) (Double.parseDouble(args[2]) * Duration.ofSeconds(1).toNanos());
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < nanos) {
        for (int i = 0; i < 32; i++) {
          sender.send(message);
        }
      }
      sender.send(new byte[1]);
    }
  }
}
