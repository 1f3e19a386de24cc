/** The one source of time: read once per request or job and passed on as `at`. */
export interface Clock {
  /** The present instant, in step with the database's clock. */
  now(): Date
}

/** A clock that stands still until it is moved; for tests, previews and the demo's past. */
export class ManualClock implements Clock {
  #at: number

  constructor(at: Date | string) {
    this.#at = new Date(at).getTime()
  }

  now(): Date {
    return new Date(this.#at)
  }

  set(at: Date | string): void {
    this.#at = new Date(at).getTime()
  }

  advance(milliseconds: number): void {
    this.#at += milliseconds
  }
}

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export function later(at: Date, milliseconds: number): Date {
  return new Date(at.getTime() + milliseconds)
}
