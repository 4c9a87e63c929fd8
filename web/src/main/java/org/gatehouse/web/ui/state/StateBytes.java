package org.gatehouse.web.ui.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * The state of a page as bytes, in the serial form that Faces has for it (Jakarta Faces 4.1,
 * section 7.6.2), compressed. Only what {@link StateSeal} opened is read; a filter and bounds stand
 * behind it all the same.
 */
final class StateBytes {

  /** How many bytes a state may have when it is not compressed. */
  static final int LARGEST = 256 * 1024;

  private static final Logger LOG = Logger.getLogger(StateBytes.class.getName());

  private static final ObjectInputFilter FILTER =
      ObjectInputFilter.Config.createFilter(
          "maxdepth=32;maxrefs=20000;maxarray=20000;java.lang.*;java.io.Serializable;java.util.**;java.time.**;"
              + "jakarta.faces.**;com.sun.faces.**;org.primefaces.**;"
              + "org.glassfish.expressly.**;org.jboss.weld.**;com.sun.el.**;jakarta.el.*;"
              + "org.gatehouse.web.ui.**;!*");

  private StateBytes() {}

  static byte[] of(Object state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try (OutputStream compressed = new DeflaterOutputStream(bytes, deflater);
        ObjectOutputStream objects = new ObjectOutputStream(compressed)) {
      objects.writeObject(state);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a state.
   *
   * @throws IOException when it is none, or is of what no page of ours keeps
   */
  static Object read(byte[] bytes) throws IOException {
    byte[] plain;
    try (InputStream compressed =
        new InflaterInputStream(new ByteArrayInputStream(bytes), new Inflater(true))) {
      plain = compressed.readNBytes(LARGEST + 1);
    }
    if (plain.length > LARGEST) {
      throw new InvalidObjectException("a page keeps less");
    }
    try (ObjectInputStream objects = new StateObjects(new ByteArrayInputStream(plain))) {
      objects.setObjectInputFilter(StateBytes::checked);
      return objects.readObject();
    } catch (ClassNotFoundException e) {
      throw new InvalidObjectException(e.getMessage(), e);
    }
  }

  /** What is rejected here a page of ours kept, so whoever made it wants to know. */
  private static ObjectInputFilter.Status checked(ObjectInputFilter.FilterInfo info) {
    ObjectInputFilter.Status status = FILTER.checkInput(info);
    if (status == ObjectInputFilter.Status.REJECTED) {
      LOG.log(
          Level.WARNING,
          "a page keeps {0}, array of {1}, at depth {2}, after {3} references: more than it may",
          new Object[] {info.serialClass(), info.arrayLength(), info.depth(), info.references()});
    }
    return status;
  }

  /** The classes of the library are the application's, not those of who reads. */
  private static final class StateObjects extends ObjectInputStream {

    StateObjects(InputStream bytes) throws IOException {
      super(bytes);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(
            description.getName(), false, Thread.currentThread().getContextClassLoader());
      } catch (ClassNotFoundException e) {
        // Primitive types have no name there.
        return super.resolveClass(description);
      }
    }
  }
}
