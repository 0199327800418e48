package com.alibaba.mqtt.server.emulator.gate;

import com.alibaba.mqtt.server.emulator.instance.Token;
import com.alibaba.mqtt.server.emulator.instance.Tokens;
import com.alibaba.mqtt.server.emulator.instance.Tokens.Flaw;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tokens of one client, at most one of each type. Used by the thread of the connection only. */
final class TokenAccess implements Access {
    private final Tokens tokens;
    private final Clock clock;
    private final Words words;
    /** By their type. */
    private final Map<String, String> held = new TreeMap<>();

    private final Set<String> announced = new HashSet<>();

    /** @param words what the client is told */
    TokenAccess(Tokens tokens, Clock clock, Map<String, String> held, Words words) {
        this.tokens = tokens;
        this.clock = clock;
        this.words = words;
        this.held.putAll(held);
    }

    /** Tells the client about its tokens. */
    interface Words {
        /** A token is about to expire. */
        void expires(String type, long time);

        /** A token does not count, for a reason of the service. */
        void invalid(String type, int code);
    }

    @Override
    public void checkRead(String what, String filter) throws Refusal {
        check(what, filter, "R");
    }

    @Override
    public void checkWrite(String what, String topic) throws Refusal {
        check(what, topic, "W");
    }

    /**
     * Takes a new token in the place of the one of its type.
     *
     * @throws Refusal when it does not count
     */
    void upload(@Nullable String type, @Nullable String text) throws Refusal {
        String what = "uploaded token refused";
        if (type == null || text == null || !type.matches("R|W|RW")) {
            throw new Refusal(what, "it is not a JSON object with token and type, R, W or RW", Reason.NOT_AUTHORIZED);
        }
        Flaw flaw = flaw(type, text);
        if (flaw != null) {
            throw refusal(what, type, flaw);
        }
        held.put(type, text);
        announced.remove(type);
    }

    /**
     * To be called now and then: tells the client of tokens that expire within five minutes, once.
     *
     * @throws Refusal when a token does not count any more
     */
    void look(long warnMillis) throws Refusal {
        for (Map.Entry<String, String> one : held.entrySet()) {
            Flaw flaw = flaw(one.getKey(), one.getValue());
            if (flaw != null) {
                throw refusal("cut off", one.getKey(), flaw);
            }
            Token token = tokens.find(one.getValue());
            if (token != null && token.expires() - clock.millis() <= warnMillis && announced.add(one.getKey())) {
                words.expires(one.getKey(), token.expires());
            }
        }
    }

    private void check(String what, String topic, String action) throws Refusal {
        Flaw first = Flaw.OTHER_TYPE;
        String type = action;
        for (Map.Entry<String, String> one : held.entrySet()) {
            if (one.getKey().contains(action)) {
                Flaw flaw = flaw(one.getKey(), one.getValue());
                Token token = tokens.find(one.getValue());
                if (flaw == null && token != null && token.covers(topic)) {
                    return;
                }
                type = one.getKey();
                first = flaw == null ? Flaw.OTHER_RESOURCE : flaw;
            }
        }
        throw refusal(what, type, first);
    }

    private @Nullable Flaw flaw(String type, String text) {
        Flaw flaw = tokens.flaw(text, clock.millis());
        Token token = tokens.find(text);
        return flaw == null && token != null && !token.type().equals(type) ? Flaw.OTHER_TYPE : flaw;
    }

    private Refusal refusal(String what, String type, Flaw flaw) {
        words.invalid(type, flaw.code());
        return new Refusal(what, flaw.text() + " (type " + type + ", code " + flaw.code() + ")", Reason.NOT_AUTHORIZED);
    }
}
