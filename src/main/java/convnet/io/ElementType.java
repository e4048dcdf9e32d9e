package convnet.io;

import java.nio.ByteBuffer;

/** The element types of files. They are decoded to float32, or to integers on request. */
public enum ElementType {
  F16(2),
  BF16(2),
  F32(4),
  F64(8),
  I8(1),
  I16(2),
  I32(4),
  I64(8),
  U8(1),
  U16(2),
  U32(4),
  U64(8),
  BOOL(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** The size of an element in bytes. */
  public int bytes() {
    return bytes;
  }

  /**
   * Takes {@code count} numbers from {@code source}, in its byte order, into {@code target} from
   * {@code at} on, rounded to the nearest float32.
   *
   * @throws ArithmeticException with one line, at the first finite number beyond float32
   */
  void decode(ByteBuffer source, float[] target, int at, int count) {
    if (this == F32) {
      source.asFloatBuffer().get(target, at, count);
      source.position(source.position() + 4 * count);
      return;
    }
    for (int i = at; i < at + count; i++) {
      target[i] =
          switch (this) {
            case F16 -> Float.float16ToFloat(source.getShort());
            case BF16 -> Float.intBitsToFloat(source.getShort() << 16);
            case F32 -> source.getFloat();
            case F64 -> narrow(source.getDouble());
            case I8 -> source.get();
            case I16 -> source.getShort();
            case I32 -> source.getInt();
            case I64 -> source.getLong();
            case U8 -> source.get() & 0xFF;
            case U16 -> source.getShort() & 0xFFFF;
            case U32 -> source.getInt() & 0xFFFFFFFFL;
            case U64 -> unsigned(source.getLong());
            case BOOL -> source.get() == 0 ? 0 : 1;
          };
    }
  }

  /**
   * Decodes {@code count} whole numbers from {@code source}, in its byte order, into {@code target}
   * from {@code at} on. Floating-point types will do if their values are whole.
   *
   * @throws ArithmeticException with a one-line message, at the first that is not whole or beyond
   *     an int
   */
  void decode(ByteBuffer source, int[] target, int at, int count) {
    for (int i = at; i < at + count; i++) {
      target[i] =
          switch (this) {
            case F16 -> whole(Float.float16ToFloat(source.getShort()));
            case BF16 -> whole(Float.intBitsToFloat(source.getShort() << 16));
            case F32 -> whole(source.getFloat());
            case F64 -> whole(source.getDouble());
            case I8 -> source.get();
            case I16 -> source.getShort();
            case I32 -> source.getInt();
            case I64 -> narrow(source.getLong());
            case U8 -> source.get() & 0xFF;
            case U16 -> source.getShort() & 0xFFFF;
            case U32 -> narrow(source.getInt() & 0xFFFFFFFFL);
            case U64 -> narrow(source.getLong());
            case BOOL -> source.get() == 0 ? 0 : 1;
          };
    }
  }

  private static float narrow(double value) {
    float narrowed = (float) value;
    if (Float.isInfinite(narrowed) && !Double.isInfinite(value)) {
      throw new ArithmeticException("holds " + value + ", beyond float32, which ends at 3.4e38");
    }
    return narrowed;
  }

  private static int whole(double value) {
    if (value != (int) value) {
      throw new ArithmeticException("holds " + value + ", which is not a whole number below 2^31");
    }
    return (int) value;
  }

  private int narrow(long value) {
    if (value != (int) value || (this == U64 && value < 0)) {
      String digits = this == U64 ? Long.toUnsignedString(value) : Long.toString(value);
      throw new ArithmeticException("holds " + digits + ", which is beyond 2^31");
    }
    return (int) value;
  }

  /**
   * The float32 nearest to an unsigned number. A large one is halved first, with its lowest bit
   * kept sticky so that it still rounds correctly.
   */
  private static float unsigned(long value) {
    return value >= 0 ? value : (float) (value >>> 1 | value & 1) * 2;
  }
}
