/**
 * The host of a board: opens it, makes sure that it is the right one, has it classify images
 * ({@link dev.bnn.runtime.Device}). The protocol is docs/link.md.
 */
package dev.bnn.runtime;
