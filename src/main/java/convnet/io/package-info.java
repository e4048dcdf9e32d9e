/**
 * Files in and out: images, numpy arrays, safetensors and text become tensors, tensors become
 * pictures or numbers. Every reader takes its input for hostile and answers anything broken with a
 * {@link convnet.io.MalformedFileException}; every file is written through {@link
 * convnet.io.AtomicFile}. Nothing here knows networks.
 */
@NullMarked
package convnet.io;

import org.jspecify.annotations.NullMarked;
