export const CHINESE = /[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]/

/** True when an English text holds Chinese that nobody gave it: what a merchant wrote, in settings, campaigns or rows, may be shown. */
export function hasOwnChinese(text: unknown, given: unknown): boolean {
  if (typeof text !== 'string' || !CHINESE.test(text)) return false
  const left = [...stringsOf(given)]
    .filter((one) => one !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((rest, one) => rest.replaceAll(one, ''), text)
  return CHINESE.test(left)
}

/** Every text in a value. */
export function stringsOf(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null || seen.has(value)) return []
  seen.add(value)
  const inside = value instanceof Map ? [...value.values()] : Object.values(value)
  return inside.flatMap((one) => stringsOf(one, seen))
}

export interface Said {
  readonly path: string
  readonly zh: string
  readonly en: string
}

/** Every `{ zh-CN, en }` of the value: titles, errors, fields of forms, columns and options of screens. */
export function wordsIn(value: unknown, path = '', seen = new Set<unknown>()): Said[] {
  if (typeof value !== 'object' || value === null || value instanceof URL || seen.has(value)) return []
  seen.add(value)
  const { 'zh-CN': zh, en } = value as { 'zh-CN'?: unknown; en?: unknown }
  const own = typeof zh === 'string' && typeof en === 'string' ? [{ path: path || '/', zh, en }] : []
  return [...own, ...Object.entries(value).flatMap(([key, one]) => wordsIn(one, `${path}/${key}`, seen))]
}
