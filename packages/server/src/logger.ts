import type { Log } from '@mamapu/core'
import { pino } from 'pino'
import { plainError } from './problems.js'

/**
 * Structured logs on the standard output, one JSON line each, times in UTC. Lines carry ids, routes and codes; the names
 * below are removed wherever they appear, so that no slip writes a person's data or a secret.
 */
export function createLogger(level: string, base: Readonly<Record<string, string>> = {}): Log {
  return pino({
    level,
    base,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: plainError },
    redact: {
      paths: [
        'phone',
        'email',
        'name',
        'address',
        'password',
        'token',
        'code_plain',
        '*.phone',
        '*.email',
        '*.password',
        '*.token',
      ],
      remove: true,
    },
  })
}
