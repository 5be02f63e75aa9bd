package dev.bnn.quantize;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Version of this toolkit, as written into every artefact. */
public final class Version {
  /** The version number. */
  public static final String NUMBER = read();

  /** Name and version. */
  public static final String TOOL = "bnn " + NUMBER;

  private Version() {}

  private static String read() {
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
