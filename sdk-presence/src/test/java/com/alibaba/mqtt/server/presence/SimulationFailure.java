package com.alibaba.mqtt.server.presence;

/** The first thing that is wrong in a history. */
final class SimulationFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    enum Kind {
        WRONG_FOR_TOO_LONG,
        UNCERTAIN_FOR_TOO_LONG,
        AN_ENDED_CHANNEL_IS_ONLINE,
        A_SUPERSEDED_CHANNEL_IS_ONLINE,
        TOLD_TWICE,
        TOLD_AGAINST_THE_TRUTH,
        TOLD_THOUGH_DENIED,
        WRONG_IN_THE_END,
        NOT_NOTIFIED_IN_THE_END,
        SPINS
    }

    final Kind kind;

    SimulationFailure(Kind kind, String clientId, String what) {
        super(kind + " " + clientId + ": " + what);
        this.kind = kind;
    }
}
