package dev.bnn.quantize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Reads and writes {@code model.bnn}.
 *
 * <p>The file is a zip archive whose entries are stored without compression and dated 1980-02-01,
 * so that the same network gives the same bytes. Compressed entries are refused: what is read is
 * never more than the file holds.
 *
 * <p><b>{@code network.json}</b> (UTF-8, at most 16 MiB), an object with
 *
 * <ul>
 *   <li>{@code format}: the string {@code bnn-network}; {@code version}: the number 1
 *   <li>{@code hash}: {@link BinaryNetwork#hash()}, checked when reading
 *   <li>{@code name}: name of the architecture; {@code classes}: array of strings
 *   <li>{@code provenance}: object of {@code tool}, {@code dataset}, {@code dataHash}, {@code
 *       seed}, {@code training}, {@code testAccuracy} (0…1 or null)
 *   <li>{@code layers}: array of objects with {@code kind} and
 *       <ul>
 *         <li>{@code input-encoding}: {@code image} = [channels, height, width], {@code encoding} =
 *             {@code pixels | binary | thermometer:N | table}; {@code table}: 256 integers, only
 *             for the last
 *         <li>{@code input-dense}, {@code binary-dense}: {@code outputs}, {@code inputs}, {@code
 *             weights} = name of its entry, {@code thresholds}; input-dense also {@code minimum}
 *             and {@code maximum}, the attainable accumulators; arrays of {@code outputs} integers
 *         <li>{@code input-conv2d}, {@code binary-conv2d}: as dense, with {@code inputs} = channels
 *             · kernel², and {@code map} = [channels, height, width], {@code kernel}, {@code
 *             stride}, {@code padding} = {@code none | minus-one | plus-one}
 *         <li>{@code max-pool}: {@code map}, {@code size}, {@code stride}, {@code poolings} = a
 *             string of one letter per channel, {@code O} for OR and {@code A} for AND
 *         <li>{@code scores}: {@code outputs}, {@code inputs}, {@code weights}, {@code offsets}
 *       </ul>
 * </ul>
 *
 * <p><b>{@code weights/N.bin}</b> for the layer at position N: {@code outputs} rows of {@code
 * ceil(inputs / 8)} bytes; bit i%8 of byte i/8 is weight i, 1 for +1; spare bits are zero. Inputs
 * are in (channels, height, width) order, those of a window in (channel, kernel row, kernel column)
 * order.
 */
public final class ModelFile {
  private static final String FORMAT = "bnn-network";
  private static final int VERSION = 1;
  private static final String JSON_ENTRY = "network.json";
  private static final long MOST_JSON_BYTES = 16 << 20;

  /** Not 1980-01-01: there the JDK adds a timestamp that depends on the time zone. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 2, 1, 0, 0);

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final ObjectMapper COMPACT = new ObjectMapper();

  private ModelFile() {}

  /** Writes a network; an older file is replaced in one step. */
  public static void write(BinaryNetwork network, Path file) throws IOException {
    AtomicFiles.write(file, toBytes(network));
  }

  /**
   * The bytes of the file.
   *
   * @throws IllegalArgumentException if the network has more thresholds than can be read again
   */
  public static byte[] toBytes(BinaryNetwork network) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("version", VERSION);
    root.put("hash", network.hash());
    root.put("name", network.name());
    root.set("classes", strings(network.classes()));
    root.set("provenance", provenance(network.provenance()));
    ArrayNode layers = layers(network);
    root.set("layers", layers);
    byte[] json = JSON.writeValueAsBytes(root);
    Checks.check(
        json.length <= MOST_JSON_BYTES, "network.json would have %d bytes: too many", json.length);
    entries.put(JSON_ENTRY, json);
    forEachWeights(network, entries::put);
    return zip(entries);
  }

  /**
   * Reads a network.
   *
   * @throws ModelFormatException naming the file and what is wrong with it
   */
  public static BinaryNetwork read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new ModelFormatException(file + " is a folder, not a model.bnn");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return read(zip);
    } catch (NoSuchFileException e) {
      throw new ModelFormatException(file + ": no such file", e);
    } catch (ZipException | EOFException e) {
      throw new ModelFormatException(
          file + ": not a model.bnn, or damaged (" + e.getMessage() + ")", e);
    } catch (JsonProcessingException e) {
      throw new ModelFormatException(file + ": network.json is damaged: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(file + ": damaged: " + e.getMessage(), e);
    }
  }

  /** SHA-256 over the compact JSON of layers and classes, then all weights. */
  static String hash(BinaryNetwork network) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(COMPACT.writeValueAsBytes(layers(network)));
      digest.update(COMPACT.writeValueAsBytes(strings(network.classes())));
      forEachWeights(network, (name, bytes) -> digest.update(bytes));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---------------------------------------------------------------------------- writing

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        byte[] content = entry.getValue();
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry header = new ZipEntry(entry.getKey());
        header.setTimeLocal(EPOCH);
        header.setSize(content.length);
        header.setCrc(crc.getValue());
        zip.putNextEntry(header);
        zip.write(content);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private interface WeightsSink {
    void accept(String entry, byte[] bytes);
  }

  private static void forEachWeights(BinaryNetwork network, WeightsSink sink) {
    for (int i = 0; i < network.layers().size(); i++) {
      BitMatrix weights = network.layers().get(i).accept(WEIGHTS);
      if (weights != null) {
        sink.accept(weightsEntry(i), packRows(weights));
      }
    }
  }

  private static String weightsEntry(int layer) {
    return "weights/" + layer + ".bin";
  }

  private static byte[] packRows(BitMatrix weights) {
    int rowBytes = (weights.columns() + 7) / 8;
    byte[] bytes = new byte[weights.rows() * rowBytes];
    for (int row = 0; row < weights.rows(); row++) {
      for (int i = 0; i < rowBytes; i++) {
        bytes[row * rowBytes + i] = (byte) (weights.word(row, i >> 3) >>> (8 * (i & 7)));
      }
    }
    return bytes;
  }

  private static ArrayNode layers(BinaryNetwork network) {
    ArrayNode layers = JSON.createArrayNode();
    for (int i = 0; i < network.layers().size(); i++) {
      layers.add(network.layers().get(i).accept(new LayerWriter(weightsEntry(i))));
    }
    return layers;
  }

  private static ObjectNode provenance(Provenance provenance) {
    ObjectNode node = JSON.createObjectNode();
    node.put("tool", provenance.tool());
    node.put("dataset", provenance.dataset());
    node.put("dataHash", provenance.dataHash());
    node.put("seed", provenance.seed());
    node.put("training", provenance.training());
    double accuracy = provenance.testAccuracy();
    node.put("testAccuracy", Double.isNaN(accuracy) ? null : Double.valueOf(accuracy));
    return node;
  }

  private static ArrayNode strings(List<String> values) {
    ArrayNode array = JSON.createArrayNode();
    values.forEach(array::add);
    return array;
  }

  private static ArrayNode integers(IntVector values) {
    ArrayNode array = JSON.createArrayNode();
    values.stream().forEach(array::add);
    return array;
  }

  private static ArrayNode shape(Shape shape) {
    return integers(IntVector.of(shape.channels(), shape.height(), shape.width()));
  }

  private record LayerWriter(String weightsEntry) implements Layer.Visitor<ObjectNode> {
    private static ObjectNode node(String kind) {
      return JSON.createObjectNode().put("kind", kind);
    }

    private ObjectNode matrix(String kind, BitMatrix weights) {
      return node(kind)
          .put("outputs", weights.rows())
          .put("inputs", weights.columns())
          .put("weights", weightsEntry);
    }

    private static void addThresholds(ObjectNode node, Thresholds thresholds, boolean range) {
      node.set("thresholds", integers(thresholds.values()));
      if (range) {
        node.set("minimum", integers(thresholds.minimum()));
        node.set("maximum", integers(thresholds.maximum()));
      }
    }

    private static void addWindow(ObjectNode node, Window window) {
      node.set("map", shape(window.input()));
      node.put("kernel", window.kernel());
      node.put("stride", window.stride());
      node.put("padding", window.padding().word());
    }

    @Override
    public ObjectNode visit(InputEncoding layer) {
      ObjectNode node = node("input-encoding");
      node.set("image", shape(layer.image()));
      node.put("encoding", layer.encoding().name());
      if (layer.encoding() instanceof Encoding.Table table) {
        node.set("table", integers(table.values()));
      }
      return node;
    }

    @Override
    public ObjectNode visit(InputDense layer) {
      ObjectNode node = matrix("input-dense", layer.weights());
      addThresholds(node, layer.thresholds(), true);
      return node;
    }

    @Override
    public ObjectNode visit(InputConv2d layer) {
      ObjectNode node = matrix("input-conv2d", layer.weights());
      addWindow(node, layer.window());
      addThresholds(node, layer.thresholds(), true);
      return node;
    }

    @Override
    public ObjectNode visit(BinaryDense layer) {
      ObjectNode node = matrix("binary-dense", layer.weights());
      addThresholds(node, layer.thresholds(), false);
      return node;
    }

    @Override
    public ObjectNode visit(BinaryConv2d layer) {
      ObjectNode node = matrix("binary-conv2d", layer.weights());
      addWindow(node, layer.window());
      addThresholds(node, layer.thresholds(), false);
      return node;
    }

    @Override
    public ObjectNode visit(MaxPool layer) {
      ObjectNode node = node("max-pool");
      node.set("map", shape(layer.input()));
      node.put("size", layer.size());
      node.put("stride", layer.stride());
      StringBuilder poolings = new StringBuilder();
      layer.poolings().forEach(p -> poolings.append(p == MaxPool.Pooling.OR ? 'O' : 'A'));
      node.put("poolings", poolings.toString());
      return node;
    }

    @Override
    public ObjectNode visit(Scores layer) {
      ObjectNode node = matrix("scores", layer.weights());
      node.set("offsets", integers(layer.offsets()));
      return node;
    }
  }

  /** The weights of a layer, null if it has none. */
  private static final Layer.Visitor<BitMatrix> WEIGHTS =
      new Layer.Visitor<>() {
        @Override
        public BitMatrix visit(InputEncoding layer) {
          return null;
        }

        @Override
        public BitMatrix visit(InputDense layer) {
          return layer.weights();
        }

        @Override
        public BitMatrix visit(InputConv2d layer) {
          return layer.weights();
        }

        @Override
        public BitMatrix visit(BinaryDense layer) {
          return layer.weights();
        }

        @Override
        public BitMatrix visit(BinaryConv2d layer) {
          return layer.weights();
        }

        @Override
        public BitMatrix visit(MaxPool layer) {
          return null;
        }

        @Override
        public BitMatrix visit(Scores layer) {
          return layer.weights();
        }
      };

  // ---------------------------------------------------------------------------- reading

  private static BinaryNetwork read(ZipFile zip) throws IOException {
    JsonNode root = JSON.readTree(entry(zip, JSON_ENTRY, MOST_JSON_BYTES));
    Fields fields = new Fields(root);
    if (!fields.text("format").equals(FORMAT)) {
      throw new ModelFormatException(
          zip.getName() + ": a '" + fields.text("format") + "' file, not a bnn network");
    }
    int version = fields.integer("version");
    if (version != VERSION) {
      throw new ModelFormatException(
          zip.getName()
              + ": written in format "
              + version
              + ", this bnn reads format "
              + VERSION
              + (version > VERSION ? ": use a newer bnn" : ""));
    }
    List<Layer> layers = new ArrayList<>();
    for (JsonNode layer : fields.array("layers")) {
      layers.add(readLayer(zip, weightsEntry(layers.size()), new Fields(layer)));
    }
    List<String> classes = new ArrayList<>();
    for (JsonNode name : fields.array("classes")) {
      Checks.check(name.isTextual(), "'classes' holds something that is not a string");
      classes.add(name.textValue());
    }
    BinaryNetwork network =
        new BinaryNetwork(
            fields.text("name"), layers, classes, readProvenance(fields.object("provenance")));
    if (!network.hash().equals(fields.text("hash"))) {
      throw new ModelFormatException(
          zip.getName() + ": damaged: the content does not have the hash the file names");
    }
    return network;
  }

  private static byte[] entry(ZipFile zip, String name, long mostBytes) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new ModelFormatException(zip.getName() + ": not a model.bnn: it holds no " + name);
    }
    if (entry.getMethod() != ZipEntry.STORED) {
      throw new ModelFormatException(
          zip.getName() + ": not a model.bnn: " + name + " is compressed, and that is never so");
    }
    if (entry.getSize() > mostBytes) {
      throw new ModelFormatException(
          zip.getName() + ": damaged: " + name + " claims " + entry.getSize() + " bytes");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] content = in.readNBytes((int) mostBytes + 1);
      CRC32 crc = new CRC32(); // the JDK does not check that of entries without compression
      crc.update(content);
      Checks.check(crc.getValue() == entry.getCrc(), "%s has a wrong checksum", name);
      return content;
    }
  }

  private static Layer readLayer(ZipFile zip, String weights, Fields layer) throws IOException {
    String kind = layer.text("kind");
    return switch (kind) {
      case "input-encoding" -> new InputEncoding(layer.shape("image"), readEncoding(layer));
      case "input-dense" ->
          new InputDense(readWeights(zip, weights, layer), readRangedThresholds(layer));
      case "binary-dense" ->
          new BinaryDense(readWeights(zip, weights, layer), readThresholds(layer));
      case "input-conv2d" ->
          new InputConv2d(
              readWindow(layer), readWeights(zip, weights, layer), readRangedThresholds(layer));
      case "binary-conv2d" ->
          new BinaryConv2d(
              readWindow(layer), readWeights(zip, weights, layer), readThresholds(layer));
      case "max-pool" ->
          new MaxPool(
              layer.shape("map"),
              layer.integer("size"),
              layer.integer("stride"),
              readPoolings(layer.text("poolings")));
      case "scores" -> new Scores(readWeights(zip, weights, layer), layer.integers("offsets"));
      default -> throw new IllegalArgumentException("unknown layer kind '" + kind + "'");
    };
  }

  private static Encoding readEncoding(Fields layer) {
    String name = layer.text("encoding");
    return name.equals("table")
        ? new Encoding.Table(layer.integers("table"))
        : Encoding.parse(name);
  }

  private static BitMatrix readWeights(ZipFile zip, String name, Fields layer) throws IOException {
    int rows = layer.integer("outputs");
    int columns = layer.integer("inputs");
    Checks.check(rows >= 1 && columns >= 1, "a layer of %d×%d weights", rows, columns);
    int rowBytes = (columns + 7) / 8;
    long size = (long) rows * rowBytes;
    Checks.check(size < 1 << 30, "a layer of %d×%d weights is too large", rows, columns);
    Checks.check(
        layer.text("weights").equals(name), "'weights' of a layer is not its entry %s", name);
    byte[] bytes = entry(zip, name, size);
    Checks.check(bytes.length == size, "%s has %d bytes, not %d", name, bytes.length, size);
    return BitMatrix.of(
        rows, columns, (r, c) -> (bytes[r * rowBytes + (c >> 3)] >>> (c & 7) & 1) != 0);
  }

  private static Thresholds readThresholds(Fields layer) {
    return Thresholds.ofBinary(layer.integers("thresholds"), layer.integer("inputs"));
  }

  private static Thresholds readRangedThresholds(Fields layer) {
    return new Thresholds(
        layer.integers("thresholds"), layer.integers("minimum"), layer.integers("maximum"), 1);
  }

  private static Window readWindow(Fields layer) {
    return new Window(
        layer.shape("map"),
        layer.integer("kernel"),
        layer.integer("stride"),
        Padding.parse(layer.text("padding")));
  }

  private static List<MaxPool.Pooling> readPoolings(String letters) {
    List<MaxPool.Pooling> poolings = new ArrayList<>();
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      Checks.check(letter == 'O' || letter == 'A', "unknown pooling '%s'", letter);
      poolings.add(letter == 'O' ? MaxPool.Pooling.OR : MaxPool.Pooling.AND);
    }
    return poolings;
  }

  private static Provenance readProvenance(Fields provenance) {
    JsonNode accuracy = provenance.any("testAccuracy");
    return new Provenance(
        provenance.text("tool"),
        provenance.text("dataset"),
        provenance.text("dataHash"),
        provenance.number("seed").longValue(),
        provenance.text("training"),
        accuracy.isNull() ? Double.NaN : provenance.number("testAccuracy").doubleValue());
  }

  /** Typed access to a JSON object; what is missing or of another type is named. */
  private record Fields(JsonNode node) {
    JsonNode any(String name) {
      JsonNode value = node.get(name);
      Checks.check(value != null, "network.json lacks '%s'", name);
      return value;
    }

    Fields object(String name) {
      Checks.check(any(name).isObject(), "'%s' is not an object", name);
      return new Fields(any(name));
    }

    String text(String name) {
      Checks.check(any(name).isTextual(), "'%s' is not a string", name);
      return any(name).textValue();
    }

    int integer(String name) {
      Checks.check(any(name).isInt(), "'%s' is not an integer", name);
      return any(name).intValue();
    }

    JsonNode number(String name) {
      Checks.check(any(name).isNumber(), "'%s' is not a number", name);
      return any(name);
    }

    JsonNode array(String name) {
      Checks.check(any(name).isArray(), "'%s' is not an array", name);
      return any(name);
    }

    IntVector integers(String name) {
      JsonNode array = array(name);
      for (JsonNode value : array) {
        Checks.check(value.isInt(), "'%s' holds something that is not an integer", name);
      }
      return IntVector.generate(array.size(), i -> array.get(i).intValue());
    }

    Shape shape(String name) {
      IntVector sides = integers(name);
      Checks.check(sides.size() == 3, "'%s' has %d sides, not 3", name, sides.size());
      return new Shape(sides.get(0), sides.get(1), sides.get(2));
    }
  }
}
