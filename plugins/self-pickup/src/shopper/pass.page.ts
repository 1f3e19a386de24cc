import { timingSafeEqual } from 'node:crypto'
import { parseId } from '@mamapu/kernel'
import { hooks } from '../pickup.settings.js'
import type { Ctx, Pickup } from '../pickup.types.js'
import { codeOf, inFours, passOf } from '../pickups/code.js'
import { findPickup } from '../pickups/pickup.queries.js'
import { placeOf, showsCode } from './shown.js'

/** For whoever collects in somebody's stead: the code, where and when. Not who bought, nor what. */
export const passPage = hooks.page({
  name: 'pass',
  title: { 'zh-CN': '帮忙取货', en: 'Collect for a friend' },
  block: 'pass',
  whileOff: true,
  async data(ctx, { query }) {
    const pickup = await findPassed(ctx, query['p'] ?? '')
    const place = pickup && (await placeOf(ctx, pickup))
    if (!pickup || !place) return { isKnown: false }
    if (!showsCode(pickup)) return { isKnown: true, isOver: true, ...place }
    const code = await codeOf(ctx.vault, pickup)
    return { isKnown: true, isOver: false, ...place, code, fours: inFours(code) }
  },
})

async function findPassed(ctx: Ctx, pass: string): Promise<Pickup | null> {
  const id = parseId('plg', `plg_${pass.slice(0, 32)}`)
  const pickup = id === null ? null : await findPickup(ctx.tx, id)
  if (!pickup) return null
  const [given, right] = [Buffer.from(pass), Buffer.from(await passOf(ctx.vault, pickup))]
  return given.length === right.length && timingSafeEqual(given, right) ? pickup : null
}
