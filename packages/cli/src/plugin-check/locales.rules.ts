import { notifications } from '@mamapu/core'
import type { Words } from '@mamapu/kernel'

export interface LocaleFault {
  /** `locales/en.json` or the file that uses a text. */
  readonly file: string
  readonly at: number
  readonly words: Words
  readonly isHint?: boolean
}

interface Used {
  readonly key: string
  readonly file: string
  readonly at: number
}

const FILES = { 'zh-CN': 'locales/zh-CN.json', en: 'locales/en.json' } as const
const said = (zh: string, en: string): Words => ({ 'zh-CN': zh, en })

/** Texts that blocks and sources name: `t "x"`, `t('x')`, a form's `done`, a message's template. */
export function textsUsed(file: string, text: string): readonly Used[] {
  const patterns: readonly (readonly [RegExp, string])[] = file.endsWith('.hbs')
    ? [[/[{(]\s*t\s+"([^"]+)"/g, '']]
    : [
        [/\bt\(\s*'([^']+)'/g, ''],
        [/\bdone:\s*'([^']+)'/g, ''],
        [/\btemplate:\s*'([^']+)'/g, 'message.'],
      ]
  return patterns.flatMap(([pattern, before]) =>
    [...text.matchAll(pattern)].map((match) => ({ key: `${before}${match[1]}`, file, at: match.index })),
  )
}

const holesOf = (text: string) => [...new Set(text.match(/\{[a-zA-Z]\w*\}/g) ?? [])].sort().join()

type Texts = Readonly<Record<string, unknown>>

/** Both languages say the same things with the same placeholders; what is used is there, what is not used is told. */
export function localeFaults(
  files: ReadonlyMap<string, string>,
  { sources, all }: { sources: readonly (readonly [string, string])[]; all: string },
): readonly LocaleFault[] {
  const zh = readTexts(files.get(FILES['zh-CN']))
  const en = readTexts(files.get(FILES.en))
  const at = (file: string, key: string) => Math.max(0, (files.get(file) ?? '').indexOf(`"${key}"`))
  const missing = (from: Texts, to: Texts, file: string, other: string) =>
    Object.keys(from)
      .filter((key) => !Object.hasOwn(to, key))
      .map((key) => ({
        file,
        at: at(file, key),
        words: said(`"${key}" 在 ${other} 里没有`, `"${key}" is missing in ${other}`),
      }))
  const holes = Object.entries(zh).flatMap(([key, text]) =>
    Object.hasOwn(en, key) && holesOf(JSON.stringify(text)) !== holesOf(JSON.stringify(en[key]))
      ? [
          {
            file: FILES.en,
            at: at(FILES.en, key),
            words: said(
              `"${key}" 的占位符与中文不同`,
              `"${key}" has other placeholders than the Chinese text`,
            ),
          },
        ]
      : [],
  )
  const unknown = sources
    .flatMap(([file, text]) => textsUsed(file, text))
    .filter(({ key }) => !Object.hasOwn(zh, key))
    .map(({ key, file, at: position }) => ({
      file,
      at: position,
      words: said(
        `用了文字 "${key}"，locales 里没有：两种语言都加上`,
        `names the text "${key}", which is not in locales: add it in both languages`,
      ),
    }))
  const unnamed = messageNames(zh)
    .filter(({ key, isKnown }) => !isKnown && !Object.hasOwn(zh, key))
    .map(({ key, of }) => ({
      file: FILES['zh-CN'],
      at: at(FILES['zh-CN'], of),
      words: said(
        `"${of}" 还要有 "${key}"：商家改文字时看到的名字`,
        `"${of}" wants "${key}" too: what a merchant reads where she changes the text`,
      ),
    }))
  const named = new Set(messageNames(zh).map(({ key }) => key))
  // `scope.${kind}`: every key that begins so may be meant.
  const heads = [...all.matchAll(/[`"']((?:[\w-]+\.)+|[\w-]+[_.])(?:\$\{|["'])/g)].map(
    (match) => match[1] ?? '',
  )
  const isNamed = (key: string) =>
    named.has(key) ||
    all.includes(key.replace(/^message\./, '')) ||
    heads.some((head) => key.startsWith(head))
  const unused = Object.keys(zh)
    .filter((key) => !isNamed(key))
    .map((key) => ({
      file: FILES['zh-CN'],
      at: at(FILES['zh-CN'], key),
      isHint: true,
      words: said(`"${key}" 没有用到：删掉它`, `"${key}" is not used: take it out`),
    }))
  return [
    ...missing(zh, en, FILES['zh-CN'], 'en.json'),
    ...missing(en, zh, FILES.en, 'zh-CN.json'),
    ...holes,
    ...unknown,
    ...unnamed,
    ...unused,
  ]
}

interface MessageName {
  readonly key: string
  /** The message. */
  readonly of: string
  /** Core has words for it already; the plugin's go before them. */
  readonly isKnown: boolean
}

/** What a merchant reads of each message `message.<template>`: its title, and what its placeholders stand for. */
function messageNames(texts: Texts): readonly MessageName[] {
  return Object.entries(texts)
    .filter(([key]) => key.startsWith('message.'))
    .flatMap(([of, text]) => [
      { key: of.replace('message.', 'message-title.'), of, isKnown: false },
      ...[...JSON.stringify(text).matchAll(/\{([a-zA-Z]\w*)\}/g)].map(([, name = '']) => ({
        key: `message-value.${name}`,
        of,
        isKnown: notifications.isKnownName(name),
      })),
    ])
}

/** Empty where there is none or it is no JSON, which the manifest's check tells. */
function readTexts(file: string | undefined): Texts {
  try {
    return flat(JSON.parse(file ?? '{}') as Texts)
  } catch {
    return {}
  }
}

/** Groups become dots: `{ "message": { "remind": … } }` is `message.remind`. */
function flat(texts: Texts, before = ''): Texts {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null && !('one' in value || 'other' in value)
        ? Object.entries(flat(value as Texts, `${before}${key}.`))
        : [[`${before}${key}`, value]],
    ),
  )
}
