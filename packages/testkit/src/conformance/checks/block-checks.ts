import type { ConformanceCheck, ConformanceSubject, Faults } from '../check.types.js'
import { type Appearance, renderBlocks } from './block-renders.js'
import { PROBE } from './probes.js'
import { check } from './words-of.js'

/** A block longer than this on one page slows every shopper’s phone. */
const CHARS_MAX = 64 * 1024

/** What blocks keep in every theme and both languages, with hostile texts in everything a merchant can write. */
export const BLOCK_CHECKS: readonly ConformanceCheck[] = [
  check(
    'blocks.render',
    ['每个区块在每个主题里都能显示', 'Every block renders in every theme'],
    ['区块要能显示 data 给的一切', 'A block shows whatever its data gives'],
    (subject) => eachAppearance(subject, ({ fault }) => (fault === null ? [] : [fault])),
  ),
  check(
    'blocks.escape',
    ['商家写的文字绝不成为标记', 'What merchants write never becomes markup'],
    ['用 {{ }} 输出，不要拼标记', 'Print with {{ }}; never put markup together'],
    (subject) =>
      eachAppearance(subject, ({ html }) => [
        ...(html.includes(PROBE) ? ['a text of the merchant comes out as markup'] : []),
        ...(/(href|src|action)="javascript:/i.test(html) ? ['a link of the merchant runs as a script'] : []),
      ]),
  ),
  check(
    'blocks.bounded',
    ['区块的大小有上限', 'A block is bounded in size'],
    ['限制列表的长度', 'Bound its lists'],
    (subject) =>
      eachAppearance(subject, ({ bare }) => (bare <= CHARS_MAX ? [] : [`${bare} characters on one page`])),
  ),
]

async function eachAppearance(
  subject: ConformanceSubject,
  look: (appearance: Appearance) => readonly string[],
): Promise<Faults> {
  if (Object.keys(subject.plugin.blocks ?? {}).length === 0) return null
  const faults = (await renderBlocks(subject)).flatMap((one) =>
    look(one).map((fault) => `${one.where}: ${fault}`),
  )
  return [...new Set(faults)]
}
