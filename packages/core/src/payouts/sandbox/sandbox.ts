import { createHash } from 'node:crypto'
import { withTenant } from '@mamapu/db'
import { DAY, later, SECOND, type StoreId, toFen } from '@mamapu/kernel'
import type { App } from '../../app.js'
import { announceAs, tellShop } from '../../payments/index.js'
import {
  acceptTransfer,
  endTransfer,
  findTransferById,
  findTransferByRef,
  type SandboxState,
  type SandboxTransfer,
} from './sandbox.queries.js'

export type { SandboxTransfer } from './sandbox.queries.js'

/** What whoever is paid does on the sandbox's page, and how the shop hears of it. */
export const TRANSFER_MODES = ['take', 'twice', 'slow', 'silent', 'fail', 'expire'] as const
export type TransferMode = (typeof TRANSFER_MODES)[number]

/** Name of the job that delivers a notification until the shop says it has it. */
export const NOTIFY_TRANSFER = 'payouts.sandbox-notify'

/** As a shop is told of it. */
export interface ToldTransfer {
  readonly state: SandboxState | 'unknown' | 'accepted'
  readonly transferId?: string
  readonly amount?: number
  readonly reason?: string
}

function told(transfer: SandboxTransfer | null, at: Date): ToldTransfer {
  if (!transfer) return { state: 'unknown' }
  const state = transfer.state === 'awaiting' && transfer.expiresAt <= at ? 'expired' : transfer.state
  return {
    state,
    transferId: transfer.id,
    amount: transfer.amountFen,
    ...(state === 'failed' ? { reason: 'ACCOUNT_REFUSED' } : {}),
  }
}

/** Accepts a transfer, once per reference; null for another amount or payee under the same one. */
export async function accept(
  app: App,
  storeId: StoreId,
  ask: { merchantRef: string; amount: number; payee: string; notifyUrl: string; returnUrl: string },
): Promise<ToldTransfer | null> {
  const at = app.clock.now()
  const payeeDigest = createHash('sha256').update(ask.payee).digest('hex')
  const wanted = {
    merchantRef: ask.merchantRef,
    amountFen: toFen(ask.amount),
    payeeDigest,
    notifyUrl: ask.notifyUrl,
    returnUrl: ask.returnUrl,
    expiresAt: later(at, DAY),
  }
  const transfer = await withTenant(app.db, storeId, (tx) => acceptTransfer(tx, wanted, at))
  if (transfer.amountFen !== ask.amount || transfer.payeeDigest !== payeeDigest) return null
  await app.jobs
    .send(NOTIFY_TRANSFER, `${transfer.id}-end`, payloadOf(storeId, transfer), {
      runAt: later(transfer.expiresAt, SECOND),
    })
    .catch(() => {})
  return told(transfer, at)
}

export async function query(app: App, storeId: StoreId, merchantRef: string): Promise<ToldTransfer> {
  const transfer = await withTenant(app.db, storeId, (tx) => findTransferByRef(tx, merchantRef))
  return told(transfer, app.clock.now())
}

export async function find(app: App, storeId: StoreId, id: string): Promise<SandboxTransfer | null> {
  return withTenant(app.db, storeId, (tx) => findTransferById(tx, id))
}

const ENDS: Readonly<Record<TransferMode, Exclude<SandboxState, 'awaiting'>>> = {
  take: 'confirmed',
  twice: 'confirmed',
  slow: 'confirmed',
  silent: 'confirmed',
  fail: 'failed',
  expire: 'expired',
}

/** Somebody presses a button on the sandbox's page; false when the transfer does not wait any more. */
export async function press(app: App, storeId: StoreId, id: string, mode: TransferMode): Promise<boolean> {
  const at = app.clock.now()
  const isEnded = await withTenant(app.db, storeId, (tx) => endTransfer(tx, id, { state: ENDS[mode], at }))
  if (isEnded) await announce(app, storeId, id, mode)
  return isEnded
}

function announce(app: App, storeId: StoreId, id: string, mode: TransferMode): Promise<void> {
  return announceAs(mode, {
    at: app.clock.now(),
    tell: () => notify(app, storeId, id),
    send: (suffix, runAt) =>
      app.jobs.send(NOTIFY_TRANSFER, `${id}-${suffix}`, payloadOf(storeId, { id }), { runAt }),
  })
}

/** Delivers the notification of an end once; throws when the shop does not say it has it, so that the job comes again. */
export async function notify(app: App, storeId: StoreId, id: string): Promise<void> {
  const transfer = await find(app, storeId, id)
  const news = told(transfer, app.clock.now())
  if (!transfer || news.state === 'awaiting') return
  const { merchantRef, notifyUrl } = transfer
  await tellShop(app, notifyUrl, { type: 'transfer.ended', merchantRef, ...news })
}

const payloadOf = (storeId: StoreId, { id }: { id: string }) => ({ storeId, transferId: id })
