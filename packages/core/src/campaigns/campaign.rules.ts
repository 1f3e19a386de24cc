import { addDays, DAY, type LocalDate, localTimeOf, parseLocalDate } from '@mamapu/kernel'
import type {
  Audience,
  Campaign,
  CampaignForm,
  DateChange,
  LocalSpan,
  Recurrence,
  Schedule,
  Scope,
} from './campaign.types.js'
import { isDayOf, minuteOf, roundsBetween } from './schedule.rules.js'
import { scheduleOf } from './schedule-of.rules.js'

export const ROUNDS_A_DAY_MAX = 12
const WINDOW_MAX_MS = 366 * DAY
const ANNOUNCE_MAX_MINUTES = { window: 30 * 1440, recurring: 7 * 1440 }
const SCOPE_MAX = 500

export type FormFault =
  | 'CAMPAIGN_LABEL'
  | 'CAMPAIGN_WINDOW'
  | 'CAMPAIGN_RECURRENCE'
  | 'CAMPAIGN_ANNOUNCE'
  | 'CAMPAIGN_AUDIENCE'
  | 'CAMPAIGN_SCOPE'
  | 'CAMPAIGN_PRIORITY'

interface Uses {
  readonly scope: boolean
  readonly audience: boolean
  readonly announce: boolean
  readonly recurrence: boolean
}

/** What is wrong with the common part of a campaign's form; null when nothing is. */
export function whyNotForm(form: CampaignForm, uses: Uses): FormFault | null {
  const label = [...form.label.trim()].length
  if (label < 1 || label > 60) return 'CAMPAIGN_LABEL'
  if (form.recurrence) {
    if (!uses.recurrence || form.startsAt || form.endsAt || !isRecurrence(form.recurrence))
      return 'CAMPAIGN_RECURRENCE'
  } else if (!isWindow(form)) return 'CAMPAIGN_WINDOW'
  const announceMax = form.recurrence ? ANNOUNCE_MAX_MINUTES.recurring : ANNOUNCE_MAX_MINUTES.window
  const { announceMinutes: announce } = form
  if (announce !== null && (!uses.announce || !isWhole(announce, 1, announceMax))) return 'CAMPAIGN_ANNOUNCE'
  if (
    !isAudience(form.audience) ||
    (!uses.audience && (form.audience.kind !== 'everyone' || form.audience.channels))
  )
    return 'CAMPAIGN_AUDIENCE'
  if (uses.scope && !isScope(form.scope)) return 'CAMPAIGN_SCOPE'
  return isWhole(form.priority, -1000, 1000) ? null : 'CAMPAIGN_PRIORITY'
}

const isWhole = (value: number, min: number, max: number) =>
  Number.isSafeInteger(value) && value >= min && value <= max

function isWindow({ startsAt, endsAt }: CampaignForm): boolean {
  if (!startsAt || !endsAt) return false
  const length = endsAt.getTime() - startsAt.getTime()
  return length > 0 && length <= WINDOW_MAX_MS
}

function isRecurrence({ every, days, times, from, until }: Recurrence): boolean {
  const top = { day: 0, week: 7, month: 31 }[every]
  const areDays =
    new Set(days).size === days.length &&
    days.every((day) => isWhole(day, 1, top)) &&
    (every === 'day') === (days.length === 0)
  const areDates = [from, until].every((date) => date === undefined || parseLocalDate(date) !== null)
  return areDays && areDates && (!from || !until || from <= until) && areTimes(times)
}

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/

export function isSpan({ from, to }: LocalSpan): boolean {
  return TIME.test(from) && (TIME.test(to) || to === '24:00')
}

/** At most twelve, none overlapping another, not even the same times of the day after. */
function areTimes(times: readonly LocalSpan[]): boolean {
  if (times.length < 1 || times.length > ROUNDS_A_DAY_MAX || !times.every(isSpan)) return false
  const spans = times
    .map(({ from, to }) => ({ start: minuteOf(from), end: minuteOf(to) }))
    .map(({ start, end }) => ({ start, end: end > start ? end : end + 1440 }))
    .sort((a, b) => a.start - b.start)
  const first = spans[0] as { start: number }
  return spans.every(({ end }, index) => end <= (spans[index + 1]?.start ?? first.start + 1440))
}

function isAudience(audience: Audience): boolean {
  const { channels } = audience
  if (channels && (channels.length === 0 || new Set(channels).size < channels.length)) return false
  if (audience.kind === 'level')
    return isWhole(audience.rank, 1, 1000) && audience.name.length >= 1 && audience.name.length <= 40
  return audience.kind !== 'tag' || (audience.tag.length >= 1 && audience.tag.length <= 30)
}

function isScope({ all, except, ...lists }: Scope): boolean {
  const named = [lists.categories, lists.tags, lists.products, lists.skus]
  const excepted = [except.categories, except.tags, except.products, except.skus]
  if ([...named, ...excepted].some((list) => list.length > SCOPE_MAX)) return false
  return all || named.some((list) => list.length > 0)
}

/** Fields of a campaign under way that an edit would change although they may not; empty when it is fine. */
export function fieldsNotChangeable(
  before: Campaign,
  after: CampaignForm,
  { changeable, at, zone }: { changeable: readonly string[]; at: Date; zone: string },
): string[] {
  const fields: string[] = []
  const refuse = (field: string, isSame: boolean) => void (isSame || fields.push(field))
  for (const field of ['audience', 'scope', 'priority', 'commission', 'announceMinutes', 'startsAt'] as const)
    refuse(field, isEqual(before[field], after[field]))
  const endIsFine = !after.endsAt || isEqual(before.endsAt, after.endsAt) || after.endsAt > at
  refuse('endsAt', Boolean(before.endsAt) === Boolean(after.endsAt) && endIsFine)
  const { until: untilBefore, ...same } = before.recurrence ?? {}
  const { until: untilAfter, ...wanted } = after.recurrence ?? {}
  refuse('recurrence', Boolean(before.recurrence) === Boolean(after.recurrence) && isEqual(same, wanted))
  const today = localTimeOf(at, zone).date
  refuse('recurrence.until', untilBefore === untilAfter || untilAfter === undefined || untilAfter >= today)
  const [was, will] = [before.config, after.config] as Record<string, unknown>[]
  for (const key of new Set([...Object.keys(was ?? {}), ...Object.keys(will ?? {})]))
    if (!changeable.includes(key)) refuse(`config.${key}`, isEqual(was?.[key], will?.[key]))
  return fields
}

/** Equal as JSON, whatever the order of keys. */
export function isEqual(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b)
}

function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  return `{${entries
    .sort(([x], [y]) => (x < y ? -1 : 1))
    .map(([key, one]) => `${key}:${canonical(one)}`)
    .join()}}`
}

/** Whether one day may be changed so: a recurring campaign's, in the future, with rounds that do not overlap. */
export function isDateChange(
  campaign: Campaign,
  change: DateChange,
  { at, zone }: { at: Date; zone: string },
): boolean {
  const { recurrence } = campaign
  if (!recurrence || (change.span && !isSpan(change.span))) return false
  const days = [change.date, ...(change.to ? [change.to] : [])]
  if (days.some((day) => parseLocalDate(day) === null)) return false
  if (change.act === 'add' ? isDayOf(recurrence, change.date) : !isDayOf(recurrence, change.date))
    return false
  if (change.act === 'move' && (change.to === null || change.to === change.date)) return false
  const changes = [...campaign.changes.filter(({ date }) => date !== change.date), change]
  const after = scheduleOf({ ...campaign, changes }, zone)
  const before = scheduleOf(campaign, zone)
  return days.every((day) => !hasBegun(before, day, at) && !hasBegun(after, day, at) && isClear(after, day))
}

/** Whether a round of that day has begun, or the day is over. */
export function hasBegun(schedule: Schedule, day: LocalDate, at: Date): boolean {
  const today = localTimeOf(at, schedule.zone).date
  if (day !== today) return day < today
  return roundsOfDay(schedule, day).some(({ startsAt }) => startsAt <= at)
}

/** All rounds that the days around plan exist: none had to give way to another. */
function isClear(schedule: Schedule, day: LocalDate): boolean {
  const { recurrence, changes } = schedule
  if (!recurrence) return false
  for (const one of [addDays(day, -1), day, addDays(day, 1)]) {
    const moved = changes.filter(({ act, to }) => act === 'move' && to === one)
    const own = changes.find(({ date }) => date === one)
    const isUsual = isDayOf(recurrence, one) && (!own || own.act === 'add')
    const planned =
      (isUsual ? recurrence.times.length : 0) +
      (own?.act === 'add' && !isUsual ? (own.span ? 1 : recurrence.times.length) : 0) +
      moved.reduce((sum, { span }) => sum + (span ? 1 : recurrence.times.length), 0)
    if (planned > ROUNDS_A_DAY_MAX || roundsOfDay(schedule, one).length < planned) return false
  }
  return true
}

function roundsOfDay(schedule: Schedule, day: LocalDate) {
  const key = day.replaceAll('-', '')
  const from = new Date(`${addDays(day, -1)}T00:00:00Z`)
  const until = new Date(`${addDays(day, 2)}T00:00:00Z`)
  return roundsBetween(schedule, from, until, 60).filter((round) => round.key.startsWith(key))
}

/** Whether it was paused at an instant. What was paused before pauses were kept counts as paused all the time. */
export function isPausedAt({ said, pauses }: Pick<Campaign, 'said' | 'pauses'>, at: Date): boolean {
  const isUnknown = said === 'paused' && pauses.every(({ until }) => until !== null)
  return isUnknown || pauses.some(({ from, until }) => from <= at && (until === null || at < until))
}
