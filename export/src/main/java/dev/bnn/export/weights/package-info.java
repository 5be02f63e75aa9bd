/**
 * The plain ±1 weights and thresholds of a network, as npy, csv, hex and C, for programs that know
 * nothing of this toolkit. The layout is in docs/weights.md.
 */
package dev.bnn.export.weights;
