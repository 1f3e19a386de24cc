import type { plugins } from '@mamapu/core'
import type { ConformanceSubject } from '../check.types.js'
import { loadOne } from './load.js'
import { tryRules } from './rule-trials.js'
import { CHINESE, hasOwnChinese, stringsOf } from './said-words.js'
import { slotAnswers } from './slot-answers.js'

/** Chinese in what it says in English when it is asked: summaries of campaigns, words of offers and refusals, slots. */
export function chineseWhenAsked(subject: ConformanceSubject): string[] {
  const { plugin, configs } = subject
  const summaries = configs.flatMap((config, index) => {
    const said = plugin.campaign?.summary(config as never, 'en')
    return hasOwnChinese(said, config) ? [`campaign sample ${index}, summary: ${said}`] : []
  })
  const shown = slotAnswers(subject).flatMap(({ slot, input, answer }) =>
    stringsOf(input.locale === 'en' ? answer : null)
      .filter((text) => hasOwnChinese(text, input))
      .map((text) => `${slot}: ${text}`),
  )
  return [...summaries, ...(tryRules(subject)?.get('chinese') ?? []), ...new Set(shown)]
}

const WRITTEN = /[A-Za-z]{2,}(?:\s+[A-Za-z]{2,})+/
const SPOKEN = /\b(?:alt|title|placeholder|aria-label)\s*=\s*"([^"]*)"/g

/** Words that stand in a block itself, where only one language would ever read them. */
export function wordsInBlocks({ plugin }: ConformanceSubject): readonly string[] | null {
  if (Object.keys(plugin.blocks ?? {}).length === 0) return null
  const loaded: plugins.LoadedPlugin | { fault: string } = loadOne(plugin)
  if ('fault' in loaded) return [loaded.fault]
  return Object.entries(loaded.blocks).flatMap(([name, source]) => {
    const bare = source.replace(/\{\{!--[\s\S]*?--\}\}|<!--[\s\S]*?-->|\{\{[^}]*\}\}\}?/g, '\u0000')
    const spoken = [...bare.matchAll(SPOKEN)].map((match) => match[1] ?? '')
    const between = bare.replace(/<[^>]*>/g, '\u0000').split('\u0000')
    return [...spoken, ...between]
      .map((text) => text.trim())
      .filter((text) => CHINESE.test(text) || WRITTEN.test(text))
      .map((text) => `block ${name}: "${text.slice(0, 60)}"`)
  })
}
