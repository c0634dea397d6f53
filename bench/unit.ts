export type Unit = "pictures/s" | "s" | "ms" | "MiB" | "GFLOPS" | "loss";

export function formatValue(value: number, unit: Unit): string {
  switch (unit) {
    case "pictures/s":
      return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(1);
    case "s":
      return value < 10 ? value.toFixed(3) : value.toFixed(1);
    case "ms":
      return value.toFixed(2);
    case "loss":
      return value.toFixed(4);
    case "MiB":
    case "GFLOPS":
      return value.toFixed(0);
  }
}
