package org.javaipc.protobuf;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.javaipc.Codec;
import org.javaipc.LibraryUnavailableException;
import org.javaipc.spi.RequiredLibrary;

/**
 * Protocol Buffers messages, whose size is known beforehand, so that they are written directly into the channel's memory.
 *
 * <pre>{@code
 * Codec<Order> orders = ProtobufCodec.of(Order.getDefaultInstance()); // of the type acme.Order/protobuf
 * }</pre>
 *
 * <p>The type is the full name of the message in its {@code .proto} file, whatever its Java class is called. Fields may come
 * and go as Protocol Buffers allow. The bytes of one message are often valid for another: the type tells them apart
 * when the channel is opened.
 *
 * <p>Several threads may use it at once.
 *
 * @param <M> the messages
 */
public final class ProtobufCodec<M extends Message> implements Codec<M> {
  private static final RequiredLibrary PROTOBUF =
      new RequiredLibrary("com.google.protobuf:protobuf-java", "3.25.9", "com.google.protobuf");

  /** What is written at a time to memory that another thread may unmap by closing the channel. */
  private static final int CHUNK = 4096;

  private final String type;
  private final Parser<M> parser;

  private ProtobufCodec(String type, Parser<M> parser) {
    this.type = type;
    this.parser = parser;
  }

  /**
   * {@return a codec of the messages of a type; its name is that of the descriptor and {@code /protobuf}}
   *
   * @param <M> the messages
   * @param instance any of them, such as {@code Order.getDefaultInstance()}
   * @throws LibraryUnavailableException if the library is missing or older than 3.25.9
   */
  public static <M extends Message> ProtobufCodec<M> of(M instance) {
    Objects.requireNonNull(instance, "instance");
    return PROTOBUF.use("ProtobufCodec.of", () -> linked(instance));
  }

  private static <M extends Message> ProtobufCodec<M> linked(M instance) {
    @SuppressWarnings("unchecked") // a message's parser makes messages of its class
    Parser<M> parser = (Parser<M>) instance.getParserForType();
    // Links what the first message needs.
    var _ = CodedOutputStream.newInstance(new SegmentOutput(MemorySegment.NULL), 1);
    var _ = CodedOutputStream.newInstance(ByteBuffer.allocate(0));
    return new ProtobufCodec<>(instance.getDescriptorForType().getFullName() + "/protobuf", parser);
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public long sizeBound(M value) {
    return value.getSerializedSize();
  }

  @Override
  public long encode(M value, MemorySegment segment, long offset, long room) {
    int size = value.getSerializedSize();
    if (size <= room) {
      try {
        write(value, segment.asSlice(offset, size), size);
      } catch (IOException e) {
        throw new UncheckedIOException("the message of the type " + type + " was changed", e);
      }
    }
    return size;
  }

  /**
   * On the heap the library writes to the array itself. Native memory it would write to by address, which takes the JVM down if
   * another thread closes the channel meanwhile: so it fills chunks, which are copied.
   */
  private static void write(Message value, MemorySegment into, int size) throws IOException {
    CodedOutputStream output =
        into.isNative()
            ? CodedOutputStream.newInstance(new SegmentOutput(into), Math.min(size, CHUNK))
            : CodedOutputStream.newInstance(into.asByteBuffer());
    value.writeTo(output);
    output.flush();
  }

  @Override
  public M decode(MemorySegment segment, long offset, long length) throws IOException {
    // A copy, which the peer cannot change between a look at a length and its use.
    return parser.parseFrom(segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
  }

  @Override
  public String toString() {
    return type;
  }
}
