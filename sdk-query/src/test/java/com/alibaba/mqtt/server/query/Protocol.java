package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.calls.OpenApiRequest;
import com.alibaba.mqtt.server.query.http.HttpAnswer;
import com.alibaba.mqtt.server.query.http.SignedRequest;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import com.alibaba.mqtt.server.query.openapi.Acs3Signer;
import com.alibaba.mqtt.server.query.openapi.Answers;
import com.alibaba.mqtt.server.query.openapi.RpcSigner;
import com.alibaba.mqtt.server.query.openapi.Signer;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Questions and answers without a socket: the parts of the client that are pure functions, put together. */
record Protocol(Operations operations, Signer signer, Credentials keys, Clock clock) {
    static Protocol of(
            String host, String instance, Credentials keys, SignatureVersion version, Clock clock, String nonce) {
        Signer signer = version == SignatureVersion.ACS3
                ? new Acs3Signer(host, "test", () -> nonce)
                : new RpcSigner(host, "test", () -> nonce);
        return new Protocol(new Operations(instance), signer, keys, clock);
    }

    SignedRequest askOne(String clientId) {
        return sign(operations.one(clientId));
    }

    SignedRequest askMany(List<String> clientIds) {
        return sign(operations.many(clientIds));
    }

    private SignedRequest sign(OpenApiRequest request) {
        return signer.sign(request.action(), request.parameters(), keys, clock.instant());
    }

    ClientStatus readOne(String clientId, HttpAnswer answer) throws ServerException {
        return Operations.readOne(
                clientId, Answers.read(Operations.ONE, answer, clock.instant()), answer, clock.instant());
    }

    Map<String, ClientStatus> readMany(List<String> clientIds, HttpAnswer answer) throws ServerException {
        return Operations.readMany(
                clientIds, Answers.read(Operations.MANY, answer, clock.instant()), answer, clock.instant());
    }

    /** An answer with these headers, names and values by turns; null values are left out. */
    static HttpAnswer answer(int status, String body, List<String> secrets, String... headers) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i + 1] != null) {
                map.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
            }
        }
        return new HttpAnswer(status, name -> map.get(name.toLowerCase(Locale.ROOT)), body, () -> secrets);
    }
}
