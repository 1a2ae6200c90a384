/** Typed access to the few libc calls Deno lacks. @module */
export {};
