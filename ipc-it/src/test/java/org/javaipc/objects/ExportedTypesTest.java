package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What javac's lint "exports" looks for. It would warn of annotations too, whose module users need not have: so it is off, and
 * this looks for all other types.
 */
class ExportedTypesTest {
  private final OurModules modules = new OurModules();
  private final List<String> unusable = new ArrayList<>();

  @Test
  @DisplayName("who requires a module can use each type that its exported classes mention")
  void mentionedTypesCanBeUsed() throws Exception {
    int looked = 0;
    for (String module : modules.names()) {
      List<String> exported = modules.exported(module);
      for (String name : modules.classes(module)) {
        if (exported.contains(name.substring(0, name.lastIndexOf('.')))) {
          Class<?> type = Class.forName(name, false, getClass().getClassLoader());
          if (isSeen(type)) {
            looked++;
            look(module, type);
          }
        }
      }
    }
    assertThat(modules.names())
        .contains("org.javaipc.api", "org.javaipc.signal", "org.javaipc.testkit");
    assertThat(looked).isGreaterThan(200);
    assertThat(unusable).as("types that are not exported, or not by requires transitive").isEmpty();
  }

  @Test
  void typesOfOtherModulesAreFound() throws Exception {
    assertThat(modules.isGiven("org.javaipc.shm", String.class)).isTrue();
    assertThat(modules.isGiven("org.javaipc.shm", org.javaipc.Receiver.class)).isTrue();
    assertThat(modules.isGiven("org.javaipc.shm", java.sql.Connection.class)).isFalse();
    assertThat(modules.isGiven("org.javaipc.shm", Class.forName("org.javaipc.linux.raw.Libc")))
        .isFalse();
    assertThat(modules.isGiven("org.javaipc.api", org.junit.jupiter.api.Test.class)).isFalse();
  }

  private static boolean isSeen(Class<?> type) {
    return isSeen(type.getModifiers())
        && (type.getDeclaringClass() == null || isSeen(type.getDeclaringClass()));
  }

  private static boolean isSeen(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private void look(String module, Class<?> type) {
    look(module, type, type.getGenericSuperclass());
    look(module, type, type.getGenericInterfaces());
    for (TypeVariable<?> variable : type.getTypeParameters()) {
      look(module, type, variable.getBounds());
    }
    for (Field field : type.getDeclaredFields()) {
      if (isSeen(field.getModifiers())) {
        look(module, field, field.getGenericType());
      }
    }
    Stream<Constructor<?>> constructors = Stream.of(type.getDeclaredConstructors());
    Stream<Method> methods = Stream.of(type.getDeclaredMethods());
    Stream.concat(constructors, methods)
        .filter(member -> isSeen(member.getModifiers()) && !member.isSynthetic())
        .forEach(member -> look(module, member));
  }

  private void look(String module, Executable member) {
    look(module, member, member.getGenericParameterTypes());
    look(module, member, member.getGenericExceptionTypes());
    for (TypeVariable<?> variable : member.getTypeParameters()) {
      look(module, member, variable.getBounds());
    }
    if (member instanceof Method method) {
      look(module, method, method.getGenericReturnType());
    }
  }

  private void look(String module, Object where, Type... mentioned) {
    for (Type type : mentioned) {
      switch (type) {
        case null -> {
          // Object and interfaces extend nothing.
        }
        case Class<?> some when some.isArray() -> look(module, where, some.getComponentType());
        case Class<?> some -> {
          if (!some.isPrimitive() && !modules.isGiven(module, some)) {
            unusable.add(module + ": " + where + ": " + some.getName());
          }
        }
        case ParameterizedType some -> {
          look(module, where, some.getRawType());
          look(module, where, some.getActualTypeArguments());
        }
        case GenericArrayType some -> look(module, where, some.getGenericComponentType());
        case WildcardType some -> {
          look(module, where, some.getUpperBounds());
          look(module, where, some.getLowerBounds());
        }
        default -> {
          // A variable: its bounds are looked at where it is declared.
        }
      }
    }
  }
}
