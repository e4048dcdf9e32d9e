package convnet.io.vp8;

/**
 * The factors of the coefficients in one segment (RFC 6386, sections 9.6 and 14.1): of the first
 * one in a subblock, which is its mean, and of the others.
 */
record Dequantizer(int lumaDc, int lumaAc, int meansDc, int meansAc, int chromaDc, int chromaAc) {
  private static final int MIN_MEANS_AC = 8;
  private static final int MAX_CHROMA_DC_QUANTIZER = 117;

  /** Reads those of all segments. */
  static Dequantizer[] read(BoolDecoder in, Segments segments) {
    int base = in.number(7);
    int lumaDc = in.optionalSigned(4);
    int meansDc = in.optionalSigned(4);
    int meansAc = in.optionalSigned(4);
    int chromaDc = in.optionalSigned(4);
    int chromaAc = in.optionalSigned(4);
    Dequantizer[] dequantizers = new Dequantizer[Segments.COUNT];
    for (int i = 0; i < dequantizers.length; i++) {
      int q = segments.quantizer(i, base);
      dequantizers[i] =
          new Dequantizer(
              Tables.dcFactor(q + lumaDc),
              Tables.acFactor(q),
              2 * Tables.dcFactor(q + meansDc),
              Math.max(MIN_MEANS_AC, Tables.acFactor(q + meansAc) * 155 / 100),
              Tables.dcFactor(Math.min(q + chromaDc, MAX_CHROMA_DC_QUANTIZER)),
              Tables.acFactor(q + chromaAc));
    }
    return dequantizers;
  }
}
