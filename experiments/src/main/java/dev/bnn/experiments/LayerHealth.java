package dev.bnn.experiments;

/**
 * A line of {@code health.csv}: how a layer did in an epoch.
 *
 * @param epoch from 1
 * @param layer its name, such as {@code 4 dense 512}
 * @param flipRate share of signs of latent weights that changed during the epoch, 0…1
 * @param saturated share of latent weights at the clip, |w| = 1; 0…1
 * @param constantChannels channels whose output was the same for every validation image
 * @param channels channels of the layer
 */
public record LayerHealth(
    int epoch,
    String layer,
    double flipRate,
    double saturated,
    int constantChannels,
    int channels) {}
