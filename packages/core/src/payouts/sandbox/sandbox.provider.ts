import { parseId, toFen } from '@mamapu/kernel'
import {
  cashierKeys,
  isNotificationAuthentic,
  type SandboxOptions,
  sandboxCaller,
} from '../../payments/index.js'
import type { PayoutProvider, TransferNotice, TransferState } from '../provider.js'

/** Talks to the sandbox that pays out as to any provider: signed HTTP calls out, signed notifications in. */
export function sandboxPayouts(options: SandboxOptions): PayoutProvider {
  const { publicKey } = cashierKeys(options.secret)
  const call = sandboxCaller(options, 'PAYOUT_PROVIDER_DOWN')
  const pageOf = (storeId: string) => (id: string) => `${options.publicOrigin}/transfer/${storeId}/${id}`
  return {
    id: 'sandbox',
    async transfer({ storeId, withdrawalId, amountFen, payee, notifyUrl, returnUrl }) {
      const asked = {
        merchantRef: withdrawalId,
        amount: amountFen,
        payee: `${payee.way}:${payee.account}:${payee.name}`,
        notifyUrl,
        returnUrl,
      }
      return stateOf(await call(storeId, 'transfers', asked), pageOf(storeId))
    },
    query: async (storeId, withdrawalId) =>
      stateOf(await call(storeId, 'transfers/query', { merchantRef: withdrawalId }), pageOf(storeId)),
    readNotification(storeId, { headers, body }, at) {
      if (body.length > 4096 || !isNotificationAuthentic(publicKey, headers, body, at)) return null
      return readNotice(body, pageOf(storeId))
    },
  }
}

function stateOf(told: Record<string, unknown>, pageOf: (id: string) => string): TransferState {
  if (told.state === 'unknown') return { state: 'unknown' }
  const [providerRef, amountFen] = [String(told.transferId), toFen(Number(told.amount))]
  if (told.state === 'awaiting')
    return { state: 'awaiting', providerRef, amountFen, confirmUrl: pageOf(providerRef) }
  if (told.state === 'failed') return { state: 'failed', providerRef, amountFen, reason: String(told.reason) }
  return { state: told.state as 'confirmed' | 'expired', providerRef, amountFen }
}

const STATES = new Set(['awaiting', 'confirmed', 'expired', 'failed'])

function readNotice(body: Buffer, pageOf: (id: string) => string): TransferNotice | null {
  try {
    const value = JSON.parse(body.toString('utf8')) as Record<string, unknown>
    const withdrawalId = typeof value.merchantRef === 'string' ? parseId('wdr', value.merchantRef) : null
    const isWhole =
      STATES.has(String(value.state)) &&
      typeof value.transferId === 'string' &&
      Number.isSafeInteger(value.amount)
    return withdrawalId && isWhole ? { withdrawalId, transfer: stateOf(value, pageOf) } : null
  } catch {
    return null
  }
}
