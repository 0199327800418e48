package com.alibaba.mqtt.server.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a shell can ask the emulator without a signature. */
class StatusPageTest {
    private Emulator emulator;

    @BeforeEach
    void start() throws IOException {
        emulator = Emulator.builder().group("GID_shop").start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void saysWhoIsOnlineWhatIsQueuedAndWhichFaultsAreSet() throws Exception {
        emulator.faults().lose(30).refuseLogins(2).delay(10, Duration.ofSeconds(1), Duration.ofSeconds(2));
        emulator.openApi().next(OpenApiFault.CUT);
        emulator.group("GID_shop").publish(new byte[1]);
        try (RawDevice device = RawDevice.online(3, emulator, "GID_shop@@@d1")) {
            device.publish("other/x", 0, new byte[0]);
            try (RawDevice second = RawDevice.online(3, emulator, "GID_shop@@@d2")) {
                Await.value(
                        1, () -> json("/?format=json").getJSONArray("online").size());
                JSONObject page = json("/?format=json");
                assertEquals(emulator.instanceId(), page.getString("instanceId"));
                assertEquals(emulator.mqttPort(), page.getJSONObject("ports").getIntValue("mqtt"));
                assertEquals(1, page.getIntValue("onlineCount"));
                JSONObject online = page.getJSONArray("online").getJSONObject(0);
                assertEquals("GID_shop@@@d2", online.getString("clientId"));
                assertEquals(32, online.getString("channelId").length());
                JSONObject queue = page.getJSONArray("queues").getJSONObject(0);
                assertEquals("STATUS.GID_shop", queue.getString("name"));
                assertTrue(queue.getLongValue("depth") >= 1, page::toString);
                String faults = page.getJSONArray("faults").toString();
                for (String fault : new String[] {
                    "30 % of the notices are lost",
                    "10 % of the notices are late",
                    "the next 2 AMQP logins are refused",
                    "the next 1 answers of the OpenAPI are wrong"
                }) {
                    assertTrue(faults.contains(fault), faults);
                }
                assertTrue(
                        page.getJSONArray("refusals").toString().contains("publish to other/x refused"),
                        page::toString);
                assertFalse(page.toString().contains(emulator.secretKey()), page::toString);
                assertTrue(second.isAlive());
            }
        }
        // no figure, and no fault is used up
        assertEquals(0, emulator.openApi().numbers().requests());
    }

    @Test
    void isJsonForWhoAcceptsIt() throws Exception {
        HttpResponse<String> answer = get("/", "application/json");
        assertEquals(200, answer.statusCode());
        assertEquals(
                "[]", JSON.parseObject(answer.body()).getJSONArray("online").toString());
    }

    @Test
    void isAPlainPageOtherwise() throws Exception {
        HttpResponse<String> answer = get("/", "*/*");
        assertEquals(200, answer.statusCode());
        assertTrue(answer.headers().firstValue("content-type").orElse("").startsWith("text/html"));
        assertTrue(answer.body().contains("STATUS.GID_shop"), answer::body);
    }

    @Test
    void isNotForPagesOfTheWeb() throws Exception {
        try (Socket socket = new Socket(emulator.host(), emulator.openApiPort())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertTrue(new String(in.readAllBytes(), StandardCharsets.US_ASCII).startsWith("HTTP/1.1 403 "));
        }
    }

    private JSONObject json(String path) throws Exception {
        return JSON.parseObject(get(path, "*/*").body());
    }

    private HttpResponse<String> get(String path, String accept) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + emulator.openApiPort() + path))
                                .header("Accept", accept)
                                .build(),
                        BodyHandlers.ofString());
    }
}
