package dev.bnn.train.layers;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Bop, the optimizer of binary weights (Helwegen et al. 2019, arXiv 1906.02107, algorithm 1): with
 * the moving average {@code m = (1 − γ)·m + γ·gradient}, a weight flips if {@code |m| > τ} and m
 * has its sign.
 *
 * <p>A step {@code 2·sign(m)} where {@code |m| > τ} does just that, once {@link ClipWeights} has
 * clipped the result: +1 − 2 is −1, and −1 − 2 is clipped to −1. So the weights need not be known
 * here, and the average is all the state there is.
 */
public final class Bop implements IUpdater {
  private static final long serialVersionUID = 1;

  private final ISchedule gamma;
  private final double tau;

  /**
   * An optimizer.
   *
   * @param gamma share of the newest gradient in the average, iteration by iteration
   * @param tau threshold of the average
   */
  public Bop(@JsonProperty("gamma") ISchedule gamma, @JsonProperty("tau") double tau) {
    this.gamma = gamma;
    this.tau = tau;
  }

  public ISchedule getGamma() {
    return gamma;
  }

  public double getTau() {
    return tau;
  }

  @Override
  public long stateSize(long parameters) {
    return parameters;
  }

  @Override
  public GradientUpdater<Bop> instantiate(INDArray state, boolean initialize) {
    Running running = new Running(this);
    running.setStateViewArray(state, state.shape(), state.ordering(), initialize);
    return running;
  }

  @Override
  public GradientUpdater<Bop> instantiate(Map<String, INDArray> state, boolean initialize) {
    Running running = new Running(this);
    running.setState(state, initialize);
    return running;
  }

  @Override
  public Bop clone() {
    return this; // immutable
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return Double.NaN; // steps are ±2 or none
  }

  @Override
  public boolean hasLearningRate() {
    return false;
  }

  /** There is no learning rate to set; DL4J calls this for every updater. */
  @Override
  public void setLrAndSchedule(double rate, ISchedule schedule) {}

  @Override
  public boolean equals(Object other) {
    return other instanceof Bop that && that.gamma.equals(gamma) && that.tau == tau;
  }

  @Override
  public int hashCode() {
    return gamma.hashCode() * 31 + Double.hashCode(tau);
  }

  /** The optimizer at work. */
  private static final class Running implements GradientUpdater<Bop> {
    private static final String AVERAGE = "M";

    private final Bop config;
    private INDArray average;

    Running(Bop config) {
      this.config = config;
    }

    @Override
    public Bop getConfig() {
      return config;
    }

    @Override
    public void setState(Map<String, INDArray> state, boolean initialize) {
      average = state.get(AVERAGE);
      if (initialize) {
        average.assign(0);
      }
    }

    @Override
    public Map<String, INDArray> getState() {
      return Map.of(AVERAGE, average);
    }

    @Override
    public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialize) {
      setState(Map.of(AVERAGE, view.reshape(view.length())), initialize);
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      float share = (float) config.gamma.valueAt(iteration, epoch);
      float tau = (float) config.tau;
      float[] m = HeapCopies.read(average);
      float[] step = HeapCopies.read(gradient);
      for (int i = 0; i < m.length; i++) {
        m[i] = (1 - share) * m[i] + share * step[i];
        step[i] = Math.abs(m[i]) > tau ? Math.copySign(2f, m[i]) : 0f;
      }
      HeapCopies.write(m, average);
      HeapCopies.write(step, gradient);
    }
  }
}
