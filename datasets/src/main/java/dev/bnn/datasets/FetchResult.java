package dev.bnn.datasets;

/**
 * How a fetch ended well.
 *
 * @param dataset what is here now
 * @param place where it lies, in words
 * @param wasHere whether nothing had to be brought
 * @param contentHash {@link ContentHash} of the images
 * @param knownContent whether that hash is known and right; else only checksums or sizes were there
 *     to go by
 */
public record FetchResult(
    Dataset dataset, String place, boolean wasHere, String contentHash, boolean knownContent) {}
