package dev.bnn.runtime;

import static dev.bnn.runtime.Checks.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bnn.quantize.FileErrors;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads {@code host-runtime.json}; {@code host-runtime.schema.json} beside it describes it. Fields
 * that a host does not need are not looked at.
 */
final class ContractFile {
  private static final String FORMAT = "bnn-host-runtime";
  private static final int MOST_CHARACTERS = 300;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private ContractFile() {}

  static Contract read(Path bundle) throws IOException {
    Path file = bundle.resolve(Contract.FILE);
    try {
      return contract(new Fields("the file", JSON.readTree(Files.readAllBytes(file))));
    } catch (NoSuchFileException e) {
      throw new IOException(
          bundle
              + " is no bundle: there is no "
              + Contract.FILE
              + " in it; bnn export MODEL --fpga DIR makes one",
          e);
    } catch (OtherVersionException e) {
      throw new IOException(file + " " + oneLine(e.getMessage()), e);
    } catch (JsonProcessingException e) {
      throw damaged(file, "not JSON: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw damaged(file, e.getMessage(), e);
    } catch (IOException e) {
      throw new IOException(FileErrors.describe(e), e);
    }
  }

  private static IOException damaged(Path file, String what, Exception cause) {
    return new IOException(
        file + " is damaged: " + oneLine(what) + ": export the bundle again", cause);
  }

  /** Words of a damaged file may be long and may hold what a terminal obeys. */
  private static String oneLine(String message) {
    String shown =
        message.length() > MOST_CHARACTERS ? message.substring(0, MOST_CHARACTERS) + "…" : message;
    return shown.replaceAll("\\p{Cntrl}", " ");
  }

  /** A contract that another version of the toolkit wrote. */
  private static final class OtherVersionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    OtherVersionException(int version) {
      super(
          "is of version "
              + version
              + ", but this bnn reads version "
              + Contract.VERSION
              + ": export the bundle again");
    }
  }

  private static Contract contract(Fields root) {
    check(root.node.isObject(), "it holds no object");
    check(root.text("format").equals(FORMAT), "'format' is not %s", FORMAT);
    int version = root.integer("version");
    if (version != Contract.VERSION) {
      throw new OtherVersionException(version);
    }
    Fields network = root.object("network");
    Fields timing = root.object("timing");
    Fields selfTest = root.object("selfTest");
    return new Contract(
        network.text("name"),
        network.text("sha256"),
        input(root.object("input")),
        output(root.object("output")),
        root.object("registers").objects("map").stream().map(ContractFile::register).toList(),
        root.texts("classes"),
        timing.number("clockMhz"),
        timing.whole("cyclesPerFrame"),
        target(root.object("target")),
        root.optional("link").map(ContractFile::link),
        selfTest.objects("vectors").stream().map(ContractFile::vector).toList(),
        selfTest.optional("pattern").map(ContractFile::pattern));
  }

  private static Contract.Input input(Fields input) {
    Fields image = input.object("image");
    return new Contract.Input(
        new Shape(image.integer("channels"), image.integer("height"), image.integer("width")),
        input.integers("thresholds"),
        input.word("stream", Contract.Stream.class),
        input.integer("valueBits"),
        input.integer("valuesPerBeat"),
        input.integer("beatBytes"),
        input.integer("beats"));
  }

  private static Contract.Output output(Fields output) {
    String kind = output.text("kind");
    check(kind.equals("class") || kind.equals("scores"), "'kind' of the output is '%s'", kind);
    return new Contract.Output(kind.equals("scores"), output.integer("beats"));
  }

  private static Contract.Register register(Fields register) {
    String access = register.text("access");
    return new Contract.Register(
        register.text("name"),
        register.integer("offset"),
        Stream.of(Contract.Access.values())
            .filter(known -> known.word().equals(access))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("'access' of a register is '" + access + "'")),
        register.whole("reset"));
  }

  private static Contract.Target target(Fields target) {
    return new Contract.Target(
        target.text("word"),
        target.text("part"),
        target.has("board") ? Optional.of(target.text("board")) : Optional.empty());
  }

  private static Contract.LinkTerms link(Fields link) {
    int protocol = link.integer("protocol");
    check(protocol == 1, "it speaks protocol %d, but this bnn speaks protocol 1", protocol);
    Contract.LinkKind kind = link.word("kind", Contract.LinkKind.class);
    return new Contract.LinkTerms(
        kind,
        link.integer(kind == Contract.LinkKind.UART ? "baud" : "maxClockHz"),
        link.integer("imageBytes"),
        link.integer("resultBytes"),
        link.integer("window"),
        link.integer("timeoutMicros"));
  }

  private static Contract.Vector vector(Fields vector) {
    return new Contract.Vector(vector.text("image"), vector.integers("result"));
  }

  private static Contract.Pattern pattern(Fields pattern) {
    return new Contract.Pattern(
        pattern.integer("images"), pattern.whole("signature"), pattern.whole("cycles"));
  }

  /** Typed access to a JSON object; what is missing or of another type is named. */
  private record Fields(String name, JsonNode node) {
    boolean has(String field) {
      return node.has(field);
    }

    JsonNode any(String field) {
      JsonNode value = node.get(field);
      check(value != null, "%s lacks '%s'", name, field);
      return value;
    }

    Fields object(String field) {
      check(any(field).isObject(), "'%s' of %s is not an object", field, name);
      return new Fields("'" + field + "'", any(field));
    }

    Optional<Fields> optional(String field) {
      return has(field) ? Optional.of(object(field)) : Optional.empty();
    }

    JsonNode array(String field) {
      check(any(field).isArray(), "'%s' of %s is not an array", field, name);
      return any(field);
    }

    List<Fields> objects(String field) {
      List<Fields> objects = new ArrayList<>();
      for (JsonNode entry : array(field)) {
        check(entry.isObject(), "'%s' of %s holds what is not an object", field, name);
        objects.add(new Fields("an entry of '" + field + "'", entry));
      }
      return objects;
    }

    String text(String field) {
      check(any(field).isTextual(), "'%s' of %s is not a string", field, name);
      return any(field).textValue();
    }

    List<String> texts(String field) {
      List<String> texts = new ArrayList<>();
      for (JsonNode entry : array(field)) {
        check(entry.isTextual(), "'%s' of %s holds what is not a string", field, name);
        texts.add(entry.textValue());
      }
      return texts;
    }

    int integer(String field) {
      check(any(field).isInt(), "'%s' of %s is not an integer", field, name);
      return any(field).intValue();
    }

    long whole(String field) {
      boolean whole = any(field).isIntegralNumber() && any(field).canConvertToLong();
      check(whole, "'%s' of %s is not an integer", field, name);
      return any(field).longValue();
    }

    double number(String field) {
      check(any(field).isNumber(), "'%s' of %s is not a number", field, name);
      return any(field).doubleValue();
    }

    IntVector integers(String field) {
      JsonNode array = array(field);
      for (JsonNode value : array) {
        check(value.isInt(), "'%s' of %s holds what is not an integer", field, name);
      }
      return IntVector.generate(array.size(), i -> array.get(i).intValue());
    }

    /** A constant of an enum, by its name in lower case. */
    <E extends Enum<E>> E word(String field, Class<E> words) {
      String word = text(field);
      return Stream.of(words.getEnumConstants())
          .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(word))
          .findFirst()
          .orElseThrow(
              () -> new IllegalArgumentException("'" + field + "' of " + name + ": " + word));
    }
  }
}
