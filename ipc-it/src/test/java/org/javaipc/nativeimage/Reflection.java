package org.javaipc.nativeimage;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  /** {@return how often each class finds classes or members, or makes proxies, by what is known at run time only} */
  Map<String, Integer> reflecting() {
    return calling(Reflection::isReflection);
  }

  /** {@return those that look for resources} */
  Set<String> loading() {
    return calling(call -> call.name().startsWith("getResource")).keySet();
  }

  /** {@return those that ask the linker for a way into or out of Java} */
  Set<String> linking() {
    return calling(call -> call.name().equals("downcallHandle") || call.name().equals("upcallStub"))
        .keySet();
  }

  /** {@return those that load classes from jars which are not known when an executable is built} */
  Set<String> loadingJars() {
    return calling(call -> call.owner().equals("java/net/URLClassLoader")).keySet();
  }

  /** A call, or a reference to a method that something else calls. */
  private record Call(String owner, String name) {}

  private Map<String, Integer> calling(Predicate<Call> isMeant) {
    Map<String, Integer> found = new TreeMap<>();
    for (ClassModel one : classes) {
      int calls =
          (int)
              one.methods().stream()
                  .flatMap(method -> method.code().stream())
                  .flatMap(CodeModel::elementStream)
                  .flatMap(Reflection::calls)
                  .filter(isMeant)
                  .count();
      if (calls > 0) {
        found.put(one.thisClass().asInternalName().replace('/', '.'), calls);
      }
    }
    return found;
  }

  private static Stream<Call> calls(CodeElement element) {
    return switch (element) {
      case InvokeInstruction call ->
          Stream.of(new Call(call.owner().asInternalName(), call.name().stringValue()));
      case InvokeDynamicInstruction dynamic ->
          dynamic.bootstrapArgs().stream()
              .filter(DirectMethodHandleDesc.class::isInstance)
              .map(DirectMethodHandleDesc.class::cast)
              .map(handle -> new Call(internalName(handle.owner()), handle.methodName()));
      default -> Stream.empty();
    };
  }

  private static String internalName(ClassDesc type) {
    String descriptor = type.descriptorString();
    return descriptor.substring(1, descriptor.length() - 1);
  }

  private static boolean isReflection(Call call) {
    String name = call.name();
    return switch (call.owner()) {
      case "java/lang/invoke/MethodHandles$Lookup" -> name.startsWith("find");
      case "java/lang/Class" ->
          name.equals("forName") || name.matches("get(Declared)?(Method|Field|Constructor)s?");
      case "java/lang/ClassLoader" -> name.equals("loadClass");
      case "java/lang/reflect/Proxy" -> name.equals("newProxyInstance");
      default -> false;
    };
  }
}
