package dev.bnn.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bnn.export.OnnxExporter;
import dev.bnn.export.QonnxExporter;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Files whose author means harm, or that broke on the way: one line, soon, in little memory. */
class HostileFilesTest {
  private static final long SLOWEST_NANOS = 10_000_000_000L;

  @Test
  void a_cycle_is_refused() {
    refuses(g -> g.getNodeBuilder(0).setInput(0, last(g)), "the graph has a cycle");
  }

  @Test
  void a_missing_constant_is_refused() {
    refuses(GraphProto.Builder::clearInitializer, "which nothing gives");
  }

  @Test
  void a_constant_in_another_file_is_refused() {
    refuses(
        g ->
            g.getInitializerBuilderList()
                .forEach(
                    t ->
                        t.setDataLocation(TensorProto.DataLocation.EXTERNAL)
                            .clearRawData()
                            .addExternalData(
                                StringStringEntryProto.newBuilder()
                                    .setKey("location")
                                    .setValue("/etc/passwd"))),
        "lies in another file");
  }

  @Test
  void negative_and_huge_sides_are_refused() {
    refuses(g -> g.getInitializerBuilderList().forEach(t -> side(t, -5)), "a side of -5");
    refuses(g -> g.getInitializerBuilderList().forEach(t -> side(t, 1L << 40)), "a side of 109951");
  }

  @Test
  void wrong_types_are_refused() {
    refuses(g -> g.getInitializerBuilderList().forEach(t -> t.setDataType(8)), "STRING");
    refuses(g -> g.getInitializerBuilderList().forEach(t -> t.setDataType(77)), "number 77");
  }

  @Test
  void deep_nesting_is_refused() {
    GraphProto inner = GraphProto.newBuilder().setName("x").build();
    for (int i = 0; i < 60; i++) {
      inner =
          GraphProto.newBuilder()
              .addNode(
                  NodeProto.newBuilder()
                      .addAttribute(
                          AttributeProto.newBuilder()
                              .setType(AttributeProto.AttributeType.GRAPH)
                              .setG(inner)))
              .build();
    }
    byte[] bytes = ModelProto.newBuilder().setGraph(inner).build().toByteArray();
    assertThatThrownBy(() -> OnnxImporter.read(bytes, ImportOptions.none()))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("nested deeper");
  }

  @Test
  void small_bytes_that_become_large_objects_are_refused() {
    byte[] nodes = new byte[8 << 20]; // 4 million empty nodes
    for (int i = 0; i < nodes.length; i += 2) {
      nodes[i] = 10;
    }
    byte[] bytes =
        ModelProto.newBuilder()
            .build()
            .toByteString()
            .concat(ByteString.copyFrom(new byte[] {58}))
            .concat(varint(nodes.length))
            .concat(ByteString.copyFrom(nodes))
            .toByteArray();
    assertThatThrownBy(() -> OnnxImporter.read(bytes, ImportOptions.none()))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("more than 400 MiB");
  }

  @Test
  void an_expanding_graph_is_refused() {
    TestGraph graph = new TestGraph();
    String x = graph.input(1, 784);
    for (int i = 0; i < 3000; i++) {
      x = graph.node("Add", List.of(x, x));
    }
    byte[] bytes = graph.build(x, 1, 784).toByteArray();
    assertThatThrownBy(() -> OnnxImporter.read(bytes, ImportOptions.none()))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("operations between two layers");
  }

  @Test
  void some_hundred_mutated_files_end_in_one_line() {
    mutate(600, 1);
  }

  @Test
  @Tag("slow")
  void ten_thousand_mutated_files_end_in_one_line() {
    mutate(10_000, 2);
  }

  private static ByteString varint(int value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int rest = value;
    while (rest > 127) {
      out.write((rest & 127) | 128);
      rest >>>= 7;
    }
    out.write(rest);
    return ByteString.copyFrom(out.toByteArray());
  }

  private static void side(TensorProto.Builder tensor, long side) {
    if (tensor.getDimsCount() > 0) {
      tensor.setDims(0, side);
    }
  }

  private static String last(GraphProto.Builder graph) {
    return graph.getOutput(0).getName();
  }

  private static void refuses(Consumer<GraphProto.Builder> change, String words) {
    BinaryNetwork network = GeneratedNetworks.convolutional(new SplittableRandom(4));
    byte[] bytes = change(OnnxExporter.export(network), change);
    assertThatThrownBy(() -> OnnxImporter.read(bytes, ImportOptions.none()))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining(words)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private static byte[] change(byte[] file, Consumer<GraphProto.Builder> change) {
    try {
      ModelProto.Builder model = ModelProto.parseFrom(file).toBuilder();
      change.accept(model.getGraphBuilder());
      return model.build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static void mutate(int files, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      BinaryNetwork network = GeneratedNetworks.convolutional(new SplittableRandom(i));
      seeds.add(OnnxExporter.export(network));
      if (!(network.input().encoding() instanceof Encoding.Table)) {
        seeds.add(QonnxExporter.export(network));
      }
    }
    seeds.add(VariantsTest.brevitas("onnx.brevitas", new SplittableRandom(1)).toByteArray());
    Map<String, Integer> outcomes = new TreeMap<>();
    long slowest = 0;
    for (int i = 0; i < files; i++) {
      byte[] file = seeds.get(random.nextInt(seeds.size()));
      byte[] mutated =
          random.nextBoolean() ? mutateBytes(file, random) : mutateFields(file, random);
      long start = System.nanoTime();
      String outcome;
      try {
        OnnxImporter.read(mutated, ImportOptions.none());
        outcome = "imported";
      } catch (OnnxImportException e) {
        assertThat(e.getMessage()).doesNotContain("\n").isNotBlank();
        outcome = "refused";
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ", file " + i, e);
      }
      long nanos = System.nanoTime() - start;
      assertThat(nanos).as("seed %d, file %d", seed, i).isLessThan(SLOWEST_NANOS);
      slowest = Math.max(slowest, nanos);
      outcomes.merge(outcome, 1, Integer::sum);
    }
    System.out.printf(
        "mutated files, seed %d: %s, slowest %d ms%n", seed, outcomes, slowest / 1_000_000);
    assertThat(outcomes).containsKey("refused");
  }

  private static byte[] mutateBytes(byte[] file, SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      return Arrays.copyOf(file, random.nextInt(file.length));
    }
    byte[] mutated = file.clone();
    int flips = random.nextInt(1, 6);
    int span = random.nextBoolean() ? mutated.length : Math.min(mutated.length, 2000);
    for (int i = 0; i < flips; i++) {
      mutated[random.nextInt(span)] = (byte) random.nextInt(256);
    }
    return mutated;
  }

  private static byte[] mutateFields(byte[] file, SplittableRandom random) {
    return change(
        file,
        graph -> {
          int changes = random.nextInt(1, 3);
          for (int i = 0; i < changes; i++) {
            mutateField(graph, random);
          }
        });
  }

  private static void mutateField(GraphProto.Builder graph, SplittableRandom random) {
    long[] odd = {
      -1, 0, 1, 2, 3, 7, 255, 1 << 20, 1L << 31, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE
    };
    long value = odd[random.nextInt(odd.length)];
    TensorProto.Builder tensor =
        graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount()));
    NodeProto.Builder node = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
    NodeProto.Builder other = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
    switch (random.nextInt(11)) {
      case 0 -> tensor.addDims(value);
      case 1 -> {
        if (tensor.getDimsCount() > 0) {
          tensor.setDims(random.nextInt(tensor.getDimsCount()), value);
        }
      }
      case 2 -> tensor.setDataType((int) value & 31);
      case 3 -> tensor.clearRawData();
      case 4 -> node.setOpType(other.getOpType());
      case 5 -> {
        if (node.getInputCount() > 0 && other.getOutputCount() > 0) {
          node.setInput(random.nextInt(node.getInputCount()), other.getOutput(0));
        }
      }
      case 6 -> {
        if (node.getAttributeCount() > 0) {
          AttributeProto.Builder attribute =
              node.getAttributeBuilder(random.nextInt(node.getAttributeCount()));
          attribute.setI(value);
          if (attribute.getIntsCount() > 0) {
            attribute.setInts(random.nextInt(attribute.getIntsCount()), value);
          }
        }
      }
      case 7 -> node.clearInput();
      case 8 -> node.clearAttribute();
      case 9 -> {
        TensorShapeProto.Builder shape =
            graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
        if (shape.getDimCount() > 0) {
          shape.getDimBuilder(random.nextInt(shape.getDimCount())).setDimValue(value);
        }
      }
      default -> {
        byte[] raw = new byte[tensor.getRawData().size()];
        for (int i = 0; i < raw.length; i++) {
          raw[i] = (byte) random.nextInt(256);
        }
        tensor.setRawData(ByteString.copyFrom(raw));
      }
    }
  }
}
