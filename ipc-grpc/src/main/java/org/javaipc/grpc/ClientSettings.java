package org.javaipc.grpc;

import org.javaipc.IpcContext;

/**
 * How the connections of a channel are made, and what they accept of a server.
 *
 * @param context that resolves the address
 * @param message longest message in bytes
 * @param metadata longest headers or trailers in bytes
 */
record ClientSettings(IpcContext context, int message, int metadata) {}
