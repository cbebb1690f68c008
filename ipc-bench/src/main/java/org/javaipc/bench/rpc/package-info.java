/** Remote calls: gRPC over addresses of ours beside gRPC over TCP and over Unix domain sockets. */
@NullMarked
package org.javaipc.bench.rpc;

import org.jspecify.annotations.NullMarked;
