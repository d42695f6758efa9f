/**
 * A reason why this process does not start, as one sentence in Chinese and one in English that say what to do.
 * `server/start.ts` prints it without a stack and exits with 1.
 */
export class BootError extends Error {
  override readonly name = "BootError";

  constructor(
    readonly zh: string,
    readonly en: string,
    options?: ErrorOptions,
  ) {
    super(`${zh}\n${en}`, options);
  }
}
