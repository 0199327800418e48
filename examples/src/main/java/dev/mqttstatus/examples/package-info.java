/** One program per task. Start with {@link dev.mqttstatus.examples.StatusDemo}. */
package dev.mqttstatus.examples;
