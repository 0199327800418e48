package dev.mqttstatus.integration.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.model.EventType;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The ledger sees what it is there to see. */
class LedgerTest {
    private static final String CLIENT = "GID_x@@@a";
    private static final StatusListener OK = notice -> {};

    private final Ledger ledger = new Ledger(2);
    private final StatusListener consumer = ledger.of("consumer", OK);

    private StatusNotice produce() {
        return new StatusNotice(ledger.produce(CLIENT));
    }

    private void assertViolation(String text) {
        AssertionError found = assertThrows(AssertionError.class, ledger::check);
        assertTrue(found.getMessage().contains(text), found.getMessage());
    }

    private static void fails(StatusNotice notice) {
        throw new IllegalStateException("failure of " + notice.getTime());
    }

    @Test
    void allProcessedInOrderIsFine() {
        List<StatusNotice> notices = List.of(produce(), produce(), produce());
        assertEquals(3, ledger.unprocessed());
        notices.forEach(consumer::process);
        assertEquals(0, ledger.unprocessed());
        assertEquals(3, ledger.calls());
        ledger.check();
    }

    @Test
    void aNoticeThatNeverCameIsLost() {
        consumer.process(produce());
        produce();
        assertViolation("lost: GID_x@@@a #2 (produced at 4, calls [])");
    }

    @Test
    void aNoticeWhoseCallsAllThrewIsLost() {
        StatusNotice notice = produce();
        assertThrows(
                IllegalStateException.class,
                () -> ledger.of("consumer", LedgerTest::fails).process(notice));
        assertViolation("lost: GID_x@@@a #1 (produced at 1, calls [consumer:2 threw:3])");
    }

    @Test
    void aNoticeComesAgainAfterItsListenerThrewAlsoLate() {
        StatusNotice first = produce();
        StatusNotice second = produce();
        assertThrows(
                IllegalStateException.class,
                () -> ledger.of("consumer", LedgerTest::fails).process(first));
        consumer.process(second);
        consumer.process(first);
        ledger.check();
    }

    @Test
    void aDuplicateWithoutACauseIsAViolation() {
        StatusNotice notice = produce();
        consumer.process(notice);
        consumer.process(notice);
        assertViolation("came again without a cause");
    }

    @Test
    void aFaultExcusesOneRepeatOfWhatWasNotSettled() {
        StatusNotice notice = produce();
        consumer.process(notice);
        ledger.fault("cut");
        consumer.process(notice);
        ledger.check();
        consumer.process(notice);
        assertViolation("came again 2 times after [cut 4..]");
    }

    @Test
    void whatIsSettledDoesNotComeAgain() {
        StatusNotice notice = produce();
        ledger.fault("cut");
        consumer.process(notice);
        ledger.settled();
        ledger.fault("cut again");
        consumer.process(notice);
        assertViolation("came again though it was settled");
    }

    @Test
    void whatIsProcessedAndUnsettledIsBounded() {
        List<StatusNotice> notices = List.of(produce(), produce(), produce());
        notices.forEach(consumer::process);
        ledger.fault("cut");
        notices.forEach(consumer::process);
        assertViolation("more than 2 processed notices came again");
    }

    @Test
    void whatWasProcessedBeforeAFaultIsBoundedByWhatIsKnown() {
        StatusNotice before = produce();
        StatusNotice meanwhile = produce();
        consumer.process(before);
        ledger.fault("cut", 0);
        consumer.process(meanwhile);
        consumer.process(meanwhile);
        ledger.check();
        consumer.process(before);
        assertViolation("more than 0 notices processed before cut 5.. came again");
    }

    @Test
    void aNoticeThatIsGivenUpIsNotLost() {
        StatusNotice notice = produce();
        assertThrows(
                IllegalStateException.class,
                () -> ledger.of("consumer", LedgerTest::fails).process(notice));
        ledger.givenUp(notice);
        assertEquals(0, ledger.unprocessed());
        ledger.check();
        ledger.givenUp(notice);
        assertViolation("given up, but not to be");
    }

    @Test
    void whatIsProcessedIsNotGivenUp() {
        StatusNotice notice = produce();
        consumer.process(notice);
        ledger.givenUp(notice);
        assertViolation("given up, but not to be");
    }

    @Test
    void orderIsKeptPerClient() {
        StatusNotice first = produce();
        StatusNotice second = produce();
        StatusNotice other = new StatusNotice(ledger.produce("GID_x@@@b"));
        consumer.process(other);
        consumer.process(second);
        ledger.check(false);
        consumer.process(first);
        assertViolation("out of order: GID_x@@@a #1");
    }

    @Test
    void whatWasProducedAfterAFaultIsInOrder() {
        ledger.fault("cut");
        ledger.settled();
        StatusNotice first = produce();
        consumer.process(produce());
        consumer.process(first);
        assertViolation("out of order: GID_x@@@a #1");
    }

    @Test
    void aClientsCallsDoNotOverlap() {
        StatusNotice second = new StatusNotice(ledger.produce(CLIENT));
        ledger.of("consumer", notice -> consumer.process(produce())).process(second);
        assertViolation("two concurrently");
    }

    @Test
    void aStoppedConsumerBeginsNothingAndLeavesWhatOutlivesIt() {
        StatusNotice notice = produce();
        ledger.of("consumer", running -> {
                    ledger.stopped("consumer");
                    ledger.of("next", OK).process(running);
                })
                .process(notice);
        ledger.check();
        consumer.process(produce());
        assertViolation("begun after the stop of its consumer");
    }

    @Test
    void whatAConsumerHadDoneBeforeItsStopDoesNotComeAgain() {
        StatusNotice notice = produce();
        consumer.process(notice);
        ledger.stopped("consumer");
        ledger.of("next", OK).process(notice);
        assertViolation("came again without a cause");
    }

    @Test
    void devicesAreKnownByTheirEvents() {
        ledger.produceDevice(CLIENT, EventType.CONNECT, EventType.TCPCLEAN);
        consumer.process(new StatusNotice(device("connect")));
        consumer.process(new StatusNotice(device("tcpclean")));
        ledger.check();
        consumer.process(new StatusNotice(device("disconnect")));
        assertViolation("nobody produced");
    }

    private static byte[] device(String event) {
        return ("{\"clientId\":\"" + CLIENT + "\",\"eventType\":\"" + event + "\",\"time\":1700000000000}")
                .getBytes(UTF_8);
    }

    @Test
    void forgettingKeepsWhatIsNotProcessed() {
        consumer.process(produce());
        produce();
        ledger.settled();
        ledger.forgetProcessed();
        assertViolation("1 violations, 1 calls");
    }
}
