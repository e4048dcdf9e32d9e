package convnet.io.vp8;

/** The arithmetic decoder of one partition of the data (RFC 6386, section 7). */
final class BoolDecoder {
  private static final int EVEN = 128;

  /** The most spare bits with which a byte can be appended. */
  private static final int ROOM = Long.SIZE - 1 - 2 * Byte.SIZE;

  private final byte[] data;
  private final int end;
  private int next;

  /** What is left of the number that is decoded: 8 bits, and then {@link #spare} more. */
  private long value;

  private int spare = -Byte.SIZE;
  private int range = 255;
  private boolean exhausted;

  /** Decodes the bytes from {@code start} to {@code end}. */
  BoolDecoder(byte[] data, int start, int end) {
    this.data = data;
    this.next = start;
    this.end = end;
  }

  /** A bit that is 0 with the probability {@code zero} / 256. */
  int bit(int zero) {
    if (spare < 0) {
      load();
    }
    int split = 1 + ((range - 1) * zero >> 8);
    long threshold = (long) split << spare;
    int bit = 0;
    if (value >= threshold) {
      value -= threshold;
      range -= split;
      bit = 1;
    } else {
      range = split;
    }
    int shift = Integer.numberOfLeadingZeros(range) - 24; // back to 8 bits
    range <<= shift;
    spare -= shift;
    return bit;
  }

  boolean flag() {
    return bit(EVEN) != 0;
  }

  /** An unsigned number, its highest bit first. */
  int number(int bits) {
    int number = 0;
    for (int i = 0; i < bits; i++) {
      number = number << 1 | bit(EVEN);
    }
    return number;
  }

  /** A number that may be missing, with its sign behind it; 0 if it is missing. */
  int optionalSigned(int bits) {
    return flag() ? signed(number(bits)) : 0;
  }

  /** {@code magnitude} with the sign that is read. */
  int signed(int magnitude) {
    return flag() ? -magnitude : magnitude;
  }

  /**
   * Reads a leaf of a tree (section 8.1).
   *
   * @param tree pairs of the next index in the tree, or of a leaf, which is 0 or negative
   * @param probabilities one for each pair, from {@code first} on
   * @return the leaf, not negated
   */
  int leaf(byte[] tree, int[] probabilities, int first) {
    int at = 0;
    do {
      at = tree[at + bit(probabilities[first + (at >> 1)])];
    } while (at > 0);
    return -at;
  }

  /** Whether more was read than there is, as in a file that is cut off. */
  boolean isExhausted() {
    return exhausted;
  }

  /** Appends bytes while there is room, and a zero if there are none left. */
  private void load() {
    if (next == end) {
      exhausted = true;
      value <<= Byte.SIZE;
      spare += Byte.SIZE;
    }
    while (next < end && spare < ROOM) {
      value = value << Byte.SIZE | data[next++] & 0xFF;
      spare += Byte.SIZE;
    }
  }
}
