/**
 * The trainings of a sweep on an Apache Spark cluster; entry point {@link
 * dev.bnn.experiments.spark.RunOnSpark}.
 */
package dev.bnn.experiments.spark;
