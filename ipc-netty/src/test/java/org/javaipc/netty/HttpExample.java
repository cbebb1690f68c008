package org.javaipc.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.CompletableFuture;

/** The programs of docs/netty.md, word for word. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure is told to the pipeline
final class HttpExample {
  private HttpExample() {}

  static Channel serve(EventLoopGroup group, String name) throws InterruptedException {
    return new ServerBootstrap()
        .group(group)
        .channel(IpcServerChannel.class)
        .childHandler(
            new ChannelInitializer<IpcChannel>() {
              @Override
              protected void initChannel(IpcChannel channel) {
                channel
                    .pipeline()
                    .addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 20), new Hello());
              }
            })
        .bind(IpcSocketAddress.of(name))
        .sync()
        .channel();
  }

  static final class Hello extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      byte[] body = ("you asked for " + request.uri()).getBytes(UTF_8);
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(body));
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
      context.writeAndFlush(response);
    }
  }

  static CompletableFuture<String> get(EventLoopGroup group, String name, String path) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    new Bootstrap()
        .group(group)
        .channel(IpcChannel.class)
        .handler(
            new ChannelInitializer<IpcChannel>() {
              @Override
              protected void initChannel(IpcChannel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new HttpClientCodec(),
                        new HttpObjectAggregator(1 << 20),
                        new Get(path, answer));
              }
            })
        .connect(IpcSocketAddress.of(name));
    return answer;
  }

  static final class Get extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final String path;
    private final CompletableFuture<String> answer;

    Get(String path, CompletableFuture<String> answer) {
      this.path = path;
      this.answer = answer;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
      answer.complete(response.content().toString(UTF_8));
      context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      answer.completeExceptionally(cause);
      context.close();
    }
  }
}
