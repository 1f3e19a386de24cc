import { parseId } from '@mamapu/kernel'
import type { EarningState, EarningView } from '@mamapu/plugin-sdk'
import { hooks } from '../distributor.settings.js'
import type { Ctx } from '../distributor.types.js'
import { PATHS } from '../paths.js'
import { meOf } from './me.js'

const ORDERS_MAX = 50
const STATES: readonly EarningState[] = ['promised', 'estimated', 'frozen', 'available', 'void']

/** Every line she earns by, with where its commission stands and why it waits. */
export const ordersPage = hooks.page({
  name: 'orders',
  title: { 'zh-CN': '推广订单', en: 'Orders I brought' },
  block: 'orders',
  signedIn: true,
  async data(ctx, { query }) {
    const me = await meOf(ctx)
    if (me === null) return { isOne: false, joinUrl: PATHS.join }
    const state = STATES.find((one) => one === query['state'])
    const list = await ctx.earnings.list({
      payee: me.customerId,
      ...(state ? { state } : {}),
      after: parseId('ern', query['after'] ?? ''),
      limit: ORDERS_MAX,
    })
    const last = list.length === ORDERS_MAX ? list.at(-1) : undefined
    return {
      isOne: true,
      centreUrl: PATHS.centre,
      tabs: [
        { title: ctx.t('orders.all'), url: PATHS.orders, isHere: state === undefined },
        ...STATES.map((one) => ({
          title: ctx.t(`state.${one}`),
          url: `${PATHS.orders}?state=${one}`,
          isHere: one === state,
        })),
      ],
      rows: list.map((one) => rowOf(ctx, one)),
      moreUrl: last ? `${PATHS.orders}?${state ? `state=${state}&` : ''}after=${last.id}` : '',
    }
  },
})

function rowOf({ t }: Ctx, one: EarningView) {
  const rate = one.bps === null ? t('orders.per_unit') : t('orders.rate', { rate: one.bps / 100 })
  return {
    title: one.productTitle,
    number: one.orderNumber,
    role: one.role === 'inviter' ? t('orders.as_inviter') : '',
    baseFen: one.baseFen,
    rate,
    leftFen: one.state === 'void' ? 0 : one.amountFen - one.returnedFen - one.refusedFen,
    returnedFen: one.returnedFen,
    refusedFen: one.refusedFen,
    state: t(`state.${one.state}`),
    holds: one.holds.map((reason) => t(`hold.${reason}`)).join(' · '),
    placedAt: one.placedAt.toISOString(),
    dueAt: one.state === 'frozen' && one.dueAt !== null ? one.dueAt.toISOString() : '',
  }
}
