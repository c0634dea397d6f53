// What the command's exit code says.
export const EXIT_DONE = 0;
/** A step failed, or the machine did. */
export const EXIT_FAILED = 1;
/** The request was wrong. */
export const EXIT_WRONG_REQUEST = 2;
/** `verify` or `--locked` found a difference. */
export const EXIT_DIFFERENT = 3;
export const EXIT_STOPPED = 130;
