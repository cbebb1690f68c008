package org.javaipc.cli.grpc;

import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.io.PrintWriter;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * Lists the services of a server with their methods. Arguments: address; longest time as ISO 8601 or empty; service or empty;
 * {@code json} or {@code text}.
 */
public final class ServicesTool implements ToolProvider {
  /** Made by the service loader. */
  public ServicesTool() {}

  @Override
  public String name() {
    return "ipc-services";
  }

  @Override
  public int run(PrintWriter out, PrintWriter err, String... args) {
    try (OpenChannel channel = new OpenChannel(args[0]);
        Reflection reflection =
            Reflection.open(args[0], channel.get(), OpenChannel.options(args[1]))) {
      List<String> names = args[2].isEmpty() ? reflection.services() : List.of(args[2]);
      for (String name : names) {
        ServiceDescriptor service = reflection.service(name);
        if (args[3].equals("json")) {
          service.getMethods().forEach(method -> out.println(json(method)));
        } else {
          out.println(service.getFullName());
          service.getMethods().forEach(method -> out.println("  " + Types.of(method)));
          out.print(args[2].isEmpty() ? "" : Types.of(service));
        }
      }
      out.flush();
      return 0;
    } catch (RpcFailure e) {
      err.println("ipc: " + e.getMessage());
      return e.exitCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static JsonObject json(MethodDescriptor method) {
    JsonObject json = new JsonObject();
    json.addProperty("service", method.getService().getFullName());
    json.addProperty("method", method.getName());
    json.addProperty("request", method.getInputType().getFullName());
    json.addProperty("requests", method.isClientStreaming() ? "stream" : "one");
    json.addProperty("response", method.getOutputType().getFullName());
    json.addProperty("responses", method.isServerStreaming() ? "stream" : "one");
    return json;
  }
}
