package org.javaipc.nativeimage;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which classes of a module make calls of a kind that native-image cannot follow, from their bytes. */
final class Reflection {
  private final List<ClassModel> classes;

  private Reflection(List<ClassModel> classes) {
    this.classes = classes;
  }

  /** {@return the classes in a folder} */
  static Reflection in(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return new Reflection(
          files.filter(file -> file.toString().endsWith(".class")).map(Reflection::parse).toList());
    }
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** {@return those that find classes, members or make proxies by what is known at run time only} */
  Set<String> reflecting() {
    return calling(Reflection::isReflection);
  }

  /** {@return those that look for resources} */
  Set<String> loading() {
    return calling(call -> call.name().stringValue().startsWith("getResource"));
  }

  /** {@return those that ask the linker for a way into or out of Java} */
  Set<String> linking() {
    return calling(call ->
        call.name().equalsString("downcallHandle") || call.name().equalsString("upcallStub"));
  }

  private Set<String> calling(Predicate<InvokeInstruction> isMeant) {
    Set<String> found = new TreeSet<>();
    for (ClassModel one : classes) {
      boolean calls =
          one.methods().stream()
              .flatMap(method -> method.code().stream())
              .flatMap(CodeModel::elementStream)
              .anyMatch(element -> element instanceof InvokeInstruction call && isMeant.test(call));
      if (calls) {
        found.add(one.thisClass().asInternalName().replace('/', '.'));
      }
    }
    return found;
  }

  private static boolean isReflection(InvokeInstruction call) {
    String name = call.name().stringValue();
    return switch (call.owner().asInternalName()) {
      case "java/lang/invoke/MethodHandles$Lookup" -> name.startsWith("find");
      case "java/lang/Class" ->
          name.equals("forName") || name.matches("get(Declared)?(Method|Field|Constructor)s?");
      case "java/lang/ClassLoader" -> name.equals("loadClass");
      case "java/lang/reflect/Proxy" -> name.equals("newProxyInstance");
      default -> false;
    };
  }
}
