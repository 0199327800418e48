package dev.mqttstatus.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The older official generic client, aliyun-java-sdk-core, and ours get the same answers and the same errors. */
@Execution(ExecutionMode.SAME_THREAD)
class AliyunCoreIT {
    private static OpenApiWorld world;

    @BeforeAll
    static void start() throws Exception {
        world = new OpenApiWorld();
    }

    @AfterAll
    static void end() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource
    void theSameAsOurs(OpenApiCase question) {
        OpenApiOutcome ours = question.play(OpenApiClient.OURS, world);
        assertEquals(String.valueOf(question.status()), ours.status());
        assertEquals(question.code(), ours.code());
        assertTrue(ours.hasRequestId());
        OpenApiOutcome theirs = question.play(OpenApiClient.ALIYUN_CORE, world);
        // it may compare what it signed with what the error says, and then has a code of its own
        boolean own = question == OpenApiCase.WRONG_SECRET && theirs.code().equals("SDK.InvalidAccessKeySecret");
        assertEquals(own ? ours.roughly().withCode(theirs.code()) : ours.roughly(), theirs);
    }
}
