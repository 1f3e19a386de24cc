import type { Locale } from '@mamapu/kernel'

/** `"notice.claimed": "已领取"`, or forms for one and other chosen by the placeholder `count`. */
export type TextFile = Readonly<Record<string, string | { readonly one: string; readonly other: string }>>
/** Whether a parsed locale file is texts by key, each a text or its two forms. */
export function isTextFile(value: unknown): value is TextFile {
  return isPlain(value) && Object.values(value).every((entry) => typeof entry === 'string' || areForms(entry))
}

function areForms(entry: unknown): boolean {
  return isPlain(entry) && typeof entry.one === 'string' && typeof entry.other === 'string'
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export type PluginTexts = Readonly<Record<Locale, TextFile>>

/** The text of a key with its placeholders filled; null when there is none. */
export function fillText(
  texts: PluginTexts,
  locale: Locale,
  key: string,
  values: Readonly<Record<string, string | number>> = {},
): string | null {
  const file = texts[locale]
  if (!Object.hasOwn(file, key)) return null
  const entry = file[key] as TextFile[string]
  const text = typeof entry === 'string' ? entry : values.count === 1 ? entry.one : entry.other
  return text.replace(/\{([a-zA-Z]\w*)\}/g, (_, name: string) => String(values[name] ?? ''))
}

/** The text, or the key where it is missing: a gap in a locale file never takes a page down. */
export function showText(
  texts: PluginTexts,
  locale: Locale,
  key: string,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return fillText(texts, locale, key, values) ?? key
}
