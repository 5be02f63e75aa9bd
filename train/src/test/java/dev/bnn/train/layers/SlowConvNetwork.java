package dev.bnn.train.layers;

import java.util.ArrayList;
import java.util.List;

/**
 * A convolutional network in float64 and plain loops, forward and backward, with parameters in the
 * order of the DL4J network: per block W, gamma, beta, running mean, running variance; last the W
 * of the scores. The plain statement of what the fast layers compute.
 */
final class SlowConvNetwork {
  /** A convolution with what follows it; {@code pad} cells of {@code padding} before and after. */
  record Block(
      int channels, int kernel, int stride, int before, int after, double padding, int pool) {}

  private record Map(int height, int width, int channels) {
    int size() {
      return height * width * channels;
    }

    int at(int y, int x, int c) {
      return (y * width + x) * channels + c;
    }
  }

  private final boolean binary;
  private final List<Block> blocks;
  private final Map image;
  private final int classes;
  private final double scale;

  SlowConvNetwork(
      boolean binary, List<Block> blocks, int side, int channels, int classes, double scale) {
    this.binary = binary;
    this.blocks = blocks;
    this.image = new Map(side, side, channels);
    this.classes = classes;
    this.scale = scale;
  }

  /** Summed cross-entropy of the images; {@code gradient}, if not null, receives its derivative. */
  double loss(double[] parameters, double[][] images, int[] labels, double[] gradient) {
    List<Stage> stages = new ArrayList<>();
    double[][] values = images;
    Map map = image;
    int at = 0;
    for (Block block : blocks) {
      Stage stage = new Stage(block, map, parameters, at);
      values = stage.forward(values);
      map = stage.pooled;
      at = stage.end;
      stages.add(stage);
    }
    double loss = 0;
    double[][] d = new double[images.length][map.size()];
    for (int i = 0; i < images.length; i++) {
      double[] scores = new double[classes];
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        for (int j = 0; j < map.size(); j++) {
          scores[k] += scale * weight(parameters[at + k * map.size() + j]) * values[i][j];
        }
        sum += Math.exp(scores[k]);
      }
      loss += Math.log(sum) - scores[labels[i]];
      for (int k = 0; k < classes && gradient != null; k++) {
        double e = Math.exp(scores[k]) / sum - (k == labels[i] ? 1 : 0);
        for (int j = 0; j < map.size(); j++) {
          gradient[at + k * map.size() + j] += scale * e * values[i][j];
          d[i][j] += scale * e * weight(parameters[at + k * map.size() + j]);
        }
      }
    }
    for (int s = stages.size() - 1; s >= 0 && gradient != null; s--) {
      d = stages.get(s).backward(d, gradient);
    }
    return loss;
  }

  private double weight(double latent) {
    return binary ? (latent >= 0 ? 1 : -1) : latent;
  }

  /** One block at work. */
  private final class Stage {
    final Block block;
    final Map input;
    final Map map; // of the convolution
    final Map pooled;
    final double[] p;
    final int weights; // where they start
    final int gamma;
    final int beta;
    final int end;
    double[][] x;
    double[][] normalized;
    double[] deviation;

    Stage(Block block, Map input, double[] parameters, int at) {
      this.block = block;
      this.input = input;
      int around = block.before() + block.after() - block.kernel();
      this.map =
          new Map(
              (input.height + around) / block.stride() + 1,
              (input.width + around) / block.stride() + 1,
              block.channels());
      this.pooled = new Map(map.height / block.pool(), map.width / block.pool(), map.channels);
      this.p = parameters;
      this.weights = at;
      this.gamma = at + map.channels * block.kernel() * block.kernel() * input.channels;
      this.beta = gamma + map.channels;
      this.end = gamma + 4 * map.channels;
    }

    double[][] forward(double[][] images) {
      x = images;
      double[][] a = new double[images.length][map.size()];
      visitProducts(
          (out, in, w) -> {
            for (int i = 0; i < images.length; i++) {
              a[i][out] += weight(p[w]) * (in < 0 ? block.padding() : images[i][in]);
            }
          });
      normalize(a);
      double[][] out = new double[images.length][pooled.size()];
      for (int i = 0; i < images.length; i++) {
        for (int cell = 0; cell < pooled.size(); cell++) {
          double y = y(i, largest(i, cell));
          out[i][cell] = binary ? (y >= 0 ? 1 : -1) : Math.max(0, y);
        }
      }
      return out;
    }

    private void normalize(double[][] a) {
      int channels = map.channels;
      int count = a.length * map.height * map.width;
      double[] mean = new double[channels];
      double[] variance = new double[channels];
      visit(a, (i, j) -> mean[j % channels] += a[i][j] / count);
      visit(
          a, (i, j) -> variance[j % channels] += Math.pow(a[i][j] - mean[j % channels], 2) / count);
      deviation = new double[channels];
      for (int c = 0; c < channels; c++) {
        deviation[c] = Math.sqrt(variance[c] + 1e-5);
      }
      normalized = a;
      visit(a, (i, j) -> a[i][j] = (a[i][j] - mean[j % channels]) / deviation[j % channels]);
    }

    private double y(int i, int j) {
      return normalized[i][j] * p[gamma + j % map.channels] + p[beta + j % map.channels];
    }

    /** Position of the first of the largest values of a pool window. */
    private int largest(int i, int cell) {
      int c = cell % map.channels;
      int column = cell / map.channels % pooled.width * block.pool();
      int row = cell / map.channels / pooled.width * block.pool();
      int best = map.at(row, column, c);
      for (int dy = 0; dy < block.pool(); dy++) {
        for (int dx = 0; dx < block.pool(); dx++) {
          int other = map.at(row + dy, column + dx, c);
          if (y(i, other) > y(i, best)) {
            best = other;
          }
        }
      }
      return best;
    }

    double[][] backward(double[][] after, double[] gradient) {
      int channels = map.channels;
      double[][] d = new double[x.length][map.size()];
      for (int i = 0; i < x.length; i++) {
        for (int cell = 0; cell < pooled.size(); cell++) {
          int j = largest(i, cell);
          double y = y(i, j);
          d[i][j] = after[i][cell] * (binary ? (Math.abs(y) <= 1 ? 1 : 0) : (y > 0 ? 1 : 0));
        }
      }
      visit(d, (i, j) -> gradient[gamma + j % channels] += d[i][j] * normalized[i][j]);
      visit(d, (i, j) -> gradient[beta + j % channels] += d[i][j]);
      int count = x.length * map.height * map.width;
      visit(
          d,
          (i, j) -> {
            int c = j % channels;
            d[i][j] =
                p[gamma + c]
                    / deviation[c]
                    * (d[i][j]
                        - gradient[beta + c] / count
                        - normalized[i][j] * gradient[gamma + c] / count);
          });
      double[][] before = new double[x.length][input.size()];
      visitProducts(
          (out, in, w) -> {
            for (int i = 0; i < x.length; i++) {
              gradient[w] += d[i][out] * (in < 0 ? block.padding() : x[i][in]);
              if (in >= 0) {
                before[i][in] += d[i][out] * weight(p[w]);
              }
            }
          });
      return before;
    }

    /** Every product of the convolution: output, input (−1 for padding), weight. */
    private void visitProducts(Product product) {
      for (int y = 0; y < map.height; y++) {
        for (int col = 0; col < map.width; col++) {
          for (int o = 0; o < map.channels; o++) {
            for (int ky = 0; ky < block.kernel(); ky++) {
              for (int kx = 0; kx < block.kernel(); kx++) {
                for (int c = 0; c < input.channels; c++) {
                  int row = y * block.stride() + ky - block.before();
                  int column = col * block.stride() + kx - block.before();
                  boolean inside =
                      row >= 0 && row < input.height && column >= 0 && column < input.width;
                  product.visit(
                      map.at(y, col, o),
                      inside ? input.at(row, column, c) : -1,
                      weights
                          + ((o * block.kernel() + ky) * block.kernel() + kx) * input.channels
                          + c);
                }
              }
            }
          }
        }
      }
    }

    private static void visit(double[][] values, Position position) {
      for (int i = 0; i < values.length; i++) {
        for (int j = 0; j < values[i].length; j++) {
          position.visit(i, j);
        }
      }
    }
  }

  private interface Product {
    void visit(int out, int in, int weight);
  }

  private interface Position {
    void visit(int image, int value);
  }
}
