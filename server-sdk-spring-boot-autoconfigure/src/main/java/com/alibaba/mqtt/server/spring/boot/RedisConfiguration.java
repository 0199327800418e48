package com.alibaba.mqtt.server.spring.boot;

import com.alibaba.mqtt.server.presence.redis.RedisPresenceStore;
import com.alibaba.mqtt.server.spring.settings.RedisStores;
import com.alibaba.mqtt.server.spring.settings.Stores;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The presence on Redis, where the libraries for it are there. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({RedisPresenceStore.class, LettuceConnectionFactory.class})
class RedisConfiguration {
    @Bean
    @ConditionalOnBean(LettuceConnectionFactory.class)
    Stores.RedisOpening mqttStatusRedisStores(LettuceConnectionFactory factory) {
        return new RedisStores(factory);
    }
}
