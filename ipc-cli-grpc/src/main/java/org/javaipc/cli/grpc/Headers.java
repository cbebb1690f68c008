package org.javaipc.cli.grpc;

import io.grpc.Metadata;
import java.util.Base64;
import java.util.List;

/** Reads metadata as it is typed: {@code name:value}, in base64 where the name ends in {@code -bin}. */
final class Headers {
  private Headers() {}

  static Metadata of(List<String> headers) throws RpcFailure {
    Metadata metadata = new Metadata();
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon <= 0) {
        throw RpcFailure.usage("-H '" + header + "' is not NAME:VALUE, such as tenant:acme");
      }
      put(metadata, header, header.substring(0, colon), header.substring(colon + 1).strip());
    }
    return metadata;
  }

  private static void put(Metadata metadata, String header, String name, String value)
      throws RpcFailure {
    try {
      if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        metadata.put(
            Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER),
            Base64.getDecoder().decode(value));
      } else {
        metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), ascii(value));
      }
    } catch (IllegalArgumentException e) {
      throw RpcFailure.usage("-H '" + header + "': " + e.getMessage());
    }
  }

  /** What gRPC would drop or change on the way is refused here. */
  private static String ascii(String value) {
    if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalArgumentException(
          "values are printable ASCII; a name that ends in -bin has any bytes, in base64");
    }
    return value;
  }
}
