/** What is shared with the watching thread. */
export interface Beat {
  /** [calls begun so far, bytes of the running call's name or 0]. */
  readonly counters: SharedArrayBuffer
  /** The running call's name in ASCII: `<store>|<plugin>|<hook>`. */
  readonly name: SharedArrayBuffer
}

export const NAME_BYTES = 256

/** One line of the file in which the watching thread notes what it ended the process for. */
export interface CutOff {
  readonly storeId: string
  readonly pluginId: string
  readonly hook: string
  readonly heldMs: number
}

export interface WatchOptions {
  readonly beat: Beat
  readonly file: string
  readonly heldMaxMs: number
  readonly exitCode: number
}
