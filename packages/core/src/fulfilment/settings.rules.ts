import { parseLocalDate } from '@mamapu/kernel'
import type { ExpressRule, ExpressTemplate } from './express.types.js'
import type { FulfilmentErrorCode } from './fulfilment.errors.js'
import { minutesOf } from './local.rules.js'
import type { LocalSettings } from './local.types.js'

export const TEMPLATES_MAX = 20
export const TEMPLATE_RULES_MAX = 50
export const RULE_REGIONS_MAX = 500
export const COUNT_MAX = 1_000_000
export const FEE_MAX_FEN = 1_000_000
export const AMOUNT_MAX_FEN = 1_000_000_000
export const SLOTS_MAX = 12
export const CAPACITY_MAX = 1000
export const CLOSED_DAYS_MAX = 60
export const DAYS_MAX = 14
export const LEAD_MAX = 10_080
export const RADIUS_MAX = 50_000

const isWhole = (value: number, min: number, max: number) =>
  Number.isSafeInteger(value) && value >= min && value <= max
const areRegions = (regions: readonly string[]) =>
  regions.length <= RULE_REGIONS_MAX && regions.every((code) => /^(\d{2}|\d{4}|\d{6})$/.test(code))

/** Whether the arbiter can count with a template: whole numbers in range, regions as leading digits of codes. */
export function isTemplate({ name, charge, rules }: ExpressTemplate): boolean {
  return (
    name.length <= 40 &&
    ['weight', 'piece', 'fixed'].includes(charge) &&
    rules.length <= TEMPLATE_RULES_MAX &&
    rules.every(isRule)
  )
}

function isRule(rule: ExpressRule): boolean {
  return (
    areRegions(rule.regions) &&
    isWhole(rule.first, 0, COUNT_MAX) &&
    isWhole(rule.step, 1, COUNT_MAX) &&
    isWhole(rule.firstFen, 0, FEE_MAX_FEN) &&
    isWhole(rule.stepFen, 0, FEE_MAX_FEN) &&
    (rule.freeOverFen === null || isWhole(rule.freeOverFen, 0, AMOUNT_MAX_FEN)) &&
    (rule.freeOverPieces === null || isWhole(rule.freeOverPieces, 1, COUNT_MAX))
  )
}

/** Why a shop cannot deliver by these; null when it can. */
export function whyBadLocal(
  settings: LocalSettings,
): Extract<FulfilmentErrorCode, `LOCAL_SETTINGS${string}`> | null {
  if (settings.regions.length === 0 && settings.center === null) return 'LOCAL_SETTINGS_NOWHERE'
  if (!areSlots(settings.slots)) return 'LOCAL_SETTINGS_SLOTS'
  return isLocal(settings) ? null : 'LOCAL_SETTINGS'
}

/** In the order of the day, none over another. */
function areSlots(slots: LocalSettings['slots']): boolean {
  if (slots.length < 1 || slots.length > SLOTS_MAX) return false
  return slots.every(({ from, to, capacity }, index) => {
    const before = slots[index - 1]
    return (
      isTime(from) &&
      isTime(to) &&
      minutesOf(from) < minutesOf(to) &&
      (!before || minutesOf(before.to) <= minutesOf(from)) &&
      isWhole(capacity, 1, CAPACITY_MAX)
    )
  })
}

const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text)

function isLocal(settings: LocalSettings): boolean {
  const { center, weekdays, closedDays } = settings
  return (
    areRegions(settings.regions) &&
    (center === null || (Math.abs(center.lat) <= 90 && Math.abs(center.lng) <= 180)) &&
    isWhole(settings.radiusMeter, 100, RADIUS_MAX) &&
    isWhole(settings.feeFen, 0, FEE_MAX_FEN) &&
    (settings.freeOverFen === null || isWhole(settings.freeOverFen, 0, AMOUNT_MAX_FEN)) &&
    isWhole(settings.leastGoodsFen, 0, AMOUNT_MAX_FEN) &&
    weekdays.length > 0 &&
    new Set(weekdays).size === weekdays.length &&
    weekdays.every((day) => isWhole(day, 1, 7)) &&
    closedDays.length <= CLOSED_DAYS_MAX &&
    closedDays.every((day) => parseLocalDate(day) !== null) &&
    isWhole(settings.leadMinutes, 0, LEAD_MAX) &&
    isTime(settings.cutOff) &&
    isWhole(settings.days, 1, DAYS_MAX)
  )
}
