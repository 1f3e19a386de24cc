import { DAY, idOf, later } from '@mamapu/kernel'
import type { PluginContext } from '@mamapu/plugin-sdk'
import type { CouponSettings } from '../coupon.settings.js'
import { toHeld } from '../held/held.queries.js'
import { noticeExpiring } from '../held/held-end.queries.js'
import { tellExpiring } from './tell.js'

const CHUNK = 200

/** Tells customers of coupons that will soon be over: each once, and only those that lived longer than the notice. */
export async function remindExpiring(ctx: PluginContext<CouponSettings>): Promise<'more' | undefined> {
  const { at, settings } = ctx
  if (settings.noticeDays === 0) return undefined
  const due = await noticeExpiring(ctx.tx, {
    at,
    until: later(at, settings.noticeDays * DAY),
    days: settings.noticeDays,
    limit: CHUNK,
  })
  for (const row of due) {
    const held = toHeld({
      ...row,
      coupon_id: row.id,
      valid_from: at,
      recalled_at: null,
      take_state: 'free',
    })
    await tellExpiring(ctx, idOf('cus', row.customer_id), held)
  }
  return due.length === CHUNK ? 'more' : undefined
}
