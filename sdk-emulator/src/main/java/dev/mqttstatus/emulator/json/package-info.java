/**
 * What Broker-J uses of Jackson, written with fastjson2. In the published jar these classes stand in the place of Jackson's
 * of the same simple names, whose build renames the uses of them: Jackson is 600 classes that a start would read, a quarter
 * of its processor time, for a few short texts.
 */
@NullMarked
package dev.mqttstatus.emulator.json;

import org.jspecify.annotations.NullMarked;
