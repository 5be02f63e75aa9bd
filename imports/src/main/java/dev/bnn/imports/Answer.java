package dev.bnn.imports;

/** Something behind the scores that only depends on their order: a softmax, an index. */
record Answer(Signal scores) implements Value {
  @Override
  public int[] dims() {
    return scores.dims();
  }

  @Override
  public Value withDims(int[] dims) {
    return this;
  }

  @Override
  public Value gather(int[] newDims, int[] from) {
    return this;
  }
}
