package org.javaipc.cli.grpc;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.stub.MetadataUtils;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * Calls a method whose types the server describes. Arguments: address; longest time as ISO 8601 or empty; service and method;
 * requests in JSON, one after the other, or {@code -} for those of standard input; then headers.
 */
public final class CallTool implements ToolProvider {
  private static final String STANDARD_INPUT = "-";

  /** Made by the service loader. */
  public CallTool() {}

  @Override
  public String name() {
    return "ipc-call";
  }

  @Override
  public int run(PrintWriter out, PrintWriter err, String... args) {
    try (OpenChannel opened = new OpenChannel(args[0])) {
      Channel channel =
          ClientInterceptors.intercept(
              opened.get(),
              MetadataUtils.newAttachHeadersInterceptor(
                  Headers.of(List.of(args).subList(4, args.length))));
      call(args[0], channel, OpenChannel.options(args[1]), args[2], args[3], out);
      return 0;
    } catch (RpcFailure e) {
      err.println("ipc: " + e.getMessage());
      return e.exitCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static void call(
      String address,
      Channel channel,
      CallOptions options,
      String path,
      String json,
      PrintWriter out)
      throws RpcFailure, InterruptedException {
    MethodDescriptor method;
    TypeRegistry.Builder types = TypeRegistry.newBuilder();
    try (Reflection reflection = Reflection.open(address, channel, options)) {
      method = reflection.method(path);
      for (FileDescriptor file : reflection.files()) {
        types.add(file.getMessageTypes());
      }
    }
    TypeRegistry registry = types.build();
    Requests requests =
        new Requests(
            reader(json), method.getInputType(), JsonFormat.parser().usingTypeRegistry(registry));
    JsonFormat.Printer printer =
        JsonFormat.printer().usingTypeRegistry(registry).omittingInsignificantWhitespace();
    new DynamicCall(channel, options, method).run(requests, answer -> print(answer, printer, out));
  }

  private static Reader reader(String json) {
    return json.equals(STANDARD_INPUT)
        ? new InputStreamReader(System.in, StandardCharsets.UTF_8)
        : new StringReader(json);
  }

  /** At once: who reads a stream of answers acts on each. */
  private static void print(DynamicMessage answer, JsonFormat.Printer printer, PrintWriter out)
      throws RpcFailure {
    try {
      out.println(printer.print(answer));
      out.flush();
    } catch (InvalidProtocolBufferException e) {
      throw RpcFailure.failed("an answer cannot be written as JSON: %s".formatted(e.getMessage()));
    }
  }
}
