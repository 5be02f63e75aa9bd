/**
 * The host of a board: {@link dev.bnn.runtime.Device} checks that a board holds the network of a
 * bundle and classifies images on it, over a {@link dev.bnn.runtime.Link} that {@link
 * dev.bnn.runtime.Links} opens. What is said on the link is in docs/link.md.
 */
package dev.bnn.runtime;
