package org.javaipc.test;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The code blocks of a documentation page, for the tests of the modules that the page describes. */
public final class PageCode {
  private final String page;

  private PageCode(String page) {
    this.page = page;
  }

  /**
   * {@return a page of the repository}
   *
   * @param path from the root
   * @throws IOException if it cannot be read
   */
  public static PageCode of(String path) throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("mvnw"))) {
      root = Objects.requireNonNull(root.getParent(), "no mvnw above the working directory");
    }
    return new PageCode(Files.readString(root.resolve(path)));
  }

  /**
   * {@return the block after {@code <!-- example: name -->}}
   *
   * @param name of the block
   */
  public String block(String name) {
    Matcher matcher =
        Pattern.compile("<!-- example: " + name + " -->\\s*```[a-z]*\\n(.*?)```", Pattern.DOTALL)
            .matcher(page);
    if (!matcher.find()) {
      throw new AssertionError("the page has no example named " + name);
    }
    return matcher.group(1);
  }

  /**
   * {@return a block of imports and statements as the source of a class with a main method}
   *
   * @param name of the block, and of the class
   */
  public String program(String name) {
    List<String> imports = new ArrayList<>();
    List<String> statements = new ArrayList<>();
    block(name)
        .lines()
        .forEach(line -> (line.startsWith("import ") ? imports : statements).add(line));
    return String.join("\n", imports)
        + "\npublic class "
        + name
        + " {\n  public static void main(String[] args) throws Exception {\n"
        + statements.stream().map(line -> "    " + line).collect(Collectors.joining("\n"))
        + "\n  }\n}\n";
  }

  /**
   * Compiles a class with the class path of the test.
   *
   * @param name of the class
   * @param source of the class
   * @param into the folder for the source and the classes, which is also on the class path
   * @throws IOException if the folder cannot be written
   */
  public static void compile(String name, String source, Path into) throws IOException {
    Path file = Files.writeString(into.resolve(name + ".java"), source, StandardCharsets.UTF_8);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    String classPath = into + ":" + System.getProperty("java.class.path");
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-parameters", "-proc:none", "-cp", classPath, "-d", into.toString()),
                null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file.toFile()))
            .call();
    if (!compiled) {
      throw new AssertionError("the example does not compile:\n" + messages + "\n" + source);
    }
  }
}
