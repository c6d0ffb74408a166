/** What to do with an update. */
export type Verdict = "apply" | "known" | "missed";

/**
 * The rule that makes a loss impossible to overlook: each update names the one that it follows. Before the first
 * snapshot, and after a loss until the next one, nothing fits.
 */
export class SequenceRule {
  private at: number | null = null;

  /** A snapshot says everything up to here. */
  onSnapshot(sequence: number): void {
    this.at = sequence;
  }

  /** A gap or a lost connection: only a snapshot helps. */
  onLoss(): void {
    this.at = null;
  }

  onUpdate(from: number, to: number): Verdict {
    if (this.at !== null && to <= this.at) {
      return "known";
    }

    if (this.at === null || from !== this.at) {
      this.at = null;
      return "missed";
    }

    this.at = to;
    return "apply";
  }
}
