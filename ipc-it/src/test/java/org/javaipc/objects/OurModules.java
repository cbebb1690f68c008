package org.javaipc.objects;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The modules on the class path, by their names. */
final class OurModules {
  private static final String CLASS = ".class";

  private final Map<String, ModuleReference> references = new TreeMap<>();
  private final Map<String, String> modules = new HashMap<>();

  OurModules() {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.exists(path)) {
        for (ModuleReference reference : found(path)) {
          references.putIfAbsent(reference.descriptor().name(), reference);
          for (String each : reference.descriptor().packages()) {
            modules.putIfAbsent(each, reference.descriptor().name());
          }
        }
      }
    }
  }

  private static Set<ModuleReference> found(Path path) {
    boolean modular = Files.isRegularFile(path) || Files.exists(path.resolve("module-info.class"));
    return modular ? ModuleFinder.of(path).findAll() : Set.of(); // tests have no module
  }

  /** {@return the names of the project's modules whose classes can be loaded: integrations may be here without their frameworks} */
  List<String> names() {
    return references.keySet().stream()
        .filter(name -> name.startsWith("org.javaipc.") && hasAll(descriptor(name)))
        .toList();
  }

  private boolean hasAll(ModuleDescriptor descriptor) {
    return !descriptor.isAutomatic()
        && descriptor.requires().stream()
            .filter(each -> !each.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
            .allMatch(each ->
                references.containsKey(each.name())
                    || ModuleFinder.ofSystem().find(each.name()).isPresent());
  }

  ModuleDescriptor descriptor(String module) {
    return references.get(module).descriptor();
  }

  /** {@return the name of the module that has a class; null if it has none of a name} */
  String moduleOf(Class<?> type) {
    Module module = type.getModule();
    return module.isNamed() ? module.getName() : modules.get(type.getPackageName());
  }

  /** {@return the names of a module's classes} */
  List<String> classes(String module) throws IOException {
    try (ModuleReader reader = references.get(module).open();
        Stream<String> files = reader.list()) {
      return files
          .filter(file -> file.endsWith(CLASS) && !file.equals("module-info.class"))
          .map(file -> file.substring(0, file.length() - CLASS.length()).replace('/', '.'))
          .toList();
    }
  }

  /** {@return the bytes of a class as text, of which constants can be read} */
  String constants(String module, String type) throws IOException {
    try (ModuleReader reader = references.get(module).open()) {
      byte[] bytes = reader.open(type.replace('.', '/') + CLASS).orElseThrow().readAllBytes();
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /** {@return the modules that a module gives to all that require it, and itself} */
  Set<String> given(String module) {
    Set<String> given = new HashSet<>(Set.of("java.base"));
    add(module, given);
    return given;
  }

  private void add(String module, Set<String> given) {
    if (given.add(module)) {
      ModuleDescriptor descriptor =
          references.containsKey(module)
              ? descriptor(module)
              : ModuleFinder.ofSystem().find(module).map(ModuleReference::descriptor).orElse(null);
      if (descriptor != null) {
        descriptor.requires().stream()
            .filter(
                each -> each.modifiers().contains(ModuleDescriptor.Requires.Modifier.TRANSITIVE))
            .forEach(each -> add(each.name(), given));
      }
    }
  }

  /** {@return whether each module that requires this one can use the type} */
  boolean isGiven(String module, Class<?> type) {
    String owner = moduleOf(type);
    return owner != null && given(module).contains(owner) && isExported(owner, type);
  }

  private boolean isExported(String owner, Class<?> type) {
    if (type.getModule().isNamed()) {
      return type.getModule().isExported(type.getPackageName());
    }
    ModuleDescriptor descriptor = descriptor(owner);
    return descriptor.isAutomatic()
        || descriptor.exports().stream()
            .anyMatch(each -> !each.isQualified() && each.source().equals(type.getPackageName()));
  }

  /** {@return the packages of a module that are exported to all} */
  List<String> exported(String module) {
    return descriptor(module).exports().stream()
        .filter(each -> !each.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .toList();
  }

  @Override
  public String toString() {
    return Arrays.toString(names().toArray());
  }
}
