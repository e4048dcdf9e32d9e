package convnet.model;

import convnet.tensor.Shape;
import java.util.List;

/**
 * A layer in its place in a network, and what it costs there for one image.
 *
 * @param layer the layer
 * @param input the shape that goes in
 * @param output the shape that comes out
 * @param parameters how many numbers it learns
 * @param macs multiply-adds, biases not counted
 * @param field what one element of its output sees of the network's input; that of a block is its
 *     body's
 * @param body the layers in a block's body; the block's parameters and multiply-adds are theirs and
 *     the shortcut's
 * @param shortcut the layers in a block's shortcut
 */
public record LayerSummary(
    LayerSpec layer,
    Shape input,
    Shape output,
    long parameters,
    long macs,
    ReceptiveField field,
    List<LayerSummary> body,
    List<LayerSummary> shortcut) {}
