// Joins copies of a text.
export function repeatText(content: string, times: number, separator: string): string {
  return Array.from({ length: times }, () => content).join(separator);
}
