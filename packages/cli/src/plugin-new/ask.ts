import type { Interface } from 'node:readline/promises'
import { assertIdIsFree, assertIsTitle, type NewPlugin, readPrimitives } from './create-plugin.js'
import { PRIMITIVE_NAMES, PRIMITIVES, USUAL, withNeeds } from './primitives.js'
import { titleOf } from './template.rules.js'

/** What was said on the command line; the rest is asked. */
export interface Said {
  readonly id?: string | undefined
  readonly titleZh?: string | undefined
  readonly titleEn?: string | undefined
  readonly primitives?: string | undefined
}

/** Asks what was not said; Enter takes what stands in brackets. Without a terminal (`null`) that is taken at once. */
export async function askForPlugin(said: Said, terminal: Interface | null): Promise<NewPlugin> {
  const ask = async <T>(
    question: string,
    usual: string,
    given: string | undefined,
    read: (text: string) => T,
  ) => {
    if (given !== undefined || !terminal) return read(given ?? usual)
    for (;;) {
      const answer = (await terminal.question(`${question} [${usual}]: `)).trim()
      try {
        return read(answer === '' ? usual : answer)
      } catch (error) {
        console.log(`  ✗ ${(error as Error).message}`)
      }
    }
  }
  const id = await ask('插件 id · plugin id', 'price-cut', said.id, checked(assertIdIsFree))
  const titleZh = await ask('中文名 · Chinese title', '限时直降', said.titleZh, checked(assertIsTitle))
  const titleEn = await ask('英文名 · English title', titleOf(id), said.titleEn, checked(assertIsTitle))
  if (terminal && said.primitives === undefined) listPrimitives()
  const usual = USUAL.join(',')
  const wanted = await ask(
    '用到的能力，逗号隔开 · primitives, by commas',
    usual,
    said.primitives,
    readPrimitives,
  )
  return { names: { id, titleZh, titleEn }, wanted: withNeeds(wanted) }
}

function checked(assert: (text: string) => void): (text: string) => string {
  return (text) => {
    assert(text)
    return text
  }
}

function listPrimitives(): void {
  for (const name of PRIMITIVE_NAMES) {
    const { words, needs } = PRIMITIVES[name]
    console.log(
      `  ${name.padEnd(9)} ${words['zh-CN']} · ${words.en}${needs ? ` (+ ${needs.join(', ')})` : ''}`,
    )
  }
}
