/**
 * What is kept of trainings: reports of run folders ({@link dev.bnn.experiments.WriteReport}),
 * comparisons ({@link dev.bnn.experiments.WriteComparison}), sweeps ({@link
 * dev.bnn.experiments.WriteSweepReport}), and the zoo of trained networks ({@link
 * dev.bnn.experiments.Zoo}).
 */
package dev.bnn.experiments;
