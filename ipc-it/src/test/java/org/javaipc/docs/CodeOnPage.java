package org.javaipc.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The code blocks of a page of the documentation, which are compiled and run as they stand. */
final class CodeOnPage {
  private final String page;

  private CodeOnPage(String page) {
    this.page = page;
  }

  /** {@return a page of the repository, by its path from the root} */
  static CodeOnPage of(String path) throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("README.md"))) {
      root = root.getParent();
    }
    return new CodeOnPage(Files.readString(root.resolve(path)));
  }

  /** {@return the block after {@code <!-- example: name -->}} */
  String block(String name) {
    Matcher matcher =
        Pattern.compile("<!-- example: " + name + " -->\\s*```[a-z]*\\n(.*?)```", Pattern.DOTALL)
            .matcher(page);
    if (!matcher.find()) {
      throw new AssertionError("the page has no example named " + name);
    }
    return matcher.group(1);
  }

  /** Compiles a block of imports and statements as the main method of a class. */
  void compile(String name, Path into) throws IOException {
    List<String> imports = new ArrayList<>();
    List<String> statements = new ArrayList<>();
    block(name)
        .lines()
        .forEach(line -> (line.startsWith("import ") ? imports : statements).add(line));
    String source =
        String.join("\n", imports)
            + "\npublic class "
            + name
            + " {\n  public static void main(String[] args) throws Exception {\n"
            + statements.stream().map(line -> "    " + line).collect(Collectors.joining("\n"))
            + "\n  }\n}\n";
    Path file = Files.writeString(into.resolve(name + ".java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-cp", System.getProperty("java.class.path"), "-d", into.toString()),
                null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file.toFile()))
            .call();
    if (!compiled) {
      throw new AssertionError("the example does not compile:\n" + messages + "\n" + source);
    }
  }

  /** Starts a compiled block as a process of its own, in a folder and with a runtime directory. */
  static Process start(String name, Path classes, Path folder, Path runtimeDirectory)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-Dipc.dir=" + runtimeDirectory,
            "-cp",
            classes + ":" + System.getProperty("java.class.path"),
            name)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .start();
  }

  /** {@return all that a process printed, once it has ended with 0} */
  static String output(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new AssertionError("the example ended with " + status + ":\n" + output);
    }
    return output;
  }
}
