package convnet.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of the epochs so far, and which is the best. */
final class History {
  private final List<EpochRecord> records = new ArrayList<>();
  private int whole;
  private @Nullable EpochRecord best;

  /**
   * Adds a whole epoch.
   *
   * @return whether it is the best so far
   */
  boolean add(EpochRecord record) {
    records.add(record);
    whole++;
    if (best == null || record.isBetterThan(best)) {
      best = record;
      return true;
    }
    return false;
  }

  /**
   * Adds an epoch that was cut short. The run may be resumed and complete it, as if it had never
   * been stopped; so it is the best one only if there is no other.
   *
   * @return whether it is the best so far
   */
  boolean addPart(EpochRecord record) {
    records.add(record);
    if (best == null) {
      best = record;
      return true;
    }
    return false;
  }

  /** All records, in order. */
  List<EpochRecord> records() {
    return Collections.unmodifiableList(records);
  }

  /** The best record; null before the first. */
  @Nullable EpochRecord best() {
    return best;
  }

  /** The last epoch, if it was cut short and better than the best; else null. */
  @Nullable EpochRecord betterPart() {
    EpochRecord last = records.isEmpty() ? null : records.getLast();
    return last != null && records.size() > whole && best != null && last.isBetterThan(best)
        ? last
        : null;
  }

  /** How many whole epochs have been added since the best one. */
  int sinceBest() {
    return best == null ? 0 : Math.max(0, whole - best.epoch());
  }
}
