// The program of a worker process.
import { serve } from "../run/worker.js";

serve();
