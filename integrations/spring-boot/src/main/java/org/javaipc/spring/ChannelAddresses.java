package org.javaipc.spring;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;

/** The addresses that the application's configuration gives, as text. */
final class ChannelAddresses {
  /** Name of the template for channels without an address of their own. */
  static final String TEMPLATE = "default";

  private static final AtomicInteger CONTEXTS = new AtomicInteger();

  private ChannelAddresses() {}

  static Map<String, String> of(IpcProperties properties) {
    Map<String, String> addresses = new LinkedHashMap<>();
    properties
        .channel()
        .forEach((name, value) -> {
          checkName(name);
          addresses.put(name, text(name, value));
        });
    if (properties.memory()) {
      int context = CONTEXTS.incrementAndGet();
      addresses.replaceAll((name, _) -> "memory:" + name + "-" + context);
      addresses.put(TEMPLATE, "memory:{name}-" + context);
    }
    return addresses;
  }

  private static void checkName(String name) {
    if (!Address.isPlainName(name)) {
      throw new StartException(
          "ipc.channel." + name + ": a channel's name is 1 to 64 of A-Z a-z 0-9 . _ -",
          "Rename the channel; in YAML, write a name with dots as \"[a.b]\".");
    }
  }

  private static String text(String name, Object value) {
    if (value instanceof Map<?, ?> parts) {
      return withOptions(name, parts);
    }
    return checked(name, String.valueOf(value));
  }

  private static String withOptions(String name, Map<?, ?> parts) {
    Object address = parts.get("address");
    if (address == null) {
      throw new StartException(
          "ipc.channel." + name + " has " + parts.keySet() + " and no address",
          "Write 'address', such as address: shm:"
              + name
              + ", beside the options, or the address as a text.");
    }
    try {
      Address whole = Address.parse(address.toString());
      for (Map.Entry<?, ?> part : parts.entrySet()) {
        if (!part.getKey().equals("address")) {
          whole = whole.with(option(part.getKey().toString()), String.valueOf(part.getValue()));
        }
      }
      return whole.toString();
    } catch (InvalidAddressException e) {
      throw invalid(name, e);
    }
  }

  /** {@code max-message}, as Spring spells it, is {@code maxMessage}. */
  private static String option(String key) {
    StringBuilder option = new StringBuilder();
    for (String word : key.split("-", -1)) {
      option.append(
          option.isEmpty() || word.isEmpty()
              ? word
              : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return option.toString();
  }

  private static String checked(String name, String address) {
    try {
      Address.parse(name.equals(TEMPLATE) ? address.replace("{name}", "name") : address);
      return address;
    } catch (InvalidAddressException e) {
      throw invalid(name, e);
    }
  }

  private static StartException invalid(String name, InvalidAddressException e) {
    return new StartException(
        "ipc.channel." + name + ": " + e.getMessage(),
        "Correct the address in the application's configuration.",
        e);
  }
}
