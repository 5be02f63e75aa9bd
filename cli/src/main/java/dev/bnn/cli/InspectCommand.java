package dev.bnn.cli;

import dev.bnn.hwgen.BundleFolder;
import dev.bnn.hwgen.HardwarePlan;
import dev.bnn.quantize.BinaryNetwork;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bnn inspect}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Layers of a network: sizes, work, folding, predicted cycles.",
      "A bundle is shown as it was folded, other networks as the options would fold them."
    })
final class InspectCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "MODEL",
      description = "A model.bnn, a run folder, a bundle, or zoo:NAME.")
  private ModelArgument model;

  @Mixin private PlanningOptions planning;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    Inspection inspection = inspect(model.network());
    output.print(inspection::toJson, inspection::toText);
    return 0;
  }

  /** A network without hardware is shown without a plan, unless something was asked of the plan. */
  private Inspection inspect(BinaryNetwork network) throws IOException {
    try {
      HardwarePlan plan =
          model.isBundle() && planning.areDefault()
              ? BundleFolder.open(model.path()).plan()
              : planning.plan(network);
      return new Inspection(network, Optional.of(plan), "");
    } catch (IllegalArgumentException e) {
      if (planning.areDefault()) {
        return new Inspection(network, Optional.empty(), e.getMessage());
      }
      throw e;
    }
  }
}
