/**
 * Networks in the formats of others: {@link dev.bnn.export.OnnxExporter} writes standard ONNX that
 * any runtime executes with the same integers, {@link dev.bnn.export.QonnxExporter} the dialect
 * that tools for quantized networks read. A {@code Dialect} has the words in which the two differ.
 */
package dev.bnn.export;
