package com.alibaba.mqtt.server.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.junit5.EmulatedMqtt;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

/** A test of an application has the emulator that the application has. */
@SpringBootTest(classes = EmulatedMqttTest.Backend.class)
@EmulatedMqtt(groups = "GID_shop")
class EmulatedMqttTest {
    @Test
    void theEmulatorOfTheApplicationIsThatOfTheTest(
            Emulator emulator, @Autowired Emulator ofApplication, @Autowired Backend backend) throws Exception {
        assertThat(emulator).isSameAs(ofApplication);
        emulator.device("GID_shop@@@till").connect().cut();
        assertThat(backend.notices.poll(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void itStaysForTheNextTest(Emulator emulator, @Autowired Backend backend) throws Exception {
        emulator.device("GID_shop@@@till2").connect().cut();
        assertThat(backend.notices.poll(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Backend {
        final BlockingQueue<StatusNotice> notices = new LinkedBlockingQueue<>();

        @MqttStatusListener(group = "GID_shop")
        void on(StatusNotice notice) {
            notices.add(notice);
        }
    }
}
