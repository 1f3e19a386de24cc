import { hooks } from '../distributor.settings.js'
import { inviteTarget, PATHS } from '../paths.js'
import { listInvited } from '../people/people.queries.js'
import { noticeQuery } from '../rates/notice.queries.js'
import { linkTo } from '../share/subject.js'
import { meOf } from './me.js'
import { spansOf } from './spans.js'

const TEAM_MAX = 100

/** Only the people she invited herself, and the link and code that invite. */
export const teamPage = hooks.page({
  name: 'team',
  title: { 'zh-CN': '我邀请的人', en: 'People I invited' },
  block: 'team',
  signedIn: true,
  async data(ctx) {
    const me = await meOf(ctx)
    if (me === null) return { isOne: false, joinUrl: PATHS.join }
    const invited = await listInvited(ctx.tx, me.customerId, TEAM_MAX)
    const payees = invited.map(({ customerId }) => customerId)
    const { month } = spansOf(ctx.at, ctx.zone)
    const figures = payees.length === 0 ? new Map() : await ctx.earnings.figures({ payees, ...month })
    const [notice] = await noticeQuery(ctx.tx.sql, ctx.tx.tenantId)
    const link = await linkTo(ctx, me, inviteTarget(me.code))
    return {
      isOne: true,
      centreUrl: PATHS.centre,
      code: me.code,
      address: link?.url ?? '',
      qrUrl: link?.qrUrl ?? '',
      // Bringing people is worth nothing by itself: what is said is only what the shop pays on what they sell.
      inviterRate: notice?.is_on
        ? ctx.t('team.rate', { rate: (notice.inviter_bps ?? 0) / 100 })
        : ctx.t('team.no_rate'),
      rows: invited.map(({ customerId, nickname, appliedAt, state }) => ({
        name: nickname,
        since: appliedAt.toISOString(),
        isPaused: state === 'frozen',
        salesFen: figures.get(customerId)?.salesFen ?? 0,
      })),
    }
  },
})
