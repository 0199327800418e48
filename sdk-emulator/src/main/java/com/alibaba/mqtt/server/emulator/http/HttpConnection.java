package com.alibaba.mqtt.server.emulator.http;

import com.alibaba.mqtt.server.emulator.http.HttpAnswer.Ending;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection, with one request at a time. Its thread is that of its channel. */
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Function<HttpRequest, HttpAnswer> handler;
    private final Clock clock;
    private final Duration patience;
    /** Null while a request waits for its answer. */
    private @Nullable Future<?> deadline;

    HttpConnection(Function<HttpRequest, HttpAnswer> handler, Clock clock, Duration patience) {
        this.handler = handler;
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        awaitRequest(context);
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        context.fireChannelInactive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (deadline == null || request.decoderResult().isFailure()) {
            close(context);
            return;
        }
        deadline.cancel(false);
        deadline = null;
        HttpAnswer answer = handler.apply(read(context, request));
        boolean keep = HttpUtil.isKeepAlive(request) && answer.ending() == Ending.KEEP;
        if (answer.ending() == Ending.HANG) {
            LOG.debug("not answering");
        } else if (answer.delay().isZero()) {
            send(context, answer, keep);
        } else {
            Future<?> unused = context.executor()
                    .schedule(() -> send(context, answer, keep), answer.delay().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("an HTTP connection is closed", cause);
        close(context);
    }

    private void awaitRequest(ChannelHandlerContext context) {
        deadline = context.executor().schedule(() -> close(context), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void send(ChannelHandlerContext context, HttpAnswer answer, boolean keep) {
        byte[] body = answer.body();
        int sent = answer.ending() == Ending.CUT ? body.length / 2 : body.length;
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(body, 0, sent));
        answer.headers().forEach(response.headers()::set);
        response.headers().set(HttpHeaderNames.DATE, DATE.format(clock.instant()));
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        HttpUtil.setKeepAlive(response, keep);
        if (keep) {
            // before the client can have the answer, and send its next request
            awaitRequest(context);
        }
        Future<?> unused = context.writeAndFlush(response)
                .addListener(keep ? ChannelFutureListener.CLOSE_ON_FAILURE : ChannelFutureListener.CLOSE);
    }

    private static void close(ChannelHandlerContext context) {
        Future<?> unused = context.close();
    }

    private static HttpRequest read(ChannelHandlerContext context, FullHttpRequest request) {
        Map<String, List<String>> headers = new TreeMap<>();
        request.headers()
                .forEach(header -> headers.computeIfAbsent(
                                header.getKey().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(header.getValue()));
        InetSocketAddress address = (InetSocketAddress) context.channel().remoteAddress();
        return new HttpRequest(
                request.method().name(),
                request.uri(),
                headers,
                ByteBufUtil.getBytes(request.content()),
                address.getAddress().getHostAddress());
    }
}
