package convnet.model;

import convnet.tensor.Shape;

/**
 * A layer in its place in a network, and what it costs there for one image.
 *
 * @param layer the layer
 * @param input the shape that goes in
 * @param output the shape that comes out
 * @param parameters how many numbers it learns
 * @param macs multiply-adds, biases not counted
 * @param field what one element of its output sees of the network's input
 */
public record LayerSummary(
    LayerSpec layer, Shape input, Shape output, long parameters, long macs, ReceptiveField field) {}
