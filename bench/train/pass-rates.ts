/** Pictures a second in each pass over all pictures: one does not count, then two or more, until they took `seconds`. */
export async function passRates(
  { pictures, seconds }: { readonly pictures: number; readonly seconds: number },
  pass: () => Promise<unknown>,
): Promise<readonly number[]> {
  await pass();
  const rates: number[] = [];
  const began = performance.now();
  while (rates.length < 2 || performance.now() - began < seconds * 1000) {
    const start = performance.now();
    await pass();
    rates.push((pictures / (performance.now() - start)) * 1000);
  }
  return rates;
}
