package app;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A Spring Boot application with all that its neighbours configure by themselves. */
@SpringBootApplication
public class SpringApplicationOfChecks {
    public static void main(String[] args) {
        try (ConfigurableApplicationContext running = SpringApplication.run(SpringApplicationOfChecks.class)) {
            Checks.main(args);
        }
    }
}
