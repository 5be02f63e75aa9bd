package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.quantize.Padding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDescriptionTest {
  @TempDir Path temporary;

  @Test
  void readsBlocksNameAndPadding() throws IOException {
    assertThat(
            read(
                """
                name: Small
                padding: minus-one
                blocks:
                  - conv: 64
                  - conv: 32
                    kernel: 5
                    stride: 2
                  - pool: 2
                  - dense: 128
                """))
        .isEqualTo(
            new ModelDescription("small=64c3-32c5s2-p2-128d", Optional.of(Padding.MINUS_ONE)));
    assertThat(read("blocks: [dense: 7]")).isEqualTo(new ModelDescription("7d", Optional.empty()));
  }

  @Test
  void saysWhatIsWrongAndWhere() {
    assertRefused("blocks: []", "no list 'blocks'");
    assertRefused("blocks: 3", "no list 'blocks'");
    assertRefused("", "the file: expected 'word: value' lines, found ");
    assertRefused("blocks: [dens: 7]", "block 1: it has none of conv, pool, dense");
    assertRefused("blocks: [{conv: 7, size: 3}]", "block 1: unknown word 'size'");
    assertRefused("blocks: [{conv: many}]", "block 1: 'conv' must be a whole number, not \"many\"");
    assertRefused("blocks: [dense: -7]", "block 1: 'dense' must be a whole number, not -7");
    assertRefused("layers: [dense: 7]", "the file: unknown word 'layers'");
    assertRefused("name: a b\nblocks: [dense: 7]", "name 'a b': use letters");
    assertRefused("padding: zero\nblocks: [dense: 7]", "unknown padding 'zero': use none");
    assertRefused("blocks: [dense: 7", "not YAML: ");
    Path missing = temporary.resolve("missing.yaml");
    assertThatThrownBy(() -> ModelDescription.read(missing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(missing + ": no such file");
  }

  private void assertRefused(String text, String message) {
    Path file = temporary.resolve("model.yaml");
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message);
  }

  private ModelDescription read(String text) throws IOException {
    return ModelDescription.read(Files.writeString(temporary.resolve("model.yaml"), text));
  }
}
