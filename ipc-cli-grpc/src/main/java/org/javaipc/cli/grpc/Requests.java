package org.javaipc.cli.grpc;

import com.google.gson.JsonElement;
import com.google.gson.JsonIOException;
import com.google.gson.JsonParseException;
import com.google.gson.JsonStreamParser;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.io.EOFException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Messages of one type, read from JSON texts that follow each other. */
final class Requests {
  private final JsonStreamParser texts;
  private final Descriptor type;
  private final JsonFormat.Parser parser;
  private int number;

  Requests(Reader reader, Descriptor type, JsonFormat.Parser parser) {
    this.texts = new JsonStreamParser(reader);
    this.type = type;
    this.parser = parser;
  }

  /** {@return the next, or null at the end} */
  @Nullable DynamicMessage next() throws RpcFailure {
    JsonElement text;
    number++;
    try {
      if (!hasNext()) {
        return null;
      }
      text = texts.next();
    } catch (JsonParseException e) {
      Throwable cause = e.getCause();
      throw RpcFailure.usage(
          "message %d is not JSON: %s".formatted(number, firstLine(cause == null ? e : cause)));
    }
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    try {
      parser.merge(text.toString(), message);
      return message.build();
    } catch (InvalidProtocolBufferException e) {
      throw RpcFailure.usage(
          "message %d is not a %s: %s"
              .formatted(number, type.getFullName(), new JsonFault(parser).of(text, type, e)));
    }
  }

  /** No text at all is an end, too. */
  private boolean hasNext() {
    try {
      return texts.hasNext();
    } catch (JsonIOException e) {
      if (e.getCause() instanceof EOFException) {
        return false;
      }
      throw e;
    }
  }

  /** The parser goes on with where to read about JSON. */
  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
