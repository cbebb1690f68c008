/** A {@link org.javaipc.Codec} of Protocol Buffers messages: {@link org.javaipc.protobuf.ProtobufCodec}. */
@NullMarked
package org.javaipc.protobuf;

import org.jspecify.annotations.NullMarked;
