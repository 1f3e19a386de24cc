import { payments, payouts } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { type Id, must } from '@mamapu/kernel'
import { request } from 'undici'
import type { Ground } from '../shop/ground.js'
import { type Line, press } from './cashier.js'

/** The sandbox that pays out, over real HTTP, and what can go wrong with it. Its line is the cashier’s. */
export interface TransfersPeer {
  /** Whoever is paid presses a button on the sandbox’s page; gives the reply’s status. */
  press(withdrawalId: Id<'wdr'>, mode: payouts.transferSandbox.TransferMode): Promise<number>
  /** Tells the shop of a transfer as the sandbox does, of another state or amount, or forged; gives the shop’s status. */
  tell(
    withdrawalId: Id<'wdr'>,
    wrong?: {
      readonly state?: 'awaiting' | 'confirmed' | 'expired' | 'failed'
      readonly amountFen?: number
      readonly transferId?: string
      readonly provider?: string
      readonly isForged?: boolean
    },
  ): Promise<number>
}

export function transfersPeer(ground: Ground, line: Line): TransfersPeer {
  const { app, clock, db, store } = ground
  return {
    async press(withdrawalId, mode) {
      const row = await withTenant(db, store.storeId, (tx) => payouts.findWithdrawal(tx, withdrawalId))
      return press(line.origin, must(row?.confirmUrl, 'a withdrawal that waits for its payee'), mode)
    },
    async tell(withdrawalId, { isForged = false, provider = 'sandbox', ...wrong } = {}) {
      const book = await payouts.transferSandbox.query(app, store.storeId, withdrawalId)
      const body = Buffer.from(
        JSON.stringify({
          type: 'transfer.ended',
          merchantRef: withdrawalId,
          ...book,
          ...(wrong.state ? { state: wrong.state } : {}),
          ...(wrong.amountFen ? { amount: wrong.amountFen } : {}),
          ...(wrong.transferId ? { transferId: wrong.transferId } : {}),
        }),
      )
      const { privateKey } = payments.cashierKeys(isForged ? Buffer.alloc(32, 7) : app.secret)
      const signed = payments.signNotification(
        privateKey,
        body,
        clock.now(),
        `tell-${withdrawalId.slice(-8)}`,
      )
      const { host } = new URL((await ground.snapshot()).origin)
      const reply = await request(`${line.origin}/callbacks/payouts/${provider}`, {
        method: 'POST',
        headers: { host, 'content-type': 'application/json', ...signed },
        body,
      })
      await reply.body.dump()
      return reply.statusCode
    },
  }
}
