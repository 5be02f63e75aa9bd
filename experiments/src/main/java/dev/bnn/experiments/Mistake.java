package dev.bnn.experiments;

/**
 * A wrong answer.
 *
 * @param image number of the test image
 * @param label its class
 * @param answer the class it was taken for
 * @param margin score of the answer minus that of the label
 */
record Mistake(int image, int label, int answer, int margin) {}
