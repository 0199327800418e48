package com.alibaba.mqtt.server.emulator.openapi;

import com.alibaba.mqtt.server.emulator.instance.Account;
import com.alibaba.mqtt.server.emulator.instance.Hmac;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks who sent a request, when, and whether its signature holds, for both signature versions. */
final class RequestCheck {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'");
    private static final Pattern AUTHORIZATION =
            Pattern.compile("(\\S+) Credential=([^,]+),\\s*SignedHeaders=([^,]+),\\s*Signature=([0-9a-f]+)");
    private static final List<String> MUST_BE_SIGNED = List.of(
            "host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-content-sha256", "x-acs-signature-nonce");
    private static final List<String> RPC_PARAMETERS =
            List.of("AccessKeyId", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp", "Signature");

    private static final String DOES_NOT_MATCH = "SignatureDoesNotMatch";

    private final Account account;
    private final Clock clock;
    private final Duration window;
    private final Nonces nonces;

    RequestCheck(Account account, Clock clock, Duration window) {
        this.account = account;
        this.clock = clock;
        this.window = window;
        this.nonces = new Nonces(window.multipliedBy(2).toMillis());
    }

    /** Returns normally if the request may be answered. */
    void check(OpenApiRequest request) throws OpenApiError {
        if (request.isAcs3()) {
            checkAcs3(request);
        } else {
            checkRpc(request);
        }
    }

    private void checkAcs3(OpenApiRequest request) throws OpenApiError {
        Matcher authorization = AUTHORIZATION.matcher(request.header("authorization"));
        if (!authorization.matches()) {
            throw OpenApiError.incomplete("The Authorization header is malformed.");
        }
        if (!authorization.group(1).equals(Acs3Signature.ALGORITHM)) {
            throw new OpenApiError(
                    400, "InvalidSignatureMethod", "The algorithm is not " + Acs3Signature.ALGORITHM + ".");
        }
        List<String> signedHeaders = List.of(authorization.group(3).split(";"));
        checkSigned(signedHeaders, request.headers());
        checkKey(authorization.group(2), request.header("x-acs-security-token"));
        checkDate(request.header("x-acs-date"));
        if (!request.hashedBody().equals(request.header("x-acs-content-sha256"))) {
            throw new OpenApiError(400, DOES_NOT_MATCH, "x-acs-content-sha256 is not the hash of the body.");
        }
        String toSign = Acs3Signature.stringToSign(Acs3Signature.canonicalRequest(
                request.method(),
                request.path(),
                request.query(),
                request.headers(),
                signedHeaders,
                request.hashedBody()));
        if (!Hmac.same(Acs3Signature.sign(account.secretKey(), toSign), authorization.group(4))) {
            throw doesNotMatch(toSign);
        }
        checkNonce(request.header("x-acs-signature-nonce"));
    }

    private void checkRpc(OpenApiRequest request) throws OpenApiError {
        Map<String, String> parameters = request.parameters();
        for (String name : RPC_PARAMETERS) {
            if (parameters.getOrDefault(name, "").isEmpty()) {
                throw OpenApiError.missing(name);
            }
        }
        if (!"HMAC-SHA1".equals(parameters.get("SignatureMethod"))) {
            throw new OpenApiError(400, "InvalidSignatureMethod", "SignatureMethod is not HMAC-SHA1.");
        }
        if (!"1.0".equals(parameters.get("SignatureVersion"))) {
            throw new OpenApiError(400, "InvalidSignatureVersion", "SignatureVersion is not 1.0.");
        }
        checkKey(parameters.get("AccessKeyId"), parameters.get("SecurityToken"));
        checkDate(parameters.get("Timestamp"));
        String toSign = RpcSignature.stringToSign(request.method(), parameters);
        if (!Hmac.same(RpcSignature.sign(account.secretKey(), toSign), parameters.getOrDefault("Signature", ""))) {
            // the text that was signed holds the token
            throw doesNotMatch(account.securityToken() == null ? toSign : "not shown");
        }
        checkNonce(parameters.get("SignatureNonce"));
    }

    private static void checkSigned(List<String> signed, Map<String, String> headers) throws OpenApiError {
        for (String name : MUST_BE_SIGNED) {
            if (headers.getOrDefault(name, "").isEmpty()) {
                throw OpenApiError.incomplete("The header " + name + " is missing.");
            }
            if (!signed.contains(name)) {
                throw OpenApiError.incomplete("The header " + name + " is not signed.");
            }
        }
        for (String name : headers.keySet()) {
            if (name.startsWith("x-acs-") && !signed.contains(name)) {
                throw OpenApiError.incomplete("The header " + name + " is not signed.");
            }
        }
    }

    private void checkKey(@Nullable String accessKey, @Nullable String token) throws OpenApiError {
        if (!account.accessKey().equals(accessKey)) {
            throw new OpenApiError(404, "InvalidAccessKeyId.NotFound", "The access key is not found.");
        }
        if (account.securityToken() != null) {
            if (token == null) {
                throw new OpenApiError(400, "MissingSecurityToken", "The security token is missing.");
            }
            if (!Hmac.same(account.securityToken(), token)) {
                throw new OpenApiError(400, "InvalidSecurityToken.Malformed", "The security token is not valid.");
            }
        }
    }

    private void checkDate(@Nullable String date) throws OpenApiError {
        Instant instant;
        try {
            instant = LocalDateTime.parse(date, DATE).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new OpenApiError(400, "InvalidTimeStamp.Format", "The date is not of the form yyyy-MM-ddTHH:mm:ssZ.");
        }
        if (Duration.between(instant, clock.instant()).abs().compareTo(window) > 0) {
            throw new OpenApiError(
                    400, "InvalidTimeStamp.Expired", "The date is more than " + window + " away from now.");
        }
    }

    private void checkNonce(@Nullable String nonce) throws OpenApiError {
        if (nonce == null || !nonces.isNew(nonce, clock.millis())) {
            throw new OpenApiError(400, "SignatureNonceUsed", "The nonce has been used before.");
        }
    }

    /** Shows, as the real service does, what should have been signed: clients compare what stands right behind the colon. */
    private static OpenApiError doesNotMatch(String toSign) {
        return new OpenApiError(
                400, DOES_NOT_MATCH, "The signature does not match. server string to sign is:" + toSign);
    }
}
