/**
 * Networks in the formats of others: {@link dev.bnn.export.OnnxExporter} writes standard ONNX that
 * any runtime executes with the same integers.
 */
package dev.bnn.export;
