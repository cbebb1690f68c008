package org.javaipc.core.ring;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table that a descriptor's Javadoc has, and the offsets that its constants have. */
public final class DescriptorPicture {
  private static final Pattern CELL = Pattern.compile("\\| +(\\d+) \\| ([^|]*?) +\\|");

  private final Class<?> descriptor;
  private final Map<Long, String> left = new TreeMap<>();
  private final Map<Long, String> right = new TreeMap<>();

  private DescriptorPicture(Class<?> descriptor) {
    this.descriptor = descriptor;
  }

  /** {@return what the source of a descriptor shows, in one table or in two side by side} */
  public static DescriptorPicture of(Class<?> descriptor) throws IOException {
    DescriptorPicture picture = new DescriptorPicture(descriptor);
    String source =
        Files.readString(
            Path.of("src/main/java", descriptor.getName().replace('.', '/') + ".java"));
    String javadoc = source.substring(source.indexOf("<pre>"), source.indexOf("</pre>"));
    for (String line : javadoc.lines().toList()) {
      Matcher cells = CELL.matcher(line);
      while (cells.find()) {
        Map<Long, String> table = cells.start() < 40 ? picture.left : picture.right;
        String before = table.put(Long.valueOf(cells.group(1)), cells.group(2));
        if (before != null) {
          throw new AssertionError("offset " + cells.group(1) + " is shown twice");
        }
      }
    }
    return picture;
  }

  /** {@return what the left table shows, by offset} */
  public Map<Long, String> left() {
    return left;
  }

  /** {@return what the right table shows, by offset} */
  Map<Long, String> right() {
    return right;
  }

  /** {@return the value of a constant} */
  public long offset(String constant) throws ReflectiveOperationException {
    return offset(descriptor, constant);
  }

  /** {@return the value of a constant of another class that says where things lie} */
  static long offset(Class<?> owner, String constant) throws ReflectiveOperationException {
    Field field = owner.getDeclaredField(constant);
    field.setAccessible(true);
    return field.getLong(null);
  }

  /** {@return how many constants name an offset} */
  public long offsets() {
    return offsets(descriptor);
  }

  /** {@return how many constants of another class name an offset} */
  static long offsets(Class<?> owner) {
    return java.util.Arrays.stream(owner.getDeclaredFields())
        .filter(field -> field.getName().endsWith("_OFFSET"))
        .count();
  }
}
