package org.gatehouse.secret;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * A key that can be wiped: the platform's own {@code SecretKeySpec} keeps its copy until the
 * garbage collector comes by. It is neither printed nor serialised.
 */
public final class WipedKey implements SecretKey, AutoCloseable {

  private static final long serialVersionUID = 1L;

  private final transient byte[] bytes;
  private final String algorithm;
  private boolean wiped;

  /**
   * A key of these bytes, which are copied.
   *
   * @param algorithm what it is used with, {@code AES} or {@code HmacSHA256}
   */
  public WipedKey(byte[] bytes, String algorithm) {
    this.bytes = bytes.clone();
    this.algorithm = algorithm;
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  /**
   * A copy, for a cipher, which wipes it.
   *
   * @throws IllegalStateException when the key was wiped
   */
  @Override
  public byte[] getEncoded() {
    if (wiped) {
      throw new IllegalStateException("the key was wiped");
    }
    return bytes.clone();
  }

  @Override
  public void destroy() {
    Arrays.fill(bytes, (byte) 0);
    wiped = true;
  }

  @Override
  public boolean isDestroyed() {
    return wiped;
  }

  @Override
  public void close() {
    destroy();
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key stays where it is");
  }

  @Override
  public String toString() {
    return "WipedKey[…]";
  }
}
