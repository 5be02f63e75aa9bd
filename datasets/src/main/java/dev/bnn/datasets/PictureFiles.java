package dev.bnn.datasets;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which pictures a folder holds, by their names alone: {@code train/CLASS/*.png} and so on.
 *
 * @param folder the folder
 * @param classNames names of the class folders, ascending
 * @param parts the pictures of each part that is there, ascending by path; always of {@link
 *     Part#TRAIN}
 * @param ignored what is there and no picture of a class, ascending; without hidden files
 */
record PictureFiles(
    Path folder, List<String> classNames, Map<Part, List<Entry>> parts, List<String> ignored) {
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "bmp", "gif");

  /** Parts of a data set. */
  enum Part {
    TRAIN,
    VALIDATION,
    TEST;

    /** The part that a folder of this name holds. */
    static Optional<Part> of(String folderName) {
      return switch (folderName.toLowerCase(Locale.ROOT)) {
        case "train", "training" -> Optional.of(TRAIN);
        case "val", "valid", "validation" -> Optional.of(VALIDATION);
        case "test" -> Optional.of(TEST);
        default -> Optional.empty();
      };
    }
  }

  /**
   * A picture.
   *
   * @param path from the folder, with slashes
   * @param label number of its class
   */
  record Entry(String path, int label) {}

  Path resolve(Entry entry) {
    return folder.resolve(entry.path);
  }

  int size() {
    return parts.values().stream().mapToInt(List::size).sum();
  }

  /**
   * Looks at the names below a folder; links are followed.
   *
   * @throws DatasetException if they do not make a data set
   */
  static PictureFiles scan(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      throw error("%s: no such folder", folder);
    }
    if (!Files.isDirectory(folder)) {
      throw error("%s is a file: a folder of class folders with pictures is needed", folder);
    }
    return new Scan(folder).run();
  }

  private static DatasetException error(String message, Object... arguments) {
    return new DatasetException(String.format(Locale.ROOT, message, arguments));
  }

  /** State of a scan. */
  private static final class Scan {
    private final Path folder;
    private final List<String> ignored = new ArrayList<>();

    Scan(Path folder) {
      this.folder = folder;
    }

    PictureFiles run() throws IOException {
      Map<Part, Path> partFolders = partFolders();
      Map<Part, List<String>> classes = new EnumMap<>(Part.class);
      for (Map.Entry<Part, Path> part : partFolders.entrySet()) {
        classes.put(part.getKey(), classFolders(part.getValue()));
      }
      List<String> classNames = commonClasses(classes, partFolders);
      Map<Part, List<Entry>> parts = new EnumMap<>(Part.class);
      for (Map.Entry<Part, Path> part : partFolders.entrySet()) {
        List<Entry> entries = new ArrayList<>();
        for (int label = 0; label < classNames.size(); label++) {
          Path classFolder = part.getValue().resolve(classNames.get(label));
          List<Entry> ofClass = pictures(classFolder, label);
          if (ofClass.isEmpty() && part.getKey() == Part.TRAIN) {
            throw error(
                "class folder %s holds no picture (.png .jpg .jpeg .bmp .gif): fill it or remove"
                    + " it",
                classFolder);
          }
          entries.addAll(ofClass);
        }
        if (entries.isEmpty()) {
          throw error("%s holds no pictures: fill it or remove it", part.getValue());
        }
        entries.sort(Comparator.comparing(Entry::path));
        parts.put(part.getKey(), entries);
      }
      ignored.sort(null);
      return new PictureFiles(folder, classNames, parts, List.copyOf(ignored));
    }

    /** The folder of each part; the folder itself if it holds the classes. */
    private Map<Part, Path> partFolders() throws IOException {
      Map<Part, Path> found = new EnumMap<>(Part.class);
      List<String> others = new ArrayList<>();
      for (Path child : folders(folder)) {
        String name = child.getFileName().toString();
        Optional<Part> part = Part.of(name);
        if (part.isEmpty()) {
          others.add(name);
        } else if (found.containsKey(part.get())) {
          throw error(
              "%s holds %s/ and %s/, which mean the same: keep one",
              folder, found.get(part.get()).getFileName(), name);
        } else {
          found.put(part.get(), child);
        }
      }
      if (found.isEmpty()) {
        return Map.of(Part.TRAIN, folder);
      }
      if (!found.containsKey(Part.TRAIN)) {
        throw error(
            "%s holds %s but no train/: rename, or move the class folders into train/",
            folder,
            found.values().stream()
                .map(p -> p.getFileName() + "/")
                .collect(Collectors.joining(" and ")));
      }
      for (String other : others) {
        ignored.add(other + "/");
      }
      ignoreFiles(folder);
      return found;
    }

    private List<String> classFolders(Path part) throws IOException {
      List<String> names =
          folders(part).stream().map(path -> path.getFileName().toString()).sorted().toList();
      int before = ignored.size();
      ignoreFiles(part);
      if (names.isEmpty()) {
        throw error(
            "%s holds no class folders%s: put the pictures of each class into a folder named like"
                + " the class",
            part, ignored.size() > before ? ", only files" : "");
      }
      return names;
    }

    private List<String> commonClasses(Map<Part, List<String>> classes, Map<Part, Path> partFolders)
        throws IOException {
      List<String> expected = classes.get(Part.TRAIN);
      for (Map.Entry<Part, List<String>> part : classes.entrySet()) {
        List<String> missing = minus(expected, part.getValue());
        List<String> more = minus(part.getValue(), expected);
        if (!missing.isEmpty() || !more.isEmpty()) {
          String here = partFolders.get(part.getKey()).getFileName() + "/";
          String train = partFolders.get(Part.TRAIN).getFileName() + "/";
          throw error(
              "%s: %s and %s must hold the same class folders;%s%s",
              folder,
              train,
              here,
              missing.isEmpty() ? "" : " " + here + " lacks " + String.join(", ", missing) + ";",
              (more.isEmpty() ? "" : " " + train + " lacks " + String.join(", ", more) + ";")
                  + " an empty folder will do in "
                  + here);
        }
      }
      if (expected.size() < 2) {
        throw error(
            "%s holds one class folder only, %s/: two classes are needed to tell apart",
            partFolders.get(Part.TRAIN), expected.get(0));
      }
      return expected;
    }

    private static List<String> minus(List<String> from, List<String> names) {
      Set<String> left = new TreeSet<>(from);
      names.forEach(left::remove);
      return List.copyOf(left);
    }

    private List<Entry> pictures(Path classFolder, int label) throws IOException {
      List<Entry> entries = new ArrayList<>();
      Files.walkFileTree(
          classFolder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
              return isHidden(path) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
              if (isPicture(path) && !isHidden(path)) {
                entries.add(new Entry(relative(path), label));
              } else {
                ignore(path);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException failure)
                throws IOException {
              if (failure instanceof FileSystemLoopException) {
                throw error("%s is a link to a folder above it: remove the link", path);
              }
              throw failure;
            }
          });
      return entries;
    }

    private void ignoreFiles(Path parent) throws IOException {
      try (Stream<Path> children = Files.list(parent)) {
        children.filter(path -> !Files.isDirectory(path)).forEach(this::ignore);
      }
    }

    private void ignore(Path path) {
      if (!isHidden(path)) {
        ignored.add(relative(path));
      }
    }

    private String relative(Path path) {
      Path relative = folder.relativize(path);
      List<String> names = new ArrayList<>();
      relative.forEach(name -> names.add(name.toString()));
      return String.join("/", names);
    }

    /** Folders that are not hidden, ascending. */
    private static List<Path> folders(Path parent) throws IOException {
      try (Stream<Path> children = Files.list(parent)) {
        return children
            .filter(path -> Files.isDirectory(path) && !isHidden(path))
            .sorted(Comparator.comparing(path -> path.getFileName().toString()))
            .toList();
      }
    }

    /** Hidden, or what file managers leave behind. */
    private static boolean isHidden(Path path) {
      String name = path.getFileName().toString();
      return name.startsWith(".")
          || name.equalsIgnoreCase("Thumbs.db")
          || name.equalsIgnoreCase("desktop.ini")
          || name.equals("__MACOSX");
    }

    private static boolean isPicture(Path path) {
      String name = path.getFileName().toString();
      String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
      return ENDINGS.contains(ending);
    }
  }
}
