package com.alibaba.mqtt.server.query.openapi;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.query.http.SignedRequest;
import java.time.Instant;
import java.util.SortedMap;

/** Writes a call of the API (product OnsMqtt, version 2020-04-20) as a signed request. Pure functions, but for the nonce. */
public interface Signer {
    /** The version of the API. */
    String API_VERSION = "2020-04-20";
    /** All calls are of this method, with the parameters in the query and no body. */
    String METHOD = "POST";

    /**
     * Signs a call.
     *
     * @param action the operation
     * @param parameters those of the operation, sorted by name
     * @param keys what to sign with
     * @param now the time to sign with, as the service sees it
     */
    SignedRequest sign(String action, SortedMap<String, String> parameters, Credentials keys, Instant now);
}
