package dev.bnn.imports;

/**
 * A pool of values that still have to be decided.
 *
 * @param directions per channel, of the value that was pooled as a function of the dot product
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record PendingPool(int size, int stride, int[] directions) {}
