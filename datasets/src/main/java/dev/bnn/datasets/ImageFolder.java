package dev.bnn.datasets;

import dev.bnn.datasets.PictureFiles.Entry;
import dev.bnn.datasets.PictureFiles.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A folder of pictures as data set.
 *
 * <pre>
 *   FOLDER/train/CLASS/….png      (also training) or, without parts, FOLDER/CLASS/….png
 *   FOLDER/val/CLASS/….png        (also valid, validation; may be absent)
 *   FOLDER/test/CLASS/….png       (may be absent)
 * </pre>
 *
 * <p>A part that is absent is taken from {@code train} by {@link StratifiedSplit}, always in the
 * same way: {@value #TEST_SHARE} of the images for testing, {@value #VALIDATION_SHARE} for
 * validation. Images are in the order of their paths, classes in that of their names, both by the
 * numbers of their characters and not by any language's alphabet.
 */
public final class ImageFolder {
  private static final double VALIDATION_SHARE = 0.1;
  private static final double TEST_SHARE = 0.2;
  private static final long SPLIT_SEED = 1;

  /** Pictures decoded side by side, so many or so many bytes: few are in memory twice. */
  private static final int MOST_IN_BATCH = 256;

  private static final int BATCH_BYTES = 1 << 24;

  private static final int EXAMPLES = 3;

  /**
   * Of a picture that is not scaled: photographs as they are would fill memory and teach little.
   */
  private static final int LARGEST_SIDE = 256;

  private ImageFolder() {}

  /**
   * Loads the pictures; the same files and options always give the same three parts.
   *
   * @param name what the data set is called
   * @throws DatasetException if the folder is no such data set, or pictures cannot be read; its
   *     message is one line for the user
   */
  public static Dataset load(String name, Path folder, FolderOptions options) throws IOException {
    return new Load(name, PictureFiles.scan(folder), options).run();
  }

  private static DatasetException error(String message, Object... arguments) {
    return new DatasetException(String.format(Locale.ROOT, message, arguments));
  }

  /** A picture that cannot be read. */
  private record Unreadable(String path, String reason) {
    @Override
    public String toString() {
      return path + " (" + reason + ")";
    }
  }

  /**
   * A picture in its final size, and in its own channels unless they are fixed.
   *
   * @param lostColour whether its colours became luma
   */
  private record Decoded(Picture picture, boolean lostColour) {}

  /** A picture that is to be decoded, and its size. */
  private record Sized(Part part, Entry entry, ImageSize size) {}

  /** State of a load. */
  private static final class Load {
    private final String name;
    private final PictureFiles files;
    private final FolderOptions options;
    private final List<Unreadable> unreadable = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<Part, LabeledImages.Builder> builders = new EnumMap<>(Part.class);
    private String firstInColour = "";
    private int transparent;
    private int lostColour;
    private int channels;

    Load(String name, PictureFiles files, FolderOptions options) {
      this.name = name;
      this.files = files;
      this.options = options;
    }

    Dataset run() throws IOException {
      List<Sized> pictures = readSizes();
      ImageSize size = chooseSize(pictures);
      decode(pictures, size);
      unreadable.sort(Comparator.comparing(Unreadable::path));
      if (!unreadable.isEmpty() && !options.skipUnreadable()) {
        throw error(
            "%s: %d of %d pictures cannot be read: %s; repair or remove them, or leave them out by"
                + " --skip-unreadable",
            files.folder(), unreadable.size(), files.size(), examples(unreadable));
      }
      noteChannels();
      if (transparent > 0) {
        note(plural(transparent, "picture") + " with transparent parts: these are black");
      }
      if (!files.ignored().isEmpty()) {
        note(
            "not looked at, since no pictures (.png .jpg .jpeg .bmp .gif) of a class: "
                + examples(files.ignored()));
      }
      unreadable.forEach(picture -> note("left out: " + picture));
      return divide();
    }

    private List<Sized> readSizes() throws IOException {
      List<Sized> pictures = new ArrayList<>();
      for (Map.Entry<Part, List<Entry>> part : files.parts().entrySet()) {
        List<Object> sizes = part.getValue().parallelStream().map(this::sizeOrReason).toList();
        for (int i = 0; i < sizes.size(); i++) {
          Entry entry = part.getValue().get(i);
          if (sizes.get(i) instanceof ImageSize size) {
            pictures.add(new Sized(part.getKey(), entry, size));
          } else {
            unreadable.add(new Unreadable(entry.path(), (String) sizes.get(i)));
          }
        }
      }
      return pictures;
    }

    private Object sizeOrReason(Entry entry) {
      try {
        return ImageFile.readSize(files.resolve(entry));
      } catch (UnreadableImageException e) {
        return e.getMessage();
      }
    }

    private ImageSize chooseSize(List<Sized> pictures) throws DatasetException {
      Map<String, Long> counts =
          pictures.stream()
              .collect(
                  Collectors.groupingBy(
                      picture -> picture.size().toString(), TreeMap::new, Collectors.counting()));
      List<String> sizes =
          counts.entrySet().stream()
              .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
              .map(count -> count.getKey() + " (" + count.getValue() + ")")
              .toList();
      if (pictures.isEmpty()) {
        return new ImageSize(1, 1); // what follows says that no picture can be read
      }
      ImageSize found = pictures.get(0).size();
      if (options.size().isEmpty() && sizes.size() > 1) {
        throw error(
            "%s holds pictures of %d sizes (height×width): %s; scale them all: --image-size HxW, for"
                + " example --image-size 32x32",
            files.folder(), sizes.size(), examples(sizes));
      }
      if (options.size().isEmpty() && Math.max(found.height(), found.width()) > LARGEST_SIDE) {
        throw error(
            "%s holds pictures of %s, too large to take as they are (sides up to %d): scale them,"
                + " for example --image-size 32x32",
            files.folder(), found, LARGEST_SIDE);
      }
      ImageSize size = options.size().orElse(found);
      if (sizes.size() > 1 || !size.equals(found)) {
        note("scaled to " + size + " from " + examples(sizes) + ": " + ImageFile.SCALING);
      } else if (options.size().isEmpty()) {
        note("size " + size + ", as stored");
      }
      return size;
    }

    private void decode(List<Sized> pictures, ImageSize size) {
      channels = options.channels().orElse(1);
      for (Part part : files.parts().keySet()) {
        builders.put(part, builder(size));
      }
      long fitting = BATCH_BYTES / (3L * size.height() * size.width());
      int step = (int) Math.max(1, Math.min(MOST_IN_BATCH, fitting));
      for (int from = 0; from < pictures.size(); from += step) {
        int end = Math.min(pictures.size(), from + step);
        List<Sized> batch = pictures.subList(from, end);
        List<Object> decoded =
            batch.parallelStream().map(picture -> decodeOrReason(picture, size)).toList();
        for (int i = 0; i < batch.size(); i++) {
          if (decoded.get(i) instanceof Decoded done) {
            lostColour += done.lostColour ? 1 : 0;
            add(batch.get(i), done.picture, size);
          } else {
            unreadable.add(new Unreadable(batch.get(i).entry().path(), (String) decoded.get(i)));
          }
        }
        options.progress().loaded(end, pictures.size());
      }
    }

    private Object decodeOrReason(Sized sized, ImageSize size) {
      try {
        Picture picture = ImageFile.decode(files.resolve(sized.entry()));
        int wanted = options.channels().orElse(picture.channels());
        return new Decoded(
            new Picture(
                wanted,
                size.height(),
                size.width(),
                picture.as(wanted, size),
                picture.transparent()),
            wanted < picture.channels());
      } catch (UnreadableImageException e) {
        return e.getMessage();
      }
    }

    private void add(Sized sized, Picture picture, ImageSize size) {
      if (picture.channels() > channels) {
        channels = picture.channels();
        firstInColour = sized.entry().path();
        builders.replaceAll((part, grey) -> grey.withColour());
      }
      transparent += picture.transparent() ? 1 : 0;
      builders.get(sized.part()).add(picture.as(channels, size), 0, sized.entry().label());
    }

    private LabeledImages.Builder builder(ImageSize size) {
      return new LabeledImages.Builder(channels, size.height(), size.width(), files.classNames());
    }

    private void noteChannels() {
      if (options.channels().isEmpty()) {
        note(
            channels == 1
                ? "1 channel: every picture is grey"
                : "3 channels: there are pictures in colour, first " + firstInColour);
      } else if (lostColour > 0) {
        note("1 channel: luma is taken of " + plural(lostColour, "picture") + " in colour");
      }
    }

    private Dataset divide() throws DatasetException {
      LabeledImages given = builders.get(Part.TRAIN).build();
      boolean hasValidation = builders.containsKey(Part.VALIDATION);
      boolean hasTest = builders.containsKey(Part.TEST);
      double validationShare = hasValidation ? 0 : VALIDATION_SHARE;
      double testShare = hasTest ? 0 : TEST_SHARE;
      List<LabeledImages> parts =
          StratifiedSplit.split(
              given,
              List.of(1 - validationShare - testShare, validationShare, testShare),
              SPLIT_SEED);
      if (!hasValidation) {
        note(takenNote("val/", VALIDATION_SHARE));
      }
      if (!hasTest) {
        note(takenNote("test/", TEST_SHARE));
      }
      LabeledImages train = parts.get(0);
      LabeledImages validation =
          hasValidation ? builders.get(Part.VALIDATION).build() : parts.get(1);
      LabeledImages test = hasTest ? builders.get(Part.TEST).build() : parts.get(2);
      checkIsWhole(train, validation, test);
      noteMissing("validation", validation);
      noteMissing("test", test);
      return new Dataset(
          name, train, validation, test, "folder " + files.folder(), "not stated", notes);
    }

    private void checkIsWhole(LabeledImages train, LabeledImages validation, LabeledImages test)
        throws DatasetException {
      if (train.size() == 0 || validation.size() == 0 || test.size() == 0) {
        throw error(
            "%s: %s are too few: %d to train on, %d to validate, %d to test; add some",
            files.folder(),
            plural(files.size() - unreadable.size(), "picture"),
            train.size(),
            validation.size(),
            test.size());
      }
      int[] counts = train.countPerClass();
      for (int label = 0; label < counts.length; label++) {
        if (counts[label] == 0) {
          throw error(
              "%s: no picture of class %s is left to train on: add some",
              files.folder(), train.classNames().get(label));
        }
      }
    }

    private void noteMissing(String partName, LabeledImages part) {
      int[] counts = part.countPerClass();
      List<String> missing =
          IntStream.range(0, counts.length)
              .filter(label -> counts[label] == 0)
              .mapToObj(part.classNames()::get)
              .toList();
      if (!missing.isEmpty()) {
        note("no picture in the " + partName + " part: " + String.join(", ", missing));
      }
    }

    private String takenNote(String part, double share) {
      return String.format(
          Locale.ROOT,
          "no %s: %.0f %% of the training pictures are taken, stratified, seed %d",
          part,
          100 * share,
          SPLIT_SEED);
    }

    private void note(String note) {
      notes.add(note);
    }

    private static String plural(int count, String noun) {
      return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static String examples(List<?> all) {
      String first =
          all.stream().limit(EXAMPLES).map(Object::toString).collect(Collectors.joining(", "));
      return all.size() <= EXAMPLES
          ? first
          : String.format(Locale.ROOT, "%s and %,d more", first, all.size() - EXAMPLES);
    }
  }
}
