package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The tables of docs/training.md say what the code does. */
class TrainingPageTest {
  private static final Path PAGE = Path.of("..", "docs", "training.md");

  @Test
  void the_tables_of_recipes_are_those_of_the_code() throws IOException {
    for (Recipe recipe : Recipe.values()) {
      assertThat(tableAfter("### `" + recipe.word() + "`"))
          .as("docs/training.md, %s", recipe)
          .containsExactlyElementsOf(table(recipe));
    }
  }

  private static List<String> table(Recipe recipe) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| data | network | input | epochs | batch | rate | rate of the float twin | augmentation"
            + " | the rest |");
    lines.add("|---|---|---|---|---|---|---|---|---|");
    List<String> names = new ArrayList<>(Defaults.NAMES);
    names.add("any other");
    for (String name : names) {
      Defaults defaults = Defaults.forDataset(name);
      TrainOptions options = defaults.options(Mode.BINARY, recipe, 1);
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | `%s`%s | `%s` | %d | %d | %s | %s | %s | %s |",
              Defaults.NAMES.contains(name) ? "`" + name + "`" : name,
              defaults.model(),
              defaults.width() == 1 ? "" : " × " + defaults.width(),
              defaults.encoding().name(),
              options.epochs(),
              options.batchSize(),
              options.learningRate(),
              defaults.options(Mode.FLOAT, recipe, 1).learningRate(),
              options.augment().steps().isEmpty() ? "none" : "`" + options.augment().name() + "`",
              theRest(options)));
    }
    return lines;
  }

  /** What {@link TrainOptions#describe} says behind the learning rate. */
  private static String theRest(TrainOptions options) {
    String all = options.withAugment(dev.bnn.datasets.Augment.none()).describe();
    String rate = "learning rate " + options.learningRate() + ", ";
    return options.optimizer().name() + ", " + all.substring(all.indexOf(rate) + rate.length());
  }

  private static List<String> tableAfter(String heading) throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    assertThat(lines).contains(heading);
    return lines.subList(lines.indexOf(heading), lines.size()).stream()
        .dropWhile(line -> !line.startsWith("|"))
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }
}
