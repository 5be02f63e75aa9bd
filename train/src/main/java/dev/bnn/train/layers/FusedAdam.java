package dev.bnn.train.layers;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Adam (Kingma and Ba 2015, arXiv 1412.6980, the form before section 2.1) in one loop over the
 * weights: {@code m = β₁m + (1 − β₁)g}, {@code v = β₂v + (1 − β₂)g²}, step {@code rate·√(1 −
 * β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε)}; β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸, as ND4J's, which is several times
 * slower. Its state is that of ND4J's too: m, then v.
 */
public final class FusedAdam implements IUpdater {
  private static final long serialVersionUID = 1;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final ISchedule schedule;

  /** With the learning rate of every iteration. */
  public FusedAdam(@JsonProperty("schedule") ISchedule schedule) {
    this.schedule = schedule;
  }

  public ISchedule getSchedule() {
    return schedule;
  }

  @Override
  public long stateSize(long parameters) {
    return 2 * parameters;
  }

  @Override
  public GradientUpdater<FusedAdam> instantiate(INDArray state, boolean initialize) {
    Running running = new Running(this);
    running.setStateViewArray(state, state.shape(), state.ordering(), initialize);
    return running;
  }

  @Override
  public GradientUpdater<FusedAdam> instantiate(Map<String, INDArray> state, boolean initialize) {
    Running running = new Running(this);
    running.setState(state, initialize);
    return running;
  }

  @Override
  public FusedAdam clone() {
    return this; // immutable
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return schedule.valueAt(iteration, epoch);
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  /** The schedule is given to the constructor; DL4J calls this for every updater. */
  @Override
  public void setLrAndSchedule(double rate, ISchedule schedule) {}

  @Override
  public boolean equals(Object other) {
    return other instanceof FusedAdam that && that.schedule.equals(schedule);
  }

  @Override
  public int hashCode() {
    return schedule.hashCode();
  }

  /** The optimizer at work. */
  private static final class Running implements GradientUpdater<FusedAdam> {
    private static final String MEAN = "M";
    private static final String SQUARE = "V";
    private static final int CHUNK = 4096; // floats; three such arrays stay in the nearest cache

    private final FusedAdam config;
    private final float[] m = new float[CHUNK];
    private final float[] v = new float[CHUNK];
    private final float[] g = new float[CHUNK];
    private INDArray mean;
    private INDArray square;

    Running(FusedAdam config) {
      this.config = config;
    }

    @Override
    public FusedAdam getConfig() {
      return config;
    }

    @Override
    public void setState(Map<String, INDArray> state, boolean initialize) {
      mean = state.get(MEAN);
      square = state.get(SQUARE);
      if (initialize) {
        mean.assign(0);
        square.assign(0);
      }
    }

    @Override
    public Map<String, INDArray> getState() {
      return Map.of(MEAN, mean, SQUARE, square);
    }

    @Override
    public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialize) {
      INDArray flat = view.reshape(view.length());
      long half = view.length() / 2;
      setState(
          Map.of(
              MEAN, flat.get(NDArrayIndex.interval(0, half)),
              SQUARE, flat.get(NDArrayIndex.interval(half, 2 * half))),
          initialize);
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      int t = iteration + 1;
      float rate =
          (float)
              (config.schedule.valueAt(iteration, epoch)
                  * Math.sqrt(1 - Math.pow(BETA2, t))
                  / (1 - Math.pow(BETA1, t)));
      int length = Math.toIntExact(gradient.length());
      for (int from = 0; from < length; from += CHUNK) {
        int count = Math.min(CHUNK, length - from);
        HeapCopies.read(mean, from, m, 0, count);
        HeapCopies.read(square, from, v, 0, count);
        HeapCopies.read(gradient, from, g, 0, count);
        step(m, v, g, count, rate);
        HeapCopies.write(m, 0, mean, from, count);
        HeapCopies.write(v, 0, square, from, count);
        HeapCopies.write(g, 0, gradient, from, count);
      }
    }

    /** The gradient becomes the step. */
    private static void step(float[] m, float[] v, float[] g, int count, float rate) {
      float beta1 = (float) BETA1;
      float beta2 = (float) BETA2;
      float epsilon = (float) EPSILON;
      for (int i = 0; i < count; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
        g[i] = rate * m[i] / ((float) Math.sqrt(v[i]) + epsilon);
      }
    }
  }
}
