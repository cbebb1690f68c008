package org.javaipc.spring;

import java.util.List;
import org.javaipc.Codec;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.ResolvableType;

/** The beans that encode and decode. */
final class Codecs {
  private final ListableBeanFactory beans;

  Codecs(ListableBeanFactory beans) {
    this.beans = beans;
  }

  /**
   * {@return the codec of a type}
   *
   * @param type of the values
   * @param name of the bean; empty for the only one, or the primary one, of the type
   * @param user who needs it, in words
   * @param otherwise what the user can do instead of marking one primary, {@code %s} being the name of one
   * @throws StartException if there is none, or several
   */
  @SuppressWarnings("unchecked") // the type was looked up
  Codec<Object> of(ResolvableType type, String name, String user, String otherwise) {
    ResolvableType wanted = ResolvableType.forClassWithGenerics(Codec.class, type);
    List<String> names = List.of(beans.getBeanNamesForType(wanted));
    if (!name.isEmpty()) {
      return (Codec<Object>) named(name, user);
    }
    Object only = beans.getBeanProvider(wanted).getIfUnique();
    if (only == null) {
      throw names.isEmpty() ? none(type, user) : several(type, names, user, otherwise);
    }
    return (Codec<Object>) only;
  }

  private Codec<?> named(String name, String user) {
    if (!beans.containsBean(name) || !beans.isTypeMatch(name, Codec.class)) {
      throw new StartException(
          user + ": no codec is named '" + name + "'",
          "Correct the name; there are " + List.of(beans.getBeanNamesForType(Codec.class)) + ".");
    }
    return beans.getBean(name, Codec.class);
  }

  private static StartException none(ResolvableType type, String user) {
    return new StartException(
        user + ": no bean is a Codec<" + type + ">",
        "Define one, such as @Bean Codec<%s> codec() { ... }, or use byte[] or String."
            .formatted(type.toClass().getSimpleName()));
  }

  private static StartException several(
      ResolvableType type, List<String> names, String user, String otherwise) {
    return new StartException(
        user + ": several beans are a Codec<" + type + ">: " + String.join(", ", names),
        "Mark one of them @Primary, or " + otherwise.formatted(names.getFirst()) + ".");
  }
}
