// The program of a worker process of `driver.ts`.
import { serve } from "../../lib/run/worker.js";
import { faultyFileSystem } from "./fault.js";

serve(faultyFileSystem("worker"));
