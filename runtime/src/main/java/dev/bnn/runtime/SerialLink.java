package dev.bnn.runtime;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A serial port, or a pseudo-terminal. */
public final class SerialLink implements Link {
  /** So long a write waits for room. */
  private static final int WRITE_MILLIS = 5000;

  /** So long a read waits, whatever is asked: who waits longer asks again. */
  private static final int READ_MILLIS = 100;

  private final String name;
  private final int patience;
  private final SerialPort port;

  private SerialLink(String name, int patience, SerialPort port) {
    this.name = name;
    this.patience = patience;
    this.port = port;
  }

  /**
   * Opens a port: 8 data bits, no parity, one stop bit.
   *
   * @param patience factor of all time-outs
   * @throws DeviceException if there is no such port, or it cannot be opened
   */
  public static SerialLink open(String name, int baud, int patience) throws IOException {
    SerialPort port;
    try {
      port = SerialPort.getCommPort(name);
    } catch (SerialPortInvalidPortException e) {
      throw new DeviceException("there is no serial port " + name + "; " + portsThereAre(), e);
    }
    port.setComPortParameters(baud, 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
    port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
    port.setComPortTimeouts(
        SerialPort.TIMEOUT_READ_SEMI_BLOCKING | SerialPort.TIMEOUT_WRITE_BLOCKING,
        READ_MILLIS,
        WRITE_MILLIS);
    if (!port.openPort()) {
      throw new DeviceException(
          name
              + " cannot be opened: is another program using it, may you use it (group dialout),"
              + " does it know "
              + baud
              + " baud? "
              + portsThereAre());
    }
    return new SerialLink(name, patience, port);
  }

  private static String portsThereAre() {
    String ports =
        Arrays.stream(SerialPort.getCommPorts())
            .map(SerialPort::getSystemPortPath)
            .collect(Collectors.joining(", "));
    return ports.isEmpty() ? "none is connected" : "connected are " + ports;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    int written = port.writeBytes(bytes, bytes.length);
    if (written != bytes.length) {
      throw gone();
    }
  }

  @Override
  public int read(byte[] bytes, long micros) throws IOException {
    int available = port.bytesAvailable();
    if (available < 0) {
      throw gone();
    }
    if (available == 0 && micros == 0) {
      return 0;
    }
    int count = port.readBytes(bytes, bytes.length);
    if (count < 0) {
      throw gone();
    }
    return count;
  }

  private DeviceException gone() {
    return new DeviceException(name + " is gone: is the board still connected?");
  }

  @Override
  public int patience() {
    return patience;
  }

  @Override
  public void close() {
    port.closePort();
  }

  @Override
  public String toString() {
    return name;
  }
}
