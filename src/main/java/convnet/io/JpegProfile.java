package convnet.io;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The colour profile in the segments of a JPEG (ICC.1, annex B.4). Beyond 64 KB it is split into
 * parts, each with its number, counted from 1, and the number of all parts.
 */
final class JpegProfile {
  /** The beginning of a segment with a part of a profile. */
  private static final byte[] NAME = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);

  private final List<Integer> starts = new ArrayList<>();
  private final SortedMap<Integer, byte[]> parts = new TreeMap<>();
  private final Set<Integer> counts = new HashSet<>();

  /** Adds the content of an application segment, if it is a part of a profile. */
  void add(byte[] bytes, int start, int length) {
    if (length < NAME.length || !isNamed(bytes, start, NAME.length)) {
      return;
    }
    starts.add(start);
    int number = start + NAME.length;
    if (length >= NAME.length + 2) {
      counts.add(bytes[number + 1] & 0xFF);
      parts.put(bytes[number] & 0xFF, Arrays.copyOfRange(bytes, number + 2, start + length));
    }
  }

  /** The profile; null if it is broken or changes nothing: see {@link ColourProfile#of}. */
  @Nullable ColourProfile colours() {
    return ColourProfile.of(joined());
  }

  /**
   * The file for a decoder that allocates as much memory as a profile claims. If parts of the
   * profile are missing, or are shorter than its header says, its name is overwritten in the copy.
   * So is anything else with nearly that name, since a decoder may find segments in a broken file
   * where others see none.
   */
  byte[] hiddenUnlessWhole(byte[] file) {
    List<Integer> hidden = new ArrayList<>();
    for (int at = 0; at <= file.length - NAME.length; at++) {
      if (isNamed(file, at, NAME.length - 1)) {
        hidden.add(at);
      }
    }
    if (isWhole()) {
      hidden.removeAll(starts);
    }
    return ColourProfile.hide(file, hidden);
  }

  /** Whether the first {@code length} bytes of the name stand at {@code at}. */
  private static boolean isNamed(byte[] bytes, int at, int length) {
    return bytes[at] == NAME[0] && Arrays.equals(bytes, at, at + length, NAME, 0, length);
  }

  private boolean isWhole() {
    int count = starts.size();
    return counts.equals(Set.of(count))
        && parts.size() == count
        && parts.firstKey() == 1
        && parts.lastKey() == count
        && ColourProfile.isWhole(joined());
  }

  private byte[] joined() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    parts.values().forEach(whole::writeBytes);
    return whole.toByteArray();
  }
}
