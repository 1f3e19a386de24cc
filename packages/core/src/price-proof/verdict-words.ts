import { formatFen, type Words } from '@mamapu/kernel'
import type { Verdict } from './price-proof.rules.js'
import type { Basis, BasisKind } from './price-proof.types.js'

/** What a struck number is called beside it. */
export const BASIS_WORDS: Readonly<Record<BasisKind, Words>> = {
  seven_day: { 'zh-CN': '近 7 天最低成交价', en: 'Lowest price paid in the last 7 days' },
  everyday: { 'zh-CN': '日常价', en: 'Everyday price' },
}

const WHY: Readonly<Record<Verdict, Words>> = {
  struck: { 'zh-CN': '可以划线', en: 'May be struck' },
  not_lower: { 'zh-CN': '没有更低的价格，不显示', en: 'Nothing is lower, so it is not shown' },
  above_basis: {
    'zh-CN': '现价高于依据 ¥{basis}（{kind}），只显示、不划线',
    en: 'Higher than its basis of ¥{basis} ({kind}): shown without the strike',
  },
  without_basis: {
    'zh-CN': '没有依据（{why}），只显示、不划线',
    en: 'There is no basis ({why}): shown without the strike',
  },
}

const NONE: Readonly<Record<'never_sold' | 'no_whole_day', Words>> = {
  never_sold: { 'zh-CN': '活动之前没有成交', en: 'never sold before the campaign' },
  no_whole_day: {
    'zh-CN': '上一场之后没有一整天按日常价对所有人销售',
    en: 'not on sale to everyone for one whole day since the last run',
  },
}

/** Of a mechanic that leaves unit prices alone. */
export const NO_PRICE_WORDS: Words = {
  'zh-CN': '这个活动不改单价，不涉及划线',
  en: 'This campaign leaves unit prices alone, so nothing is struck',
}

/** What is not in a margin reckoned for one unit bought alone. */
export const UNCOUNTED_WORDS: Words = {
  'zh-CN': '毛利按单买一件算：多件、凑单满减或用券时会付得更少，算不进来，请留出余量。',
  en: 'Margins are of one unit bought alone. More units, a full basket or a coupon can bring the price lower; that cannot be known here, so leave some room.',
}

/** Why a number is struck or not, as the merchant reads it. */
export function verdictWords(verdict: Verdict, { kind, basisFen, evidence }: Basis): Words {
  const fill = (locale: keyof Words) =>
    WHY[verdict][locale]
      .replace('{basis}', basisFen === null ? '' : formatFen(basisFen))
      .replace('{kind}', BASIS_WORDS[kind][locale])
      .replace('{why}', evidence.kind === 'none' ? NONE[evidence.why][locale] : '')
  return { 'zh-CN': fill('zh-CN'), en: fill('en') }
}

/** Why nothing is said of a number: another campaign sets the price. */
export const otherWords = (label: string): Words => ({
  'zh-CN': `这时的价格由「${label}」决定`,
  en: `The price is set by “${label}” then`,
})
