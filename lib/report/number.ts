/**
 * A number with a fixed count of decimals, rounded as Python prints it: by the double's exact value, an exact tie to
 * the even digit (0.625 → "0.62"). NaN and infinities become "–".
 */
export function fixed(value: number, decimals = 2): string {
  if (!Number.isFinite(value)) return "–";
  if (!isTie(value, decimals)) return value.toFixed(decimals);
  const below = Math.floor(value * 10 ** decimals);
  return ((below % 2 === 0 ? below : below + 1) / 10 ** decimals).toFixed(decimals);
}

/** A double lies halfway between two decimals of length d only if it is an odd multiple of 2^−(d+1). */
function isTie(value: number, decimals: number): boolean {
  return Math.abs(value * 2 ** (decimals + 1)) % 2 === 1;
}

/** A mean and its spread: "0.91 ± 0.03"; the mean alone where there is no spread. */
export function around({ mean, spread }: { readonly mean: number; readonly spread: number }, decimals = 2): string {
  return Number.isFinite(spread) ? `${fixed(mean, decimals)} ± ${fixed(spread, decimals)}` : fixed(mean, decimals);
}

/** A whole number with commas between thousands: 14000 → "14,000". */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "1 picture", "48 pictures". */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}

/** A share as whole percent: 0.214 → "21 %". */
export function percent(share: number): string {
  return `${fixed(share * 100, 0)} %`;
}
