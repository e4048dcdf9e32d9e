package convnet.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A hash of a file's content: the first 128 bits of SHA-256. Among a billion different files the
 * chance that any two have the same is below one in 10^20.
 */
record ContentHash(long high, long low) {

  static ContentHash of(byte[] content) {
    try {
      ByteBuffer digest = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(content));
      return new ContentHash(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
