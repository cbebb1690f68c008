package org.javaipc.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.javaipc.Address;
import org.javaipc.IpcContext;
import org.javaipc.IpcException;
import org.javaipc.spi.ChannelInspector;
import org.javaipc.spi.ChannelOptions;

/**
 * What a transport finds in its files when nobody is there any more: headers, control regions, places.
 * The first byte of an input says which of the files that the transport makes, the rest is its content.
 */
final class FileTarget implements Decoder.Target {
  private static final int LONGEST = 1 << 16;

  private final String scheme;
  private final Kind kind;
  private final Workshop workshop = new Workshop();
  private final Map<String, byte[]> made;
  private final List<String> names;

  FileTarget(String scheme, Kind kind) {
    this.scheme = scheme;
    this.kind = kind;
    try {
      made = filesOfLivingEnds();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    names = List.copyOf(made.keySet());
  }

  private Map<String, byte[]> filesOfLivingEnds() throws Exception {
    Map<String, byte[]> files = new TreeMap<>();
    try {
      kind.meet(this::address, () -> files.putAll(workshop.files()));
    } finally {
      workshop.empty();
    }
    return files;
  }

  private String address(String more) {
    return workshop.address(scheme, "x", more);
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      byte[] content = made.get(names.get(i));
      byte[] seed = new byte[1 + Math.min(content.length, LONGEST)];
      seed[0] = (byte) i;
      System.arraycopy(content, 0, seed, 1, seed.length - 1);
      seeds.add(seed);
      seeds.add(Arrays.copyOf(seed, Math.min(seed.length, 64)));
    }
    return seeds;
  }

  @Override
  public void read(byte[] input) throws Exception {
    if (input.length == 0 || names.isEmpty()) {
      return;
    }
    Path file = workshop.path(names.get((input[0] & 0xff) % names.size()));
    byte[] content = Arrays.copyOfRange(input, 1, input.length);
    List<Kind.Step> steps =
        List.of(
            this::look,
            () -> kind.send(this::address),
            () -> kind.receive(this::address),
            this::clean);
    for (Kind.Step step : steps) {
      makeFolder(file.getParent());
      Files.write(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      try {
        step.run();
      } catch (IpcException e) {
        // told, and typed
      }
    }
    workshop.empty();
  }

  private static void makeFolder(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private Optional<ChannelInspector> inspector() throws IpcException {
    return IpcContext.builder().build().channelProviders().stream()
        .filter(provider -> provider.scheme().equals(scheme))
        .filter(ChannelInspector.class::isInstance)
        .map(ChannelInspector.class::cast)
        .findFirst();
  }

  private void look() throws Exception {
    Optional<ChannelInspector> inspector = inspector();
    if (inspector.isPresent()) {
      inspector.get().channels(Optional.of(workshop.directory()));
      Address address = Address.parse(scheme + ":x?dir=" + workshop.directory());
      inspector.get().status(address, ChannelOptions.of(address, Set.of()));
    }
  }

  private void clean() throws Exception {
    Optional<ChannelInspector> inspector = inspector();
    if (inspector.isPresent()) {
      inspector.get().removeLeftovers(Optional.of(workshop.directory()));
    }
  }

  @Override
  public void close() throws IOException {
    workshop.close();
  }
}
