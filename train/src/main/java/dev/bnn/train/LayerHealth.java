package dev.bnn.train;

/**
 * How a layer of a binary network does in an epoch.
 *
 * @param layer number, kind and outputs: {@code 1 conv 64}
 * @param flipRate share of the weights whose sign changed during the epoch, 0…1; 0 in the end, when
 *     the network has settled
 * @param saturated share of the latent weights that clipping holds at −1 or +1, 0…1: they need many
 *     steps to change
 * @param constantChannels channels with the same output for every validation image, everywhere:
 *     they do nothing
 * @param channels all of them
 */
public record LayerHealth(
    String layer, double flipRate, double saturated, int constantChannels, int channels) {}
