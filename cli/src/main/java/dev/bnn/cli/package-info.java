/** The command line: parses, calls the other modules, prints. */
package dev.bnn.cli;
