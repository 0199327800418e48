package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.query.calls.Rates;
import java.util.Map;

/**
 * How many requests a second are sent at most. Immutable. Not used passes are kept for a tenth of a second, so that in no
 * second there are more than 1.1 times as many. All clients of a JVM with the same endpoint and key pair share one pace;
 * if they are set differently, each uses up its own part of it.
 *
 * <p>The service allows, in one second, 500 single and 100 batch requests of an account, and 300 of a source address over
 * all operations together, and <b>blocks the address above that</b>. The standard stays below with what the network adds.
 *
 * <p>When the service throttles, the rate becomes 0.7 times what it was, and rises again by 5 % of what is set in each second
 * without; if the service says how long to wait, that is waited.
 */
public final class Pace {
    private static final double LIVE = 200;
    private static final double CACHED = 80;
    private static final double TOTAL = 250;
    /** Of operations that manage things: the service's smallest limit but one is 10. */
    private static final double GROUPS = 8;

    private static final Pace STANDARD = new Pace(LIVE, CACHED, TOTAL);

    private final double live;
    private final double cached;
    private final double total;

    private Pace(double live, double cached, double total) {
        this.live = live;
        this.cached = cached;
        this.total = total;
    }

    /** Returns the default: 200 single and 80 batch requests a second, 250 of all kinds together. */
    public static Pace standard() {
        return STANDARD;
    }

    /**
     * Returns no pace at all: for a service of one's own, or if something else holds back. Above 300 requests a second the
     * service blocks the source address.
     */
    public static Pace unlimited() {
        return new Pace(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /** Returns this pace with so many single requests a second, 0.1 to 100,000. */
    public Pace live(double perSecond) {
        return new Pace(checked("live", perSecond), cached, total);
    }

    /** Returns this pace with so many batch requests a second, each for ten clients; 0.1 to 100,000. */
    public Pace cached(double perSecond) {
        return new Pace(live, checked("cached", perSecond), total);
    }

    /** Returns this pace with so many requests of all kinds a second, 0.1 to 100,000. */
    public Pace total(double perSecond) {
        return new Pace(live, cached, checked("total", perSecond));
    }

    /**
     * Returns a part of this pace, for several processes behind one address or with one account.
     *
     * @param part above 0, at most 1; with four equal processes 0.25
     */
    public Pace share(double part) {
        if (!(part > 0 && part <= 1)) {
            throw new IllegalArgumentException("share is " + part + "; more than 0 and at most 1 is needed");
        }
        return new Pace(live * part, cached * part, total * part);
    }

    private static double checked(String field, double perSecond) {
        if (!(perSecond >= 0.1 && perSecond <= 100_000)) {
            throw new IllegalArgumentException(field + " is " + perSecond + "; 0.1 to 100,000 a second is needed");
        }
        return perSecond;
    }

    Rates rates() {
        double groups = Math.min(GROUPS, GROUPS * total / TOTAL);
        return new Rates(Map.of(Operations.ONE, live, Operations.MANY, cached, Operations.GROUPS, groups), live, total);
    }

    @Override
    public String toString() {
        return "Pace[live=" + live + ", cached=" + cached + ", total=" + total + " a second]";
    }
}
