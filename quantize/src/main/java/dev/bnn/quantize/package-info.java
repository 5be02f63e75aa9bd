/**
 * The two network types and the way from one to the other: {@link dev.bnn.quantize.TrainedNetwork}
 * (float batch-norm) becomes {@link dev.bnn.quantize.BinaryNetwork} (integers only) by {@link
 * dev.bnn.quantize.Quantizer}. {@link dev.bnn.quantize.ModelFile} keeps it on disk.
 */
package dev.bnn.quantize;
