// The version of the app that runs: it stands in the address of its scripts.
export const VERSION = new URL(import.meta.url).pathname.split("/").at(-4);
