package dev.bnn.runtime;

/** Programs that this one starts. */
final class Programs {
  private Programs() {}

  /** Kills a program, and all it has started, when this one ends. */
  static Thread killAtExit(Process process) {
    Thread killer = new Thread(() -> killAll(process));
    Runtime.getRuntime().addShutdownHook(killer);
    return killer;
  }

  /** Kills it now. */
  static void kill(Process process, Thread killer) {
    killAll(process);
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // the JVM is ending: the hook runs
    }
  }

  private static void killAll(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
