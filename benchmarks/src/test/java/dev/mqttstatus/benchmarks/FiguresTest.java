package dev.mqttstatus.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSON;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the tables stand on: the notices, the arithmetic, and a signature that a service would take. */
class FiguresTest {
    @Test
    void allNoticesAreOfTheSameLengthAndOfManyClients() {
        Set<String> clients = new HashSet<>();
        for (int number = 0; number < 5_000; number++) {
            byte[] body = Notices.body(number);
            assertEquals(Notices.BYTES, body.length);
            StatusNotice notice = new StatusNotice(body);
            assertEquals(number, Notices.number(notice.getTime()));
            clients.add(notice.getClientId());
        }
        assertTrue(clients.size() > 3_000, clients.size() + " clients");
    }

    @Test
    void rawClientsReadTheSame() {
        byte[] body = Notices.body("GID_a@@@d", 7);
        RawNotice raw = JSON.parseObject(body, RawNotice.class);
        StatusNotice notice = new StatusNotice(body);
        assertEquals(notice.getClientId(), raw.clientId);
        assertEquals(notice.getChannelId(), raw.channelId);
        assertEquals(notice.eventType().wireName(), raw.eventType);
        assertEquals(notice.getClientIp(), raw.clientIp);
        assertEquals(notice.getTime(), raw.time);
    }

    @Test
    void aSliceIsWhatOneNoticeCost() {
        Sample from = new Sample(1_000_000_000, 100, 10, 4, 2, 1_000, 50);
        Sample to = Sample.parse(new Sample(3_000_000_000L, 300, 410, 104, 22, 5_000, 150).line());
        assertEquals(new Slice(100, 2, 0.5, 0.1, 20, 0.5), Slice.between(from, to));
    }

    @Test
    void quantilesLieBetweenTheValues() {
        List<Double> values = List.of(4.0, 1.0, 2.0, 3.0);
        assertEquals(1, Slice.quantile(values, 0));
        assertEquals(2.5, Slice.quantile(values, 0.5));
        assertEquals(4, Slice.quantile(values, 1));
        assertTrue(Double.isNaN(Slice.quantile(List.of(), 0.5)));
    }

    /** The vector {@code acs3-derived-querysession} of {@code sdk-query}. */
    @Test
    void theRawClientSignsRightly() {
        Acs3 acs3 = new Acs3("onsmqtt.cn-hangzhou.aliyuncs.com", "QuerySessionByClientId", "testid", "testsecret");
        String query = "ClientId=" + Acs3.encode("GID_test@@@device-0001") + "&InstanceId=post-cn-0pp12gl0000";
        String authorization = acs3.authorization(query, "2026-01-02T03:04:05Z", "0123456789abcdef0123456789abcdef");
        assertTrue(
                authorization.endsWith(",Signature=b880cc9f87548f337c42045c7417ecdbcefbfb8803233cdf6a5d7b96ae2c88a7"),
                authorization);
    }
}
