package org.javaipc.process;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.javaipc.IpcException;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.InheritedDescriptors;
import org.javaipc.linux.process.ByteEnd;
import org.javaipc.linux.process.ChildProcess;
import org.javaipc.linux.process.Descriptors;
import org.javaipc.linux.process.PipeEnds;
import org.javaipc.linux.process.SpawnRequest;

/**
 * A program that is ready to start. Closing closes what was opened for it, and our ends of its pipes
 * unless it was started.
 */
final class Prepared implements AutoCloseable {
  private static final int MODE = 0600;
  private static final int STANDARD = 3;

  private final SortedMap<Integer, Integer> numbers = new TreeMap<>();
  private final List<Descriptor> opened = new ArrayList<>();
  private final Map<Integer, ByteEnd> readByUs = new TreeMap<>();
  private final Map<Integer, ByteEnd> writtenByUs = new TreeMap<>();
  private final SpawnRequest request;
  private boolean started;

  private Prepared(
      Map<Integer, Redirect> redirects, Function<SortedMap<Integer, Integer>, SpawnRequest> request)
      throws IpcException {
    try {
      fill(redirects);
      this.request = request.apply(numbers);
    } catch (IpcException | RuntimeException e) {
      close();
      throw e;
    }
  }

  static Prepared open(
      Map<Integer, Redirect> redirects, Function<SortedMap<Integer, Integer>, SpawnRequest> request)
      throws IpcException {
    return new Prepared(redirects, request);
  }

  SpawnRequest request() {
    return request;
  }

  boolean hasPipes() {
    return !readByUs.isEmpty() || !writtenByUs.isEmpty();
  }

  /** {@return the child that it has become} */
  Child started(ChildProcess process) {
    started = true;
    Map<Integer, PipeInput> inputs = new TreeMap<>();
    Map<Integer, OutputStream> outputs = new TreeMap<>();
    readByUs.forEach((number, end) -> inputs.put(number, new PipeInput(end)));
    writtenByUs.forEach((number, end) -> outputs.put(number, new PipeOutput(end)));
    return new Child(process, inputs, outputs);
  }

  private void fill(Map<Integer, Redirect> redirects) throws IpcException {
    for (int number = 0; number < STANDARD; number++) {
      if (!redirects.containsKey(number) && InheritedDescriptors.has(number)) {
        numbers.put(number, number);
      }
    }
    Map<Integer, Integer> same = new TreeMap<>();
    for (Map.Entry<Integer, Redirect> entry : redirects.entrySet()) {
      int number = entry.getKey();
      switch (entry.getValue().source()) {
        case Redirect.Source.Ours(int fd) -> numbers.put(number, checked(fd));
        case Redirect.Source.Opened file ->
            numbers.put(number, kept(Descriptors.open(file.path(), file.access(), MODE)));
        case Redirect.Source.Same(int other) -> same.put(number, other);
        case Redirect.Source.Piped(boolean written) -> pipe(number, written);
      }
    }
    same.forEach((number, other) -> numbers.put(number, referred(number, other)));
  }

  private int kept(Descriptor descriptor) {
    opened.add(descriptor);
    return descriptor.fd();
  }

  private void pipe(int number, boolean written) throws IpcException {
    PipeEnds pipe = PipeEnds.create();
    if (written) {
      numbers.put(number, kept(pipe.reading()));
      writtenByUs.put(number, pipe.ourWriting());
    } else {
      numbers.put(number, kept(pipe.writing()));
      readByUs.put(number, pipe.ourReading());
    }
  }

  private static int checked(int fd) throws IpcException {
    if (!Descriptors.isOpen(fd)) {
      throw new IpcException("descriptor=" + fd + " of this process is closed");
    }
    if (InheritedDescriptors.isOfJvm(fd)) {
      throw new IpcException(
          "descriptor="
              + fd
              + " of this process is a file of classes that the JVM has opened; the process was started without a"
              + " descriptor of that number");
    }
    return fd;
  }

  private int referred(int number, int other) {
    Integer fd = numbers.get(other);
    if (fd == null) {
      throw new IllegalArgumentException(
          "descriptor="
              + number
              + " is to be the same as "
              + other
              + ", which the program does not have");
    }
    return fd;
  }

  @Override
  public void close() {
    opened.forEach(Descriptor::close);
    if (!started) {
      readByUs.values().forEach(ByteEnd::close);
      writtenByUs.values().forEach(ByteEnd::close);
    }
  }
}
