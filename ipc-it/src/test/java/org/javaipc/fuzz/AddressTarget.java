package org.javaipc.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.Ipc;
import org.javaipc.IpcException;

/** An address, and its options as its transport reads them. */
final class AddressTarget implements Decoder.Target {
  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "shm:orders?capacity=4MiB&wait=spin",
            "unix:/run/x?mode=0660&trust=1000,g:27&connect=1s",
            "unix:@name",
            "pipe:child?pid=1&in=3&out=4",
            "mmap:log?dir=/tmp&maxMessage=1KiB&senders=4&end=never")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public void read(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Address address;
    try {
      address = Address.parse(text);
    } catch (InvalidAddressException e) {
      return;
    }
    if (!Address.parse(address.toString()).equals(address)) {
      throw new AssertionError(text + ": is read as " + address + ", which is read as another");
    }
    try {
      Ipc.channel(text).capabilities();
    } catch (IpcException | InvalidAddressException e) {
      // an option or a name that the transport does not take
    }
  }
}
