/** Comparisons with peers, and the figures of docs/benchmarks.md; not in the default build. */
package dev.bnn.bench;
