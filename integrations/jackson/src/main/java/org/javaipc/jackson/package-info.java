/** A {@link org.javaipc.Codec} of records and other objects as JSON or CBOR: {@link org.javaipc.jackson.JacksonCodec}. */
@NullMarked
package org.javaipc.jackson;

import org.jspecify.annotations.NullMarked;
