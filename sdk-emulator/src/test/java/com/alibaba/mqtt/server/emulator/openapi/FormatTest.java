package com.alibaba.mqtt.server.emulator.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import java.io.ByteArrayInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatTest {
    @Test
    void aListIsItsElementRepeated() {
        JSONObject body = JSONObject.of(
                "RequestId",
                "1",
                "OnlineStatusList",
                JSONArray.of(
                        JSONObject.of("ClientId", "a", "OnlineStatus", true),
                        JSONObject.of("ClientId", "b", "OnlineStatus", false)));
        assertEquals(
                "<?xml version='1.0' encoding='UTF-8'?><R><RequestId>1</RequestId>"
                        + "<OnlineStatusList><ClientId>a</ClientId><OnlineStatus>true</OnlineStatus></OnlineStatusList>"
                        + "<OnlineStatusList><ClientId>b</ClientId><OnlineStatus>false</OnlineStatus></OnlineStatusList>"
                        + "</R>",
                new String(Format.XML.write("R", body), UTF_8));
        assertEquals(
                "<?xml version='1.0' encoding='UTF-8'?><R></R>",
                new String(Format.XML.write("R", JSONObject.of("Data", new JSONArray())), UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<a>&b</a>", "]]>", "\"'", "设备 😀", "a\nb\tc"})
    void anyTextComesBack(String text) throws Exception {
        assertEquals(text, parsed(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\u001bb", "a\ud800b", "a\uffffb"})
    void whatCannotStandInXmlIsReplaced(String text) throws Exception {
        assertEquals("a?b", parsed(text));
    }

    private static String parsed(String text) throws Exception {
        byte[] xml = Format.XML.write("R", JSONObject.of("Message", text));
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml))
                .getDocumentElement()
                .getTextContent();
    }
}
