/**
 * Unix domain sockets.
 *
 * <pre>
 *   {@link org.javaipc.socket.UnixServerSocket}    listens; accepts  {@link org.javaipc.socket.UnixSocket}s
 *   {@link org.javaipc.socket.UnixSocket}          bytes, descriptors, who the peer is
 *   {@link org.javaipc.socket.UnixDatagramSocket}  whole messages
 *   {@link org.javaipc.socket.UnixSocketAddress}   path, abstract name, or a plain name in the runtime directory
 *   {@link org.javaipc.socket.PassedDescriptor}    goes to another process, or came from one
 * </pre>
 */
@NullMarked
package org.javaipc.socket;

import org.jspecify.annotations.NullMarked;
