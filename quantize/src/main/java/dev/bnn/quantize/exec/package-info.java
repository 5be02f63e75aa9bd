/**
 * Running a network on the host: {@link dev.bnn.quantize.exec.Interpreter} is the specification in
 * plain loops, {@link dev.bnn.quantize.exec.PackedEngine} is fast and equal to it.
 */
package dev.bnn.quantize.exec;
