import { DAY, HOUR, later } from '@mamapu/kernel'
import { hooks } from '../distributor.settings.js'
import type { Ctx, Distributor } from '../distributor.types.js'
import { PATHS } from '../paths.js'
import { planOf } from '../people/decide.js'
import { listDue, writeLevel } from '../people/people.queries.js'
import { levelFor, type OwnFigures } from './level.rules.js'

const PEOPLE_MAX = 100
/** The daily round looks again at whoever was not looked at for this long. */
const FRESH_MS = 20 * HOUR
const NOTHING: OwnFigures = { salesFen: 0, buyers: 0 }

/** Every day each distributor's level is what her own sales and customers of the last days make it. */
export const settleLevels = hooks.job({
  name: 'settle-levels',
  every: '1d',
  async run(ctx) {
    const { at, settings } = ctx
    const people = await listDue(ctx.tx, later(at, -FRESH_MS), PEOPLE_MAX)
    if (people.length === 0) return undefined
    const from = later(at, -settings.levelDays * DAY)
    const payees = people.map(({ customerId }) => customerId)
    const figures =
      settings.levels.length === 0
        ? new Map()
        : await ctx.earnings.figures({ payees, from, until: later(at, 1) })
    for (const person of people) {
      const { salesFen, buyers } = figures.get(person.customerId) ?? NOTHING
      await settle(ctx, person, levelFor(settings.levels, { salesFen, buyers }))
    }
    return people.length === PEOPLE_MAX ? 'more' : undefined
  },
})

async function settle(ctx: Ctx, person: Distributor, level: string): Promise<void> {
  await writeLevel(ctx.tx, person.id, level, ctx.at)
  if (level === person.level) return
  const { customerId } = person
  await ctx.customers.setPlan(customerId, planOf(level))
  const found = ctx.settings.levels.find((one) => one.level === level)
  if (!found) return
  await ctx.notify({
    customerId,
    template: 'level',
    data: { level: ctx.locale === 'en' ? found.titleEn : found.title, path: PATHS.centre },
    dedupeKey: `level:${customerId}:${level}:${ctx.at.getTime()}`,
  })
}
