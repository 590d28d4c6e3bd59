/** Where two arrays first differ, -1 when they are the same to the bit: a diff of many numbers is slow and helps nobody. */
export function firstDifference(got: ArrayLike<number>, want: ArrayLike<number>): number {
  const shorter = Math.min(got.length, want.length);
  for (let i = 0; i < shorter; i++) if (!Object.is(got[i], want[i])) return i;
  return got.length === want.length ? -1 : shorter;
}
