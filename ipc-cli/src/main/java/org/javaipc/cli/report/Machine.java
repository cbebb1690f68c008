package org.javaipc.cli.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine that this process runs on, as far as it matters for figures. */
public final class Machine {
  private static final Pattern MODEL = Pattern.compile("(?m)^model name\\s*:\\s*(.*)$");
  private static final Pattern MEMORY = Pattern.compile("(?m)^MemTotal:\\s*(\\d+) kB$");

  private Machine() {}

  /** {@return its properties} */
  public static Map<String, String> properties() throws IOException {
    Map<String, String> properties = new LinkedHashMap<>();
    String count = Integer.toString(Runtime.getRuntime().availableProcessors());
    Matcher model = MODEL.matcher(Files.readString(Path.of("/proc/cpuinfo")));
    properties.put("processors", model.find() ? count + " x " + model.group(1) : count);
    Matcher memory = MEMORY.matcher(Files.readString(Path.of("/proc/meminfo")));
    if (memory.find()) {
      properties.put("memory", (Long.parseLong(memory.group(1)) >> 20) + " GiB");
    }
    properties.put("kernel", "Linux " + System.getProperty("os.version"));
    properties.put("architecture", System.getProperty("os.arch"));
    properties.put("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
    return properties;
  }
}
