package org.javaipc.cli.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Types as a .proto file writes them. */
final class Types {
  private Types() {}

  /** {@return a method with its types, on one line} */
  static String of(MethodDescriptor method) {
    return "rpc %s(%s%s) returns (%s%s)"
        .formatted(
            method.getName(),
            method.isClientStreaming() ? "stream " : "",
            method.getInputType().getFullName(),
            method.isServerStreaming() ? "stream " : "",
            method.getOutputType().getFullName());
  }

  /** {@return the type of a field} */
  static String of(FieldDescriptor field) {
    if (field.isMapField()) {
      return "map<%s, %s>"
          .formatted(
              name(field.getMessageType().findFieldByName("key")),
              name(field.getMessageType().findFieldByName("value")));
    }
    return (field.isRepeated() ? "repeated " : "") + name(field);
  }

  private static String name(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE -> field.getMessageType().getFullName();
      case ENUM -> field.getEnumType().getFullName();
      default -> field.getType().name().toLowerCase(Locale.ROOT);
    };
  }

  /** {@return whether JSON has a form of its own for a type} */
  static boolean isWellKnown(Descriptor type) {
    return type.getFullName().startsWith("google.protobuf.");
  }

  /** {@return all messages and enums that the methods of a service take and return, as text} */
  static String of(ServiceDescriptor service) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (MethodDescriptor method : service.getMethods()) {
      collect(method.getInputType(), texts);
      collect(method.getOutputType(), texts);
    }
    return String.join("", texts.values());
  }

  private static void collect(Descriptor type, Map<String, String> texts) {
    if (isWellKnown(type) || texts.containsKey(type.getFullName())) {
      return;
    }
    texts.put(
        type.getFullName(),
        type.getFields().stream()
            .map(field -> "  %s %s = %d%n".formatted(of(field), field.getName(), field.getNumber()))
            .collect(Collectors.joining("", "message " + type.getFullName() + "\n", "")));
    for (FieldDescriptor field : type.getFields()) {
      collect(field, texts);
    }
  }

  private static void collect(FieldDescriptor field, Map<String, String> texts) {
    if (field.isMapField()) {
      collect(field.getMessageType().findFieldByName("value"), texts);
    } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      collect(field.getMessageType(), texts);
    } else if (field.getJavaType() == FieldDescriptor.JavaType.ENUM) {
      EnumDescriptor type = field.getEnumType();
      texts.putIfAbsent(
          type.getFullName(),
          type.getValues().stream()
              .map(Types::of)
              .collect(Collectors.joining("", "enum " + type.getFullName() + "\n", "")));
    }
  }

  private static String of(EnumValueDescriptor value) {
    return "  %s = %d%n".formatted(value.getName(), value.getNumber());
  }
}
