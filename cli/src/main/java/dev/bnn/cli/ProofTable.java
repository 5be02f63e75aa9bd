package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.bnn.verify.StageReport;
import dev.bnn.verify.StageReport.Verdict;
import java.util.List;
import java.util.Locale;

/** The proof chain as a table or as JSON. */
final class ProofTable {
  private ProofTable() {}

  /** One line per stage, and the details below. */
  static String render(List<StageReport> reports) {
    TextTable table =
        new TextTable("lrrrll", "stage", "images", "mismatches", "seconds", "verdict", "expected");
    StringBuilder details = new StringBuilder();
    for (StageReport report : reports) {
      boolean ran = report.images() > 0;
      table.row(
          report.stage(),
          ran ? Numbers.count(report.images()) : "–",
          ran ? Numbers.count(report.mismatches()) : "–",
          ran ? Numbers.format("%.1f", report.seconds()) : "–",
          word(report.verdict()),
          report.expectation());
      if (!report.detail().isEmpty()) {
        details
            .append("  ")
            .append(report.stage())
            .append(": ")
            .append(report.detail())
            .append('\n');
      }
    }
    return table + (details.length() == 0 ? "" : "\n" + details);
  }

  /** A verdict as the table says it. */
  static String word(Verdict verdict) {
    return switch (verdict) {
      case AGREES -> "agrees";
      case REFERENCE -> "reference";
      case DIFFERS -> "DIFFERS";
      case FAILED -> "FAILED";
      case NOT_RUN -> "NOT RUN";
    };
  }

  static void addTo(ArrayNode array, List<StageReport> reports) {
    for (StageReport report : reports) {
      array
          .addObject()
          .put("stage", report.stage())
          .put("verdict", report.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .put("images", report.images())
          .put("mismatches", report.mismatches())
          .put("seconds", report.seconds())
          .put("expectation", report.expectation())
          .put("detail", report.detail());
    }
  }
}
