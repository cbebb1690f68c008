package org.javaipc.cli.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.javaipc.spi.Spelling;
import org.jspecify.annotations.Nullable;

/** What a server says of its services, by gRPC's reflection service. For one thread. */
final class Reflection implements AutoCloseable {
  /** Older servers know the service by its first name; the messages are the same. */
  private static final List<String> NAMES =
      List.of(
          ServerReflectionGrpc.getServerReflectionInfoMethod().getFullMethodName(),
          "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");

  private final String address;
  private final BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call;
  private final List<String> services;
  private final Map<String, FileDescriptorProto> sources = new HashMap<>();
  private final Map<String, FileDescriptor> files = new HashMap<>();
  private final Set<String> underWay = new HashSet<>();

  private Reflection(
      String address,
      BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call,
      List<String> services) {
    this.address = address;
    this.call = call;
    this.services = services;
  }

  /** Asks a server for its services. */
  static Reflection open(String address, Channel channel, CallOptions options)
      throws RpcFailure, InterruptedException {
    for (String name : NAMES) {
      var call =
          ClientCalls.blockingBidiStreamingCall(
              channel,
              ServerReflectionGrpc.getServerReflectionInfoMethod().toBuilder()
                  .setFullMethodName(name)
                  .build(),
              options);
      try {
        ServerReflectionResponse all =
            ask(address, call, ServerReflectionRequest.newBuilder().setListServices("*").build());
        return new Reflection(
            address,
            call,
            all.getListServicesResponse().getServiceList().stream()
                .map(ServiceResponse::getName)
                .sorted()
                .toList());
      } catch (StatusException e) {
        if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
          throw RpcFailure.of(e.getStatus());
        }
      }
    }
    throw RpcFailure.failed(
        address
            + ": the server does not describe its services; add ProtoReflectionServiceV1.newInstance() of io.grpc:grpc-services to it");
  }

  /** {@return the names of all services} */
  List<String> services() {
    return services;
  }

  /** {@return a service by its full name} */
  ServiceDescriptor service(String name) throws RpcFailure, InterruptedException {
    if (!services.contains(name)) {
      throw RpcFailure.usage(
          "%s: no service '%s'%s; it has %s"
              .formatted(
                  address,
                  name,
                  Spelling.suggestion(name, services),
                  services.isEmpty() ? "none" : String.join(", ", services)));
    }
    ServerReflectionResponse answer =
        ask(ServerReflectionRequest.newBuilder().setFileContainingSymbol(name).build());
    for (String file : read(answer)) {
      ServiceDescriptor service = find(file(file), name);
      if (service != null) {
        return service;
      }
    }
    throw RpcFailure.failed(
        address
            + ": the server lists service '"
            + name
            + "', but its description does not have it");
  }

  private static @Nullable ServiceDescriptor find(FileDescriptor file, String name) {
    return file.getServices().stream()
        .filter(service -> service.getFullName().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** {@return a method by the names of its service and itself, with a slash in between} */
  MethodDescriptor method(String path) throws RpcFailure, InterruptedException {
    String fault = MethodPath.fault(path);
    if (!fault.isEmpty()) {
      throw RpcFailure.usage(
          "'%s' is not SERVICE/METHOD: %s; give one such as %s; the services of %s are %s"
              .formatted(
                  MethodPath.printable(path),
                  fault,
                  MethodPath.example(path, paths()),
                  address,
                  String.join(", ", services)));
    }
    int slash = path.indexOf('/');
    ServiceDescriptor service = service(path.substring(0, slash));
    String name = path.substring(slash + 1);
    MethodDescriptor method = service.findMethodByName(name);
    if (method == null) {
      List<String> known = service.getMethods().stream().map(MethodDescriptor::getName).toList();
      throw RpcFailure.usage(
          "%s: service %s has no method '%s'%s; it has %s"
              .formatted(
                  address,
                  service.getFullName(),
                  name,
                  Spelling.suggestion(name, known),
                  String.join(", ", known)));
    }
    return method;
  }

  /** {@return the methods as they are called, but for those of reflection and of what is not described} */
  private List<String> paths() throws InterruptedException {
    List<String> paths = new ArrayList<>();
    for (String service : services) {
      try {
        if (!service.startsWith("grpc.reflection.")) {
          service(service).getMethods().forEach(m -> paths.add(service + "/" + m.getName()));
        }
      } catch (RpcFailure e) {
        // What is not described is not an example.
      }
    }
    return paths;
  }

  /** {@return all files that were needed so far} */
  Collection<FileDescriptor> files() {
    return files.values();
  }

  /** Keeps the files of an answer. {@return their names} */
  private List<String> read(ServerReflectionResponse answer) throws RpcFailure {
    List<String> names = new ArrayList<>();
    for (ByteString bytes : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
      try {
        FileDescriptorProto source = FileDescriptorProto.parseFrom(bytes);
        sources.putIfAbsent(source.getName(), source);
        names.add(source.getName());
      } catch (InvalidProtocolBufferException e) {
        throw RpcFailure.failed(
            address + ": the server's description of its types is malformed: " + e.getMessage());
      }
    }
    return names;
  }

  private FileDescriptor file(String name) throws RpcFailure, InterruptedException {
    FileDescriptor known = files.get(name);
    if (known != null) {
      return known;
    }
    if (!underWay.add(name)) {
      throw RpcFailure.failed(address + ": file '" + name + "' of the server imports itself");
    }
    FileDescriptorProto source = source(name);
    FileDescriptor[] imports = new FileDescriptor[source.getDependencyCount()];
    for (int i = 0; i < imports.length; i++) {
      imports[i] = file(source.getDependency(i));
    }
    try {
      FileDescriptor file = FileDescriptor.buildFrom(source, imports);
      files.put(name, file);
      return file;
    } catch (DescriptorValidationException e) {
      throw RpcFailure.failed(
          address + ": file '" + name + "' of the server is malformed: " + e.getMessage());
    }
  }

  private FileDescriptorProto source(String name) throws RpcFailure, InterruptedException {
    if (!sources.containsKey(name)) {
      read(ask(ServerReflectionRequest.newBuilder().setFileByFilename(name).build()));
    }
    FileDescriptorProto source = sources.get(name);
    if (source == null) {
      throw RpcFailure.failed(
          "%s: the server did not describe file '%s', only %s"
              .formatted(
                  address,
                  name,
                  sources.keySet().stream().sorted().collect(Collectors.joining(", "))));
    }
    return source;
  }

  private ServerReflectionResponse ask(ServerReflectionRequest question)
      throws RpcFailure, InterruptedException {
    try {
      return ask(address, call, question);
    } catch (StatusException e) {
      throw RpcFailure.of(e.getStatus());
    }
  }

  private static ServerReflectionResponse ask(
      String address,
      BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call,
      ServerReflectionRequest question)
      throws RpcFailure, StatusException, InterruptedException {
    call.write(question);
    ServerReflectionResponse answer = call.read();
    if (answer == null) {
      throw RpcFailure.failed(address + ": the server ended reflection without an answer");
    }
    if (answer.hasErrorResponse()) {
      throw RpcFailure.failed(
          "%s: reflection failed with %s: %s"
              .formatted(
                  address,
                  Status.fromCodeValue(answer.getErrorResponse().getErrorCode()).getCode(),
                  answer.getErrorResponse().getErrorMessage()));
    }
    return answer;
  }

  @Override
  public void close() {
    call.halfClose();
  }
}
