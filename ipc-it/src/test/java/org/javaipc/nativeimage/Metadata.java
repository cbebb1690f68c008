package org.javaipc.nativeimage;

import java.nio.file.Files;
import java.nio.file.Path;
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
