import { compileBlock } from '@mamapu/theme-engine'
import type { ConformanceCheck, ConformanceSubject } from '../check.types.js'
import { loadOne } from './load.js'
import { chineseWhenAsked, wordsInBlocks } from './own-words.js'
import { CHINESE, wordsIn } from './said-words.js'
import { check } from './words-of.js'

const HALF_WIDTH = /[\u3400-\u9fff「」（）][,;:?!()]|[,;:?!()][\u3400-\u9fff「」（）]/

/** What both languages keep, in locale files and everywhere in the definition: screens, errors, fields. */
export const WORD_CHECKS: readonly ConformanceCheck[] = [
  check(
    'words.both-languages',
    ['每段文字都有中文和英文', 'Every text is there in both languages'],
    ['补上缺的一种语言', 'Write the language that is missing'],
    ({ plugin }) => {
      const loaded = loadOne(plugin)
      if ('fault' in loaded) return [loaded.fault]
      const files = (['zh-CN', 'en'] as const).flatMap((locale) =>
        stringsIn(loaded.texts[locale]).flatMap(({ path, text }) =>
          text.trim() === '' ? [`locales/${locale}.json ${path} is empty`] : [],
        ),
      )
      return [
        ...files,
        ...wordsIn(plugin).flatMap(({ path, zh, en }) =>
          zh.trim() === '' || en.trim() === '' ? [`${path} lacks a language`] : [],
        ),
      ]
    },
  ),
  check(
    'words.placeholders',
    ['两种语言的占位符一致', 'Both languages have the same placeholders'],
    ['让 {…} 的名字一致', 'Use the same {…} names'],
    (subject) =>
      fromFiles(subject, ({ texts }) =>
        Object.entries(texts['zh-CN']).flatMap(([key, zh]) =>
          holes(zh) === holes(texts.en[key]) ? [] : [`the text "${key}" has other placeholders in English`],
        ),
      ),
  ),
  check(
    'words.no-chinese-in-english',
    ['英文里没有中文', 'English texts hold no Chinese'],
    ['翻译它', 'Translate it'],
    (subject) => {
      const files = fromFiles(subject, ({ texts }) =>
        stringsIn(texts.en).flatMap(({ path, text }) =>
          CHINESE.test(text) ? [`en.json ${path}: ${text}`] : [],
        ),
      )
      const own = wordsIn(subject.plugin).flatMap(({ path, en }) =>
        CHINESE.test(en) ? [`${path}: ${en}`] : [],
      )
      return [...(files ?? []), ...own, ...chineseWhenAsked(subject)]
    },
  ),
  check(
    'words.chinese-punctuation',
    ['中文用中文标点', 'Chinese texts carry Chinese punctuation'],
    ['用 ，；：？！（） 代替半角', 'Write ，；：？！（） instead of their narrow forms'],
    (subject) => {
      const files = fromFiles(subject, ({ texts }) =>
        stringsIn(texts['zh-CN']).flatMap(({ path, text }) =>
          HALF_WIDTH.test(text) ? [`zh-CN.json ${path}: ${text}`] : [],
        ),
      )
      const own = wordsIn(subject.plugin).flatMap(({ path, zh }) =>
        HALF_WIDTH.test(zh) ? [`${path}: ${zh}`] : [],
      )
      return [...(files ?? []), ...own]
    },
  ),
  check(
    'words.one-you',
    ['对人一律称「你」', 'Chinese texts say 你, as the rest of the shop does'],
    ['把「您」改成「你」', 'Write 你 for 您'],
    (subject) => {
      const files = fromFiles(subject, ({ texts }) =>
        stringsIn(texts['zh-CN']).flatMap(({ path, text }) =>
          text.includes('您') ? [`zh-CN.json ${path}: ${text}`] : [],
        ),
      )
      const own = wordsIn(subject.plugin).flatMap(({ path, zh }) =>
        zh.includes('您') ? [`${path}: ${zh}`] : [],
      )
      return [...(files ?? []), ...own]
    },
  ),
  check(
    'blocks.texts-exist',
    ['区块用到的文字都存在', 'Blocks use texts that exist'],
    ['把文字写进两个 locale 文件', 'Put the text into both locale files'],
    (subject) =>
      fromFiles(subject, ({ texts, blocks }) =>
        Object.entries(blocks).flatMap(([name, source]) =>
          [...source.matchAll(/\{\{\s*t "([^"]+)"/g)].flatMap(([, key]) =>
            Object.hasOwn(texts['zh-CN'], key as string) ? [] : [`block ${name}: no text "${key}"`],
          ),
        ),
      ),
  ),
  check(
    'blocks.no-words',
    ['区块里没有写死的文字', 'Blocks hold no words of their own'],
    ['写进两个 locale 文件，用 {{t "…"}}', 'Put them into both locale files and write {{t "…"}}'],
    wordsInBlocks,
  ),
  check(
    'blocks.compile',
    ['区块按店面的方式编译', 'Blocks compile as the storefront compiles them'],
    ['只用主题允许的写法', 'Use what blocks may use'],
    (subject) => {
      if (Object.keys(subject.plugin.blocks ?? {}).length === 0) return null
      return fromFiles(subject, ({ texts, blocks }) =>
        Object.entries(blocks).flatMap(([name, source]) => {
          try {
            compileBlock(source, { plugin: subject.plugin.id, name, texts })
            return []
          } catch (error) {
            return [`block ${name}: ${String(error).slice(0, 300)}`]
          }
        }),
      )
    },
  ),
]

type Loaded = Exclude<ReturnType<typeof loadOne>, { fault: string }>

function fromFiles(
  { plugin }: ConformanceSubject,
  look: (loaded: Loaded) => readonly string[],
): readonly string[] | null {
  const loaded = loadOne(plugin)
  if ('fault' in loaded) return [loaded.fault]
  return plugin.locales || plugin.blocksDir ? look(loaded) : null
}

function stringsIn(value: unknown, path = ''): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => stringsIn(one, `${path}/${key}`))
}

function holes(text: unknown): string {
  return [...new Set(JSON.stringify(text ?? '').match(/\{[a-zA-Z]\w*\}/g) ?? [])].sort().join()
}
