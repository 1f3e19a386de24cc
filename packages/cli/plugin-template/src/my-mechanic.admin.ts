import { DAY, later, offText } from '@mamapu/kernel'
import { type AdminScreens, roundsList } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { myMechanic, route } from './my-mechanic.mechanic.js'

const DAYS = { back: 30, ahead: 30 }

const RoundRow = Type.Object({
  id: Type.String(),
  label: Type.String(),
  summary: Type.String(),
  startsAt: Type.String({ format: 'date-time' }),
  endsAt: Type.String({ format: 'date-time' }),
  state: Type.String(),
})

/** Rounds of the last month and the next, for the console. */
export const roundsRoute = route({
  audience: 'staff',
  method: 'GET',
  path: '/rounds',
  summary: 'Rounds of the last month and the next',
  scope: 'marketing:read',
  reply: Type.Object({ items: Type.Array(RoundRow) }),
  async handle({ campaigns, at, locale }) {
    const span = { from: later(at, -DAYS.back * DAY), until: later(at, DAYS.ahead * DAY) }
    const rounds = await campaigns.rounds(myMechanic, span)
    const items = rounds.map(({ id, round, label, config, startsAt, endsAt, state }) => ({
      id: `${id}/${round}`,
      label,
      summary: offText(config.offBps, locale),
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      state,
    }))
    return { body: { items } }
  },
})

/** What the console draws beside core's campaign screens. */
export const myMechanicScreens: AdminScreens = {
  lists: [
    roundsList({
      name: 'rounds',
      title: { 'zh-CN': '场次', en: 'Rounds' },
      about: { 'zh-CN': '折扣', en: 'Percentage off' },
      route: 'GET /rounds',
      empty: { 'zh-CN': '还没有活动', en: 'No campaigns yet' },
    }),
  ],
}
