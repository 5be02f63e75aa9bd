package dev.bnn.runtime;

import java.io.IOException;
import java.time.Duration;

/** Another link, for tests that listen or lie. */
class ForwardingLink implements Link {
  private final Link link;

  ForwardingLink(Link link) {
    this.link = link;
  }

  @Override
  public String name() {
    return link.name();
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    link.write(bytes);
  }

  @Override
  public byte[] read(Duration wait) throws IOException {
    return link.read(wait);
  }

  @Override
  public void close() {
    link.close();
  }
}
