/**
 * Networks trained elsewhere: an ONNX file becomes a {@code BinaryNetwork}, or a reason why not.
 *
 * <p>{@code OnnxImporter} is the entry; docs/onnx.md says what becomes of each operator.
 */
package dev.bnn.imports;
