package dev.bnn.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fits into a small heap, each in a Java of its own. */
class MemoryTest {
  @TempDir Path folder;

  /** As many bytes as CIFAR-10 has, 184 MB, divided and hashed. */
  static final class BuildAsLargeAsCifar10 {
    private BuildAsLargeAsCifar10() {}

    public static void main(String[] arguments) {
      LabeledImages.Builder builder = new LabeledImages.Builder(3, 32, 32, Digits.CLASS_NAMES);
      byte[] image = new byte[3072];
      for (int i = 0; i < 60_000; i++) {
        image[i % 3072] = (byte) i;
        builder.add(image, 0, i % 10);
      }
      List<LabeledImages> parts = StratifiedSplit.split(builder.build(), List.of(0.8, 0.1, 0.1), 1);
      System.out.println(LabeledImages.contentHash(parts) + parts.get(0).hash());
    }
  }

  /** The published data set. */
  static final class LoadCifar10 {
    private LoadCifar10() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println(Datasets.load("cifar10", Datasets.defaultDirectory()).contentHash());
    }
  }

  /** A folder whose last picture is the first in colour. */
  static final class LoadFolder {
    private LoadFolder() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println(
          ImageFolder.load(
                  "x",
                  Path.of(arguments[0]),
                  FolderOptions.defaults().withSize(new ImageSize(512, 512)))
              .train());
    }
  }

  @Test
  void images_as_large_as_cifar10_are_divided_and_hashed_in_250_mb() throws Exception {
    assertThat(run(BuildAsLargeAsCifar10.class, "-Xmx250m")).hasSize(128);
  }

  @Test
  void cifar10_is_loaded_and_hashed_in_250_mb() throws Exception {
    assumeTrue(Datasets.isPresent("cifar10", Datasets.defaultDirectory()), "skipped: no data");
    assertThat(run(LoadCifar10.class, "-Xmx250m")).hasSize(64);
  }

  /** 181 pictures of 3×512×512 are 142 MB; twice that does not fit. */
  @Test
  void a_folder_is_in_memory_once_even_if_the_last_picture_is_in_colour() throws Exception {
    byte[] grey = Pictures.plainPng(512, 512, 7);
    for (int i = 0; i < 180; i++) {
      Pictures.write(folder.resolve((i % 2 == 0 ? "a/" : "b/") + i + ".png"), grey);
    }
    int[][] colours = IntStream.range(0, 512).mapToObj(y -> new int[512]).toArray(int[][]::new);
    colours[0][0] = 0xff0000;
    Pictures.write(
        folder.resolve("b/last.png"),
        Pictures.encode(
            Pictures.coloured(colours, java.awt.image.BufferedImage.TYPE_INT_RGB), "png"));
    assertThat(run(LoadFolder.class, "-Xmx270m", folder.toString()))
        .isEqualTo("127 images of 3×512×512");
  }

  private static String run(Class<?> program, String heap, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:ActiveProcessorCount=2", // pictures decoded side by side need memory each
                "-Dstdout.encoding=UTF-8",
                "-Dfile.encoding=UTF-8",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
