/**
 * Trains binarized networks and their float twins with DL4J: {@link dev.bnn.train.Trainer} is the
 * entry point, {@link dev.bnn.train.TrainedModel} what it makes, {@link dev.bnn.train.RunFolder}
 * where it is kept. DL4J and ND4J end here: they are in no signature outside {@link
 * dev.bnn.train.layers}.
 */
package dev.bnn.train;
