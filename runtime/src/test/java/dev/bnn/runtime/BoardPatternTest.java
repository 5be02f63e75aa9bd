package dev.bnn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The pattern of docs/link.md; words and signatures by hand (Python). */
class BoardPatternTest {
  @Test
  void beats_are_words_of_xorshift32_through_all_images() {
    BoardPattern pattern = new BoardPattern();
    assertThat(hex(pattern.nextImage(beats(2, 4)))).isEqualTo("b979379e" + "19460c51");
    assertThat(hex(pattern.nextImage(beats(2, 4)))).isEqualTo("3e552ee0" + "3a8fb97b");
  }

  @Test
  void a_narrow_beat_has_the_lowest_bits_and_a_wide_one_repeats_them() {
    assertThat(hex(new BoardPattern().nextImage(beats(2, 1)))).isEqualTo("b9" + "19");
    assertThat(hex(new BoardPattern().nextImage(beats(1, 6)))).isEqualTo("b979379eb979");
  }

  @Test
  void the_signature_is_a_crc_of_the_words() {
    int s = BoardPattern.sign(0, 0x80000001);
    assertThat(s).isEqualTo(0x80000001);
    s = BoardPattern.sign(s, 2);
    assertThat(s).isEqualTo(0x04C11DB7);
    s = BoardPattern.sign(s, 0x12345678);
    assertThat(s).isEqualTo(0x1BB66D16);
    assertThat(BoardPattern.sign(s, 3)).isEqualTo(0x376CDA2F);
  }

  private static Contract.Input beats(int beats, int bytes) {
    Shape shape = Shape.vector(beats * bytes);
    return new Contract.Input(shape, IntVector.of(), Contract.Stream.BYTES, 8, bytes, bytes, beats);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
