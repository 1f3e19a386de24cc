import { isWords } from '@mamapu/plugin-sdk'

/** Something of a plugin's answer, whose shape nobody has seen yet. */
export type Raw = Readonly<Partial<Record<string, unknown>>>

/** What the parts of an offer may name. */
export interface Names {
  readonly lineIds: ReadonlySet<string>
  readonly kinds: ReadonlySet<string>
}

/** Fen of one amount at most: a hundred million yuan. */
const AMOUNT_MAX = 10_000_000_000
const PRIORITY_MAX = 1000
const TIERS_MAX = 10
const GIFTS_MAX = 10
export const TAKES_MAX = 8
const CLASSES_MAX = 20
const UNITS_MAX = 10_000
const TEXT_MAX = 100
const POINTS_MAX = 1_000_000_000

const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null
const isBetween = (value: unknown, low: number, high: number) =>
  Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high
const isAmount = (value: unknown) => isBetween(value, 0, AMOUNT_MAX)
const isCount = (value: unknown) => isBetween(value, 1, UNITS_MAX)
const isRate = (value: unknown) => isBetween(value, 0, 10_000)
const isFlag = (value: unknown) => value === undefined || typeof value === 'boolean'
const isText = (value: unknown) => typeof value === 'string' && value.length > 0 && value.length <= TEXT_MAX
const isOneOf = (value: unknown, known: readonly string[]) => known.includes(value as string)
const maybe = (value: unknown, isFine: (value: unknown) => boolean) => value === undefined || isFine(value)

export const isPriority = (value: unknown) =>
  maybe(value, (one) => isBetween(one, -PRIORITY_MAX, PRIORITY_MAX))

export const isCampaign = (value: unknown) => typeof value === 'string' && /^cmp_[0-9a-f]{32}$/.test(value)

/** What is wrong with an offer of the stage unit. */
export function whyBadUnit(offer: Raw, { lineIds }: Names): string | null {
  if (!lineIds.has(String(offer.lineId))) return 'lineId is a line of the cart'
  if (!isAmount(offer.unitPriceFen)) return 'unitPriceFen is whole fen'
  if (!maybe(offer.unitsMax, (one) => isBetween(one, 0, UNITS_MAX))) return 'unitsMax is a number of units'
  return isFlag(offer.exclusive) && isFlag(offer.listed) ? null : 'exclusive and listed are true or false'
}

export function whyBadSet(offer: Raw, names: Names): string | null {
  const { set, gives } = offer
  if (!isRaw(set) || !isCount(set.units) || !maybe(set.setsMax, isCount)) return 'a set has its units'
  if (!isRaw(gives) || !isGiving(gives, set.units as number)) return 'gives says what a set is reduced to'
  return whyBadStacking(offer, names)
}

function isGiving(gives: Raw, units: number): boolean {
  if (gives.setPriceFen !== undefined) return isAmount(gives.setPriceFen)
  if (!isBetween(gives.cheapest, 1, units)) return false
  return gives.unitPriceFen === undefined
    ? isRate(gives.rateBps) && isRounding(gives.rounding) && maybe(gives.roundTo, isRoundTo)
    : isAmount(gives.unitPriceFen)
}

export function whyBadLadder(offer: Raw, names: Names): string | null {
  const { tiers, measures, units } = offer
  if (!Array.isArray(tiers) || tiers.length < 1 || tiers.length > TIERS_MAX)
    return `tiers are 1 to ${TIERS_MAX}`
  for (const tier of tiers as readonly unknown[]) {
    const what = isRaw(tier) ? whyBadTier(tier, names) : 'a tier is an object'
    if (what) return what
  }
  const thresholds = tiers.map(({ thresholdFen }: Raw) => thresholdFen as number)
  if (thresholds.some((one, index) => one < (thresholds[index - 1] ?? 0))) return 'tiers ascend by threshold'
  if (!maybe(offer.repeatsMax, isCount)) return 'repeatsMax is a whole number above zero'
  if (!maybe(measures, (one) => one === 'cart' || areLines(one, names)))
    return 'measures names lines of the cart'
  if (!maybe(units, (one) => isRaw(one) && isCount(one.max) && isOneOf(one.pick, ['dearest', 'cheapest'])))
    return 'units say how many and which'
  if (!maybe(offer.base, (one) => isOneOf(one, ['left', 'original']))) return 'base is left or original'
  return whyBadStacking(offer, names)
}

function whyBadTier(tier: Raw, names: Names): string | null {
  const { thresholdFen, thresholdUnits, reduction, gifts, freeShipping } = tier
  if (!isAmount(thresholdFen)) return 'thresholdFen is whole fen'
  if (!maybe(thresholdUnits, (one) => isBetween(one, 0, UNITS_MAX)))
    return 'thresholdUnits is a number of units'
  if (!maybe(reduction, isReduction)) return 'reduction is an amount, a rate or a price'
  if (!isFlag(freeShipping)) return 'freeShipping is true or false'
  if (
    !maybe(
      gifts,
      (one) => Array.isArray(one) && one.length <= GIFTS_MAX && one.every((gift) => isGift(gift, names)),
    )
  )
    return `gifts are at most ${GIFTS_MAX}, each a SKU with words, units and takes of the plugin's own`
  return null
}

function isGift(gift: unknown, { kinds }: Names): boolean {
  if (!isRaw(gift)) return false
  const { skuId, title, units, takes, onRefund } = gift
  return (
    typeof skuId === 'string' &&
    /^sku_[0-9a-f]{32}$/.test(skuId) &&
    isWords(title) &&
    isCount(units) &&
    isOneOf(onRefund, ['return', 'keep']) &&
    Array.isArray(takes) &&
    takes.length <= TAKES_MAX &&
    takes.every((take) => isRaw(take) && take.lineId === undefined && isCounted(take, kinds))
  )
}

function whyBadStacking(offer: Raw, names: Names): string | null {
  const { combinesWith } = offer
  if (!areLines(offer.lineIds, names)) return 'lineIds are lines of the cart'
  if (!isText(offer.class)) return 'class is missing'
  if (!Array.isArray(combinesWith) || combinesWith.length > CLASSES_MAX || !combinesWith.every(isText))
    return 'combinesWith is a list of classes'
  if (!maybe(offer.excludes, isText)) return 'excludes is a word'
  if (![offer.stops, offer.alone, offer.undiscountedOnly].every(isFlag)) return 'flags are true or false'
  return isOneOf(offer.applies, ['always', 'choice']) ? null : 'applies is always or choice'
}

function areLines(value: unknown, { lineIds }: Names): boolean {
  return (
    Array.isArray(value) && value.length <= lineIds.size && value.every((one) => lineIds.has(one as string))
  )
}

export function whyBadShipping(offer: Raw): string | null {
  if (!isAmount(offer.thresholdFen)) return 'thresholdFen is whole fen'
  return isReduction(offer.reduction) ? null : 'reduction is an amount, a rate or a price'
}

export function whyBadPoints(offer: Raw, { kinds }: Names): string | null {
  const { pointsAvailable, pointsPerYuan, maxShareBps, step, spends } = offer
  if (!isBetween(pointsAvailable, 0, POINTS_MAX)) return 'pointsAvailable is a whole number'
  if (!isBetween(pointsPerYuan, 1, POINTS_MAX) || !maybe(step, (one) => isBetween(one, 1, POINTS_MAX)))
    return 'pointsPerYuan and step are whole numbers above zero'
  if (!isRate(maxShareBps)) return 'maxShareBps is at most 10,000'
  return isRaw(spends) && isCounted({ ...spends, units: 1 }, kinds) ? null : 'spends is a take of its own'
}

function isReduction(value: unknown): boolean {
  if (!isRaw(value)) return false
  const { amountFen, priceFen, rateBps, capFen, rounding, roundTo } = value
  if (!maybe(roundTo, isRoundTo)) return false
  if (amountFen !== undefined) return isAmount(amountFen)
  if (priceFen !== undefined) return isAmount(priceFen)
  return isRate(rateBps) && maybe(capFen, isAmount) && isRounding(rounding)
}

const isRoundTo = (value: unknown) => isOneOf(value, ['fen', 'jiao', 'yuan'])

const isRounding = (value: unknown) => isOneOf(value, ['down', 'up'])

/** Whether a take is of the plugin's own kinds and, when it is for a line, for one of the cart. */
export function isTake(value: unknown, { kinds, lineIds }: Names): boolean {
  if (!isRaw(value) || !isCounted(value, kinds)) return false
  return value.lineId === undefined ? !value.insteadOfStock : lineIds.has(String(value.lineId))
}

function isCounted(take: Raw, kinds: ReadonlySet<string>): boolean {
  const { kind, id, units, limit, giveBack, insteadOfStock, perPerson, asFarAsLeft } = take
  return (
    kinds.has(String(kind)) &&
    isText(id) &&
    isBetween(units, 1, POINTS_MAX) &&
    (limit === null || isBetween(limit, 0, Number.MAX_SAFE_INTEGER)) &&
    isOneOf(giveBack, ['never', 'cancel', 'refund']) &&
    isFlag(insteadOfStock) &&
    isFlag(perPerson) &&
    isFlag(asFarAsLeft) &&
    !(asFarAsLeft && (!perPerson || insteadOfStock)) &&
    !(perPerson && limit === null)
  )
}
