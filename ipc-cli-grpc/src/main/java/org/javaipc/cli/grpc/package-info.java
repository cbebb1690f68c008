/**
 * {@code ipc call} and {@code ipc services}: calls of gRPC by what the server says of itself, without generated code.
 *
 * <pre>
 * {@link org.javaipc.cli.grpc.CallTool}, {@link org.javaipc.cli.grpc.ServicesTool} -> {@link org.javaipc.cli.grpc.Reflection} -> the server
 * </pre>
 */
@NullMarked
package org.javaipc.cli.grpc;

import org.jspecify.annotations.NullMarked;
