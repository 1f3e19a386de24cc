import { readText } from './plain-text.rules.js'

/** What is known of goods that a text speaks of. */
export interface GoodsFacts {
  readonly title: string
  readonly titleEn: string
  readonly standard: string
  readonly categories: readonly string[]
  readonly tags: readonly string[]
  readonly ageMinMonths: number | null
  readonly ageMaxMonths: number | null
}

/** What the rules ask of goods. */
export interface GuardedGoods {
  /** Food or drink for children under three; formula is the stricter kind. */
  readonly infantFood: 'formula' | 'food' | null
  /** Formula from birth on; where nobody says for which age it counts as such. */
  readonly isFirstFormula: boolean
  /** Medicines, medical devices and registered health foods: cures may be named by those that can prove them. */
  readonly isLicensed: boolean
}

const TODDLER_MONTHS = 36
const SECOND_STAGE_MONTHS = 6
const FORMULA =
  /奶粉|配方奶|配方粉|配方乳|婴配|液态奶|羊乳粉|牛乳粉|乳粉|\b(?:infant|baby|follow on|starter|toddler) (?:formula|milk)\b|\bformula (?:milk|powder)\b/u
/** Things for formula that are no formula. */
const FOR_FORMULA =
  /奶粉(?:盒|分装|储存|收纳|勺|机|袋|漏斗|密封|夹|格|保鲜|搅拌|定量|伴侣)|(?:冲|泡)奶(?:粉)?(?:机|器)|formula (?:dispenser|container|pitcher|scoop|box)/u
const FOR_ADULTS = /孕妇|孕产|产妇|妈妈奶粉|成人|中老年|老年|学生|女士|男士|青少年|maternal|adult|pregnan/u
const FOOD =
  /辅食|米粉|米糊|果泥|肉泥|泥糊|磨牙|溶豆|泡芙条|面条|营养包|益生菌|滴剂|鱼油|dha|乳铁|钙铁锌|酸奶|儿童奶|果汁|饼干|零食|\b(?:puree|cereal|snacks?|probiotics?|drops)\b/u
const FOOD_STANDARD = /gb ?(?:10765|10766|10767|25596|10769|10770|22570)/u
const FORMULA_STANDARD = /gb ?(?:10765|10766|10767|25596)/u
const FIRST_STAGE =
  /(?:^|[^\d])(?:1|一|ⅰ|i)段|gb ?10765|stage ?1\b|first stage|(?<!\d)0 ?[至到]? ?6 ?个?月|初生/u
const LATER_STAGE = /[2-4二三四]段|gb ?1076[67]|stage ?[2-4]\b/u
const LICENSED = /医疗器械|械字|药品|非处方药|\botc\b|保健食品|国食健字|国药准字/u

/** What goods are, by what the merchant says of them: a name, a standard, an age or a category is enough. */
export function guardedGoods(facts: GoodsFacts): GuardedGoods {
  const { ageMinMonths, ageMaxMonths } = facts
  const named = read([facts.title, facts.titleEn, facts.standard])
  const all = read([facts.title, facts.titleEn, facts.standard, ...facts.categories, ...facts.tags])
  const isLicensed = LICENSED.test(all)
  const isForBigger = (ageMinMonths ?? 0) >= TODDLER_MONTHS || FOR_ADULTS.test(named)
  if (isForBigger || FOR_FORMULA.test(named)) return { infantFood: null, isFirstFormula: false, isLicensed }
  const isFormula = FORMULA.test(all) || FORMULA_STANDARD.test(named)
  const isFood = isFormula || FOOD.test(named) || FOOD_STANDARD.test(named)
  const isLater =
    (ageMinMonths ?? 0) >= SECOND_STAGE_MONTHS || (LATER_STAGE.test(named) && !FIRST_STAGE.test(named))
  const isFirst = isFormula && !isLater && (ageMaxMonths ?? SECOND_STAGE_MONTHS) > 0
  return { infantFood: isFormula ? 'formula' : isFood ? 'food' : null, isFirstFormula: isFirst, isLicensed }
}

/** Whether a text that names no goods speaks of formula by itself. */
export function speaksOfFormula(text: string): boolean {
  const withoutGear = text.replace(new RegExp(FOR_FORMULA.source, 'gu'), '')
  return FORMULA.test(withoutGear) || /\bformula\b/u.test(withoutGear)
}

/** Whether a text speaks of bottles, teats and pumps, which may be said to feel like nursing. */
export function speaksOfGear(text: string): boolean {
  return /奶瓶|奶嘴|吸奶|奶垫|储奶|哺乳|乳头|\b(?:bottles?|teats?|nipples?|pumps?)\b/u.test(text)
}

const read = (texts: readonly string[]) => readText(texts.join('\n')).text
