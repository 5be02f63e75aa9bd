package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knowledge distillation (Hinton, Vinyals, Dean 2015, arXiv 1503.02531): the network learns the
 * answers of a teacher too. Textual form: {@code TEACHER} or {@code TEACHER,TEMPERATURE,WEIGHT}.
 *
 * <p>With scores s of the network, t of the teacher and temperature T, the loss of an image is
 * {@code (1 − weight)·crossEntropy(label, softmax(s)) + weight·T²·KL(softmax(t/T) ‖ softmax(s/T))}.
 *
 * @param teacher {@value #TWIN}: the float twin, trained first; or a run folder
 * @param temperature 1…100: the higher, the more the teacher's second choices count
 * @param weight of the teacher against the labels, above 0, at most 1
 */
public record Distillation(String teacher, double temperature, double weight) {
  /** The teacher that is trained first, by the defaults of the data set. */
  public static final String TWIN = "twin";

  private static final double TEMPERATURE = 4;
  private static final double WEIGHT = 0.7;
  private static final Pattern FORM = Pattern.compile("(.+?)(?:,([0-9.]+),([0-9.]+))?");

  public Distillation {
    check(!teacher.isBlank(), "distillation needs a teacher: twin, or a run folder");
    check(temperature >= 1 && temperature <= 100, "temperature %s: must be 1…100", temperature);
    check(weight > 0 && weight <= 1, "weight %s: must be above 0 and at most 1", weight);
  }

  /**
   * Reads {@link #name}, or a teacher alone.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Distillation parse(String text) {
    Matcher form = FORM.matcher(text);
    check(form.matches(), "'%s': distillation is TEACHER or TEACHER,TEMPERATURE,WEIGHT", text);
    return form.group(2) == null
        ? new Distillation(text, TEMPERATURE, WEIGHT)
        : new Distillation(form.group(1), Words.number(form.group(2)), Words.number(form.group(3)));
  }

  /** As {@link #parse} reads it. */
  public String name() {
    return teacher + "," + temperature + "," + weight;
  }
}
