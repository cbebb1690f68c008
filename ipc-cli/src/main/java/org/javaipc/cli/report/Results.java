package org.javaipc.cli.report;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.javaipc.cli.io.Json;

/**
 * All that one run measured, or several that are shown together.
 *
 * @param title of the page
 * @param commands that measured it
 * @param machine on which, by property
 * @param versions by library
 * @param rows what came out
 * @param leftOut what could not be measured, and why
 */
public record Results(
    String title,
    List<String> commands,
    Map<String, String> machine,
    Map<String, String> versions,
    List<Row> rows,
    List<String> leftOut) {
  /** {@return all of it as one JSON object} */
  public String json() {
    return new Json()
        .put("title", title)
        .put("commands", commands)
        .put("machine", object(machine))
        .put("versions", object(versions))
        .put("leftOut", leftOut)
        .putAll("rows", rows.stream().map(Row::json).toList())
        .line();
  }

  private static Json object(Map<String, String> texts) {
    Json json = new Json();
    texts.forEach(json::put);
    return json;
  }

  /** Writes the page. */
  public void writePage(Path file) throws IOException {
    Files.writeString(file, new Page(this).html());
  }

  /**
   * Refuses a file that could not be written, before time is spent on measuring.
   *
   * @throws IOException if it is a directory, or cannot be created
   */
  public static void check(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a directory");
    }
    if (folder != null && !Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    if (!Files.isWritable(Files.exists(file) || folder == null ? file : folder)) {
      throw new AccessDeniedException(file.toString());
    }
  }
}
