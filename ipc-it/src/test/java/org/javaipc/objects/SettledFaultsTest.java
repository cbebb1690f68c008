package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.javaipc.spi.MemoryFault;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rule of {@link MemoryFault}, looked for in the classes of all modules. */
class SettledFaultsTest {
  private static final String FAULT = "java/lang/InternalError";
  private static final String RULE = "org/javaipc/spi/MemoryFault";
  private static final Pattern OURS = Pattern.compile(".*/ipc-[a-z]+/target/.*(classes|\\.jar)");

  @Test
  @DisplayName(
      "Whoever catches a memory fault waits for it: MemoryFault.SETTLED is in the head of the try")
  void everyCatchSettlesFirst() throws Exception {
    List<String> wrong = new ArrayList<>();
    int catches = 0;
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      if (OURS.matcher(entry).matches() && !entry.contains("/ipc-it/")) {
        catches += look(Path.of(entry), wrong);
      }
    }
    assertThat(catches).as("the classes were looked at").isGreaterThan(50);
    assertThat(wrong).isEmpty();
  }

  @Test
  @DisplayName("A catch that does not wait is found")
  void aCatchThatDoesNotWaitIsFound() throws Exception {
    List<String> wrong = new ArrayList<>();
    try (InputStream in = getClass().getResourceAsStream("SettledFaultsTest$Sample.class")) {
      check(ClassFile.of().parse(in.readAllBytes()), wrong);
    }
    assertThat(wrong).hasSize(2);
    assertThat(wrong).anyMatch(line -> line.contains("Sample.never"));
    assertThat(wrong).anyMatch(line -> line.contains("Sample.tooSoon"));
  }

  /** What the rule is about. */
  @SuppressWarnings({"unused", "PMD"})
  private static final class Sample {
    private static int read(int[] memory) {
      return memory.length;
    }

    static int never(int[] memory) {
      try {
        return read(memory);
      } catch (InternalError e) {
        return -1;
      }
    }

    static int tooSoon(int[] memory) {
      try {
        MemoryFault.settle();
        return read(memory);
      } catch (IllegalStateException | InternalError e) {
        return -1;
      }
    }

    static int settled(int[] memory) {
      try (MemoryFault.SETTLED) {
        return memory.length == 1 ? read(memory) : read(new int[1]);
      } catch (InternalError e) {
        return -1;
      }
    }
  }

  /** {@return how many catches there are} */
  private static int look(Path place, List<String> wrong) throws IOException {
    if (Files.isDirectory(place)) {
      return lookInto(place, wrong);
    }
    try (FileSystem jar = FileSystems.newFileSystem(place)) {
      return lookInto(jar.getPath("/"), wrong);
    }
  }

  private static int lookInto(Path root, List<String> wrong) throws IOException {
    int catches = 0;
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        catches += check(ClassFile.of().parse(Files.readAllBytes(file)), wrong);
      }
    }
    return catches;
  }

  private static int check(ClassModel type, List<String> wrong) {
    int catches = 0;
    for (MethodModel method : type.methods()) {
      CodeModel code = method.code().orElse(null);
      if (code != null) {
        Ranges ranges = new Ranges(code);
        catches += ranges.faults.size();
        ranges
            .unsettled()
            .ifPresent(call ->
                wrong.add(
                    "%s.%s catches InternalError and does not settle what %s meets"
                        .formatted(
                            type.thisClass().asInternalName(),
                            method.methodName().stringValue(),
                            call)));
      }
    }
    return catches;
  }

  /** A method's code, and which part of it has which handlers. */
  private static final class Ranges {
    private final List<CodeElement> elements;
    private final Map<Label, Integer> places = new HashMap<>();
    private final List<ExceptionCatch> faults;
    private final List<ExceptionCatch> settling;

    Ranges(CodeModel code) {
      elements = code.elementList();
      for (int i = 0; i < elements.size(); i++) {
        if (elements.get(i) instanceof LabelTarget target) {
          places.put(target.label(), i);
        }
      }
      faults = code.exceptionHandlers().stream().filter(entry -> isOf(entry, FAULT)).toList();
      settling =
          code.exceptionHandlers().stream()
              .filter(entry -> isOf(entry, "java/lang/Throwable") && closes(entry))
              .toList();
    }

    private static boolean isOf(ExceptionCatch entry, String type) {
      return entry.catchType().filter(caught -> caught.asInternalName().equals(type)).isPresent();
    }

    /** {@return whether the first thing that a handler calls is the closing of MemoryFault.SETTLED} */
    private boolean closes(ExceptionCatch entry) {
      return elements.stream()
          .skip(places.get(entry.handler()))
          .filter(InvokeInstruction.class::isInstance)
          .map(InvokeInstruction.class::cast)
          .findFirst()
          .filter(Ranges::isOfTheRule)
          .isPresent();
    }

    private static boolean isOfTheRule(InvokeInstruction call) {
      return call.owner().asInternalName().equals(RULE)
          || call.name().stringValue().equals("addSuppressed");
    }

    private boolean isWithin(ExceptionCatch entry, int index) {
      return places.get(entry.tryStart()) <= index && index < places.get(entry.tryEnd());
    }

    /** {@return a call whose fault may come behind the catch} */
    Optional<String> unsettled() {
      for (int i = 0; i < elements.size(); i++) {
        int index = i;
        if (elements.get(i) instanceof InvokeInstruction call
            && !isOfTheRule(call)
            && faults.stream().anyMatch(entry -> isWithin(entry, index))
            && settling.stream().noneMatch(entry -> isWithin(entry, index))) {
          return Optional.of(call.name().stringValue());
        }
      }
      return Optional.empty();
    }
  }
}
