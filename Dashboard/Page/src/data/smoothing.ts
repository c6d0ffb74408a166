/**
 * The exponential moving average of a curve, corrected for its start: the first value is the first point, not a fall
 * from zero. A gap stays a gap and does not count.
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight <= 0) {
    return [...values];
  }

  let sum = 0;
  let mass = 0;
  return values.map((value) => {
    if (value === null) {
      return null;
    }

    sum = weight * sum + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return sum / mass;
  });
}
