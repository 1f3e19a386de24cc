import type { CustomerId } from '@mamapu/kernel'
import { hooks } from '../distributor.settings.js'
import type { Ctx, Distributor } from '../distributor.types.js'
import { inviteTarget, PATHS } from '../paths.js'
import { listInvited, listNicknames } from '../people/people.queries.js'
import { noticeQuery } from '../rates/notice.queries.js'
import { listInvitesOf } from '../relation/change.queries.js'
import { linkTo } from '../share/subject.js'
import { meOf } from './me.js'
import { spansOf } from './spans.js'

const TEAM_MAX = 100
const CHANGES_MAX = 30

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
      ...(await invitesOf(ctx, me)),
    }
  },
})

/** Who invited her, and every change of that and of whom she invited, with why: those concerned read the same line. */
async function invitesOf({ tx, t }: Ctx, me: Distributor) {
  const changes = await listInvitesOf(tx, me.customerId, CHANGES_MAX)
  const ids = changes.flatMap(({ from, to, customerId }) => [from, to, customerId, me.inviterId])
  const names = await listNicknames(
    tx,
    [...new Set(ids)].filter((one) => one !== null),
  )
  const nameOf = (id: CustomerId | null) => (id === null ? t('team.nobody') : (names.get(id) ?? '**'))
  return {
    inviter: me.inviterId === null ? '' : nameOf(me.inviterId),
    changes: changes.map(({ customerId, to, reason, note, at }) => ({
      text:
        customerId === me.customerId
          ? t('team.mine', { name: nameOf(to) })
          : t('team.hers', { who: nameOf(customerId), name: nameOf(to) }),
      reason: t(`reason.${reason}`),
      note,
      at: at.toISOString(),
    })),
  }
}
