package org.javaipc.jackson;

import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/** Mappers with Jackson's own settings. A class for each: the JVM links all that a class refers to. */
final class Mappers {
  private Mappers() {}

  /** In {@code jackson-databind}. */
  static final class Json {
    private Json() {}

    static ObjectMapper shared() {
      return JsonMapper.shared();
    }
  }

  /** In {@code jackson-dataformat-cbor}, which an application may lack. */
  static final class Cbor {
    private Cbor() {}

    static ObjectMapper fresh() {
      return new CBORMapper();
    }
  }
}
