/**
 * Decodes the key frames of VP8 (RFC 6386), which lossy WebPs are: {@link
 * convnet.io.vp8.Vp8Decoder} is the way in. TwelveMonkeys predicts from filtered samples, where VP8
 * predicts from those before the loop filter, so that its errors add up from block to block.
 *
 * <p>A frame consists of macroblocks of 16×16 samples of luma and 8×8 of each chroma. In the order
 * of the data: {@code FrameHeader}, then for every macroblock {@code ModeReader} (how it is
 * predicted) and {@code CoefficientReader} (what is added to that), both from a {@code
 * BoolDecoder}; {@code Prediction} and {@code InverseTransform} make its samples; {@code
 * LoopFilter} smooths the edges between blocks, and {@code RgbConversion} makes colours. Where the
 * standard leaves a choice (smooth chroma, rounding of colours), results are those of libwebp, bit
 * for bit.
 */
@NullMarked
package convnet.io.vp8;

import org.jspecify.annotations.NullMarked;
