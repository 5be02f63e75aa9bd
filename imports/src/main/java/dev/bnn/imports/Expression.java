package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A function of an integer (a byte, a bit, an accumulator), one for each lane, as the file writes
 * it: every operation rounded to the type of its result, in the file's order.
 */
sealed interface Expression permits Expression.Source, Expression.Apply, PerLane {
  /** Longest chain of operations. */
  int DEEPEST = 400;

  /** The integer itself. */
  Expression SOURCE = new Source();

  int depth();

  /** The integer. */
  record Source() implements Expression {
    @Override
    public int depth() {
      return 0;
    }
  }

  /** An operation. */
  record Apply(Operation operation, ElementType type, List<Expression> arguments, int depth)
      implements Expression {}

  static Expression apply(Operation operation, ElementType type, List<Expression> arguments) {
    int depth = 1 + arguments.stream().mapToInt(Expression::depth).max().orElse(0);
    require(depth <= DEEPEST, "more than %d operations between two layers", DEEPEST);
    return new Apply(operation, type, arguments, depth);
  }

  /** The same with other lanes: new lane i is what lane {@code from[i]} was. */
  static Expression select(Expression expression, int[] from) {
    return select(expression, from, new IdentityHashMap<>());
  }

  private static Expression select(
      Expression expression, int[] from, Map<Expression, Expression> done) {
    if (expression instanceof PerLane constant && constant.values().length > 1) {
      double[] values = new double[from.length];
      for (int i = 0; i < from.length; i++) {
        values[i] = constant.values()[from[i]];
      }
      return new PerLane(values);
    }
    if (expression instanceof Apply apply) {
      Expression known = done.get(apply);
      if (known == null) {
        List<Expression> arguments = new ArrayList<>();
        for (Expression argument : apply.arguments) {
          arguments.add(select(argument, from, done));
        }
        known = new Apply(apply.operation, apply.type, arguments, apply.depth);
        done.put(apply, known);
      }
      return known;
    }
    return expression;
  }
}
