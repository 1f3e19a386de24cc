import type { GuardFinding, GuardPlace, GuardRule } from '@mamapu/plugin-sdk'
import { CLAIMS, type Claim, type ClaimContext } from './claims.rules.js'
import { type GuardedGoods, speaksOfFormula, speaksOfGear } from './goods.rules.js'
import { GUARD_RULES } from './named.rules.js'
import { type ReadText, readBoth } from './plain-text.rules.js'

/** A finding per rule and field is enough to say what is wrong. */
const FOUND_MAX = 60
/** Places that win buyers, where first formula is not promoted without a word of the merchant. */
const PROMOTING: readonly GuardPlace[] = ['campaign', 'material']

export interface Guarded {
  readonly place: GuardPlace
  /** What the texts speak of; none when they name no goods. */
  readonly goods: readonly GuardedGoods[]
}

/**
 * What may not be said in texts by field, HTML read as what it shows: at most one finding per field and rule, in the order of
 * the fields. Pure. Words that are only quoted to forbid them, and sentences that deny a claim, are no findings.
 */
export function guardTexts(texts: Readonly<Record<string, string>>, about: Guarded): GuardFinding[] {
  const fields = Object.entries(texts).map(([field, text]) => ({ field, readings: readBoth(text) }))
  const all = fields.map(({ readings }) => readings[0]?.text ?? '').join('\n')
  const context: ClaimContext = {
    place: about.place,
    goods: strictest(about.goods),
    speaksOfFormula: speaksOfFormula(all),
    speaksOfGear: speaksOfGear(all),
  }
  const claims = CLAIMS.filter((claim) => claim.holds(context))
  return [
    ...fields.flatMap(({ field, readings }) =>
      oncePerRule(readings.flatMap((read) => findClaims(claims, field, read))),
    ),
    ...promotion(about, Object.keys(texts)[0] ?? ''),
  ]
}

/** The rules that hold at a place, for a note beside what is written there. */
export function rulesAt(place: GuardPlace): readonly GuardRule[] {
  const goods: GuardedGoods = { infantFood: 'formula', isFirstFormula: true, isLicensed: false }
  const context = { place, goods, speaksOfFormula: true, speaksOfGear: false }
  const rules = [...new Set(CLAIMS.filter((claim) => claim.holds(context)).map(({ rule }) => rule))]
  return PROMOTING.includes(place) ? [...rules, GUARD_RULES.formulaPromotion] : rules
}

/** One text about several goods keeps the rules of each; a licence counts only when all have one. */
function strictest(goods: readonly GuardedGoods[]): GuardedGoods | null {
  if (goods.length === 0) return null
  const kinds = goods.map(({ infantFood }) => infantFood)
  return {
    infantFood: kinds.includes('formula') ? 'formula' : kinds.includes('food') ? 'food' : null,
    isFirstFormula: goods.some(({ isFirstFormula }) => isFirstFormula),
    isLicensed: goods.every(({ isLicensed }) => isLicensed),
  }
}

function promotion({ place, goods }: Guarded, field: string): GuardFinding[] {
  const isPromoted = PROMOTING.includes(place) && goods.some(({ isFirstFormula }) => isFirstFormula)
  return isPromoted ? [{ ...GUARD_RULES.formulaPromotion, field, found: '' }] : []
}

function findClaims(claims: readonly Claim[], field: string, read: ReadText): GuardFinding[] {
  return claims.flatMap(({ rule, patterns }) => {
    const found = firstOf(patterns, read)
    return found === null ? [] : [{ ...rule, field, found }]
  })
}

function oncePerRule(findings: readonly GuardFinding[]): GuardFinding[] {
  return findings.filter(({ code }, at) => findings.findIndex((one) => one.code === code) === at)
}

/** The first words that break a rule, as written; null without any. */
function firstOf(patterns: readonly RegExp[], read: ReadText): string | null {
  for (const pattern of patterns)
    for (const match of read.text.matchAll(pattern)) {
      const from = match.index
      if (isDenied(read.text, from, match[0])) continue
      return [...read.written(from, from + match[0].length)].slice(0, FOUND_MAX).join('')
    }
  return null
}

/** Between a denial and what it denies, these words may stand and no others. */
const BETWEEN =
  '(?:完全|真正|直接|全部|部分|被|用来|用于|作为|与|和|跟|同|能|会|够|可以|可|其他|任何|别的|婴儿|婴幼儿|配方|奶粉|奶|食品|产品|商品|普通|疾病|预防|诊断|以|要求|需要|收取|收|有|所谓的?|你|您|先|需){0,5}'
const DENIAL = new RegExp(
  `(?:不能|无法|不可能|不可(?!思议|多得|错过)|不得|不应|不会|不用于|不具有|不具备|不代表|不做|不存在|不按|不以|并不|并非|(?<!是)不是|绝不|从不|从未|难以|没有(?:任何|一种|哪种)?|无需|无须|无|不收(?:取)?|不用|不需要|不必|不要求|不承诺|不保证|不要|不搞|不玩|拒绝|反对|杜绝|远离|免(?!费)|未)${BETWEEN}$|(?<![是得])不$`,
  'u',
)
/** Words that are named in order to forbid them: 「不能说“替代母乳”」, a list of such included. */
const FORBIDDEN_BY_NAME =
  /(?:不能|不可以?|不得|不要|不许|不准|不应|切勿|请勿|别|禁止|严禁|不)(?:再)?(?:说|写|用|使用|出现|宣传|宣称|声称|发布|承诺|暗示)[^。！？!?；;\n但却而]{0,40}$|(?:禁用词?|违禁词|违规词|禁语)[^。！？!?；;\n但却而]{0,40}$/u
const EN_DENIAL =
  /\b(?:not|never|no|cannot|can't|don't|doesn't|isn't|without|nothing)(?: (?:a|an|any|to|be|is|are|as|meant|intended|claim|completely|fully|formula|food|say|write|charge|ask|for|you|can|does|do|promise|promised|earn|guarantee)){0,5} ?$/u
/** After the words: 「湿疹治疗请遵医嘱」. */
const LEFT_TO_DOCTORS =
  /^[^。！？!?；;\n]{0,12}(?:请|应|需|先|及时)[^。！？!?；;\n]{0,6}(?:就医|医嘱|医生|医院)/u
const ENDS = /[。！？!?；;\n]/gu

/** Whether what was found is denied or forbidden by its own sentence. */
function isDenied(text: string, from: number, found: string): boolean {
  const before = sentenceBefore(text, from)
  if (DENIAL.test(before.replace(/["'“”‘’「」『』《》()（）:：,，]+$/u, ''))) return true
  if (FORBIDDEN_BY_NAME.test(before) || EN_DENIAL.test(before)) return true
  return LEFT_TO_DOCTORS.test(text.slice(from + found.length, from + found.length + 40))
}

function sentenceBefore(text: string, from: number): string {
  const near = text.slice(Math.max(0, from - 80), from)
  const ends = [...near.matchAll(ENDS)]
  return near.slice((ends.at(-1)?.index ?? -1) + 1)
}
