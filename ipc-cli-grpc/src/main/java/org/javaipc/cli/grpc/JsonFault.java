package org.javaipc.cli.grpc;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.javaipc.spi.Spelling;
import org.jspecify.annotations.Nullable;

/** Finds the field of a JSON text that cannot be read: the parser does not tell, so each is tried alone. */
final class JsonFault {
  private final JsonFormat.Parser parser;

  JsonFault(JsonFormat.Parser parser) {
    this.parser = parser;
  }

  /** {@return what is wrong, beginning with the field if one alone is} */
  String of(JsonElement text, Descriptor type, InvalidProtocolBufferException failure) {
    String found = text instanceof JsonObject object ? in(object, type, "") : null;
    return found == null ? Objects.toString(failure.getMessage()) : found;
  }

  private @Nullable String in(JsonObject object, Descriptor type, String path) {
    for (Map.Entry<String, JsonElement> member : object.entrySet()) {
      FieldDescriptor field = field(type, member.getKey());
      String name = path + member.getKey();
      if (field == null) {
        List<String> known = type.getFields().stream().map(FieldDescriptor::getJsonName).toList();
        return "%s: %s has no such field%s; it has %s"
            .formatted(
                name,
                type.getFullName(),
                Spelling.suggestion(member.getKey(), known),
                String.join(", ", known));
      }
      String failure = failure(field, member.getValue());
      if (failure != null) {
        String deeper = deeper(field, member.getValue(), name);
        return deeper == null
            ? "%s: %s; its type is %s".formatted(name, failure, Types.of(field))
            : deeper;
      }
    }
    return null;
  }

  private @Nullable String deeper(FieldDescriptor field, JsonElement value, String name) {
    if (value instanceof JsonArray array && field.isRepeated() && !field.isMapField()) {
      for (int i = 0; i < array.size(); i++) {
        JsonArray alone = new JsonArray();
        alone.add(array.get(i));
        String failure = failure(field, alone);
        if (failure != null) {
          String each = name + "[" + i + "]";
          String found = within(field, array.get(i), each);
          return found == null
              ? "%s: %s; its type is %s"
                  .formatted(each, failure, field.getType().name().toLowerCase(Locale.ROOT))
              : found;
        }
      }
      return null;
    }
    return within(field, value, name);
  }

  private @Nullable String within(FieldDescriptor field, JsonElement value, String name) {
    return value instanceof JsonObject object
            && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
            && !field.isMapField()
            && !Types.isWellKnown(field.getMessageType())
        ? in(object, field.getMessageType(), name + ".")
        : null;
  }

  /** {@return why a message with this field alone cannot be read, or null if it can} */
  private @Nullable String failure(FieldDescriptor field, JsonElement value) {
    JsonObject alone = new JsonObject();
    alone.add(field.getJsonName(), value);
    try {
      parser.merge(alone.toString(), DynamicMessage.newBuilder(field.getContainingType()));
      return null;
    } catch (InvalidProtocolBufferException e) {
      return e.getMessage();
    }
  }

  private static @Nullable FieldDescriptor field(Descriptor type, String name) {
    return type.getFields().stream()
        .filter(field -> field.getName().equals(name) || field.getJsonName().equals(name))
        .findFirst()
        .orElse(null);
  }
}
