import { DAY, later, offText } from '@mamapu/kernel'
import { myMechanic, page } from './my-mechanic.mechanic.js'

const AHEAD_DAYS = 7

/** What runs now and what was announced for the coming week. */
export const offersPage = page({
  name: 'offers',
  title: { 'zh-CN': '我的玩法', en: 'My mechanic' },
  block: 'offers',
  async data({ campaigns, at, locale }) {
    const rounds = await campaigns.rounds(myMechanic, { from: at, until: later(at, AHEAD_DAYS * DAY) })
    return {
      offers: rounds
        .filter(({ state }) => state === 'running' || state === 'announced')
        .map(({ label, config, state, startsAt, endsAt }) => ({
          label,
          off: offText(config.offBps, locale),
          isRunning: state === 'running',
          from: startsAt.toISOString(),
          until: endsAt.toISOString(),
        })),
    }
  },
})
