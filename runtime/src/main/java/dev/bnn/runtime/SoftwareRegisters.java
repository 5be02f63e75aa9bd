package dev.bnn.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The registers of a {@link SoftwareDevice}: those of the contract's map. Its counters count frames
 * and the contract's cycles; what it has nothing to say about stays at its reset value.
 */
final class SoftwareRegisters {
  private static final int ADDRESS_MASK = ~3; // the two lowest bits mean nothing
  private static final long WORD = 0xFFFFFFFFL;
  private static final int DATA_RESET = 1;
  private static final int COUNTERS_RESET = 2;

  private final Map<Integer, Contract.Register> map = new HashMap<>();
  private final Map<String, Long> values = new HashMap<>();
  private long highPart; // of the counter that was read last

  SoftwareRegisters(Contract contract) {
    contract.registers().forEach(register -> map.put(register.offset(), register));
    reset();
  }

  /** As after power-up. */
  void reset() {
    values.clear();
    map.values().forEach(register -> values.put(register.name(), register.reset()));
    highPart = 0;
  }

  /** Value at an address; empty if the bus answers SLVERR. */
  OptionalLong read(int address) {
    Contract.Register register = map.get(address & ADDRESS_MASK);
    if (register == null) {
      return OptionalLong.empty();
    }
    if (register.name().equals("COUNTER_HIGH")) {
      return OptionalLong.of(highPart);
    }
    long value = values.get(register.name());
    if (register.access() == Contract.Access.COUNTER) {
      highPart = value >>> 32 & 0xFFFF;
    }
    return OptionalLong.of(value & WORD);
  }

  /** Writes a word; false if the bus answers SLVERR. */
  boolean write(int address, long word) {
    Optional<Contract.Register> register = Optional.ofNullable(map.get(address & ADDRESS_MASK));
    if (register.isEmpty()) {
      return false;
    }
    String name = register.get().name();
    switch (register.get().access()) {
      case READ_WRITE -> {
        boolean control = name.equals("CONTROL");
        values.put(name, control ? word & (DATA_RESET | COUNTERS_RESET) : word);
        if (control) {
          clearCountersInReset();
        }
        return true;
      }
      case WRITE_1_TO_CLEAR -> {
        values.put(name, values.get(name) & ~word);
        return true;
      }
      // loading another network is not played
      case CONSTANT, READ, COUNTER, WORD, PORT -> {
        return false;
      }
    }
    throw new AssertionError(register.get());
  }

  /** Whether the data path is held in reset. */
  boolean isDataReset() {
    return (values.getOrDefault("CONTROL", 0L) & DATA_RESET) != 0;
  }

  /** Images went through. */
  void countFrames(long frames, long cycles, long latency) {
    add("CYCLES", cycles);
    add("FRAMES_IN", frames);
    add("FRAMES_OUT", frames);
    put("LATENCY_LAST", latency);
    put("LATENCY_MIN", latency);
    put("LATENCY_MAX", latency);
    clearCountersInReset();
  }

  /** An image broke off or was damaged, and the design dropped it. */
  void countDropped() {
    add("FRAMES_DROPPED", 1);
    put("ERRORS", values.getOrDefault("ERRORS", 0L) | 1);
    clearCountersInReset();
  }

  private void clearCountersInReset() {
    if ((values.getOrDefault("CONTROL", 0L) & COUNTERS_RESET) == 0) {
      return;
    }
    for (Contract.Register register : map.values()) {
      boolean latency = register.name().startsWith("LATENCY_");
      if (register.access() == Contract.Access.COUNTER || latency) {
        values.put(register.name(), register.reset());
      }
    }
  }

  private void add(String name, long amount) {
    values.computeIfPresent(name, (unusedName, value) -> value + amount);
  }

  private void put(String name, long value) {
    values.computeIfPresent(name, (unusedName, unusedOld) -> value);
  }
}
