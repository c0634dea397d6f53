import { describe } from "vitest";
import { engineContract } from "./contract.js";

describe("the wasm engine", () => engineContract("wasm"));
