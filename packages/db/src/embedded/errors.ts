/** Why the embedded server could not be used. */
export type EmbeddedObstacle =
  | 'no_package'
  | 'no_user'
  | 'binaries_broken'
  | 'no_utf8_locale'
  | 'other_major'
  | 'other_owner'
  | 'busy'
  | 'start_failed'
  | 'stop_failed'

/** The embedded server could not be used; the message says what to do, first in Chinese, then in English. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedObstacle

  constructor(code: EmbeddedObstacle, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EmbeddedPostgresError'
    this.code = code
  }
}
