package org.javaipc.nativeimage;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a module tells native-image. */
final class Metadata {
  private final JsonNode root;

  private Metadata(JsonNode root) {
    this.root = root;
  }

  /** {@return what a file says; nothing if there is none} */
  static Metadata of(Path file) {
    JsonMapper json = JsonMapper.builder().build();
    return new Metadata(Files.exists(file) ? json.readTree(file) : json.createObjectNode());
  }

  /** {@return the classes that entries of a section are for} */
  Set<String> reached(String section) {
    Set<String> types = new TreeSet<>();
    for (JsonNode entry : root.path(section)) {
      if (entry.has("condition")) {
        types.add(entry.path("condition").path("typeReached").asString());
      }
    }
    return types;
  }

  /** {@return the classes that can be made by name, as providers are} */
  Set<String> providers() {
    Set<String> types = new TreeSet<>();
    for (JsonNode entry : root.path("reflection")) {
      if (!entry.has("condition")) {
        types.add(entry.path("type").asString());
      }
    }
    return types;
  }

  /** {@return the resources that entries without a condition name} */
  Set<String> services() {
    Set<String> globs = new TreeSet<>();
    for (JsonNode entry : root.path("resources")) {
      if (!entry.has("condition")) {
        globs.add(entry.path("glob").asString());
      }
    }
    return globs;
  }

  /** What GraalVM's schema of these files allows at each place; an array is at the place of its elements. */
  private static final Map<String, Set<String>> KEYS =
      Map.ofEntries(
          entry("", Set.of("reflection", "resources", "foreign")),
          entry(
              "/reflection",
              Set.of(
                  "condition",
                  "type",
                  "fields",
                  "methods",
                  "allDeclaredConstructors",
                  "allPublicConstructors",
                  "allDeclaredMethods",
                  "allPublicMethods",
                  "allDeclaredFields",
                  "allPublicFields",
                  "unsafeAllocated")),
          entry("/reflection/condition", Set.of("typeReached")),
          entry("/reflection/type", Set.of("proxy")),
          entry("/reflection/fields", Set.of("name")),
          entry("/reflection/methods", Set.of("name", "parameterTypes")),
          entry("/resources", Set.of("condition", "glob", "module", "bundle")),
          entry("/resources/condition", Set.of("typeReached")),
          entry("/foreign", Set.of("downcalls", "upcalls", "directUpcalls")),
          entry("/foreign/downcalls", Set.of("returnType", "parameterTypes", "options")),
          entry(
              "/foreign/downcalls/options",
              Set.of("captureCallState", "firstVariadicArg", "critical")),
          entry("/foreign/downcalls/options/critical", Set.of("allowHeapAccess")));

  /** Fails on a key that native-image does not know: it would refuse the file, or pass over what is meant. */
  void checkKeys() {
    checkKeys("", root);
  }

  private static void checkKeys(String place, JsonNode node) {
    if (node.isArray()) {
      node.forEach(element -> checkKeys(place, element));
    } else if (node.isObject()) {
      assertThat(node.propertyNames()).as(place).isSubsetOf(KEYS.getOrDefault(place, Set.of()));
      node.forEachEntry((key, value) -> checkKeys(place + "/" + key, value));
    }
  }

  /** Fails unless each class, field and method that is named is there. */
  void checkNames() throws ReflectiveOperationException {
    for (JsonNode entry : root.path("reflection")) {
      JsonNode named = entry.path("type");
      for (JsonNode proxied : named.path("proxy")) {
        type(proxied.asString());
      }
      if (named.isString()) {
        checkMembers(type(named.asString()), entry);
      }
    }
  }

  private static void checkMembers(Class<?> type, JsonNode entry)
      throws ReflectiveOperationException {
    for (JsonNode field : entry.path("fields")) {
      var _ = type.getDeclaredField(field.path("name").asString());
    }
    for (JsonNode method : entry.path("methods")) {
      Class<?>[] parameters = new Class<?>[method.path("parameterTypes").size()];
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] = type(method.path("parameterTypes").get(i).asString());
      }
      String name = method.path("name").asString();
      if (name.equals("<init>")) {
        var _ = type.getDeclaredConstructor(parameters);
      } else {
        var _ = type.getDeclaredMethod(name, parameters);
      }
    }
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    Class<?> primitive = Class.forPrimitiveName(name);
    return primitive != null
        ? primitive
        : Class.forName(name, false, Metadata.class.getClassLoader());
  }
}
