package dev.bnn.experiments;

import static dev.bnn.experiments.Texts.format;
import static dev.bnn.experiments.Texts.percent;

import dev.bnn.experiments.Gap.Lead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says in plain words how binary networks stand against float ones. */
final class TellGap {
  private TellGap() {}

  /**
   * Sentences on the gap at the same width, and on where binary overtakes narrower float networks.
   *
   * @param groups of one padding and input
   */
  static List<String> inWords(List<SweepGroup> groups) {
    List<String> sentences = new ArrayList<>();
    tellSameWidth(Gap.between(groups, 1)).ifPresent(sentences::add);
    List<Gap> half = Gap.between(groups, 2);
    List<Gap> quarter = Gap.between(groups, 4);
    if (!half.isEmpty()) {
      sentences.add(tellNarrower(half, "float of half its width"));
    }
    if (!quarter.isEmpty()) {
      sentences.add(tellNarrower(quarter, "float of a quarter of its width"));
    }
    if (half.isEmpty() && quarter.isEmpty()) {
      sentences.add(
          "No binary network here is twice or four times as wide as a float one: whether width"
              + " makes up for the bits is not answered.");
    }
    return sentences;
  }

  private static Optional<String> tellSameWidth(List<Gap> gaps) {
    if (gaps.isEmpty()) {
      return Optional.empty();
    }
    String list =
        gaps.size() == 1
            ? at(gaps.get(0))
            : at(gaps.get(0)) + " and " + at(gaps.get(gaps.size() - 1));
    return Optional.of("At the same width, float minus binary is " + list + ".");
  }

  private static String at(Gap gap) {
    return points(gap.difference()) + " points at width " + gap.binary().width();
  }

  /** {@code gaps} by width, at least one. */
  private static String tellNarrower(List<Gap> gaps, String twin) {
    List<Gap> ahead = gaps.stream().filter(gap -> gap.lead() == Lead.BINARY).toList();
    Gap last = gaps.get(gaps.size() - 1);
    if (ahead.isEmpty()) {
      return last.lead() == Lead.NONE
          ? format("Binary draws level with %s: %s.", twin, figures(last))
          : format("Binary does not overtake %s: %s.", twin, figures(last));
    }
    List<Gap> widest = gaps.subList(gaps.size() - ahead.size(), gaps.size());
    if (!ahead.equals(widest)) {
      List<Gap> others = gaps.stream().filter(gap -> gap.lead() != Lead.BINARY).toList();
      return format(
          "Binary is ahead of %s at width %s, but not at %s.", twin, widths(ahead), widths(others));
    }
    Gap first = ahead.get(0);
    if (ahead.size() == gaps.size()) {
      return format(
          "Binary is ahead of %s at every width compared%s: %s.",
          twin, first.equals(last) ? "" : ", up to " + end(last), figures(first));
    }
    return format(
        "Binary overtakes %s%s: %s.",
        twin, first.equals(last) ? "" : " and stays ahead up to " + end(last), figures(first));
  }

  private static String end(Gap gap) {
    return "width " + gap.binary().width() + (gap.hasDeviation() ? "" : " (there of one seed)");
  }

  private static String figures(Gap gap) {
    return format(
        "at width %s it has %s, float at %s has %s (%.2f points %s, %s)",
        gap.binary().width(),
        percent(gap.binary().test().mean()),
        gap.twin().width(),
        percent(gap.twin().test().mean()),
        Math.abs(100 * gap.difference()),
        gap.difference() < 0 ? "ahead" : "behind",
        gap.hasDeviation()
            ? format("standard error %.2f", 100 * gap.standardError())
            : "one seed: the noise is unknown");
  }

  private static String widths(List<Gap> gaps) {
    return gaps.stream().map(gap -> gap.binary().width()).collect(Collectors.joining(", "));
  }

  /** A difference of accuracies in percentage points, with its sign. */
  static String points(double difference) {
    return format("%+.2f", 100 * difference).replace('-', '−');
  }
}
