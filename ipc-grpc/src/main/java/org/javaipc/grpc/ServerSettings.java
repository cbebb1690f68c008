package org.javaipc.grpc;

import org.javaipc.IpcContext;

/**
 * How a server listens, and what it accepts of its clients.
 *
 * @param context that resolves the address
 * @param message longest message in bytes
 * @param metadata longest headers in bytes
 * @param calls how many calls of one connection may be open at once
 */
record ServerSettings(IpcContext context, int message, int metadata, int calls) {}
