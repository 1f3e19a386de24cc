import { LOCALES, type Locale, type Words } from '@mamapu/kernel'

/**
 * How the console shows and asks for a field; nothing to bundle. Rates are basis points: `percent-off` is what is taken off
 * (1500 reads 85 折), `percent` a plain share. `rows` draws an array of flat objects as lines, chosen by their `sku` field
 * where they have one. `level` is a level's rank, `tags` are the shop's tags of products, `customer-tags` those of customers,
 * `regions` leading digits of region codes, `days-of-week` numbers 1 (Monday) … 7, `pictures` ids of the shop's
 * pictures (`med_…`), uploaded where they are asked for, `staff` one of the people who work in the shop (`stf_…`).
 */
export type FieldKind =
  | 'text'
  | 'long-text'
  | 'money'
  | 'percent-off'
  | 'percent'
  | 'datetime'
  | 'date'
  | 'count'
  | 'yes-no'
  | 'choice'
  | 'products'
  | 'categories'
  | 'sku'
  | 'skus'
  | 'rows'
  | 'level'
  | 'tags'
  | 'customer-tags'
  | 'regions'
  | 'days-of-week'
  | 'pictures'
  | 'staff'

export interface FieldHints {
  readonly help?: Words
  readonly ui?: FieldKind
  /** Shown only when another field of the same form has one of these values. */
  readonly showWhen?: Readonly<Record<string, readonly (string | boolean)[]>>
  /** What each value of a choice is called. */
  readonly options?: Readonly<Record<string, Words>>
}

/** Options of a TypeBox field in both languages: `Type.Integer({ ...field('门槛', 'Threshold', { ui: 'money' }) })`. */
export function field(zh: string, en: string, hints: FieldHints = {}) {
  return {
    title: zh,
    'x-words': { 'zh-CN': zh, en } satisfies Words,
    ...(hints.help ? { description: hints.help['zh-CN'], 'x-help': hints.help } : {}),
    ...(hints.ui ? { 'x-ui': hints.ui } : {}),
    ...(hints.showWhen ? { 'x-show-when': hints.showWhen } : {}),
    ...(hints.options ? { 'x-options': hints.options } : {}),
  }
}

export function isWords(value: unknown): value is Words {
  if (typeof value !== 'object' || value === null) return false
  const keys = Object.keys(value)
  return (
    keys.length === LOCALES.length &&
    LOCALES.every((locale) => typeof (value as Record<string, unknown>)[locale] === 'string')
  )
}

/** A copy in one language: every pair of words becomes its text, and schemas get title and description from theirs. */
export function localised(value: unknown, locale: Locale): unknown {
  if (isWords(value)) return value[locale]
  if (Array.isArray(value)) return value.map((one) => localised(one, locale))
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const [key, one] of Object.entries(value)) {
    if (key === 'x-words') copy.title = localised(one, locale)
    else if (key === 'x-help') copy.description = localised(one, locale)
    else if (!((key === 'title' && 'x-words' in value) || (key === 'description' && 'x-help' in value)))
      copy[key] = localised(one, locale)
  }
  return copy
}

/** A copy of a schema without our own hints, as a strict validator takes it. */
export function plainSchema<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map((one) => plainSchema(one)) as T
  if (typeof schema !== 'object' || schema === null) return schema
  const copy: Record<string, unknown> = {}
  for (const [key, one] of Object.entries(schema)) if (!key.startsWith('x-')) copy[key] = plainSchema(one)
  return copy as T
}
