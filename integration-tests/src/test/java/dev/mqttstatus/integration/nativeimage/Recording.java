package dev.mqttstatus.integration.nativeimage;

import dev.mqttstatus.integration.nativeimage.Lookup.Caller;
import dev.mqttstatus.integration.nativeimage.Lookup.Kind;
import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.springframework.aot.agent.RecordedInvocation;
import org.springframework.aot.agent.RecordedInvocationsListener;

/** Keeps what the agent sees. What was looked up and is not there need not be in an image either. */
final class Recording implements RecordedInvocationsListener {
    /** Who looks for what an image need not have, and goes on without. */
    private static final Set<String> OPTIONAL = Set.of(
            // its events for JFR
            "io.lettuce.core.event.jfr.EventRecorderHolder",
            "io.lettuce.core.event.jfr.JfrEventRecorder",
            // native sockets instead of those of Java
            "io.lettuce.core.resource.EpollProvider",
            "io.lettuce.core.resource.KqueueProvider",
            // classes that are initialized a little earlier
            "io.netty.util.internal.ClassInitializerUtil");

    private final Set<Lookup> found = ConcurrentHashMap.newKeySet();

    List<String> lines() {
        return found.stream().map(Lookup::toString).sorted().toList();
    }

    @Override
    public void onInvocation(RecordedInvocation call) {
        List<StackFrame> frames = call.getStackFrames().toList();
        // proxies of the JDK for annotations lie in the package of these
        if (frames.get(0).getClassName().contains(".$Proxy")
                || frames.stream().map(StackFrame::getClassName).anyMatch(OPTIONAL::contains)) {
            return;
        }
        List<String> initialized = frames.stream()
                .filter(frame -> frame.getMethodName().equals("<clinit>"))
                .map(StackFrame::getClassName)
                .toList();
        Caller by =
                new Caller(frames.get(0).getClassName() + "." + frames.get(0).getMethodName(), initialized);
        Lookup lookup = lookup(call, call.getMethodReference().getMethodName(), by);
        if (lookup != null) {
            found.add(lookup);
        }
    }

    private static Lookup lookup(RecordedInvocation call, String method, Caller by) {
        Object result = call.getReturnValue();
        return switch (method) {
            case "forName", "loadClass" -> result == null ? null : Lookup.of(Kind.TYPE, (Class<?>) result, by);
            case "getMethods" -> Lookup.of(Kind.METHODS, call.getInstance(), by);
            case "getDeclaredMethods" -> Lookup.of(Kind.DECLARED_METHODS, call.getInstance(), by);
            case "getConstructors" -> Lookup.of(Kind.CONSTRUCTORS, call.getInstance(), by);
            case "getDeclaredConstructors" -> Lookup.of(Kind.DECLARED_CONSTRUCTORS, call.getInstance(), by);
            case "getFields" -> Lookup.of(Kind.FIELDS, call.getInstance(), by);
            case "getDeclaredFields" -> Lookup.of(Kind.DECLARED_FIELDS, call.getInstance(), by);
            case "getClasses" -> Lookup.of(Kind.CLASSES, call.getInstance(), by);
            case "getDeclaredClasses" -> Lookup.of(Kind.DECLARED_CLASSES, call.getInstance(), by);
            case "getMethod", "getDeclaredMethod" -> member(Kind.METHOD, result, call.getInstance(), by);
            case "getConstructor", "getDeclaredConstructor" -> member(Kind.CONSTRUCTOR, result, call.getInstance(), by);
            case "getField", "getDeclaredField" -> member(Kind.FIELD, result, call.getInstance(), by);
            case "invoke" -> {
                Object target = call.getArgument(0);
                yield member(Kind.CALL, call.<Method>getInstance(), target == null ? null : target.getClass(), by);
            }
            case "newInstance" -> member(Kind.CREATION, call.<Constructor<?>>getInstance(), null, by);
            case "get", "set" -> member(Kind.FIELD, call.<Field>getInstance(), null, by);
            case "newProxyInstance" -> {
                Class<?>[] interfaces = call.getArgument(1);
                yield new Lookup(
                        Kind.PROXY, Stream.of(interfaces).map(Class::getName).toList(), true, "", by);
            }
            case "getBundle" -> Lookup.named(Kind.BUNDLE, call.getArgument(0), by);
            default -> resource(call, by);
        };
    }

    private static Lookup member(Kind kind, Object member, Class<?> asked, Caller by) {
        return member == null ? null : Lookup.of(kind, (Member) member, asked, by);
    }

    private static Lookup resource(RecordedInvocation call, Caller by) {
        String name = call.getArgument(0);
        Object asked = call.getInstance();
        if (asked instanceof Class<?> type) {
            name = name.startsWith("/")
                    ? name.substring(1)
                    : type.getPackageName().replace('.', '/') + "/" + name;
        }
        return ClassLoader.getSystemResource(name) == null ? null : Lookup.named(Kind.RESOURCE, name, by);
    }
}
