package com.alibaba.mqtt.server.emulator.gate;

/** What the login of one client lets it do. Used by the thread of the connection only. */
interface Access {
    /**
     * Checks that the client may subscribe to a filter.
     *
     * @throws Refusal when it may not
     */
    void checkRead(String what, String filter) throws Refusal;

    /**
     * Checks that the client may publish to a topic.
     *
     * @throws Refusal when it may not
     */
    void checkWrite(String what, String topic) throws Refusal;

    /** Every parent topic, as with the signature of the account. */
    Access ALL = new Access() {
        @Override
        public void checkRead(String what, String filter) {}

        @Override
        public void checkWrite(String what, String topic) {}
    };
}
