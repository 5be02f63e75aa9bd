package dev.bnn.hwgen;

/**
 * A module of the RTL library as far as its handshakes go: in which cycles beats move, not what is
 * in them. Each class follows the Verilog of its name register by register, so that what it
 * predicts is exact; frames are taken to be whole.
 *
 * <p>A cycle: {@link #offers} from the first module to the last, {@link #takes} from the last to
 * the first, then {@link #clock} of all.
 */
abstract class Handshake {
  /** m_axis_tvalid. */
  abstract boolean offers(boolean offered);

  /** s_axis_tready. */
  abstract boolean takes(boolean taken);

  /**
   * The rising edge of the clock.
   *
   * @param offered s_axis_tvalid
   * @param taken m_axis_tready
   */
  abstract void clock(boolean offered, boolean taken);

  /** Writes the registers to an array; returns the place behind them. */
  abstract int save(int[] registers, int at);

  /** bnn_skid: two places. */
  static final class Skid extends Handshake {
    private int held;

    @Override
    boolean offers(boolean offered) {
      return held > 0;
    }

    @Override
    boolean takes(boolean taken) {
      return held < 2;
    }

    @Override
    void clock(boolean offered, boolean taken) {
      int come = offered && held < 2 ? 1 : 0;
      int gone = held > 0 && taken ? 1 : 0;
      held += come - gone;
    }

    @Override
    int save(int[] registers, int at) {
      registers[at] = held;
      return at + 1;
    }
  }

  /** bnn_fifo: some beats in memory and one in a register; with a depth of 1, a skid buffer. */
  static final class Fifo extends Handshake {
    private final int depth;
    private final Skid skid = new Skid();
    private int count;
    private boolean valid;
    private int most;

    Fifo(int depth) {
      this.depth = depth;
    }

    /** The least depth, but for a single beat, with which it would have done the same. */
    int enough() {
      return Math.min(depth, most + 1); // full, it takes no beat though one leaves
    }

    @Override
    boolean offers(boolean offered) {
      return depth == 1 ? skid.offers(offered) : valid;
    }

    @Override
    boolean takes(boolean taken) {
      return depth == 1 ? skid.takes(taken) : count != depth;
    }

    @Override
    void clock(boolean offered, boolean taken) {
      if (depth == 1) {
        skid.clock(offered, taken);
        return;
      }
      boolean read = count != 0 && (!valid || taken);
      if (offered && count != depth) {
        count++;
      }
      if (read) {
        count--;
      }
      most = Math.max(most, count);
      valid = read || (valid && !taken);
    }

    @Override
    int save(int[] registers, int at) {
      registers[at] = count;
      registers[at + 1] = valid ? 1 : 0;
      return skid.save(registers, at + 2);
    }
  }

  /** A register with the usual handshake: bnn_input_table. */
  static final class Register extends Handshake {
    private boolean valid;

    @Override
    boolean offers(boolean offered) {
      return valid;
    }

    @Override
    boolean takes(boolean taken) {
      return !valid || taken;
    }

    @Override
    void clock(boolean offered, boolean taken) {
      if (!valid || taken) {
        valid = offered;
      }
    }

    @Override
    int save(int[] registers, int at) {
      registers[at] = valid ? 1 : 0;
      return at + 1;
    }
  }

  /** bnn_width_converter to beats a whole number of times as wide. */
  static final class Widener extends Handshake {
    private final int ratio;
    private int part;
    private boolean valid;

    Widener(int ratio) {
      this.ratio = ratio;
    }

    @Override
    boolean offers(boolean offered) {
      return valid;
    }

    @Override
    boolean takes(boolean taken) {
      return !valid || taken;
    }

    @Override
    void clock(boolean offered, boolean taken) {
      if (valid && !taken) {
        return;
      }
      valid = offered && part == ratio - 1;
      if (offered) {
        part = part == ratio - 1 ? 0 : part + 1;
      }
    }

    @Override
    int save(int[] registers, int at) {
      registers[at] = part;
      registers[at + 1] = valid ? 1 : 0;
      return at + 2;
    }
  }

  /** bnn_width_converter to beats a whole number of times as narrow. */
  static final class Narrower extends Handshake {
    private final int ratio;
    private int part;
    private boolean valid;

    Narrower(int ratio) {
      this.ratio = ratio;
    }

    @Override
    boolean offers(boolean offered) {
      return valid;
    }

    @Override
    boolean takes(boolean taken) {
      return !valid || (taken && part == ratio - 1);
    }

    @Override
    void clock(boolean offered, boolean taken) {
      if (takes(taken)) {
        valid = offered;
        part = 0;
      } else if (taken) {
        part++;
      }
    }

    @Override
    int save(int[] registers, int at) {
      registers[at] = valid ? part : 0;
      registers[at + 1] = valid ? 1 : 0;
      return at + 2;
    }
  }

  /** bnn_gearbox. */
  static final class Gearbox extends Handshake {
    private final int whole;
    private final int spare;
    private final int word;
    private int words;
    private int rest;

    /** Widths in units that divide both. */
    Gearbox(int in, int out) {
      this.whole = in / out;
      this.spare = in % out;
      this.word = out;
    }

    @Override
    boolean offers(boolean offered) {
      return words > 0;
    }

    @Override
    boolean takes(boolean taken) {
      return words == 0 || (taken && words == 1);
    }

    @Override
    void clock(boolean offered, boolean taken) {
      if (offered && takes(taken)) {
        int sum = rest + spare;
        words = whole + sum / word;
        rest = sum % word;
      } else if (taken && words > 0) {
        words--;
      }
    }

    @Override
    int save(int[] registers, int at) {
      registers[at] = words;
      registers[at + 1] = rest;
      return at + 2;
    }
  }

  /** The stream in beats of another width. */
  static Handshake converter(int in, int out) {
    if (in % out == 0) {
      return new Narrower(in / out);
    }
    return out % in == 0 ? new Widener(out / in) : new Gearbox(in, out);
  }

  /** bnn_window. */
  static final class Window extends Handshake {
    private final int parts;
    private final int kernel;
    private final int rows;
    private final int before;
    private final int lastColumn;
    private final int lastLine;
    private final int beats;
    private final int reach;
    private final int leftStep;
    private final int lastLeft;
    private final int topStep;
    private final int lastTop;
    private final int nextMap;
    private int writePart;
    private int writeColumn;
    private int beat;
    private int left;
    private int top;
    private int lead;
    private boolean valid;

    /**
     * A window.
     *
     * @param pixels windows side by side
     * @param repeats how often each is given
     */
    Window(WindowPlan plan, int pixels, int repeats) {
      dev.bnn.quantize.Window window = plan.window();
      int stride = window.stride();
      parts = window.input().channels() / plan.lanes();
      kernel = window.kernel();
      rows = plan.rows();
      before = window.before();
      lastColumn = before + window.input().width() - 1;
      lastLine = before + window.input().height() - 1;
      beats = parts * (kernel / plan.columns()) * (kernel / plan.lines()) * repeats;
      reach = (pixels - 1) * stride + kernel - 1;
      leftStep = pixels * stride;
      lastLeft = (window.outputWidth() - pixels) * stride;
      topStep = stride;
      lastTop = (window.outputHeight() - 1) * stride;
      nextMap = window.input().height() - lastTop;
      writeColumn = before;
      lead = before;
    }

    @Override
    boolean offers(boolean offered) {
      return valid;
    }

    @Override
    boolean takes(boolean taken) {
      return lead < rows || (lead == rows && (top < before || writeColumn < left));
    }

    private boolean isAvailable() {
      int neededLead = Math.min(kernel - 1, lastLine - top);
      return lead > neededLead
          || (lead == neededLead && writeColumn > Math.min(left + reach, lastColumn));
    }

    @Override
    void clock(boolean offered, boolean taken) {
      boolean write = offered && takes(taken);
      boolean enable = !valid || taken;
      if (enable) {
        valid = isAvailable();
      }
      if (enable && valid) {
        issue();
      }
      if (write && ++writePart == parts) {
        writePart = 0;
        if (writeColumn == lastColumn) {
          writeColumn = before;
          lead++;
        } else {
          writeColumn++;
        }
      }
    }

    private void issue() {
      if (++beat < beats) {
        return;
      }
      beat = 0;
      if (left != lastLeft) {
        left += leftStep;
        return;
      }
      left = 0;
      if (top != lastTop) {
        top += topStep;
        lead -= topStep;
      } else {
        top = 0;
        lead -= nextMap;
      }
    }

    @Override
    int save(int[] registers, int at) {
      registers[at] = writePart;
      registers[at + 1] = writeColumn;
      registers[at + 2] = beat;
      registers[at + 3] = left;
      registers[at + 4] = top;
      registers[at + 5] = lead;
      registers[at + 6] = valid ? 1 : 0;
      return at + 7;
    }
  }

  /** bnn_lane_control: bnn_replay_buffer or bnn_pass_counter, pipeline and output register. */
  static final class Lanes extends Handshake {
    private final boolean replays;
    private final int inputBeats;
    private final int passes;
    private final int resultStage;
    private final Skid output = new Skid();
    private int banks;
    private int written;
    private int beat;
    private int pass;

    /** Bit i: a pass ended i + 1 enabled cycles ago. */
    private long pipeline;

    Lanes(LayerPlan layer) {
      replays = layer.replays();
      inputBeats = layer.inputBeats();
      passes = layer.passes();
      Pipeline stages = layer.pipeline();
      int compare = layer.kind() == LayerPlan.Kind.SCORES ? 0 : stages.compare();
      resultStage = stages.read() + stages.product() + compare + 2;
      if (resultStage >= Long.SIZE - 1) {
        throw new IllegalArgumentException("layer " + layer.layer() + ": too many registers");
      }
    }

    @Override
    boolean offers(boolean offered) {
      return output.offers(true);
    }

    @Override
    boolean takes(boolean taken) {
      return replays ? banks < 2 : output.takes(taken);
    }

    @Override
    void clock(boolean offered, boolean taken) {
      boolean enable = output.takes(taken);
      boolean write = offered && takes(taken);
      output.clock((pipeline >> resultStage & 1) == 1, taken);
      if (enable) {
        boolean issue = replays ? banks > 0 : offered;
        boolean passEnds = issue && beat == inputBeats - 1;
        pipeline = (pipeline << 1 | (passEnds ? 1 : 0)) & ((2L << resultStage) - 1);
        if (issue) {
          issue(passEnds);
        }
      }
      if (replays && write && ++written == inputBeats) {
        written = 0;
        banks++;
      }
    }

    private void issue(boolean passEnds) {
      beat = passEnds ? 0 : beat + 1;
      if (passEnds && ++pass == passes) {
        pass = 0;
        if (replays) {
          banks--;
        }
      }
    }

    @Override
    int save(int[] registers, int at) {
      registers[at] = banks;
      registers[at + 1] = written;
      registers[at + 2] = beat;
      registers[at + 3] = pass;
      registers[at + 4] = (int) pipeline;
      registers[at + 5] = (int) (pipeline >>> Integer.SIZE);
      return output.save(registers, at + 6);
    }
  }

  /** bnn_max_pool. */
  static final class Pool extends Handshake {
    private final int parts;
    private final boolean[] columnEnds;
    private final boolean[] rowEnds;
    private final Skid output = new Skid();
    private int part;
    private int column;
    private int row;
    private boolean pooled;
    private boolean rowDone;

    Pool(PoolPlan plan) {
      dev.bnn.quantize.MaxPool pool = plan.pool();
      parts = pool.input().channels() / plan.lanes();
      columnEnds = ends(pool.input().width(), pool.size(), pool.stride());
      rowEnds = ends(pool.input().height(), pool.size(), pool.stride());
    }

    private static boolean[] ends(int length, int size, int stride) {
      boolean[] ends = new boolean[length];
      for (int end = size - 1; end < length; end += stride) {
        ends[end] = true;
      }
      return ends;
    }

    @Override
    boolean offers(boolean offered) {
      return output.offers(true);
    }

    @Override
    boolean takes(boolean taken) {
      return output.takes(taken);
    }

    @Override
    void clock(boolean offered, boolean taken) {
      boolean enable = output.takes(taken);
      output.clock(pooled && rowEnds[row], taken);
      if (!enable) {
        return;
      }
      if (rowDone) {
        row = row == rowEnds.length - 1 ? 0 : row + 1;
      }
      pooled = offered && columnEnds[column];
      rowDone = false;
      if (offered && ++part == parts) {
        part = 0;
        rowDone = column == columnEnds.length - 1;
        column = rowDone ? 0 : column + 1;
      }
    }

    @Override
    int save(int[] registers, int at) {
      registers[at] = part;
      registers[at + 1] = column;
      registers[at + 2] = row;
      registers[at + 3] = (pooled ? 2 : 0) + (rowDone ? 1 : 0);
      return output.save(registers, at + 4);
    }
  }

  /** bnn_argmax. */
  static final class ArgMax extends Handshake {
    private final int beats;
    private final int stages;
    private int beat;

    /** Bit i: a frame's last beat came i + 1 enabled cycles ago. */
    private int pipeline;

    /**
     * The class of the highest of so many scores.
     *
     * @param pe scores of a beat
     */
    ArgMax(int classes, int pe) {
      beats = classes / pe;
      stages = Integer.SIZE - Integer.numberOfLeadingZeros(pe - 1); // log2, rounded up
    }

    @Override
    boolean offers(boolean offered) {
      return (pipeline >> stages & 1) == 1;
    }

    @Override
    boolean takes(boolean taken) {
      return taken || !offers(true);
    }

    @Override
    void clock(boolean offered, boolean taken) {
      if (!takes(taken)) {
        return;
      }
      boolean last = offered && beat == beats - 1;
      pipeline = (pipeline << 1 | (last ? 1 : 0)) & ((2 << stages) - 1);
      if (offered) {
        beat = last ? 0 : beat + 1;
      }
    }

    @Override
    int save(int[] registers, int at) {
      registers[at] = beat;
      registers[at + 1] = pipeline;
      return at + 2;
    }
  }

  /**
   * The tags of frames on their way: from bnn_frame_fill through a bnn_fifo to bnn_frame_filter.
   */
  static final class Tags extends Handshake {
    private final Fifo fifo;
    private boolean given;
    private boolean due;

    Tags(int frames) {
      fifo = new Fifo(frames);
    }

    /** bnn_frame_fill. */
    Handshake fill(int beats) {
      return new Fill(beats);
    }

    /** bnn_frame_filter. */
    Handshake filter(int beats) {
      return new Filter(beats);
    }

    @Override
    boolean offers(boolean offered) {
      throw new UnsupportedOperationException("beside the stream");
    }

    @Override
    boolean takes(boolean taken) {
      throw new UnsupportedOperationException("beside the stream");
    }

    /** After all others: {@code offered}: the fill had a tag; {@code taken} is not looked at. */
    @Override
    void clock(boolean offered, boolean taken) {
      fifo.clock(given, due);
    }

    @Override
    int save(int[] registers, int at) {
      return fifo.save(registers, at);
    }

    private final class Fill extends Handshake {
      private final int beats;
      private int beat;
      private boolean tag;

      Fill(int beats) {
        this.beats = beats;
      }

      private boolean mayLeave() {
        return !(tag && beat == beats - 1);
      }

      @Override
      boolean offers(boolean offered) {
        return offered && mayLeave();
      }

      @Override
      boolean takes(boolean taken) {
        return taken && mayLeave();
      }

      @Override
      void clock(boolean offered, boolean taken) {
        given = tag;
        boolean leaves = offers(offered) && taken;
        if (fifo.takes(true)) {
          tag = false;
        }
        if (leaves && ++beat == beats) {
          beat = 0;
          tag = true;
        }
      }

      @Override
      int save(int[] registers, int at) {
        registers[at] = beat;
        registers[at + 1] = tag ? 1 : 0;
        return at + 2;
      }
    }

    private final class Filter extends Handshake {
      private final int beats;
      private int beat;

      Filter(int beats) {
        this.beats = beats;
      }

      @Override
      boolean offers(boolean offered) {
        return offered && fifo.offers(true);
      }

      @Override
      boolean takes(boolean taken) {
        return taken && fifo.offers(true);
      }

      @Override
      void clock(boolean offered, boolean taken) {
        boolean leaves = offers(offered) && taken;
        due = leaves && beat == beats - 1;
        if (leaves) {
          beat = due ? 0 : beat + 1;
        }
      }

      @Override
      int save(int[] registers, int at) {
        registers[at] = beat;
        return at + 1;
      }
    }
  }
}
