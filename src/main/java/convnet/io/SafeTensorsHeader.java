package convnet.io;

import convnet.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The header of a safetensors file: eight bytes of length, then JSON with the type, the shape and
 * the position of each tensor.
 *
 * <p>The numbers must fill the rest of the file without gaps or overlaps. Anything else that would
 * let two readers see different things in one file is refused as well: duplicate keys, unknown
 * keys, sizes that disagree.
 *
 * @param entries the tensors by name, in the order of the header
 * @param metadata the entries of {@code __metadata__}
 */
record SafeTensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {
  static final int PREFIX = 8;
  static final String METADATA = "__metadata__";

  /**
   * What PyTorch's wrappers put before every name of the network in them: {@code
   * DistributedDataParallel} and {@code torch.compile}.
   */
  private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.");

  private static final long MAX_LENGTH = 100_000_000;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * One tensor.
   *
   * @param type null if it is not supported: the other tensors of the file can still be read
   * @param dtype the name of the type in the file
   * @param begin the position of its first byte in the file
   * @param end the position after its last byte
   */
  record Entry(
      String name, @Nullable ElementType type, String dtype, Shape shape, long begin, long end) {}

  /** This header with the tensors' names inside of all wrappers. */
  SafeTensorsHeader unwrapped() {
    for (String wrapper : WRAPPERS) {
      if (!entries.isEmpty() && entries.keySet().stream().allMatch(n -> n.startsWith(wrapper))) {
        Map<String, Entry> inside = new LinkedHashMap<>();
        entries.forEach((name, entry) -> inside.put(name.substring(wrapper.length()), entry));
        return new SafeTensorsHeader(Collections.unmodifiableMap(inside), metadata).unwrapped();
      }
    }
    return this;
  }

  /**
   * The length of the header, from the first eight bytes of a file.
   *
   * @param fileSize the size of the file in bytes
   * @throws MalformedFileException if the header is too long, in itself or for the file
   */
  static int length(ByteBuffer prefix, String file, long fileSize) throws MalformedFileException {
    long length = prefix.getLong(0);
    if (length < 0 || length > MAX_LENGTH) {
      throw new MalformedFileException(
          file,
          0,
          "is not a safetensors file: a header of "
              + Long.toUnsignedString(length)
              + " bytes, and at most "
              + MAX_LENGTH
              + " are allowed");
    }
    if (length > fileSize - PREFIX) {
      throw new MalformedFileException(
          file, 0, "is truncated: a header of " + length + " bytes in a file of " + fileSize);
    }
    return (int) length;
  }

  /**
   * Parses a header, which begins at byte 8 of {@code file}, and checks it against the file's size.
   */
  static SafeTensorsHeader parse(byte[] header, String file, long fileSize)
      throws MalformedFileException {
    if (header.length == 0 || header[0] != '{') {
      throw new MalformedFileException(
          file, PREFIX, "is not a safetensors file: its header does not begin with {");
    }
    String json;
    try {
      json = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedFileException(file, "has a safetensors header that is not UTF-8", e);
    }
    Parsing parsing = new Parsing(file, PREFIX + (long) header.length);
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      parsing.header(parser);
    } catch (JacksonException e) {
      throw new MalformedFileException(
          file, "has a broken safetensors header: " + JsonReason.of(e), e);
    }
    checkLayout(parsing, file, fileSize);
    return new SafeTensorsHeader(
        Collections.unmodifiableMap(parsing.entries),
        Collections.unmodifiableMap(parsing.metadata));
  }

  /**
   * Checks that the numbers of the tensors follow one another from the header to the end of the
   * file.
   */
  private static void checkLayout(Parsing parsing, String file, long fileSize)
      throws MalformedFileException {
    List<Entry> entries = new ArrayList<>(parsing.entries.values());
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long end = parsing.dataStart;
    @Nullable Entry previous = null;
    for (Entry entry : entries) {
      if (entry.begin != end) {
        throw new MalformedFileException(
            file,
            entry.begin,
            "the numbers of "
                + entry.name
                + (entry.begin < end ? " overlap" : " leave a hole after")
                + " what comes before them");
      }
      if (previous != null && previous.end() == entry.end() && previous.begin == entry.begin) {
        throw new MalformedFileException(
            file, entry.begin, previous.name + " and " + entry.name + " are at one place");
      }
      end = entry.end();
      previous = entry;
    }
    if (end > fileSize) {
      throw new MalformedFileException(
          file, fileSize, "is truncated: its tensors end at byte " + end);
    }
    if (end < fileSize) {
      throw new MalformedFileException(file, end, "has bytes that belong to no tensor");
    }
  }

  /** A header that is being parsed. */
  private static final class Parsing {
    private final String file;
    private final long dataStart;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    Parsing(String file, long dataStart) {
      this.file = file;
      this.dataStart = dataStart;
    }

    void header(JsonParser parser) throws MalformedFileException {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          throw broken(name, "should be an object");
        }
        if (name.equals(METADATA)) {
          metadata(parser);
        } else {
          entries.put(name, entry(parser, name));
        }
      }
      if (parser.nextToken() != null) {
        throw new MalformedFileException(file, "has more after its safetensors header");
      }
    }

    private void metadata(JsonParser parser) throws MalformedFileException {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
          throw broken(METADATA, "the value of " + key + " should be a string");
        }
        metadata.put(key, parser.getString());
      }
    }

    private Entry entry(JsonParser parser, String name) throws MalformedFileException {
      @Nullable String dtype = null;
      long @Nullable [] dims = null;
      long @Nullable [] offsets = null;
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (key) {
          case "dtype" -> {
            if (value != JsonToken.VALUE_STRING) {
              throw broken(name, "dtype should be a string");
            }
            dtype = parser.getString();
          }
          case "shape" -> dims = naturals(parser, name, key);
          case "data_offsets" -> offsets = naturals(parser, name, key);
          default -> throw broken(name, "has an unknown key: " + key);
        }
      }
      if (dtype == null || dims == null || offsets == null) {
        throw broken(name, "needs dtype, shape and data_offsets");
      }
      if (offsets.length != 2 || offsets[0] > offsets[1]) {
        throw broken(name, "data_offsets should be a begin and an end");
      }
      @Nullable ElementType type = type(dtype);
      Shape shape = shape(dims, name);
      long held = offsets[1] - offsets[0];
      long bytes = type == null ? held : (long) shape.size() * type.bytes();
      if (held != bytes) {
        throw broken(
            name,
            shape + " of " + dtype + " are " + bytes + " bytes, its data_offsets hold " + held);
      }
      if (offsets[0] > Long.MAX_VALUE - dataStart - bytes) {
        throw broken(name, "its data_offsets are beyond any file");
      }
      return new Entry(name, type, dtype, shape, dataStart + offsets[0], dataStart + offsets[1]);
    }

    private long[] naturals(JsonParser parser, String name, String key)
        throws MalformedFileException {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        throw broken(name, key + " should be an array of whole numbers");
      }
      List<Long> numbers = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT || parser.getLongValue() < 0) {
          throw broken(name, key + " should be whole numbers from 0 on");
        }
        numbers.add(parser.getLongValue());
      }
      return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private static @Nullable ElementType type(String dtype) {
      for (ElementType type : ElementType.values()) {
        if (type.name().equals(dtype)) {
          return type;
        }
      }
      return null;
    }

    private Shape shape(long[] dims, String name) throws MalformedFileException {
      try {
        int[] sizes = new int[dims.length];
        for (int axis = 0; axis < dims.length; axis++) {
          sizes[axis] = Math.toIntExact(dims[axis]);
        }
        return new Shape(sizes);
      } catch (ArithmeticException | IllegalArgumentException e) {
        throw broken(name, "has a shape beyond what an array holds");
      }
    }

    private MalformedFileException broken(String name, String reason) {
      return new MalformedFileException(file, "tensor " + name + ": " + reason);
    }
  }
}
