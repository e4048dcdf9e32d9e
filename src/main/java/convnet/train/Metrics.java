package convnet.train;

/**
 * How well a network does on images whose class is known.
 *
 * @param images how many there were
 * @param loss the mean cross entropy
 * @param top1 the share, 0..1, whose class was ranked first
 * @param top5 the share whose class was among the first five, or among all where there are fewer
 * @param confusion how often each class (row) was taken for each class (column)
 */
public record Metrics(long images, double loss, double top1, double top5, long[][] confusion) {}
