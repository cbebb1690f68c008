package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.javaipc.cli.Main;

/** The code blocks of a page of the documentation, which are compiled and run as they stand. */
public final class CodeOnPage {
  private final String page;

  private CodeOnPage(String page) {
    this.page = page;
  }

  /** {@return a page of the repository, by its path from the root} */
  public static CodeOnPage of(String path) throws IOException {
    return new CodeOnPage(Files.readString(root().resolve(path)));
  }

  /** {@return the same page with another text in place of one that it has} */
  CodeOnPage with(String text, String other) {
    assertThat(page).contains(text);
    return new CodeOnPage(page.replace(text, other));
  }

  /** {@return the folder of the repository} */
  static Path root() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("mvnw"))) {
      root = root.getParent();
    }
    return root;
  }

  /** {@return the block after {@code <!-- example: name -->}} */
  public String block(String name) {
    Matcher matcher =
        Pattern.compile("<!-- example: " + name + " -->\\s*```[a-z]*\\n(.*?)```", Pattern.DOTALL)
            .matcher(page);
    if (!matcher.find()) {
      throw new AssertionError("the page has no example named " + name);
    }
    return matcher.group(1);
  }

  /** {@return the names of the blocks of a section, up to the next heading of its level} */
  List<String> blocksAfter(String heading) {
    int start = page.indexOf(heading + "\n");
    assertThat(start).as(heading).isNotNegative();
    int end = page.indexOf("\n## ", start);
    return Pattern.compile("<!-- example: (\\w+) -->")
        .matcher(page.substring(start, end < 0 ? page.length() : end))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  /** Compiles a block of imports and statements as the main method of a class. */
  void compile(String name, Path into) throws IOException {
    compileWith("", name, into);
  }

  /** Compiles a block of imports and statements as the main method of a class, with more imports. */
  void compileWith(String more, String name, Path into) throws IOException {
    compileAfter(more, "", name, into);
  }

  /** Compiles a block of imports and statements as the main method of a class, with more imports, and statements before it. */
  void compileAfter(String more, String before, String name, Path into) throws IOException {
    compileBetween(more, before, name, "", into);
  }

  /** Compiles a block of imports and statements as the main method of a class, with more imports, and statements around it. */
  void compileBetween(String more, String before, String name, String after, Path into)
      throws IOException {
    List<String> imports = new ArrayList<>();
    List<String> statements = new ArrayList<>();
    block(name)
        .lines()
        .forEach(line -> (line.startsWith("import ") ? imports : statements).add(line));
    String source =
        more
            + String.join("\n", imports)
            + "\npublic class "
            + name
            + " {\n  public static void main(String[] args) throws Exception {\n"
            + before
            + statements.stream().map(line -> "    " + line).collect(Collectors.joining("\n"))
            + "\n"
            + after
            + "\n  }\n}\n";
    compile(name, source, into);
  }

  /** Compiles a block that is a whole file. */
  void compileFile(String name, Path into) throws IOException {
    compile(name, block(name), into);
  }

  private static void compile(String name, String source, Path into) throws IOException {
    Path file = Files.writeString(into.resolve(name + ".java"), source);
    String classPath = into + ":" + System.getProperty("java.class.path");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-cp", classPath, "-d", into.toString()),
                null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file.toFile()))
            .call();
    if (!compiled) {
      throw new AssertionError("the example does not compile:\n" + messages + "\n" + source);
    }
  }

  /** Starts a compiled block as a process of its own, in a folder and with a runtime directory, and options of the JVM. */
  static Process start(
      String name, Path classes, Path folder, Path runtimeDirectory, String... options)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Dipc.dir=" + runtimeDirectory,
                "-cp",
                classes + ":" + System.getProperty("java.class.path")));
    command.addAll(List.of(options));
    command.add(name);
    return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
  }

  /** Starts a shell in which {@code ipc} is the command; the folder gets it, and is the working directory. */
  static Process shell(String commands, Path folder) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path command = folder.resolve("ipc");
    Files.writeString(
        command,
        """
        #!/bin/sh
        exec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp '%s' %s "$@"
        """
            .formatted(java, System.getProperty("java.class.path"), Main.class.getName()));
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    ProcessBuilder shell = new ProcessBuilder("sh", "-eu", "-c", commands);
    shell.directory(folder.toFile());
    shell.environment().put("IPC_DIR", folder.resolve("run").toString());
    shell.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
    return shell.redirectError(ProcessBuilder.Redirect.INHERIT).start();
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
