/** What of the words of the brokers gets into the log. */
@NullMarked
package dev.mqttstatus.emulator.org.slf4j;

import org.jspecify.annotations.NullMarked;
