/**
 * The layers training is made of, as DL4J knows them: dense with ±1 weights, batch-norm with its
 * sign, clipping, the schedule of the learning rate.
 *
 * <p>They are public, with no-argument constructors, because DL4J writes their class names into a
 * checkpoint and makes them again from there; keep the names.
 */
package dev.bnn.train.layers;
