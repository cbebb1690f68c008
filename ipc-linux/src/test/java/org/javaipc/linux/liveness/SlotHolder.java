package org.javaipc.linux.liveness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javaipc.AccessPolicy;

/** Main class of a child: takes slots in a directory, prints them, and lives until input ends. */
public final class SlotHolder {
  private SlotHolder() {}

  public static void main(String[] arguments) throws Exception {
    RuntimeDirectory directory =
        RuntimeDirectory.open(Optional.of(Path.of(arguments[0])), AccessPolicy.PRIVATE);
    int more = Integer.parseInt(arguments[1]);
    List<ProcessSlot> slots = new ArrayList<>();
    for (int i = 0; i < more; i++) {
      slots.add(ProcessSlot.take(directory));
    }
    StringBuilder line = new StringBuilder();
    line.append(ProcessLiveness.of(directory).self());
    slots.forEach(slot -> line.append(' ').append(slot.number()));
    System.out.println(ProcessHandle.current().pid() + " " + line);
    while (System.in.read() >= 0) {
      // until the parent closes its end
    }
  }
}
