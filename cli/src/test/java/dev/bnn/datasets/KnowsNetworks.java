package dev.bnn.datasets;

import dev.bnn.quantize.BinaryNetwork;

/** What {@code ModuleGraphTest} must catch: data sets know nothing of networks. */
public record KnowsNetworks(BinaryNetwork network) {}
