/**
 * What Broker-J uses of Jackson, by the JSON of Artemis, which is read at a start anyway. In the published jar these classes
 * stand in the place of Jackson's of the same simple names; its build renames the uses of them. Jackson is 600 classes, a sixth
 * of the processor time of a start, for a few short texts.
 */
@NullMarked
package dev.mqttstatus.emulator.json;

import org.jspecify.annotations.NullMarked;
