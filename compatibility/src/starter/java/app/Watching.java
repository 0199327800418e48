package app;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** Another instance of an application, which receives nothing itself and shares the presence. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Watching {}
