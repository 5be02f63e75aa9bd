package dev.bnn.runtime;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A serial port: 8 data bits, no parity, one stop bit, no flow control. */
public final class SerialLink implements Link {
  /** jSerialComm waits in tenths of a second, but returns as soon as a byte is there. */
  private static final int READ_MILLIS = 100;

  private static final long FULL_NANOS = 1_000_000; // between tries while buffers are full

  private static final int BUSY = 16; // EBUSY
  private static final int LOCKED = 11; // EAGAIN: another program has locked it
  private static final int DENIED = 13; // EACCES

  private final SerialPort port;
  private final String device;
  private final TimedWriter writer;
  private final byte[] buffer = new byte[1 << 16];

  private SerialLink(SerialPort port, String device) {
    this.port = port;
    this.device = device;
    this.writer = new TimedWriter(name(), this::writeAll);
  }

  /**
   * Opens a port.
   *
   * @param device as the system names it: {@code /dev/ttyUSB1}, {@code COM3}
   * @param baud bits a second
   * @throws IOException in one line, if it is absent, in use or forbidden
   */
  public static SerialLink open(String device, int baud) throws IOException {
    SerialPort port = find(device);
    port.setComPortParameters(baud, 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
    port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
    port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, READ_MILLIS, 0);
    if (!port.openPort(0)) {
      throw new DeviceException("serial:" + device + ": " + whyNot(port.getLastErrorCode()));
    }
    port.flushIOBuffers(); // of whoever had it before
    return new SerialLink(port, device);
  }

  private static SerialPort find(String device) throws IOException {
    try {
      return SerialPort.getCommPort(device);
    } catch (SerialPortInvalidPortException e) {
      throw new DeviceException("serial:" + device + ": no such port; " + ports(), e);
    }
  }

  private static String ports() {
    SerialPort[] ports = SerialPort.getCommPorts();
    return ports.length == 0
        ? "there is none on this machine: is the board plugged in?"
        : Stream.of(ports)
            .map(port -> port.getSystemPortPath() + " (" + port.getDescriptivePortName() + ")")
            .collect(Collectors.joining(", ", "there are ", ""));
  }

  private static String whyNot(int error) {
    return switch (error) {
      case BUSY, LOCKED -> "in use by another program: close that first";
      case DENIED -> "permission denied: add yourself to the group that owns it (dialout)";
      default -> "cannot be opened (error " + error + "): is it in use, is it a serial port?";
    };
  }

  @Override
  public String name() {
    return "serial:" + device;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    writer.write(bytes);
  }

  private void writeAll(byte[] bytes) throws IOException {
    for (int written = 0; written < bytes.length; ) {
      int count = port.writeBytes(bytes, bytes.length - written, written);
      // jSerialComm says 0, and not -1, if the port is gone; 0 may also mean that buffers are full
      boolean gone = count < 0 || (count == 0 && port.bytesAvailable() < 0);
      if (gone || Thread.currentThread().isInterrupted()) {
        throw gone();
      }
      if (count == 0) {
        LockSupport.parkNanos(FULL_NANOS);
      }
      written += count;
    }
  }

  @Override
  public byte[] read(Duration wait) throws IOException {
    long start = System.nanoTime();
    while (true) {
      int count = port.readBytes(buffer, buffer.length);
      if (count < 0) {
        throw gone();
      }
      if (count > 0 || System.nanoTime() - start >= wait.toNanos()) {
        return Arrays.copyOf(buffer, count);
      }
    }
  }

  private DeviceException gone() {
    return new DeviceException(name() + ": the port is gone: is the board still plugged in?");
  }

  @Override
  public void close() {
    writer.close();
    port.closePort();
  }
}
