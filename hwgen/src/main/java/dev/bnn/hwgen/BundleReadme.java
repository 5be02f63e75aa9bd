package dev.bnn.hwgen;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Version;
import java.util.Locale;

/** The README for whoever receives the folder. */
final class BundleReadme {
  private BundleReadme() {}

  static String write(BinaryNetwork network, HardwarePlan plan, int images) {
    boolean bytes = plan.options().stream() == StreamKind.BYTES;
    StringBuilder layers = new StringBuilder();
    plan.stages().forEach(stage -> layers.append(row(stage)));
    return String.format(
        Locale.ROOT,
        """
        # %s as Verilog

        A binarized neural network (%s input, %d classes) as a streaming design in Verilog-2005, made by %s.
        Network sha256 `%s`%s.

        ## Check it

        ```
        make lint        # Verilator, -Wall
        make icarus      # %d golden images, every layer's stream compared, then again with random stalls
        make verilator   # the same, compiled (in a path without spaces)
        make yosys       # LUTs, flip-flops, block RAMs of an UltraScale+ part (synthesis only)
        ```

        After the run the registers are read and compared (`REGISTER …`). A simulation ends with PASS, or with FAIL and a failed `make`. Every stream prints `STREAM n frames=… bad=0` if all
        is well, `MISMATCH stream=… frame=… channel=…` if not (stream n is layer n, the last one is the result). A whole
        test set: `bnn verify .`

        ## Use it

        Top module `bnn_top` (`rtl/bnn_top.v`; all files in order: `bnn_top.f`; `$readmemh` looks for
        `mem/` in the folder a tool runs in, so run it here or add the memory files to your project). One clock `aclk`, synchronous reset `aresetn` (active low), two AXI4-Streams and a register bus:

        | stream | beat | beats a frame | content |
        |---|---|---|---|
        | `s_axis` | %d bits | %d | %s, lowest first, row by row, channels innermost; TLAST with the last beat |
        | `m_axis` | 32 bits | %d | %s |

        A frame whose TLAST is early or late is dropped and `frame_error` is set; the next frame is right. On `s_axil`
        (AXI4-Lite, 4 KiB) a host reads identity, counters, latencies and errors and resets the data path; a design without
        a host ties its inputs to 0. `host-runtime.json` says all of this to programs (schema beside it), with every
        register, class names and the hash of every file.

        ## Layers

        | | module | size | PE | SIMD | M | cycles |
        |---|---|---|---|---|---|---|
        %s
        Predicted steady state: a frame every %d cycles, %.0f frames per second at %s MHz. The clock is a plan, not a
        result: timing closure is for your tools to show.

        %s| file | |
        |---|---|
        | `rtl/` | the top (instances and nets only) and the library modules it needs |
        | `mem/` | weights, thresholds, biases; formats in the module headers |
        | `vectors/` | golden vectors, one frame a line: its bytes in hexadecimal, first value first |
        | `sim/` | bench, monitors, Verilator harness |
        | `plan.json` | every hardware decision |
        | `folding.json` | PE, SIMD, M of every layer: edit it and export again with `--folding` |
        | `model.bnn` | the network itself |
        """,
        network.name(),
        network.input().encoding().name(),
        network.classes().size(),
        Version.TOOL,
        plan.networkHash(),
        origin(network.provenance()),
        images,
        plan.inputWidth(),
        plan.inputBeats(),
        plan.valuesPerBeat() + " × " + (bytes ? "image byte" : "encoded bit"),
        plan.outputBeats(),
        plan.options().scores() ? "signed scores, one class a beat" : "index of the class",
        layers,
        plan.cyclesPerFrame(),
        plan.framesPerSecond(),
        plan.options().clockMhz(),
        plan.options().target().board().map(board -> board(board, plan)).orElse(""));
  }

  private static String board(Board board, HardwarePlan plan) {
    LinkPlan link = LinkPlan.of(plan);
    return String.format(
        Locale.ROOT,
        """
        ## Board

        %s, PLL at %s MHz, host at a %s: %,.0f images a second over the wire at most.

        ```
        make program                        # board/bnn_board.bin into its flash memory, with iceprog
        make board && obj_board/board --pty # the board in Verilator, its wire at a pseudo-terminal
        make bitstream                      # builds it again: build/bnn_board.bin
        make -C host && host/classify DEV --idx FILE
        ```

        `bnn run . --link serial:DEV` is the host in Java. `board/report.json` says what nextpnr-ice40 made of the plan,
        `board/netlist.v` is what Yosys made of the RTL, `board/bnn_board.pcf` has the pins.

        """,
        board.name(),
        plan.options().clockMhz(),
        link.wire().word().toUpperCase(Locale.ROOT),
        link.imagesPerSecond(plan.options().clockMhz()));
  }

  private static String row(StagePlan stage) {
    if (stage instanceof PoolPlan pool) {
      return String.format(
          Locale.ROOT,
          "| %s | `%s` | %s → %s | | %d | | %d |\n",
          TopWriter.name(pool),
          PoolPlan.MODULE,
          pool.pool().input(),
          pool.pool().outputShape(),
          pool.lanes(),
          pool.cycles());
    }
    LayerPlan layer = (LayerPlan) stage;
    return String.format(
        Locale.ROOT,
        "| %s | %s`%s` | %s | %d | %d | %d | %d |\n",
        TopWriter.name(layer),
        layer.window().isPresent() ? "`bnn_window`, " : "",
        layer.kind().module(),
        layer.size(),
        layer.folding().pe(),
        layer.folding().simd(),
        layer.folding().pixels(),
        layer.cycles());
  }

  private static String origin(Provenance provenance) {
    if (provenance.dataset().isEmpty()) {
      return "";
    }
    String accuracy =
        Double.isNaN(provenance.testAccuracy())
            ? ""
            : String.format(
                Locale.ROOT, ", %.2f %% on its test set", 100 * provenance.testAccuracy());
    return ", trained on " + provenance.dataset() + accuracy;
  }
}
