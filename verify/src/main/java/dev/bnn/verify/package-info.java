/**
 * The proof chain: the same images go through every stage, and every stage must give the same
 * integers as the {@link dev.bnn.quantize.exec.Interpreter}. One class a stage; {@link
 * dev.bnn.verify.Verifier} runs them.
 */
package dev.bnn.verify;
