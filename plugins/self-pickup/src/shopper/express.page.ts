import { hooks } from '../pickup.settings.js'
import type { Ctx } from '../pickup.types.js'
import { findProposal } from '../pickups/proposal.queries.js'
import { findOwn, PATHS, withToken } from './own.js'
import { isOpenState } from './shown.js'

/** Where to send it, when the shop offered that. Works without script: a province is chosen, then its districts. */
export const expressPage = hooks.page({
  name: 'express',
  title: { 'zh-CN': '改成快递送到家', en: 'Have it sent instead' },
  block: 'express',
  whileOff: true,
  async data(ctx, { query }) {
    const token = query['o'] ?? ''
    const pickup = await findOwn(ctx, token)
    if (!pickup) return { isKnown: false }
    const proposal = await findProposal(ctx.tx, pickup.id)
    const opened = await ctx.orders.openDelivery(pickup.orderId)
    return {
      isKnown: true,
      mayExpress: isOpenState(pickup) && proposal?.mayExpress === true && opened !== null,
      token,
      here: PATHS.express,
      backUrl: withToken(PATHS.code, token),
      name: query['name'] ?? opened?.name ?? '',
      phone: query['phone'] ?? opened?.phone ?? '',
      street: query['street'] ?? '',
      ...placesOf(ctx, query['provinceCode'] ?? ''),
    }
  },
})

function placesOf(ctx: Ctx, province: string) {
  const provinces = ctx.regions()
  const chosen = provinces.find(({ code }) => code === province)
  return {
    regionsUrl: '/regions',
    provinces: provinces.map(({ code, name }) => ({ code, name, selected: code === province })),
    cities: (chosen?.children ?? []).map((city) => ({
      name: city.name,
      districts: (city.children ?? []).map(({ code, name }) => ({ code, name })),
    })),
  }
}
