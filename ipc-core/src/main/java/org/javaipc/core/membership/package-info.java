/**
 * Who takes part in a channel: {@code ChannelHeader} has the fields that every channel starts with, {@code SlotHeader}
 * those of each sender, {@code Connector} finds the channel that a receiver made, and {@code ReceiverWatch} tells a
 * sender that its receiver died.
 */
@NullMarked
package org.javaipc.core.membership;

import org.jspecify.annotations.NullMarked;
