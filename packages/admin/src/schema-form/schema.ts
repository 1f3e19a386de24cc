import type { FieldSchema } from '../api/plugins.js'

/** How a field of a declared form is asked for. */
export type Control =
  | 'text'
  | 'long-text'
  | 'number'
  | 'money'
  | 'percent-off'
  | 'percent'
  | 'datetime'
  | 'date'
  | 'yes-no'
  | 'choice'
  | 'products'
  | 'categories'
  | 'sku'
  | 'skus'
  | 'level'
  | 'tags'
  | 'customer-tags'
  | 'regions'
  | 'days-of-week'
  | 'pictures'
  | 'staff'
  | 'rows'
  | 'list'
  | 'group'
  | 'hidden'
  | 'plain'

const BY_HINT: Readonly<Record<string, Control>> = {
  text: 'text',
  'long-text': 'long-text',
  money: 'money',
  'percent-off': 'percent-off',
  percent: 'percent',
  datetime: 'datetime',
  date: 'date',
  count: 'number',
  'yes-no': 'yes-no',
  choice: 'choice',
  products: 'products',
  categories: 'categories',
  sku: 'sku',
  skus: 'skus',
  level: 'level',
  tags: 'tags',
  'customer-tags': 'customer-tags',
  regions: 'regions',
  'days-of-week': 'days-of-week',
  pictures: 'pictures',
  staff: 'staff',
  hidden: 'hidden',
}

/** Fields that are chosen one by one, so that none is an answer too. */
const MANY: ReadonlySet<Control> = new Set<Control>([
  'products',
  'categories',
  'skus',
  'tags',
  'customer-tags',
  'regions',
  'days-of-week',
  'pictures',
  'rows',
  'list',
])

const isMany = (control: Control) => MANY.has(control)

/** The hint decides, then the type. What is none of these is shown as it is and sent back unchanged. */
export function controlOf(schema: FieldSchema): Control {
  const hinted = BY_HINT[schema['x-ui'] ?? '']
  if (hinted) return hinted
  if (choicesOf(schema).length > 0) return 'choice'
  if (schema.type === 'boolean') return 'yes-no'
  if (schema.type === 'integer' || schema.type === 'number') return 'number'
  if (schema.type === 'string') return schema.format === 'date-time' ? 'datetime' : 'text'
  if (schema.type === 'array' && schema.items) return schema.items.properties ? 'rows' : 'list'
  return schema.type === 'object' && schema.properties ? 'group' : 'plain'
}

export interface Choice {
  readonly value: string | number | boolean
  readonly label: string
}

/** The values of an enum or of a union of literals, by their names. */
export function choicesOf(schema: FieldSchema): Choice[] {
  const named = schema['x-options'] ?? {}
  const fromUnion = (schema.anyOf ?? []).flatMap((one) =>
    one.const === undefined ? [] : [{ value: one.const, label: one.title ?? String(one.const) }],
  )
  const fromEnum = (schema.enum ?? []).map((value) => ({ value, label: String(value) }))
  return [...fromUnion, ...fromEnum].map(({ value, label }) => ({
    value,
    label: named[String(value)] ?? label,
  }))
}

type Values = Readonly<Record<string, unknown>>

/** False when the field depends on another one that has none of the values it asks for. */
export function isShown(schema: FieldSchema, values: Values): boolean {
  const wanted = Object.entries(schema['x-show-when'] ?? {})
  return wanted.every(([name, allowed]) => allowed.some((value) => value === values[name]))
}

/** What a form opens with: what is there, else the schema's defaults, and nothing the schema does not know. */
export function openWith(schema: FieldSchema, given: Values): Record<string, unknown> {
  const opened: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(schema.properties ?? {}))
    opened[name] = openField(field, given[name] ?? field.default)
  return opened
}

function openField(field: FieldSchema, value: unknown): unknown {
  const control = controlOf(field)
  if (control === 'group') return openWith(field, (value ?? {}) as Values)
  if (control === 'rows') return rowsOf(field, value).map((row) => openWith(field.items ?? {}, row))
  if (value !== undefined) return value
  if (control === 'yes-no') return false
  return isMany(control) ? [] : undefined
}

/** A required field that waits for an answer: a switch has one, a list may be empty, and so may a text that opens with one and has no least length. */
export function mustBeFilled(field: FieldSchema): boolean {
  const control = controlOf(field)
  return control !== 'yes-no' && !isMany(control) && !mayBeCleared(field)
}

function mayBeCleared({ type, default: opens, minLength = 0, pattern }: FieldSchema): boolean {
  return type === 'string' && opens !== undefined && minLength === 0 && pattern === undefined
}

/** A list that must have a row opens with one, unless its rows are chosen by their SKU. */
function rowsOf(field: FieldSchema, value: unknown): readonly Values[] {
  const rows = (value ?? []) as readonly Values[]
  const isAsked = rows.length === 0 && (field.minItems ?? 0) > 0 && skuFieldOf(field.items ?? {}) === null
  return isAsked ? [{}] : rows
}

/** What is sent: the fields that are shown and filled in, and nothing else. */
export function toSend(schema: FieldSchema, values: Values): Record<string, unknown> {
  const sent: Record<string, unknown> = {}
  const required = new Set(schema.required ?? [])
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (!isShown(field, values)) continue
    const value = sendField(field, values[name])
    const isEmpty = value === undefined || value === null || value === ''
    if (!isEmpty) sent[name] = value
    else if (required.has(name) && field.type === 'string') sent[name] = ''
  }
  return sent
}

function sendField(field: FieldSchema, value: unknown): unknown {
  const control = controlOf(field)
  if (control === 'group') return toSend(field, (value ?? {}) as Values)
  if (control === 'rows')
    return ((value ?? []) as readonly Values[]).map((row) => toSend(field.items ?? {}, row ?? {}))
  return value
}

/** The field of a row that names its SKU, by which rows are added. */
export function skuFieldOf(item: FieldSchema): string | null {
  const found = Object.entries(item.properties ?? {}).find(([, field]) => controlOf(field) === 'sku')
  return found?.[0] ?? null
}

const TAIL_MIN = 3

/** How many fields at the end may be left as they are: switches and choices with a default, and lists that may be empty. */
export function tailOf(schema: FieldSchema): number {
  const fields = Object.values(schema.properties ?? {})
  const asked = fields.findLastIndex((field) => !mayBeLeft(field))
  const tail = fields.length - 1 - asked
  return tail >= TAIL_MIN && tail < fields.length ? tail : 0
}

function mayBeLeft(field: FieldSchema): boolean {
  const control = controlOf(field)
  if (control === 'yes-no') return true
  if (control === 'choice') return field.default !== undefined
  return isMany(control) && control !== 'rows' && (field.minItems ?? 0) === 0
}
