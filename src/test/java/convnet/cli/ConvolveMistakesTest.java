package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code convnet convolve} says when something is wrong: the exit code and the one line. */
final class ConvolveMistakesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "2 | in.txt | missing --kernel KERNEL: a name, numbers or a file; or --weights FILE",
        "2 | -k box | missing INPUT: a file, or - for standard input; see convnet convolve --help",
        "2 | -k blurr in.txt | --kernel blurr: neither numbers, nor a name that --list-kernels"
            + " knows, nor a file",
        "2 | -k sobel in.txt | --kernel sobel: neither numbers, nor a name that --list-kernels"
            + " knows, nor a file; did you mean sobel-x or sobel-y?",
        "2 | -k gausian:2 in.txt | --kernel gausian:2: neither numbers, nor a name that"
            + " --list-kernels knows, nor a file; did you mean gaussian:SIGMA[,N]?",
        "2 | -k ; in.txt | --kernel ;: it is empty",
        "2 | -k box:5 -d 999999999 in.txt | in.txt: dilation 999999999 spreads a kernel of 5 over"
            + " 3,999,999,997 pixels: at most 2,147,483,647 are possible",
        "2 | -k sharpen:2000000 in.txt | --kernel sharpen:2000000: AMOUNT must be above 0 and at"
            + " most 1000000",
        "2 | -k 1 -s 50000 in.txt | in.txt: a stride of 50000 goes beyond the padded input of"
            + " 1x3: 1x3 gives the same result",
        "2 | -k 1 -p 1000000000 in.txt | invalid value for option '--padding': '1000000000' is too"
            + " large: it can have 9 digits",
        "2 | -k 1/0 in.txt | --kernel 1/0: '1/0' is a division by 0: write a fraction such as 1/9",
        "2 | -k gaussian in.txt | --kernel gaussian: it is written gaussian:SIGMA[,N]",
        "2 | -k 1_2;3 in.txt | --kernel 1 2;3: rows of different lengths: row 1 has 2, row 2 has 1",
        "2 | -k in.npy in.txt | --kernel in.npy: a kernel is rows and columns of numbers, not a"
            + " tensor of 2x3x3: --weights takes those of a layer",
        "2 | --weights in.txt 3.npy | --weights in.txt: weights are (O, I, kH, kW), in npy or"
            + " safetensors: rows of numbers are a kernel, for -k",
        "2 | -k box in.txt 3.npy -o out/ --grad-input x.npy | --grad-input x.npy: it needs"
            + " --grad-output FILE, the gradient with respect to the output",
        "2 | -k - in.txt | --kernel -: standard input is for INPUT: name a file",
        "2 | -k box --grad-output in.txt --grad-input x.csv in.txt --format json | --format json:"
            + " x.csv gives its format by its extension: leave one out",
        "2 | -k sobel-x --normalize in.txt | --kernel sobel-x: the numbers add up to 0, by which"
            + " nothing can be divided",
        "2 | -k box --weights in.npy in.txt | --weights in.npy: these take the place of --kernel:"
            + " leave one out",
        "2 | --weights none.npy in.txt | --weights none.npy: weights of 4x0x3x3 have no numbers",
        "2 | -k 1 -p 3z in.txt | invalid value for option '--padding': '3z' is not a padding: a"
            + " size such as 2 or 1x2, same or valid",
        "2 | -k 1 in.txt 2d.npy --explain 0,0 | --explain 0,0: it is for one INPUT, not 2: run"
            + " them one at a time",
        "2 | --weights 5d.npy in.txt | --weights 5d.npy: weights are (O, I, kH, kW), not a tensor"
            + " of 1x1x1x1x1",
        "2 | --weights 0d.npy in.txt | --weights 0d.npy: weights are (O, I, kH, kW), not a tensor"
            + " of no axes",
        "2 | --weights 2d.npy in.txt | --weights 2d.npy: weights of 3x4 are those of an nn.Linear"
            + " layer: a convolution's are (O, I, kH, kW)",
        "2 | --weights w.npy --groups 2 in.txt | in.txt: weights of 4x3x2x2 take 3·2 = 6 channels"
            + " (2 groups), the input has 1",
        "2 | --weights w.npy --groups 3 3.npy -o x.npy | 3.npy: weights of 4x3x2x2 take 3·3 = 9"
            + " channels (3 groups), the input has 3: they fit with 1 group",
        "2 | --weights w.npy --groups 3 9.npy -o x.npy | 9.npy: 9 input channels and 4 output"
            + " channels do not split into 3 groups: both must be multiples of 3",
        "2 | --weights w.npy --transpose --groups 3 in.txt | in.txt: transposed weights of 4x3x2x2"
            + " (I, O/groups, kH, kW) take 4 channels, the input has 1",
        "2 | --weights w.npy --transpose --groups 3 4.npy -o x.npy | 4.npy: 4 input channels do"
            + " not split into 3 groups: they must be a multiple of 3",
        "2 | --weights w.npy in.txt | in.txt: weights of 4x3x2x2 take 3·1 = 3 channels"
            + " (1 group), the input has 1",
        "2 | --weights w.npy --sum in.npy | --sum: the filters of --weights add up the channels"
            + " anyway: leave it out",
        "2 | -k box --groups 2 in.txt | --groups 2: with --kernel every channel is filtered on"
            + " its own: groups need --weights",
        "2 | --weights w.npy --groups 0 in.npy | --groups 0: it is at least 1",
        "2 | -k box -d 0 in.txt | --dilation 0: a dilation of 0 does not exist: 1 is the dense"
            + " kernel",
        "2 | -k box -d 2 --sparsity 1 in.txt | --sparsity 1: --dilation 2 sets the same thing:"
            + " leave one out",
        "2 | -k box -s 0 in.txt | --stride 0: it is at least 1",
        "2 | -k box -s 2 -p same in.txt | --padding same: the size cannot stay the same with"
            + " --stride 2: give a number",
        "2 | -k box -s 1x in.txt | invalid value for option '--stride': '1x' is not a size:"
            + " 3, or height and width as 3x5 or 3,5",
        "2 | -k box -p all in.txt | invalid value for option '--padding': 'all'"
            + " is not a padding: a size such as 2 or 1x2, same or valid",
        "2 | -k box --padding-mode wrap in.txt | invalid value for option '--padding-mode':"
            + " 'wrap': that is circular here",
        "2 | -k box --padding-mode Mirror in.txt | invalid value for option '--padding-mode':"
            + " 'Mirror': SciPy's mirror is reflect here (edge not repeated),"
            + " ImageMagick's is symmetric (edge repeated)",
        "2 | -k box --padding-mode blue in.txt | invalid value for option '--padding-mode':"
            + " 'blue' is not one of zeros, reflect, replicate, circular, symmetric",
        "2 | -k box --padding-mode reflect101 in.txt | invalid value for option '--padding-mode':"
            + " 'reflect101': OpenCV's is reflect here",
        "2 | -k box --padding-mode nearest in.txt | invalid value for option '--padding-mode':"
            + " 'nearest': that is replicate here",
        "2 | -k box --padding-mode cv2.BORDER-CONSTANT in.txt | invalid value for option"
            + " '--padding-mode': 'cv2.BORDER-CONSTANT': that is zeros here",
        "2 | -k box --padding-mode BORDER-REFLECT in.txt | invalid value for option"
            + " '--padding-mode': 'BORDER-REFLECT': that is symmetric here (edge repeated)",
        "2 | -k box --padding-mode same in.txt | invalid value for option '--padding-mode':"
            + " 'same': that is --padding same",
        "2 | -k 1_2_3 -p 2 --padding-mode reflect in.txt | in.txt: reflect padding of 2 is too"
            + " large for a height of 1: at most 0; 0x2 pads a row alone",
        "2 | -k box -p 4 --padding-mode circular 9.npy -o x.npy | 9.npy: circular padding of 4 is"
            + " too large for a height of 3: at most 3",
        "2 | -k box --reduce median in.txt | invalid value for option '--reduce': 'median'"
            + " is not one of magnitude, sum, mean, max, min",
        "2 | -k box --seed 1 in.txt | unknown option '--seed': see convnet convolve --help",
        "2 | -k box --std 1 in.txt | unknown option '--std': see convnet convolve --help",
        "2 | -k box --in in.txt | unknown option '--in': see convnet convolve --help",
        "2 | -k box -w 1 in.txt | unknown option '-w': see convnet convolve --help",
        "2 | -k box --paddign 1 in.txt | unknown option '--paddign': did you mean --padding?",
        "2 | -k box --strid=1 in.txt | unknown option '--strid=1': did you mean --stride?",
        "2 | -k box --padding-mod zeros in.txt | unknown option '--padding-mod': did you mean"
            + " --padding-mode?",
        "2 | --k box in.txt | unknown option '--k': did you mean -k?",
        "2 | -k box --map clamp in.txt -o x.png | invalid value for option '--map': 'clamp': that"
            + " is clip here",
        "2 | -k box --map Centre in.txt -o x.png | invalid value for option '--map': 'Centre': that"
            + " is center here",
        "2 | -k box --map sigmoid in.txt -o x.png | invalid value for option '--map': 'sigmoid' is"
            + " not one of clip, scale, abs, center",
        "2 | -k box -p 0 in.txt | in.txt: the kernel's height 1·(3 − 1) + 1 = 3 is larger than the"
            + " padded input's 0 + 1 + 0 = 1: the input needs a height of at least 3",
        "2 | -k box --output-padding 1 in.txt | --output-padding 1: it is for --transpose",
        "2 | -k box --transpose --output-padding 1 in.txt | --output-padding 1: at most 0, below"
            + " --stride 1 or --dilation 1",
        "2 | -k box --transpose --padding-mode reflect in.txt | --padding-mode reflect: with"
            + " --transpose only zeros are possible",
        "2 | -k box --transpose -p 2 in.txt | in.txt: padding of 2 and 2 leaves nothing of an"
            + " output height of 3",
        "2 | -k box --bias 1_2 in.txt | in.txt: --bias has 2 numbers for 1 feature map: it needs 1",
        "2 | -k box --bias nofile in.txt | --bias nofile: neither numbers nor a file",
        "2 | -k box --bias 1/0 in.txt | --bias 1/0: '1/0' is a division by 0: write a fraction such"
            + " as 1/9",
        "1 | -k box --bias broken.txt in.txt | --bias broken.txt: rows of different lengths: row 1"
            + " has 2, row 2 has 1",
        "2 | -k box --explain 1 in.txt | invalid value for option '--explain': '1' is not a"
            + " position: ROW,COL or ROW,COL,MAP, counted from 0, such as 3,5",
        "2 | -k box --explain 0,3 in.txt | --explain 0,3: the output of in.txt has rows 0 to 0,"
            + " columns 0 to 2, maps 0 to 0",
        "2 | -k box --explain 0,0,6 in.npy | --explain 0,0,6: the output of in.npy has rows 0 to 2,"
            + " columns 0 to 2, maps 0 to 1",
        "2 | -k box --explain 0,0 in.txt -o x.png | --explain 0,0: it prints how one value is"
            + " computed and writes no output: leave --output out",
        "2 | -k box --explain 0,0 in.txt --map abs | --explain 0,0: it prints how one value is"
            + " computed and writes no output: leave --map out",
        "2 | -k box --explain 0,0 in.txt --reduce sum | --reduce sum: --explain is for the"
            + " feature maps before they are combined: leave one out",
        "2 | -k box --explain 0,0 in.txt --grad-output in.txt | --explain 0,0: not together with"
            + " --grad-output",
        "2 | -k box --grad-input x.npy in.txt | --grad-input x.npy: it needs --grad-output FILE,"
            + " the gradient with respect to the output",
        "2 | -k box --grad-output in.txt in.txt | --grad-output in.txt: say what to write:"
            + " --grad-input, --grad-weight or --grad-bias FILE",
        "2 | -k box --grad-output 4.npy --grad-input x.npy in.txt | --grad-output 4.npy: the output"
            + " is 1x1x3, so its gradient cannot be 4x3x3",
        "2 | -k box --grad-output - --grad-input x.npy - | --grad-output -: standard input is INPUT"
            + " already: name a file",
        "2 | -k box --grad-output in.txt --grad-input x.gif in.txt | --grad-input x.gif: its"
            + " extension names no format; known are png, jpg, tiff, bmp, ppm, pgm, pfm, npy,"
            + " safetensors, csv, txt, json; or name one with --format",
        "2 | -k box --grad-output in.txt --grad-input x.npy --grad-bias x.npy in.txt |"
            + " --grad-bias x.npy: --grad-input already writes to this file",
        "2 | -k box --grad-output in.txt --grad-weight - in.txt -o - | --grad-weight -: --output"
            + " already writes to this file",
        "2 | -k box --grad-output in.txt --grad-bias x.npy in.txt 3.npy -o out/ | --grad-output"
            + " in.txt: it is for one INPUT, not 2: run them one at a time",
        "2 | -k box --normalize --grad-output in.txt --grad-weight x.npy in.txt | --normalize:"
            + " --grad-weight is computed for the normalized weights, not the given ones: use"
            + " only one of the two",
        "2 | -k box -k 1 --grad-output in.txt --grad-weight x.npy in.txt | --grad-weight: kernels"
            + " of one size have gradients in one tensor, but box is 3 and \"1\" 1",
        "2 | -k box --reduce max --grad-output in.txt --grad-bias x.npy in.txt | --reduce max:"
            + " --grad-output is for the feature maps before they are combined: leave one out",
        "2 | -k box in.npy | missing --output OUTPUT: only text input is printed without it; -o -"
            + " writes to standard output",
        "2 | -k box in.txt in.npy -o x.png | --output x.png: several inputs need a directory, -o"
            + " DIR/",
        "2 | -k box in.txt in.npy | missing --output DIR/: several inputs need a directory",
        "2 | -k box in.txt out.png | missing --output DIR/: several inputs need a directory;"
            + " out.png does not exist: is it the output? -o out.png",
        "2 | -k 3x3:_0,1,0_1,1,1_0,1,0 in.txt | --kernel 3x3: 0,1,0 1,1,1 0,1,0: a size is not"
            + " needed: rows end with a semicolon, as in '0,-1,0; -1,5,-1; 0,-1,0'",
        "1 | -k long.txt in.txt | long.txt: has more than 1 MiB of numbers as text: use npy",
        "2 | -k box in.txt in.npy -o out/ | --output out/: in.txt and in.npy would both become in"
            + " there: run them one at a time",
        "2 | -k box in.npy -o x.gif | --output x.gif: its extension names no format; known are"
            + " png, jpg, tiff, bmp, ppm, pgm, pfm, npy, safetensors, csv, txt, json; or name one"
            + " with --format",
        "2 | -k box in.npy -o x.jpg --bit-depth 16 | --bit-depth 16: jpg can have 8",
        "2 | -k box in.npy -o x.jpg --quality 101 | --quality 101: it is 1 to 100",
        "1 | -k box nothing.png -o x.png | nothing.png: no such file or directory",
        "1 | -k broken.txt in.txt | broken.txt: rows of different lengths: row 1 has 2, row 2 has"
            + " 1",
        "1 | -k box in.npy -o nowhere/x.png | nowhere/x.png: there is no directory nowhere",
      })
  void mistakes(int exitCode, String options, String message) throws IOException {
    write("in.txt", "1 2 3");
    write("broken.txt", "1 2\n3\n");
    write("long.txt", "1 ".repeat(1 << 19) + "2");
    npy("in.npy", 2, 3, 3);
    npy("w.npy", 4, 3, 2, 2);
    npy("0d.npy");
    npy("none.npy", 4, 0, 3, 3);
    npy("2d.npy", 3, 4);
    npy("5d.npy", 1, 1, 1, 1, 1);
    for (int channels : List.of(3, 4, 9)) {
      npy(channels + ".npy", channels, 3, 3);
    }
    List<String> args = new ArrayList<>(List.of("convolve"));
    for (String word : options.split(" ")) {
      args.add(inDirectory(word.replace('_', ' ')));
    }
    Run run = Run.convnet(args.toArray(String[]::new));
    assertThat(run.err().replace(directory + "/./", "./").replace(directory + "/", ""))
        .isEqualTo("convnet: " + message + "\n");
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.stdout()).isEmpty();
    assertThat(directory.resolve("x.png")).doesNotExist();
  }

  private String inDirectory(String word) {
    return word.matches(".*\\.[a-z]{3}|nothing.png|nowhere/.*|\\./")
        ? directory + "/" + word
        : word;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private Path npy(String name, int... dims) throws IOException {
    return CountingNpy.write(directory.resolve(name), dims);
  }
}
