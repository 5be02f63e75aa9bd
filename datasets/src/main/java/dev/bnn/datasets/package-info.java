/**
 * Labelled images as bytes: {@link dev.bnn.datasets.Datasets} loads a data set by name, {@link
 * dev.bnn.datasets.LabeledImages} holds images, labels and class names, {@link
 * dev.bnn.datasets.StratifiedSplit} divides them. Nothing here knows about networks.
 */
package dev.bnn.datasets;
