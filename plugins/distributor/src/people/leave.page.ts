import { must } from '@mamapu/kernel'
import { EARNINGS_PATH } from '@mamapu/plugin-sdk'
import { hooks } from '../distributor.settings.js'
import { maySell } from '../distributor.types.js'
import { PATHS } from '../paths.js'
import { findDistributor } from './people.queries.js'

/** What leaving means, and the choice about her customers. */
export const leavePage = hooks.page({
  name: 'leave',
  title: { 'zh-CN': '退出分销', en: 'Stop being a distributor' },
  block: 'leave',
  signedIn: true,
  async data({ tx, customer }) {
    const me = await findDistributor(tx, must(customer, 'signed in').id)
    return {
      isOne: me !== null && maySell(me.state),
      hasLeft: me?.state === 'left',
      leaveUrl: '/x/distributor/leave',
      earningsUrl: EARNINGS_PATH,
      centreUrl: PATHS.centre,
      joinUrl: PATHS.join,
    }
  },
})
