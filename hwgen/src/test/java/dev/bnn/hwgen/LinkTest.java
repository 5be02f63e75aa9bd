package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole conversations of a host with bnn_link, as docs/link.md says: a third of the messages is
 * damaged, images are under way when others come, everything waits at random. The design behind the
 * link is a stand-in of the bench, whose answers are computed here once more.
 */
class LinkTest {
  private static final int IMAGE = 1;
  private static final int READ = 2;
  private static final int WRITE = 3;
  private static final int RESET = 4;
  private static final int PATTERN = 5;
  private static final int ANSWER = 0x80;
  private static final int ERROR = 0xFF;

  /** Cycles of a byte that bnn_message_in keeps up with, and of one on the fastest UART. */
  private static final int FASTEST = 9;

  private static final int UART = 40;

  private static final int[] NO_REGISTERS = {0x010, 0x7FC, 0x800, 0x1000, 0x8004, 0xF00C};

  /** Parts of a conversation that Icarus, which is slow, is given. */
  private static final int PHASES = 20;

  @TempDir Path folder;

  /** Parameters of the bench, see there. */
  private record Setting(
      int beatBytes,
      int beats,
      int resultBeats,
      int window,
      int held,
      boolean roomy,
      int pace,
      boolean stall,
      int seed) {
    private static final int TIMEOUT = 300;

    int imageBytes() {
      return beatBytes * beats;
    }

    int answerBytes() {
      return 4 * resultBeats + 9;
    }

    /** As many as a host needs that keeps to the rules, or enough for one that does not. */
    int bufferBytes() {
      return roomy ? 20 * (imageBytes() + 15) : Math.max(2, (window - held) * (imageBytes() + 9));
    }

    List<String> macros(int lines) {
      return List.of(
          "LINES=" + (lines + 1),
          "BEAT_BYTES=" + beatBytes,
          "BEATS=" + beats,
          "RESULT_BEATS=" + resultBeats,
          "WINDOW=" + window,
          "HELD=" + held,
          "BUFFER_BYTES=" + bufferBytes(),
          "TIMEOUT=" + TIMEOUT,
          "PACE=" + pace);
    }

    List<String> arguments(int lines) {
      List<String> arguments = new ArrayList<>();
      arguments.addAll(List.of("+frames=" + lines, "+seed=" + seed));
      arguments.add("+timeout=" + (50_000 + 200L * lines));
      if (stall) {
        arguments.add("+stall");
      }
      return arguments;
    }
  }

  private static Stream<Setting> settings() {
    return Stream.of(
        new Setting(1, 4, 1, 3, 2, false, 0, false, 1),
        new Setting(1, 1, 1, 2, 6, true, 0, true, 2),
        new Setting(4, 3, 3, 5, 2, true, 0, true, 3),
        new Setting(2, 7, 1, 4, 2, false, 40, true, 4),
        new Setting(3, 2, 10, 3, 2, true, 24, true, 5));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void every_message_has_its_answer_and_no_other(Setting setting) throws IOException {
    Tools.require(ExternalTool.ICARUS);
    assertThat(icarusFaults(folder, HdlTools.RTL, setting, PHASES)).isEmpty();
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("settings")
  void thousands_of_messages_in_verilator(Setting setting) throws IOException {
    Tools.requireVerilator();
    Conversation conversation = new Conversation(setting, 2000);
    assertThat(conversation.findFaults(verilator(setting, conversation))).isEmpty();
  }

  @Test
  void both_simulators_see_the_same_cycles() throws IOException {
    Tools.require(ExternalTool.ICARUS);
    Tools.requireVerilator();
    Setting setting = new Setting(4, 3, 3, 5, 2, true, 0, true, 6);
    Conversation conversation = new Conversation(setting, 40);
    List<String> verilator = verilator(setting, conversation);
    assertThat(conversation.findFaults(verilator)).isEmpty();
    // lines of one cycle come in any order
    List<String> icarus = icarus(folder, HdlTools.RTL, setting, conversation);
    assertThat(icarus.stream().sorted().toList().equals(verilator.stream().sorted().toList()))
        .isTrue();
  }

  /** Whether these tests see what is wrong with a library. */
  static boolean sees(Path folder, Path library) throws IOException {
    for (Setting setting : settings().toList()) {
      if (!icarusFaults(folder, library, setting, PHASES).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static List<String> icarusFaults(Path folder, Path library, Setting setting, int phases)
      throws IOException {
    Conversation conversation = new Conversation(setting, phases);
    return conversation.findFaults(icarus(folder, library, setting, conversation));
  }

  /** What the bench prints of it. */
  private static List<String> icarus(
      Path folder, Path library, Setting setting, Conversation conversation) throws IOException {
    Files.write(folder.resolve("script.hex"), conversation.lines);
    List<String> options = new ArrayList<>(List.of("-DBENCH=bnn_link_bench"));
    setting.macros(conversation.lines.size()).forEach(macro -> options.add("-D" + macro));
    HdlTools.compile(
        folder, library, HdlTools.BENCH.resolve("tb_bnn_bench.v"), options.toArray(String[]::new));
    String output = HdlTools.simulate(folder, setting.arguments(conversation.lines.size()));
    return output.lines().filter(line -> line.matches("[A-Z]+ .*")).toList();
  }

  private List<String> verilator(Setting setting, Conversation conversation) throws IOException {
    Files.write(folder.resolve("script.hex"), conversation.lines);
    List<String> command =
        new ArrayList<>(List.of("verilator", "--cc", "--exe", "--build", "-O3", "-Wall"));
    // the bench counts in 32 bits, and reads what it needs
    command.addAll(List.of("-Wno-WIDTH", "-Wno-UNUSED", "--prefix", "Vbnn_bench"));
    setting.macros(conversation.lines.size()).forEach(macro -> command.add("+define+" + macro));
    for (Path library : List.of(HdlTools.RTL, HdlTools.SIM)) {
      command.addAll(List.of("-y", library.toString()));
    }
    command.addAll(List.of("--top-module", "bnn_link_bench", "-o", "bench"));
    command.add(HdlTools.BENCH.resolve("bnn_link_bench.v").toString());
    command.add(HdlTools.SIM.resolve("main.cpp").toString());
    ToolRun build = ToolRun.run(folder, command);
    assertThat(build.exitCode()).as(build.output()).isZero();
    List<String> run = new ArrayList<>(List.of("./obj_dir/bench"));
    run.addAll(setting.arguments(conversation.lines.size()));
    return ToolRun.run(folder, run).output().lines().toList();
  }

  // ------------------------------------------------------------------ what is said

  /** What must be answered between two marks. */
  private static final class Phase {
    final String name;
    final List<String> results = new ArrayList<>();
    final List<String> others = new ArrayList<>();
    boolean resets;
    boolean floods;
    int patternImages;

    Phase(String name) {
      this.name = name;
    }
  }

  /** An answer, its bytes as hexadecimal digits. */
  private record Answer(String hex, int firstByte) {
    boolean isResult() {
      return hex.startsWith("b281");
    }

    int type() {
      return Integer.parseInt(hex.substring(2, 4), 16);
    }
  }

  /** A script for the bench, and what must come of it. */
  private static final class Conversation {
    private final Setting setting;
    private final RandomGenerator random;
    final List<String> lines = new ArrayList<>();
    private final List<Phase> phases = new ArrayList<>();
    private final int[] registers = new int[4];
    private Phase phase = new Phase("");
    private int expected;
    private int tag;
    private int lastTag;

    Conversation(Setting setting, int count) {
      this.setting = setting;
      random = new SplittableRandom(setting.seed);
      begin("first");
      send(good(READ, new byte[2]), FASTEST);
      expect(ANSWER | READ, lastTag, new byte[4]);
      end();
      List<Runnable> special = special();
      for (int i = 0; i < count; i++) {
        boolean first = i < special.size();
        int kind = first ? i : random.nextInt(2 * special.size());
        (kind < special.size() ? special.get(kind) : (Runnable) this::mixture).run();
      }
      begin("last");
      line(2, 3000);
    }

    private List<Runnable> special() {
      List<Runnable> phases =
          new ArrayList<>(
              List.of(
                  this::fullWindow,
                  this::slidingWindow,
                  () -> reset(false),
                  () -> reset(true),
                  () -> pattern(true),
                  () -> pattern(false),
                  this::flood,
                  this::resultWhenImageCame,
                  this::resultInParts,
                  this::registersThatAreNotThere));
      if (setting.roomy) {
        phases.addAll(
            List.of(this::crowd, this::damagedWhileBusy, this::askedInARow, this::patternLast));
      }
      return phases;
    }

    private void line(int operation, int argument) {
      lines.add(String.format("%08x", operation << 28 | argument));
    }

    private void begin(String name) {
      phase = new Phase(name);
      expected = 0;
      line(4, phases.size());
      phases.add(phase);
    }

    /** Goes on when all answers are here. */
    private void end() {
      line(1, expected);
    }

    private void send(byte[] message, int cyclesPerByte) {
      for (byte value : message) {
        line(0, (cyclesPerByte - 1) << 8 | (value & 255));
      }
    }

    private int pace() {
      boolean slow = !setting.roomy || random.nextInt(3) == 0;
      return slow ? UART : FASTEST + random.nextInt(8);
    }

    private byte[] good(int type, byte[] payload) {
      tag = tag + 1 & 255;
      lastTag = tag;
      return LinkCases.message(type, tag, payload);
    }

    private void expect(int type, int tag, byte[] payload) {
      byte[] answer = LinkCases.message(type, tag, payload);
      String hex = HexFormat.of().formatHex(answer);
      (type == (ANSWER | IMAGE) ? phase.results : phase.others).add(hex);
      expected += answer.length;
    }

    private void expectError(int code) {
      expect(ERROR, lastTag, new byte[] {(byte) code});
    }

    private byte[] randomImage() {
      byte[] image = new byte[setting.imageBytes()];
      random.nextBytes(image);
      return image;
    }

    private void image(int pace) {
      byte[] image = randomImage();
      send(good(IMAGE, image), pace);
      expect(ANSWER | IMAGE, lastTag, result(image));
    }

    /** As the stand-in computes it. */
    private byte[] result(byte[] image) {
      int[] words = new int[setting.beats];
      for (int i = 0; i < image.length; i++) {
        int place = i % setting.beatBytes;
        if (place < 4) {
          words[i / setting.beatBytes] |= (image[i] & 255) << (8 * place);
        }
      }
      byte[] result = new byte[4 * setting.resultBeats];
      int mixed = mixed(words);
      for (int i = 0; i < setting.resultBeats; i++) {
        store(result, 4 * i, mixed + i);
      }
      return result;
    }

    private static int mixed(int[] words) {
      int mixed = 0;
      for (int word : words) {
        mixed = Integer.rotateLeft(mixed, 5) ^ word;
      }
      return mixed;
    }

    private static void store(byte[] bytes, int at, int word) {
      for (int i = 0; i < 4; i++) {
        bytes[at + i] = (byte) (word >> (8 * i));
      }
    }

    // ---- phases

    /** The design stands still, and a window's images come as fast as they can. */
    private void fullWindow() {
      begin("a full window");
      line(3, 1);
      for (int i = 0; i < setting.window; i++) {
        image(UART);
      }
      line(3, 0);
      end();
    }

    /** Always as many images without an answer as the window has. */
    private void slidingWindow() {
      begin("a sliding window");
      for (int i = 0; i < 4 * setting.window; i++) {
        line(1, Math.max(0, i - setting.window + 1) * setting.answerBytes());
        image(UART);
      }
      end();
    }

    /** In every cycle around the one in which a message is whole a result leaves once. */
    private void resultWhenImageCame() {
      begin("a result leaves when an image has come");
      for (int delay = 0; delay < 25; delay++) {
        line(3, 1);
        image(UART);
        image(FASTEST);
        line(2, delay);
        line(3, 0);
        end();
      }
      pattern(true);
    }

    /** Its first word comes long before the others. */
    private void resultInParts() {
      begin("a result in parts");
      line(3, 2);
      image(UART);
      line(2, 1000);
      line(3, 0);
      end();
    }

    private void registersThatAreNotThere() {
      begin("registers that are not there");
      for (int type : new int[] {READ, WRITE}) {
        for (int address : NO_REGISTERS) {
          sendRegister(type, address, random.nextInt(), pace());
          expectError(6);
          end();
        }
      }
    }

    /** More images than there are places for their tags. */
    private void crowd() {
      begin("a crowd");
      line(3, 1);
      for (int i = 0; i < setting.window + 4; i++) {
        image(FASTEST);
      }
      line(2, 400);
      line(3, 0);
      end();
    }

    /** What is wrong with a message is known before the image before it has left. */
    private void damagedWhileBusy() {
      begin("a damaged image while another one waits");
      line(3, 1);
      for (int i = 0; i <= Math.min(setting.held, setting.window); i++) {
        image(FASTEST);
      }
      sendTooLongImage();
      line(2, 400);
      line(3, 0);
      end();
    }

    private void sendTooLongImage() {
      byte[] message = good(IMAGE, new byte[setting.imageBytes()]);
      message[3]++;
      send(Arrays.copyOf(message, 5), FASTEST);
      expectError(3);
    }

    /** The next message is whole before the answer to the last one has left. */
    private void askedInARow() {
      begin("messages in a row");
      for (int index = 0; index < registers.length; index++) {
        write(index, random.nextInt());
      }
      for (int index = 0; index < registers.length; index++) {
        read(index, FASTEST);
      }
      sendTooLongImage();
      read(1, FASTEST);
      sendTooLongImage();
      end();
    }

    /** It waits until the results of the images before it have come. */
    private void patternLast() {
      begin("a pattern after images");
      line(3, 1);
      for (int i = 0; i < Math.min(setting.held, setting.window); i++) {
        image(FASTEST);
      }
      sendPattern(3, FASTEST);
      line(2, 400);
      line(3, 0);
      end();
    }

    /** While images are under way; nothing of them comes after the answer. */
    private void reset(boolean held) {
      begin("a reset" + (held ? " of a full design" : ""));
      line(3, held ? 1 : 0);
      int images = random.nextInt(held ? setting.held + 1 : setting.window);
      for (int i = 0; i < images; i++) {
        image(held ? UART : pace());
      }
      phase.resets = true;
      sendReset();
      line(3, 0);
      line(2, 400);
    }

    private void sendReset() {
      send(good(RESET, new byte[0]), UART);
      expect(ANSWER | RESET, lastTag, new byte[0]);
      Arrays.fill(registers, 0);
      line(2, 2500);
    }

    /** More than anybody can take; then all is as after power-up. */
    private void flood() {
      begin("a flood");
      phase.floods = true;
      line(3, 1);
      for (int i = setting.bufferBytes() / setting.imageBytes() + 6; i > 0; i--) {
        image(1);
      }
      line(2, 100);
      line(3, 0);
      line(2, 3 * Setting.TIMEOUT + 2500);
      begin("a reset after a flood");
      sendReset();
    }

    private void pattern(boolean inRange) {
      begin("a pattern");
      for (int i = random.nextInt(setting.window); i > 0; i--) {
        image(pace());
      }
      alone();
      int images = 1 + random.nextInt(9);
      if (!inRange) {
        images = random.nextInt(3) == 0 ? 0 : 1 << (16 + random.nextInt(16)) | random.nextInt(9);
      }
      sendPattern(images, pace());
      end();
    }

    private void sendPattern(int images, int pace) {
      byte[] payload = new byte[4];
      store(payload, 0, images);
      send(good(PATTERN, payload), pace);
      if (images < 1 || images > 0xFFFF) {
        expectError(7);
      } else {
        phase.patternImages = images;
        // cycles are the bench's to tell
        byte[] answer = new byte[8];
        store(answer, 4, signature(images));
        expect(ANSWER | PATTERN, lastTag, answer);
      }
    }

    private int signature(int images) {
      int x = LinkCases.PATTERN_SEED;
      int signature = 0;
      for (int image = 0; image < images; image++) {
        int[] words = new int[setting.beats];
        for (int i = 0; i < words.length; i++) {
          words[i] = LinkCases.patternBeat(x, 8 * setting.beatBytes).intValue();
          x = LinkCases.nextPattern(x);
        }
        int mixed = mixed(words);
        for (int i = 0; i < setting.resultBeats; i++) {
          signature = LinkCases.sign(signature, mixed + i);
        }
      }
      return signature;
    }

    /** Messages of all kinds, a third of them damaged, as many images as the window has at most. */
    private void mixture() {
      begin("a mixture");
      int messages = 1 + random.nextInt(setting.window);
      for (int i = 0; i < messages; i++) {
        noise();
        boolean last = i == messages - 1;
        switch (random.nextInt(9)) {
          case 0, 1 -> {
            alone();
            register(random.nextBoolean() ? READ : WRITE);
            alone();
          }
          case 2, 3, 4 -> damaged(last);
          default -> image(pace());
        }
      }
      noise();
      end();
    }

    /** What the rules ask for around other messages than images. */
    private void alone() {
      if (!setting.roomy) {
        end();
      }
    }

    private void noise() {
      byte[] noise = new byte[random.nextInt(3) == 0 ? random.nextInt(5) : 0];
      do {
        random.nextBytes(noise);
      } while (starts(noise, 0));
      send(noise, FASTEST);
    }

    private static boolean starts(byte[] bytes, int from) {
      for (int i = from; i < bytes.length; i++) {
        if (bytes[i] == (byte) 0xB2) {
          return true;
        }
      }
      return false;
    }

    private void register(int type) {
      int index = random.nextInt(4);
      if (random.nextInt(3) == 0) {
        sendRegister(type, NO_REGISTERS[random.nextInt(NO_REGISTERS.length)], 1, pace());
        expectError(6);
      } else if (type == READ) {
        read(index, pace());
      } else {
        write(index, random.nextInt());
      }
    }

    private void read(int index, int pace) {
      sendRegister(READ, 4 * index, 0, pace);
      byte[] answer = new byte[4];
      store(answer, 0, registers[index]);
      expect(ANSWER | READ, lastTag, answer);
    }

    private void write(int index, int value) {
      sendRegister(WRITE, 4 * index, value, pace());
      registers[index] = value;
      expect(ANSWER | WRITE, lastTag, new byte[0]);
    }

    private void sendRegister(int type, int address, int value, int pace) {
      byte[] payload = new byte[type == READ ? 2 : 6];
      payload[0] = (byte) address;
      payload[1] = (byte) (address >> 8);
      if (type == WRITE) {
        store(payload, 2, value);
      }
      send(good(type, payload), pace);
    }

    /** A message with a fault in it; what is skipped because of that must not look like a start. */
    private void damaged(boolean last) {
      int type = setting.roomy && random.nextInt(3) == 0 ? 2 + random.nextInt(4) : IMAGE;
      int[] lengths = {0, setting.imageBytes(), 2, 6, 0, 4};
      byte[] payload = new byte[lengths[type]];
      int before = lastTag;
      int fault = random.nextInt(last ? 7 : 5);
      byte[] message;
      do {
        random.nextBytes(payload);
        message = good(type, payload);
        switch (fault) {
          case 0 -> message[0] ^= (byte) (1 << random.nextInt(8));
          case 1 -> message[1] = (byte) (random.nextBoolean() ? 0 : 6 + random.nextInt(240));
          case 2 -> message[3 + random.nextInt(2)] ^= (byte) (1 << random.nextInt(8));
          default -> {}
        }
      } while (fault < 3 && starts(message, fault == 0 ? 0 : 5));
      int end = message.length;
      switch (fault) {
        case 0 -> lastTag = before; // nobody sees it
        case 1 -> expectError(2);
        case 2 -> expectError(3);
        case 3 -> {
          message[2] ^= (byte) (1 << random.nextInt(8));
          lastTag = message[2] & 255;
          expectError(1);
        }
        case 4 -> {
          message[5 + random.nextInt(end - 5)] ^= (byte) (1 << random.nextInt(8));
          expectError(1);
        }
        default -> {
          end = 1 + random.nextInt(end - 1);
          lastTag = end > 2 ? lastTag : before;
          expectError(4);
        }
      }
      send(Arrays.copyOf(message, end), pace());
      if (end < message.length) {
        end();
      }
    }

    // ---- verdict

    List<String> findFaults(List<String> output) {
      List<String> faults = new ArrayList<>();
      output.stream().filter(line -> line.startsWith("BAD")).limit(5).forEach(faults::add);
      if (output.stream().noneMatch(line -> line.startsWith("CYCLES"))) {
        faults.add("has not come to its end");
      }
      List<List<String>> parts = new ArrayList<>();
      for (String line : output) {
        if (line.startsWith("MARK")) {
          parts.add(new ArrayList<>());
        } else if (!parts.isEmpty()) {
          parts.get(parts.size() - 1).add(line);
        }
      }
      for (int i = 0; i < parts.size() && faults.size() < 5; i++) {
        String where = "seed " + setting.seed + ", phase " + i + ", " + phases.get(i).name + ": ";
        findFaults(phases.get(i), parts.get(i)).forEach(fault -> faults.add(where + fault));
      }
      return faults;
    }

    private List<String> findFaults(Phase phase, List<String> part) {
      List<String> faults = new ArrayList<>();
      List<Answer> answers = answers(part, faults);
      List<String> results = hexOf(answers, Answer::isResult);
      List<String> others = hexOf(answers, answer -> !answer.isResult());
      if (phase.floods) {
        List<String> rest = new ArrayList<>(phase.results);
        for (String result : results) {
          int at = rest.indexOf(result);
          if (at < 0) {
            faults.add("result of no image, or in the wrong order: " + result);
          }
          rest = rest.subList(at + 1, rest.size());
        }
        if (answers.stream().anyMatch(answer -> !answer.isResult() && answer.type() != ERROR)) {
          faults.add("answers that nobody asked for: " + others);
        }
        if (others.stream().noneMatch(hex -> hex.startsWith("05", 10))) {
          faults.add("nothing overflowed: " + others);
        }
        return faults;
      }
      boolean few = phase.resets && results.size() <= phase.results.size();
      List<String> wanted = few ? phase.results.subList(0, results.size()) : phase.results;
      if (!results.equals(wanted)) {
        faults.add("results " + results + ", not " + wanted);
      }
      if (phase.patternImages > 0) {
        checkPattern(phase, part, answers, faults);
      } else if (!others.equals(phase.others)) {
        faults.add("answers " + others + ", not " + phase.others);
      }
      if (phase.resets && !answers.isEmpty() && answers.get(answers.size() - 1).isResult()) {
        faults.add("a result after the reset");
      }
      return faults;
    }

    private static List<String> hexOf(List<Answer> answers, Predicate<Answer> which) {
      return answers.stream().filter(which).map(Answer::hex).toList();
    }

    /** Cuts bytes into messages. */
    private List<Answer> answers(List<String> part, List<String> faults) {
      List<Answer> answers = new ArrayList<>();
      StringBuilder bytes = new StringBuilder();
      int first = 0;
      int last = 0;
      for (int i = 0; i < part.size(); i++) {
        String[] words = part.get(i).split(" ");
        if (!words[0].equals("BYTE")) {
          continue;
        }
        int cycle = Integer.parseInt(words[1]);
        if (bytes.length() == 0) {
          first = i;
        } else if (setting.pace > 0 && cycle - last != setting.pace) {
          faults.add("a pause in a message at " + cycle);
        }
        last = cycle;
        bytes.append(String.format("%02x", Integer.parseInt(words[2])));
        byte[] message = HexFormat.of().parseHex(bytes);
        if (message.length >= 5
            && message.length == 9 + (message[3] & 255) + 256 * (message[4] & 255)) {
          if (!isWhole(message)) {
            faults.add("no message: " + bytes);
          }
          answers.add(new Answer(bytes.toString(), first));
          bytes.setLength(0);
        }
      }
      if (bytes.length() > 0) {
        faults.add("bytes that are no message: " + bytes);
      }
      return answers;
    }

    private static boolean isWhole(byte[] message) {
      CRC32 crc = new CRC32();
      crc.update(message, 1, message.length - 5);
      byte[] sent = new byte[4];
      store(sent, 0, (int) crc.getValue());
      return message[0] == (byte) 0xB2
          && Arrays.equals(sent, 0, 4, message, message.length - 4, message.length);
    }

    /** The answer comes last, and its cycles are those that the bench saw. */
    private void checkPattern(
        Phase phase, List<String> part, List<Answer> answers, List<String> faults) {
      if (answers.isEmpty() || answers.get(answers.size() - 1).type() != (ANSWER | PATTERN)) {
        faults.add("the pattern's answer is not the last one");
        return;
      }
      Answer answer = answers.get(answers.size() - 1);
      List<String> before = part.subList(0, answer.firstByte);
      List<String> begins = before.stream().filter(line -> line.startsWith("FIRST")).toList();
      List<String> ends = before.stream().filter(line -> line.startsWith("LAST")).toList();
      if (begins.size() < phase.patternImages || ends.size() < phase.patternImages) {
        faults.add("images " + begins.size() + ", results " + ends.size());
        return;
      }
      int from = cycleOf(begins.get(begins.size() - phase.patternImages));
      int to = cycleOf(ends.get(ends.size() - 1));
      byte[] payload = HexFormat.of().parseHex(phase.others.get(0).substring(10, 26));
      store(payload, 0, to - from);
      int tag = Integer.parseInt(phase.others.get(0).substring(4, 6), 16);
      String wanted = HexFormat.of().formatHex(LinkCases.message(ANSWER | PATTERN, tag, payload));
      List<String> others = hexOf(answers, any -> !any.isResult());
      if (!others.equals(List.of(wanted))) {
        faults.add("answers " + others + ", not " + wanted);
      }
    }

    private static int cycleOf(String line) {
      return Integer.parseInt(line.split(" ")[1]);
    }
  }
}
