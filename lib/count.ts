/**
 * A count with separators, to a tenth at most: `70,000`. By hand: to load `Intl` takes as long as half of a run with nothing
 * to do.
 */
export function formatCount(count: number): string {
  const [whole = "", tenths] = String(Math.round(count * 10) / 10).split(".");
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return tenths === undefined ? separated : `${separated}.${tenths}`;
}
