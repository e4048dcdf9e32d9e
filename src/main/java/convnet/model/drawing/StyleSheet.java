package convnet.model.drawing;

/**
 * The colours and fonts of a drawing, light, and dark for readers in dark mode. Uses only plain
 * rules for classes: converters to PDF do not know CSS variables.
 */
final class StyleSheet {
  static final String TEXT =
      """
      text { font-family: Helvetica, Arial, sans-serif; text-anchor: middle; fill: #1f2933; }
      .title, .legend, .share { text-anchor: start; }
      .title, .size, .action { font-weight: bold; }
      .detail, .share, .legend { fill: #4a5560; }
      .name, .note { fill: #7b8794; }
      .note { text-anchor: start; }
      .paper { fill: #ffffff; }
      .front, .top, .side { stroke: #3d4852; stroke-width: 0.7; stroke-linejoin: round; }
      .sheet { stroke: #3d4852; stroke-width: 0.4; stroke-opacity: 0.7; }
      .input.front { fill: #dfe3e8; } .input.top { fill: #eceff2; } .input.side { fill: #cbd2d9; }
      .convolution.front { fill: #8ebbe6; } .convolution.top { fill: #b9d6f2; }
      .convolution.side { fill: #6a9fd3; }
      .pooling.front { fill: #f5bd78; } .pooling.top { fill: #fad9ae; }
      .pooling.side { fill: #e39f4f; }
      .flattening.front { fill: #dfe3e8; }
      .linear.front { fill: #9bcf9f; }
      .residual.front { fill: #c3b1e6; } .residual.top { fill: #dcd0f3; }
      .residual.side { fill: #a48ed6; }
      .shortcut { fill: none; stroke: #7a5fc0; stroke-width: 1.3; }
      .window { fill: #d64545; fill-opacity: 0.30; stroke: #b03030; stroke-width: 0.8; }
      .beam { fill: #7b8794; fill-opacity: 0.13; }
      .ray { stroke: #7b8794; stroke-width: 0.6; }
      .turn { fill: none; stroke: #7b8794; stroke-width: 1.5; }
      .track { fill: #e4e7eb; }
      .macs { fill: #5b6ee1; }
      .parameters { fill: #c2570c; }
      @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3; }
        .detail, .share, .legend { fill: #b6c2cf; }
        .name, .note { fill: #8b98a5; }
        .paper { fill: #14181d; }
        .front, .top, .side, .sheet { stroke: #0b0e11; }
        .input.front, .flattening.front { fill: #76818c; }
        .input.top { fill: #909ba6; } .input.side { fill: #5c6670; }
        .convolution.front { fill: #4a83b8; } .convolution.top { fill: #6ea3d4; }
        .convolution.side { fill: #35658f; }
        .pooling.front { fill: #c98a3c; } .pooling.top { fill: #e3ab66; }
        .pooling.side { fill: #9f6a28; }
        .linear.front { fill: #5b9a61; }
        .residual.front { fill: #8068b8; } .residual.top { fill: #9d87d1; }
        .residual.side { fill: #644f97; }
        .shortcut { stroke: #b7a1f0; }
        .window { fill: #ff7b72; stroke: #ff9d96; }
        .track { fill: #2d353d; }
        .macs { fill: #8f9dff; }
        .parameters { fill: #f0883e; }
      }
      """;

  private StyleSheet() {}
}
