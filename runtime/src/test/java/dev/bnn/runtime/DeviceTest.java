package dev.bnn.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A board that behaves. How one that does not is met is told by FaultTest. */
class DeviceTest {
  private final TestBundle bundle = TestBundle.small(5);

  @Test
  void answers_are_those_of_the_interpreter_in_the_order_of_the_images() throws IOException {
    for (long seed = 0; seed < 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      TestBundle some = randomBundle(random);
      List<byte[]> images = some.images(random, 50);
      Device device = open(some);
      assertThat(device.classify(images)).as("seed %d", seed).isEqualTo(some.answers(images));
      assertThat(device.classify(List.of())).isEmpty();
      assertThat(device.statistics().retries()).isZero();
    }
  }

  private static TestBundle randomBundle(SplittableRandom random) {
    Encoding encoding =
        switch (random.nextInt(3)) {
          case 0 -> Encoding.pixels();
          case 1 -> Encoding.binary();
          default -> new Encoding.Thermometer(random.nextInt(1, 5));
        };
    BinaryNetwork network =
        random.nextBoolean()
            ? GeneratedNetworks.convolutional(random, encoding)
            : GeneratedNetworks.dense(random, new Shape(2, 3, 5), encoding, 17, 8, 10);
    boolean bits = encoding.isBipolar() && random.nextBoolean();
    return TestBundle.of(network, random, bits, random.nextBoolean(), random.nextInt(1, 40));
  }

  @Test
  void as_many_images_are_under_way_as_the_board_has_room_for() throws IOException {
    Contract contract = bundle.contract();
    List<String> order = new ArrayList<>();
    Link spied =
        new ForwardingLink(new SoftwareLink(bundle.board())) {
          @Override
          public void write(byte[] bytes) throws IOException {
            order.add(bytes[1] == MessageType.IMAGE.code() ? "image" : "other");
            super.write(bytes);
          }
        };
    Device device = Device.open(contract, spied, Device.Options.DEFAULT);
    order.clear();
    List<byte[]> images = bundle.images(new SplittableRandom(1), 9);
    device.classify(images.iterator(), answer -> order.add("answer"));
    // the software board answers all of a window at once, a true one does one by one
    assertThat(order.subList(0, 7))
        .containsExactly("image", "image", "image", "image", "image", "image", "answer");
    assertThat(order).hasSize(18).doesNotContain("other").endsWith("answer");
  }

  @Test
  void an_image_of_another_size_is_refused_and_the_next_call_is_right() throws IOException {
    Device device = open(bundle);
    List<byte[]> images = new ArrayList<>(bundle.images(new SplittableRandom(1), 3));
    images.add(new byte[7]);
    assertThatThrownBy(() -> device.classify(images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an image of 7 bytes for a network that takes 1×5×4");
    List<byte[]> right = images.subList(0, 3);
    assertThat(device.classify(right)).isEqualTo(bundle.answers(right));
  }

  @Test
  void registers_are_read_and_written() throws IOException {
    Device device = open(bundle);
    assertThat(device.read("VERSION")).isEqualTo(0x000100);
    device.write("SCRATCH", 0xFEDCBA98L);
    assertThat(device.read("SCRATCH")).isEqualTo(0xFEDCBA98L);
    long before = device.readCounter("FRAMES_OUT");
    device.classify(bundle.images(new SplittableRandom(2), 11));
    assertThat(device.readCounter("FRAMES_OUT")).isEqualTo(before + 11);
    assertThatThrownBy(() -> device.read("SPEED"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("this design has no register SPEED");
  }

  @Test
  void a_register_that_is_not_there_or_cannot_be_written_is_an_error_and_no_reason_to_retry()
      throws IOException {
    Device device = open(bundle);
    assertThatThrownBy(() -> device.read(0x018))
        .isInstanceOf(IOException.class)
        .hasMessage("virtual: there is no such register, or it cannot be written");
    assertThatThrownBy(() -> device.write("ID", 1))
        .isInstanceOf(IOException.class)
        .hasMessage("virtual: there is no such register, or it cannot be written");
    assertThat(device.statistics().retries()).isZero();
    assertThat(device.read("ID")).isEqualTo(0x424E4E31L);
  }

  @Test
  void a_benchmark_gives_the_cycles_of_the_steady_state() throws IOException {
    Benchmark benchmark = open(bundle).benchmark(1001);
    assertThat(benchmark.cycles())
        .isEqualTo(TestBundle.LATENCY + 1000L * TestBundle.CYCLES_PER_FRAME);
    assertThat(benchmark.cyclesPerImage()).isEqualTo(TestBundle.CYCLES_PER_FRAME);
    assertThat(benchmark.imagesPerSecond()).isCloseTo(12e6 / 100, within(1e-6));
    assertThatThrownBy(() -> open(bundle).benchmark(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a benchmark of 1 images: use 2…65535");
  }

  @Test
  void statistics_tell_of_images_and_how_long_they_took() throws IOException {
    Device device = open(bundle);
    assertThat(device.statistics().images()).as("the self-test's are not counted").isZero();
    assertThat(device.statistics().imagesPerSecond()).isZero();
    device.classify(bundle.images(new SplittableRandom(2), 300));
    Statistics statistics = device.statistics();
    assertThat(statistics.images()).isEqualTo(300);
    // 29 bytes there at 10 bits, 3 Mbit/s: 96.7 µs an image, results at the same time or not
    assertThat(statistics.imagesPerSecond()).isBetween(4000.0, 11000.0);
    assertThat(statistics.p50Micros())
        .isBetween(90.0, 2000.0)
        .isLessThanOrEqualTo(statistics.p95Micros());
    assertThat(statistics.p99Micros()).isBetween(statistics.p95Micros(), statistics.maxMicros());
    assertThat(statistics.crcErrors() + statistics.timeouts() + statistics.retries()).isZero();
  }

  @Test
  void percentiles_are_the_least_values_that_enough_images_do_not_exceed() {
    Tally tally = new Tally();
    for (int i = 5000; i >= 1; i--) {
      tally.countImage(1000L * i);
    }
    Statistics statistics = tally.statistics(0);
    assertThat(statistics.p50Micros()).isEqualTo(2500);
    assertThat(statistics.p95Micros()).isEqualTo(4750);
    assertThat(statistics.p99Micros()).isEqualTo(4950);
    assertThat(statistics.maxMicros()).isEqualTo(5000);
  }

  @Test
  void answers_are_right_when_others_left_something_on_the_wire() throws IOException {
    SoftwareDevice board = bundle.board();
    byte[] image = bundle.contract().vectors().get(0).payload();
    board.take(new Message(MessageType.IMAGE, 0, image).toBytes());
    board.take(new Message(MessageType.RESET, 0, new byte[0]).toBytes());
    byte[] broken = new Message(MessageType.IMAGE, 1, image).toBytes();
    board.take(java.util.Arrays.copyOf(broken, 9));
    Device device = open(bundle, board);
    List<byte[]> images = bundle.images(new SplittableRandom(3), 20);
    assertThat(device.classify(images)).isEqualTo(bundle.answers(images));
  }

  @Test
  void other_cycles_than_the_contracts_are_an_error() {
    bundle.json().withObject("/selfTest/pattern").put("cycles", 1000);
    assertThatThrownBy(() -> open(bundle, TestBundle.small(5).board()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "virtual: self-test: 16 images of the pattern took 1750 cycles, not 1000: answers are"
                + " right, but on true hardware cycles are exact, so this is another design than"
                + " the bundle's: load its bitstream");
  }

  @Test
  void another_signature_is_an_error() {
    bundle.json().withObject("/selfTest/pattern").put("signature", 1);
    assertThatThrownBy(() -> open(bundle))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("16 images of the pattern have the signature 0x")
        .hasMessageContaining(", not 0x00000001: the design computes wrong");
  }

  @Test
  void a_class_that_there_is_not_is_an_error() throws IOException {
    Contract contract = bundle.contract();
    List<byte[]> images = bundle.images(new SplittableRandom(3), 1);
    Link lying =
        new ForwardingLink(new SoftwareLink(bundle.board())) {
          private boolean lies;

          @Override
          public void write(byte[] bytes) throws IOException {
            lies = bytes[1] == 1 && bytes.length == 29 && lieNow;
            super.write(bytes);
          }

          @Override
          public byte[] read(java.time.Duration wait) throws IOException {
            byte[] bytes = super.read(wait);
            return lies
                ? new Message(MessageType.RESULT, bytes[2], Message.words(6)).toBytes()
                : bytes;
          }
        };
    Device device = Device.open(contract, lying, Device.Options.DEFAULT);
    lieNow = true;
    assertThatThrownBy(() -> device.classify(images))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("software: an image gets class 6, but there are 6: ");
  }

  private boolean lieNow;

  @Test
  void a_bundle_is_opened_by_its_folder_and_the_word_of_a_link(@TempDir Path folder)
      throws IOException {
    List<byte[]> images = bundle.images(new SplittableRandom(3), 40);
    try (Device device = Device.open(bundle.write(folder), "software")) {
      assertThat(device.classify(images)).isEqualTo(bundle.answers(images));
      assertThat(device.contract()).isEqualTo(bundle.contract());
    }
  }

  @Test
  void the_link_is_closed_with_the_device_and_if_there_is_none() throws IOException {
    Contract contract = bundle.contract();
    VirtualLink link = new VirtualLink(bundle.board(), contract);
    Device.open(contract, link, Device.Options.DEFAULT).close();
    assertThat(link.closed).isTrue();
    VirtualLink other = new VirtualLink(TestBundle.small(6).board(), contract);
    assertThatThrownBy(() -> Device.open(contract, other, Device.Options.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds another network than this bundle's generated (HASH_0 is 0x");
    assertThat(other.closed).isTrue();
  }

  private static Device open(TestBundle bundle) throws IOException {
    return open(bundle, bundle.board());
  }

  private static Device open(TestBundle bundle, WireEnd board) throws IOException {
    Contract contract = bundle.contract();
    return Device.open(contract, new VirtualLink(board, contract), Device.Options.DEFAULT);
  }
}
