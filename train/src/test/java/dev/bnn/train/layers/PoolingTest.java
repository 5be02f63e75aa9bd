package dev.bnn.train.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The members of windows beside loops over the windows; small integers, so that many are equal. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class PoolingTest {
  private static final int SEED = 7;
  private static final int START = 5;

  @ParameterizedTest
  @CsvSource({"4, 6, 3, 2", "5, 7, 2, 2", "6, 7, 3, 3", "2, 2, 1, 2"})
  void the_gradient_goes_to_the_first_of_the_largest(
      int height, int width, int channels, int size) {
    Random random = new Random(SEED);
    Pooling pooling = new Pooling(height, width, channels, size);
    float[] y = integers(random, height * width * channels);
    float[] gradients = integers(random, pooling.pooledLength());
    float[] expectedLargest = new float[pooling.pooledLength()];
    float[] expected = new float[START + y.length];
    int pooled = 0;
    for (int top = 0; top + size <= height; top += size) {
      for (int side = 0; side + size <= width; side += size) {
        for (int c = 0; c < channels; c++, pooled++) {
          int best = (top * width + side) * channels + c;
          for (int row = top; row < top + size; row++) {
            for (int column = side; column < side + size; column++) {
              int at = (row * width + column) * channels + c;
              best = y[at] > y[best] ? at : best;
            }
          }
          expectedLargest[pooled] = y[best];
          expected[START + best] = gradients[pooled];
        }
      }
    }

    float[][] members = pooling.newMembers();
    float[] largest = new float[pooling.pooledLength()];
    float[] d = integers(random, START + y.length); // what was there before must not stay
    System.arraycopy(expected, 0, d, 0, START);
    pooling.split(y, members);
    Pooling.largest(members, largest);
    Pooling.spread(gradients, largest, members);
    pooling.join(members, d, START);

    assertArrayEquals(expectedLargest, largest, "seed " + SEED);
    for (int i = 0; i < d.length; i++) {
      d[i] += 0f; // −0 is 0
    }
    assertArrayEquals(expected, d, "seed " + SEED);
  }

  private static float[] integers(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(5) - 2;
    }
    return values;
  }
}
