import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { parseWhole } from '../http/index.js'

interface Shape {
  readonly properties?: Readonly<Record<string, { type?: string; minimum?: number; maximum?: number }>>
}

/**
 * What a form without script sent, as the route's body: only the fields of the schema, whole numbers read by digits and
 * range, ticks as booleans. Null when it does not fit the schema.
 */
export function readForm(schema: TSchema | undefined, sent: unknown): { body: unknown } | null {
  if (!schema) return { body: undefined }
  const fields = typeof sent === 'object' && sent !== null ? (sent as Readonly<Record<string, unknown>>) : {}
  const body: Record<string, unknown> = {}
  for (const [name, property] of Object.entries((schema as Shape).properties ?? {})) {
    const value = fields[name]
    if (property.type === 'boolean') body[name] = value === 'on' || value === 'true'
    else if (typeof value !== 'string' || value === '') continue
    else if (property.type === 'integer') {
      const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = property
      body[name] = parseWhole(value, { min: minimum, max: maximum })
    } else body[name] = value
  }
  return Value.Check(schema, body) ? { body } : null
}

/** The path with the code of a notice; an older notice in it is replaced. */
export function withNotice(path: string, notice: string): string {
  const url = new URL(path, 'http://own.invalid')
  url.searchParams.set('notice', notice)
  return `${url.pathname}${url.search}${url.hash}`
}
