package dev.bnn.datasets;

/** Hears how a fetch goes; calls come one after the other. */
public interface FetchListener {
  /** Hears nothing. */
  FetchListener NONE = new FetchListener() {};

  /**
   * A file begins to come.
   *
   * @param address from where
   * @param from bytes that are here from an earlier time
   * @param total bytes of the whole file, −1 if the server does not say
   */
  default void started(String address, long from, long total) {}

  /** So many bytes of the file are here now. */
  default void arrived(long bytes) {}

  /** The file has ended, whole or not. */
  default void ended() {}

  /** Something the user should know, one line. */
  default void told(String line) {}
}
