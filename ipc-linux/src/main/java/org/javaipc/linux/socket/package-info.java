/**
 * Unix domain sockets of this process, none of which waits in the kernel.
 *
 * <pre>
 *   {@link org.javaipc.linux.socket.SocketDescriptor}  a socket: bind, listen, accept, connect, send, receive, credentials
 *   {@link org.javaipc.linux.socket.Ancillary}         descriptors that travel beside the bytes
 *   {@link org.javaipc.linux.socket.SocketFile}        a name in the file system: whose it is, what a dead owner left
 *   {@link org.javaipc.linux.socket.SocketName}        path, abstract name or none
 * </pre>
 */
@NullMarked
package org.javaipc.linux.socket;

import org.jspecify.annotations.NullMarked;
