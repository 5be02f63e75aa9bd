package dev.bnn.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the user reads of a command line that cannot be understood, in one line. */
final class UsageText {
  private static final Map<Class<?>, String> KINDS =
      Map.of(
          Integer.class, "a whole number up to " + Integer.MAX_VALUE,
          Long.class, "a whole number",
          Double.class, "a number",
          double.class, "a number",
          Path.class, "the name of a file or folder",
          ModelArgument.class, "a model.bnn, a folder or zoo:NAME");

  private UsageText() {}

  /** A word that an option does not know; the message says which it does. */
  static final class IllegalWordException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    IllegalWordException(String message, IllegalArgumentException cause) {
      super(message, cause);
    }
  }

  static String of(ParameterException exception) {
    String command = exception.getCommandLine().getCommandSpec().qualifiedName();
    return problem(exception) + " (see '" + command + " --help')";
  }

  /** What is wrong. */
  static String problem(ParameterException exception) {
    if (exception instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    if (exception instanceof MissingParameterException missing) {
      return missing(missing);
    }
    ArgSpec argument = exception.getArgSpec();
    if (exception.getCause() instanceof IllegalWordException told) {
      return name(argument) + ": " + told.getMessage();
    }
    if (argument != null && !(exception instanceof OverwrittenOptionException)) {
      return name(argument) + " " + quoted(exception) + ": must be " + kind(argument);
    }
    return firstLine(exception);
  }

  private static String unmatched(UnmatchedArgumentException exception) {
    boolean hasCommands = !exception.getCommandLine().getSubcommands().isEmpty();
    String what =
        exception.isUnknownOption()
            ? "unknown option"
            : hasCommands ? "unknown command" : "unexpected argument";
    String given = exception.getUnmatched().get(0);
    Optional<String> meant =
        exception.getSuggestions().stream()
            .min(Comparator.comparingInt(word -> lettersApart(word, given)));
    return what
        + " '"
        + given
        + "'"
        + meant.map(word -> ": did you mean '" + word + "'?").orElse("");
  }

  /** Letters that one word has more often than the other: letters in a wrong order are near. */
  private static int lettersApart(String one, String other) {
    return IntStream.concat(one.chars(), other.chars())
        .distinct()
        .map(letter -> Math.abs(count(one, letter) - count(other, letter)))
        .sum();
  }

  private static int count(String word, int letter) {
    return (int) word.chars().filter(each -> each == letter).count();
  }

  private static String missing(MissingParameterException exception) {
    boolean positional = exception.getMissing().stream().noneMatch(ArgSpec::isOption);
    return positional
        ? exception.getMissing().stream().map(ArgSpec::paramLabel).collect(Collectors.joining(", "))
            + " is missing"
        : firstLine(exception);
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String quoted(ParameterException exception) {
    String value = String.valueOf(exception.getValue());
    return value.isBlank() ? "'" + value + "'" : value;
  }

  private static String kind(ArgSpec argument) {
    Class<?> type = argument.auxiliaryTypes()[0];
    if (!type.isEnum()) {
      return KINDS.getOrDefault(type, "a " + type.getSimpleName());
    }
    List<String> words = Arrays.stream(type.getEnumConstants()).map(Object::toString).toList();
    return words.size() > 2 ? "one of " + String.join(", ", words) : String.join(" or ", words);
  }

  private static String firstLine(ParameterException exception) {
    String line = exception.getMessage().lines().findFirst().orElse("wrong arguments");
    return Character.toLowerCase(line.charAt(0)) + line.substring(1);
  }
}
