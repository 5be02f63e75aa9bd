/**
 * From a {@link dev.bnn.quantize.BinaryNetwork} to a folder an FPGA engineer can use: {@link
 * dev.bnn.hwgen.PlanHardware} decides, {@link dev.bnn.hwgen.BundleGenerator} writes, {@link
 * dev.bnn.hwgen.RtlSimulation} runs the result in Verilator or Icarus.
 */
package dev.bnn.hwgen;
