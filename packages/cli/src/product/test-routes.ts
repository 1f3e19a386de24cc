import type { FastifyInstance } from 'fastify'

export interface ServedRoute {
  readonly method: string
  /** With parameters as `:name`. */
  readonly path: string
  readonly site: 'shop' | 'platform' | 'cashier' | 'any'
}

/** For tests: every route a server answers, read from the router itself, so that a new one is there by itself. */
export function routesOf(server: FastifyInstance): readonly ServedRoute[] {
  const found: ServedRoute[] = []
  const parents: string[] = []
  for (const line of server.printRoutes({ commonPrefix: false }).split('\n')) {
    const match = /^([│ ]*)[├└]── (\S+)(?: \(([^)]*)\))?(?: (\{.*\}))?$/.exec(line)
    if (!match) continue
    const depth = (match[1] ?? '').length / 4
    const parent = depth === 0 ? '' : (parents[depth - 1] ?? '')
    // `:token|:storeId`: two routes share the place and name it differently.
    const path = `${parent}${(match[2] ?? '').replace(/\|:\w+/g, '')}`
    parents[depth] = path
    const site = /"site":"(\w+)"/.exec(match[4] ?? '')?.[1] as ServedRoute['site'] | undefined
    for (const method of (match[3] ?? '').split(', ').filter((one) => one !== '' && one !== 'HEAD'))
      found.push({ method, path, site: site ?? 'any' })
  }
  return found
}

interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly pattern?: string
  readonly minimum?: number
  readonly minLength?: number
  readonly format?: string
}

/** The kind of id a schema wants: `prd` for `^prd_[0-9a-f]{32}$`. */
export function idKindOf(schema: Schema | undefined): string | null {
  return /^\^([a-z]{3})_/.exec(schema?.pattern ?? '')?.[1] ?? null
}

/** A value the schema takes, with every id in it answered by `idFor`. Optional fields are there when they hold ids. */
export function sampleOf(schema: Schema, idFor: (kind: string) => string): unknown {
  const kind = idKindOf(schema)
  if (kind) return idFor(kind)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) {
    const some = schema.anyOf.find(({ type }) => type !== 'null') ?? {}
    return sampleOf(some, idFor)
  }
  switch (schema.type) {
    case 'object': {
      const entries = Object.entries(schema.properties ?? {}).filter(
        ([name, inner]) => schema.required?.includes(name) || JSON.stringify(inner).includes('_[0-9a-f]{32}'),
      )
      return Object.fromEntries(entries.map(([name, inner]) => [name, sampleOf(inner, idFor)]))
    }
    case 'array':
      return schema.items ? [sampleOf(schema.items, idFor)] : []
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return schema.format === 'date-time'
        ? '2026-03-04T02:00:00.000Z'
        : textFor(schema.pattern, schema.minLength ?? 1)
  }
}

function textFor(pattern: string | undefined, length: number): string {
  const tries = [
    'x'.repeat(Math.max(length, 1)),
    'CNY',
    '13800001234',
    '330106',
    'owner',
    '#a1b2c3',
    'ABCD12',
    '1',
  ]
  return tries.find((text) => !pattern || new RegExp(pattern).test(text)) ?? (tries[0] as string)
}
