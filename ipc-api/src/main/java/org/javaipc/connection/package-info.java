/**
 * Connections over two channels each, for transports whose medium has no connections of its own.
 *
 * <pre>
 * client                                               server
 * makes ID.hi, the lane of the answer                  has the welcome lane, a mailbox of the name
 *   Hello(ID)           -- welcome --&gt;                 joins ID.hi, makes ID.up
 *   makes ID.down       &lt;-- ID.hi --                   Answer(capacity, maxMessage), or why not
 *   an empty message    -- ID.up --&gt;                   joins ID.down
 *   connected           &lt;-- ID.down --                 an empty message: connected
 * </pre>
 *
 * <p>Whichever process creates a lane receives on it. During the handshake, the lane of the answer shows each process
 * whether the other has died or given up. No name is taken from a peer: both derive the names from the server's name
 * and the client's random ID.
 */
@NullMarked
package org.javaipc.connection;

import org.jspecify.annotations.NullMarked;
