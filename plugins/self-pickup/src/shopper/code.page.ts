import { hooks } from '../pickup.settings.js'
import type { Ctx, Pickup } from '../pickup.types.js'
import { whyNotChange } from '../pickups/change.rules.js'
import { codeOf, inFours, passOf } from '../pickups/code.js'
import { findProposal } from '../pickups/proposal.queries.js'
import { findOwn, PATHS, withToken } from './own.js'
import { isOpenState, placeOf, showsCode } from './shown.js'

/** The code in digits of four and as a QR, where and when, and what the shopper may still do. Works offline once open. */
export const codePage = hooks.page({
  name: 'code',
  title: { 'zh-CN': '取货码', en: 'Pickup code' },
  block: 'code',
  whileOff: true,
  async data(ctx, { query }) {
    const token = query['o'] ?? ''
    const pickup = await findOwn(ctx, token)
    const place = pickup && (await placeOf(ctx, pickup))
    if (!pickup || !place) return { isKnown: false }
    return {
      isKnown: true,
      ...place,
      number: pickup.number,
      orderUrl: `/o/${token}`,
      token,
      here: withToken(PATHS.code, token),
      ...stateOf(ctx, pickup),
      ...(await codeShown(ctx, pickup)),
      ...(await choicesOf(ctx, pickup, token)),
    }
  },
})

function stateOf(ctx: Ctx, { state, keptUntil }: Pickup) {
  return {
    state: ctx.t(`state.${state}`),
    isPreparing: state === 'preparing',
    isOverdue: state === 'overdue',
    isHanded: state === 'handed',
    isClosed: state === 'closed',
    isPart: state === 'part',
    keptUntil: keptUntil?.toISOString() ?? null,
  }
}

async function codeShown(ctx: Ctx, pickup: Pickup) {
  if (!showsCode(pickup)) return { code: null, passUrl: null }
  const code = await codeOf(ctx.vault, pickup)
  return { code, fours: inFours(code), passUrl: `${PATHS.pass}?p=${await passOf(ctx.vault, pickup)}` }
}

async function choicesOf(ctx: Ctx, pickup: Pickup, token: string) {
  const proposal = isOpenState(pickup) ? await findProposal(ctx.tx, pickup.id) : null
  const isAsked = proposal !== null
  const { at, zone } = ctx
  const { changeMinutes } = ctx.settings
  const mayChange = ctx.isOn && whyNotChange(pickup, { at, zone, changeMinutes, isAsked }) === null
  return {
    isAsked,
    askedWhy: proposal?.reason ?? '',
    isShort: pickup.isShort,
    changeUrl: mayChange ? withToken(PATHS.change, token) : null,
    expressUrl: proposal?.mayExpress ? withToken(PATHS.express, token) : null,
    mayRenew: isOpenState(pickup) && showsCode(pickup),
  }
}
