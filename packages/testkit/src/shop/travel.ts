import { addDays, assert, DAY, HOUR, instantOf, later, localTimeOf, parseLocalDate } from '@mamapu/kernel'
import type { Ground } from './ground.js'
import type { TestWork } from './work.js'

/** Where to: an instant, a time on the shop's own clocks (`2026-03-31 24:00`), or so long from now (days keep the time of day). */
export type Whither =
  | Date
  | string
  | { readonly days?: number; readonly hours?: number; readonly minutes?: number }

/** Stops of one journey; more is a loop. */
const STOPS_MAX = 20_000
/** Up to here scheduled jobs of plugins run every hour, beyond once a day. */
const HOURLY_MAX_MS = 8 * DAY

/**
 * Moves the standing clock through everything that falls due on the way, in order and each at its own instant: edges of
 * campaigns, expiries, completions, jobs asked for, events. Scheduled jobs of plugins run at the last tick of their rhythm
 * before the end, at the first one after anything happened, and every hour (every day on a journey of more than eight days).
 */
export async function travel(ground: Ground, work: TestWork, whither: Whither): Promise<void> {
  const { clock } = ground
  const zone = (await ground.snapshot()).zone
  const to = instantFor(whither, clock.now(), zone)
  assert(to >= clock.now(), 'time does not go back: set the clock for that')
  const rhythms = [...new Set(ticking(work).map(({ everyMs }) => everyMs))]
  const rest = to.getTime() - clock.now().getTime() <= HOURLY_MAX_MS ? HOUR : DAY
  const journey = { rhythms, rest, to }
  let happened = (await work.runDue()) > 0
  for (let stop = 0; clock.now() < to; stop += 1) {
    assert(stop < STOPS_MAX, `a journey of more than ${STOPS_MAX} stops`)
    const due = await nextDue(ground, work, to)
    const tick = nextTick(clock.now(), journey, happened)
    clock.set(new Date(Math.min(to.getTime(), due, tick)))
    happened = (await work.runDue()) > 0
    if ((await runTicks(ground, work)) > 0) happened = true
  }
  await ground.snapshot()
}

/** Scheduled jobs of plugins; those of core only tidy up. */
const ticking = ({ work }: TestWork) =>
  work.schedules.flatMap((one) => (one.job.startsWith('plugin.') && 'everyMs' in one ? [one] : []))

/** Runs scheduled jobs of plugins whose tick this instant is; how many had something to tell or to ask for. */
async function runTicks({ clock }: Ground, work: TestWork): Promise<number> {
  const now = clock.now().getTime()
  for (const { job, everyMs } of ticking(work)) if (now % everyMs === 0) await work.run(job)
  const ran = await work.runAsked()
  return ran.length === 0 ? 0 : (await work.runDue()) > 0 ? 1 : 0
}

/** The next instant at which a scheduled job has to run. */
function nextTick(
  now: Date,
  { rhythms, rest, to }: { rhythms: readonly number[]; rest: number; to: Date },
  happened: boolean,
): number {
  const after = (step: number) => (Math.floor(now.getTime() / step) + 1) * step
  const lasts = rhythms.map((rhythm) => Math.floor(to.getTime() / rhythm) * rhythm)
  const ticks = [
    ...lasts,
    ...(rhythms.length > 0 ? [after(rest)] : []),
    ...(happened ? rhythms.map(after) : []),
  ]
  return Math.min(...ticks.filter((tick) => tick > now.getTime()), Number.POSITIVE_INFINITY)
}

/** The earliest instant until `to` at which a job asked for or a sweeper has something that it has not now. */
async function nextDue({ app, clock, jobs }: Ground, { work }: TestWork, to: Date): Promise<number> {
  const now = clock.now()
  const asked = jobs.flatMap(({ runAt }) => (runAt && runAt > now ? [runAt.getTime()] : []))
  let due = Math.min(...asked, Number.POSITIVE_INFINITY)
  for (const { find } of work.sweepers) {
    const at = (instant: number) => find(app.db.sweep, new Date(instant), 1000)
    let [low, high] = [now.getTime(), Math.min(to.getTime(), due)]
    const inTime = await at(high)
    if (inTime.length === 0) continue
    const stuck = new Set((await at(low)).map(({ id }) => id))
    if (inTime.every(({ id }) => stuck.has(id))) continue
    const isDue = async (instant: number) => (await at(instant)).some(({ id }) => !stuck.has(id))
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (await isDue(middle)) high = middle
      else low = middle
    }
    due = high
  }
  return due
}

export function instantFor(whither: Whither, now: Date, zone: string): Date {
  if (whither instanceof Date) return whither
  if (typeof whither === 'string') {
    const [, day, hours, minutes] = /^(\d{4}-\d{2}-\d{2}) (\d{2}):(\d{2})$/.exec(whither) ?? []
    const date = parseLocalDate(day)
    assert(date !== null, `not a time on the shop's clocks: ${whither}`)
    return instantOf(date, Number(hours) * 60 + Number(minutes), zone)
  }
  const { days = 0, hours = 0, minutes = 0 } = whither
  const local = localTimeOf(now, zone)
  const seconds = now.getTime() % 60_000
  const sameTime = days === 0 ? now : later(instantOf(addDays(local.date, days), local.minute, zone), seconds)
  return later(sameTime, hours * HOUR + minutes * 60_000)
}
