/** What is made at the first call, with its arguments; the same at each call after it. */
export function once<T, Given extends readonly unknown[]>(
  make: (...given: Given) => Promise<T>,
): (...given: Given) => Promise<T> {
  let made: Promise<T> | undefined;
  return (...given) => {
    made ??= make(...given);
    return made;
  };
}
