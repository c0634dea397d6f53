/** TensorFlow.js's own allocator, on whose memory all kernels work. Its caller sees to what happens where none is left. */
export declare function malloc(bytes: usize): usize;
export declare function free(pointer: usize): void;
