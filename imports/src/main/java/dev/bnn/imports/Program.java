package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** An expression as a list of steps, each evaluated once. */
final class Program {
  private final List<Expression> steps = new ArrayList<>();
  private final List<int[]> arguments = new ArrayList<>();
  private final double[] registers;
  private final double[][] buffers;

  Program(Expression expression) {
    add(expression, new IdentityHashMap<>());
    registers = new double[steps.size()];
    buffers = new double[steps.size()][];
    for (int i = 0; i < steps.size(); i++) {
      buffers[i] = new double[arguments.get(i).length];
    }
  }

  /** Number of steps. */
  int size() {
    return steps.size();
  }

  private int add(Expression expression, Map<Expression, Integer> places) {
    Integer known = places.get(expression);
    if (known != null) {
      return known;
    }
    int[] from = {};
    if (expression instanceof Expression.Apply apply) {
      from = apply.arguments().stream().mapToInt(argument -> add(argument, places)).toArray();
    }
    steps.add(expression);
    arguments.add(from);
    places.put(expression, steps.size() - 1);
    return steps.size() - 1;
  }

  /** The value in a lane; NaN is refused. */
  double evaluate(int lane, int source, Operation.Reading reading) {
    for (int i = 0; i < registers.length; i++) {
      Expression step = steps.get(i);
      if (step instanceof Expression.Apply apply) {
        int[] from = arguments.get(i);
        double[] x = buffers[i];
        for (int k = 0; k < from.length; k++) {
          x[k] = registers[from[k]];
        }
        registers[i] = apply.type().round(apply.operation().function().apply(x, reading));
      } else if (step instanceof PerLane constant) {
        registers[i] = constant.at(lane);
      } else {
        registers[i] = source;
      }
    }
    double value = registers[registers.length - 1];
    require(!Double.isNaN(value), "channel %d gives NaN for %d", lane, source);
    return value + 0.0; // −0 is 0
  }

  double evaluate(int lane, int source) {
    return evaluate(lane, source, Operation.Reading.RUNTIME);
  }

  /** Whether a lane rises (+1), falls (−1), is constant (0), or none is known. */
  int direction(int lane) {
    int[] directions = new int[steps.size()];
    double[] constants = new double[steps.size()];
    for (int i = 0; i < steps.size(); i++) {
      Expression step = steps.get(i);
      constants[i] = Double.NaN;
      if (step instanceof Expression.Apply apply) {
        int[] from = arguments.get(i);
        int[] d = new int[from.length];
        double[] c = new double[from.length];
        for (int k = 0; k < from.length; k++) {
          d[k] = directions[from[k]];
          c[k] = constants[from[k]];
        }
        directions[i] = apply.operation().slope().of(d, c);
      } else if (step instanceof PerLane constant) {
        constants[i] = constant.at(lane);
      } else {
        directions[i] = 1;
      }
    }
    return directions[directions.length - 1];
  }
}
