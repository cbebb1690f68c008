package org.javaipc.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.javaipc.IpcException;
import org.javaipc.linux.Descriptor;
import org.javaipc.linux.process.Descriptors;
import org.javaipc.linux.process.SpawnRequest;

/** A program that is ready to start; closing closes the files that were opened for it. */
record Prepared(SpawnRequest request, List<Descriptor> opened) implements AutoCloseable {
  private static final int MODE = 0600;
  private static final int STANDARD = 3;

  static Prepared open(
      Map<Integer, Redirect> redirects, Function<SortedMap<Integer, Integer>, SpawnRequest> request)
      throws IpcException {
    List<Descriptor> opened = new ArrayList<>();
    try {
      return new Prepared(request.apply(numbers(redirects, opened)), opened);
    } catch (IpcException | RuntimeException e) {
      opened.forEach(Descriptor::close);
      throw e;
    }
  }

  /** {@return our descriptor for each number of the program's} */
  private static SortedMap<Integer, Integer> numbers(
      Map<Integer, Redirect> redirects, List<Descriptor> opened) throws IpcException {
    TreeMap<Integer, Integer> numbers = new TreeMap<>();
    for (int number = 0; number < STANDARD; number++) {
      if (!redirects.containsKey(number) && Descriptors.isOpen(number)) {
        numbers.put(number, number);
      }
    }
    Map<Integer, Integer> same = new TreeMap<>();
    for (Map.Entry<Integer, Redirect> entry : redirects.entrySet()) {
      switch (entry.getValue().source()) {
        case Redirect.Source.Ours(int fd) -> numbers.put(entry.getKey(), checked(fd));
        case Redirect.Source.Opened file -> {
          Descriptor descriptor = Descriptors.open(file.path(), file.access(), MODE);
          opened.add(descriptor);
          numbers.put(entry.getKey(), descriptor.fd());
        }
        case Redirect.Source.Same(int other) -> same.put(entry.getKey(), other);
      }
    }
    same.forEach((number, other) -> numbers.put(number, referred(numbers, number, other)));
    return numbers;
  }

  private static int checked(int fd) throws IpcException {
    if (!Descriptors.isOpen(fd)) {
      throw new IpcException("descriptor=" + fd + " of this process is closed");
    }
    return fd;
  }

  private static int referred(Map<Integer, Integer> numbers, int number, int other) {
    Integer fd = numbers.get(other);
    if (fd == null) {
      throw new IllegalArgumentException(
          "descriptor="
              + number
              + " is to be the same as "
              + other
              + ", which the program has not");
    }
    return fd;
  }

  @Override
  public void close() {
    opened.forEach(Descriptor::close);
  }
}
