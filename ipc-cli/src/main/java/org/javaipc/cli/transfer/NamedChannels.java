package org.javaipc.cli.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.javaipc.ConfiguredSetting;
import org.javaipc.IpcContext;
import org.javaipc.IpcException;
import org.javaipc.UnknownChannelException;

/** The logical names that are configured, to be put in the place of {@code {name}}. */
public final class NamedChannels {
  private static final String PLACE = "{name}";

  /** The template is a key like a name's. */
  private static final String TEMPLATE = "default";

  private final IpcContext ipc;

  /** Looks names up where that context has them. */
  public NamedChannels(IpcContext ipc) {
    this.ipc = ipc;
  }

  /** {@return whether an address has a place for a name} */
  public static boolean isTemplate(String address) {
    return address.contains(PLACE);
  }

  /** {@return the address with a name in its place} */
  public static String fill(String address, String name) {
    return address.replace(PLACE, name);
  }

  /**
   * {@return the configured names that have one of some forms, of which there is at least one}
   *
   * @param patterns in which a star stands for any letters, also none
   * @throws UnknownChannelException if a pattern is that of no name
   */
  public SortedSet<String> matching(List<String> patterns) throws IpcException {
    List<String> configured = configured();
    SortedSet<String> names = new TreeSet<>();
    for (String pattern : patterns) {
      Pattern form = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
      List<String> matching = configured.stream().filter(form.asMatchPredicate()).toList();
      if (matching.isEmpty()) {
        throw new UnknownChannelException(
            "no configured name has the form '%s'; configured are %s"
                .formatted(pattern, configured.isEmpty() ? "none" : String.join(", ", configured)));
      }
      names.addAll(matching);
    }
    return names;
  }

  private List<String> configured() throws IpcException {
    List<String> names = new ArrayList<>();
    for (ConfiguredSetting setting : ipc.settings()) {
      Optional<String> name = setting.channel();
      if (name.isPresent() && !name.get().equals(TEMPLATE)) {
        names.add(name.get());
      }
    }
    return names;
  }
}
