package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How gradients become steps. Textual form: {@code adam}, {@code bop} or {@code bop:GAMMA,TAU}. */
public sealed interface Optimizer {
  /** Adam (Kingma and Ba 2015, arXiv 1412.6980) with its usual constants, on latent weights. */
  record Adam() implements Optimizer {
    @Override
    public String name() {
      return "adam";
    }
  }

  /**
   * Bop (Helwegen et al. 2019, arXiv 1906.02107, algorithm 1) for binary weights, which then have
   * no latent weights: a weight flips when the moving average of its gradient is above {@code tau}
   * and points against it. Batch-norm parameters are trained by Adam.
   *
   * @param gamma share of the newest gradient in the average, above 0, at most 1; it falls as the
   *     learning rate does
   * @param tau threshold of the average, 0 or more
   */
  record Bop(double gamma, double tau) implements Optimizer {
    public Bop {
      check(gamma > 0 && gamma <= 1, "bop: gamma %s: must be above 0 and at most 1", gamma);
      check(tau >= 0 && tau <= 1, "bop: tau %s: must be 0…1", tau);
    }

    @Override
    public String name() {
      return "bop:" + gamma + "," + tau;
    }
  }

  /** The values of the paper's experiments on CIFAR-10. */
  Bop PUBLISHED_BOP = new Bop(1e-4, 1e-8);

  /**
   * Reads {@link #name}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Optimizer parse(String text) {
    if (text.equals("adam")) {
      return new Adam();
    }
    if (text.equals("bop")) {
      return PUBLISHED_BOP;
    }
    Matcher bop = Pattern.compile("bop:([0-9.eE-]+),([0-9.eE-]+)").matcher(text);
    if (bop.matches()) {
      return new Bop(Words.number(bop.group(1)), Words.number(bop.group(2)));
    }
    throw new IllegalArgumentException(
        "unknown optimizer '" + text + "': use adam, bop or bop:GAMMA,TAU");
  }

  /** As {@link #parse} reads it. */
  String name();
}
