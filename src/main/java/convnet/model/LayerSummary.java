package convnet.model;

import convnet.tensor.Shape;
import java.util.List;

/**
 * A layer at its place in a network, with its cost there for one image.
 *
 * @param layer the layer
 * @param input its input shape
 * @param output its output shape
 * @param parameters the number of trainable values
 * @param macs multiply-adds, biases not counted
 * @param field the receptive field of one element of its output in the network's input; that of a
 *     block is its body's
 * @param body the layers in a block's body, else empty; a block's parameters and multiply-adds are
 *     those of its body and its shortcut
 * @param shortcut the layers in a block's shortcut, else empty
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
