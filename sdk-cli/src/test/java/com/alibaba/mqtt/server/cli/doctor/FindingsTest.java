package com.alibaba.mqtt.server.cli.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ServerException;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingsTest {
    private static final Server SERVER = new Server("notices", "h", 1, false, null);

    @ParameterizedTest
    @CsvSource({"0,ok", "1,ok", "-20,ok", "29,ok", "31,warn", "-599,warn", "601,fail", "-90000,fail"})
    void aClockMayDifferBySomeSeconds(long seconds, Result result) {
        assertEquals(
                result, ClockExamination.compared(Duration.ofSeconds(seconds)).result());
    }

    @Test
    void theClockSaysInWhichDirection() {
        assertTrue(ClockExamination.compared(Duration.ofMinutes(20)).detail().contains("20m0s ahead"));
        assertTrue(ClockExamination.compared(Duration.ofMinutes(-20)).detail().contains("20m0s behind"));
    }

    @ParameterizedTest
    @CsvSource({
        "414d515003010000,ok,AMQP 1.0",
        "414d515000000901,ok,AMQP 0-9-1",
        "0100000000000000,ok,AMQP 0-9-1",
        "485454502f312e31,fail,HTTP",
        "1503010002022800,fail,TLS",
        "00,warn,0-9-1"
    })
    void aServerIsKnownByItsFirstBytes(String hex, Result result, String text) {
        Finding finding = ProtocolExamination.read(SERVER, HexFormat.of().parseHex(hex));
        assertEquals(result, finding.result(), finding.detail());
        assertTrue(finding.detail().contains(text), finding.detail());
    }

    @Test
    void whatAServerSaysCannotCommandTheTerminal() {
        Finding finding = ProtocolExamination.read(SERVER, "\u001b[2Jabc".getBytes(ISO_8859_1));
        assertFalse(finding.detail().contains("\u001b"), finding.detail());
    }

    @ParameterizedTest
    @CsvSource({
        "Client.LoginRefused,clock",
        "InvalidAccessKeyId.NotFound,console",
        "SignatureDoesNotMatch,secret",
        "Forbidden.RAM,mq:MqttInstanceAccess",
        "InvalidTimeStamp.Expired,NTP",
        "Throttling.User,again",
        "SomethingNew,request id"
    })
    void thereIsARemedyForEachError(String code, String word) {
        String remedy = Remedy.of(new ServerException(code, "test", false, null));
        assertTrue(remedy.contains(word), remedy);
    }
}
