/**
 * Ours beside the raw libraries and the official SDK, on the same broker, in one run. {@link
 * dev.mqttstatus.benchmarks.Benchmarks} is the door; the method is written in {@code docs/performance.md}.
 *
 * <p>Three kinds of processes: the one that asks and counts, a broker, and one client at a time. They talk in lines: see
 * {@link dev.mqttstatus.benchmarks.Child} and {@link dev.mqttstatus.benchmarks.Questions}.
 */
package dev.mqttstatus.benchmarks;
