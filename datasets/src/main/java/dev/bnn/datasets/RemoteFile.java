package dev.bnn.datasets;

import java.util.List;

/**
 * A file of a data set as its makers publish it.
 *
 * <p>The checksum is the published one. MD5 tells damage and mix-ups for certain; it is no defence
 * against someone who builds a false file on purpose.
 *
 * @param name name of the file, here and there
 * @param folders addresses to which the name is added, ending in {@code /}; the first is tried
 *     first
 * @param md5 published MD5, 32 hexadecimal digits
 * @param limit bytes after which a server is not believed any more; somewhat above the true length
 */
record RemoteFile(String name, List<String> folders, String md5, long limit) {
  RemoteFile {
    folders = List.copyOf(folders);
  }

  /** The same file from another place. */
  RemoteFile from(String folder) {
    return new RemoteFile(name, List.of(folder.endsWith("/") ? folder : folder + "/"), md5, limit);
  }
}
