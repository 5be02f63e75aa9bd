package dev.bnn.train;

import static dev.bnn.train.Checks.check;

/**
 * A hidden block of an {@link Architecture}. Dense and convolutional blocks are weights, batch-norm
 * and sign (ReLU in the float twin); a pool follows a convolutional block.
 */
public sealed interface Block {
  /**
   * Fully connected.
   *
   * @param neurons number of outputs, 1…65536
   */
  record Dense(int neurons) implements Block {
    public Dense {
      check(neurons >= 1 && neurons <= 65536, "%d neurons: must be 1…65536", neurons);
    }
  }

  /**
   * Convolutional.
   *
   * @param channels number of output channels, 1…4096
   * @param kernel side of the window, 1…7
   * @param stride step of the window, 1…7
   */
  record Conv(int channels, int kernel, int stride) implements Block {
    public Conv {
      check(channels >= 1 && channels <= 4096, "%d channels: must be 1…4096", channels);
      check(kernel >= 1 && kernel <= 7, "kernel %d: must be 1…7", kernel);
      check(stride >= 1 && stride <= 7, "stride %d: must be 1…7", stride);
    }
  }

  /**
   * Max-pool of the signs; windows do not overlap, cells no full window covers are dropped.
   *
   * @param size side and step of the window, 2…8
   */
  record Pool(int size) implements Block {
    public Pool {
      check(size >= 2 && size <= 8, "pool %d: must be 2…8", size);
    }
  }
}
