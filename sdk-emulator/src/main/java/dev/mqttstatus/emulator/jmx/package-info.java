/**
 * What Artemis uses of JMX to make each of its parts an MBean, though the emulator's Artemis registers none. In the published
 * jar the class stands in the place of the JDK's of the same simple name; its build renames the uses of it. The JDK's looks at
 * all methods and annotations of each kind of part.
 */
@NullMarked
package dev.mqttstatus.emulator.jmx;

import org.jspecify.annotations.NullMarked;
