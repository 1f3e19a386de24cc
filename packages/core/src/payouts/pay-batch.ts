import type { TenantTx } from '@mamapu/db'
import { assert, type Fen, formatFen, type Id, must, newId, sumFen } from '@mamapu/kernel'
import { stringify } from 'csv-stringify/sync'
import { audit } from '../audit/index.js'
import { neutralCell } from '../catalog/index.js'
import { type StoreKeys, unsealJson } from '../stores/index.js'
import {
  type Batch,
  closeBatch,
  closePaidUp,
  findMedium,
  insertBatch,
  type ListedRow,
  listBatches,
  listListed,
  lockBatch,
} from './batch.queries.js'
import { holdListed } from './hold-listed.js'
import { moveWithdrawal } from './move-withdrawal.js'
import { confirmDaysOf, type PaidProof, payHeld } from './review-withdrawal.js'
import { lockApproved, lockListed } from './withdrawal.queries.js'
import type { PayeeIdentity } from './withdrawal.types.js'

/** Withdrawals on one list; what is over goes on the next. */
export const BATCH_MAX = 500

export type OpenBatchResult =
  | { readonly opened: true; readonly batch: Batch }
  | { readonly opened: false; readonly reason: 'nothing_to_pay' }

/** Puts what is approved and paid by hand on one list, the oldest first: at most 500, each on one list only; nobody paused or below zero. */
export async function openBatch(
  tx: TenantTx,
  { actor, at }: { readonly actor: Id<'stf'>; readonly at: Date },
): Promise<OpenBatchResult> {
  const rows = await lockApproved(tx, BATCH_MAX)
  if (rows.length === 0) return { opened: false, reason: 'nothing_to_pay' }
  const id = newId('pbt', at)
  const listedFen = sumFen(rows.map(({ netFen }) => netFen))
  await insertBatch(tx, { id, listed: rows.length, listedFen, openedBy: actor, openedAt: at })
  for (const row of rows)
    await moveWithdrawal(tx, row, { action: 'list', actor, change: { batchId: id }, at })
  await note(tx, 'opened', { id, actor, at, count: rows.length, fen: listedFen })
  return { opened: true, batch: await getBatch(tx, id) }
}

export type PayBatchObstacle = 'not_found' | 'closed' | 'list_changed' | 'picture_unknown'
export type PayBatchResult =
  | { readonly paid: true; readonly batch: Batch }
  | { readonly paid: false; readonly reason: PayBatchObstacle }

/**
 * Marks every withdrawal of a list paid that is not yet, with one reference and picture: all of them or none. The merchant says how
 * many and how much that is; where the list is another by now nothing is marked.
 */
export async function payBatch(
  tx: TenantTx,
  ask: {
    readonly id: Id<'pbt'>
    readonly actor: Id<'stf'>
    readonly proof: PaidProof
    readonly count: number
    readonly totalFen: Fen
    readonly at: Date
  },
): Promise<PayBatchResult> {
  const { id, actor, proof, at } = ask
  const batch = await lockBatch(tx, id)
  if (!batch) return { paid: false, reason: 'not_found' }
  if (batch.closedAt) return { paid: false, reason: 'closed' }
  if (proof.picture && !(await findMedium(tx, proof.picture)))
    return { paid: false, reason: 'picture_unknown' }
  const listed = await lockListed(tx, id, BATCH_MAX)
  const { openCount, openFen } = await getBatch(tx, id)
  if (openCount !== ask.count || openFen !== ask.totalFen || listed.length !== ask.count)
    return { paid: false, reason: 'list_changed' }
  const confirmDays = await confirmDaysOf(tx)
  for (const row of listed) {
    const marked = await payHeld(tx, row, { actor, proof, confirmDays, at })
    assert(marked.done, `${row.id}: on a list that is held, and not to be paid`)
  }
  await closeBatch(tx, id, at)
  await note(tx, 'paid', { id, actor, at, count: openCount, fen: openFen })
  return { paid: true, batch: await getBatch(tx, id) }
}

/** Takes what is not paid off the list again and closes it; false when there is no such open list. */
export async function dissolveBatch(
  tx: TenantTx,
  { id, actor, at }: { readonly id: Id<'pbt'>; readonly actor: Id<'stf'>; readonly at: Date },
): Promise<boolean> {
  const batch = await lockBatch(tx, id)
  if (!batch || batch.closedAt) return false
  const left = await lockListed(tx, id, BATCH_MAX)
  for (const row of left)
    await moveWithdrawal(tx, row, { action: 'unlist', actor, change: { batchId: null }, at })
  await closeBatch(tx, id, at)
  await note(tx, 'dissolved', { id, actor, at, count: left.length, fen: 0 })
  return true
}

/** One withdrawal comes off its list: paid another way, or looked at again. False when it is on none. */
export async function unlistWithdrawal(
  tx: TenantTx,
  { id, actor, at }: { readonly id: Id<'wdr'>; readonly actor: Id<'stf'>; readonly at: Date },
): Promise<boolean> {
  const listed = await holdListed(tx, id)
  if (!listed.held) return false
  const { row } = listed
  const moved = await moveWithdrawal(tx, row, { action: 'unlist', actor, change: { batchId: null }, at })
  if (moved && row.batchId) await closePaidUp(tx, row.batchId, at)
  return moved !== null
}

export async function getBatch(tx: TenantTx, id: Id<'pbt'>): Promise<Batch> {
  const [batch] = await listBatches(tx, { only: id, before: null, limit: 1 })
  return must(batch, 'a list that is held exists')
}

const FILE_COLUMNS = ['编号', '姓名', '收款方式', '账号', '开户行', '金额（元）', '状态'] as const
const wordOf = ({ state, waitsFor }: ListedRow): string => {
  if (state !== 'batched') return state === 'returned' ? '已退回余额' : '已打款'
  return waitsFor ? '先别打款，请移出清单' : '待打款'
}
const WAY_WORDS = { wechat: '微信', alipay: '支付宝', bank: '银行卡' } as const

/**
 * The list as a file to pay by, with names and accounts in full, and who is not to be paid although listed; who read it stands in the
 * audit. Null when there is no such list.
 * Long numbers end in a tab, or a spreadsheet rounds them.
 */
export async function batchFile(
  tx: TenantTx,
  keys: StoreKeys,
  { id, actor, at }: { readonly id: Id<'pbt'>; readonly actor: Id<'stf'>; readonly at: Date },
): Promise<string | null> {
  if (!(await lockBatch(tx, id))) return null
  const rows = await listListed(tx, id, BATCH_MAX)
  await note(tx, 'read', { id, actor, at, count: rows.length, fen: 0 })
  const lines = rows.map((row) => {
    const { name, account, bank } = unsealJson<PayeeIdentity>(keys, row.identitySealed)
    return [row.id, name, WAY_WORDS[row.way], `${account}\t`, bank, formatFen(row.netFen), wordOf(row)].map(
      neutralCell,
    )
  })
  return `\uFEFF${stringify([[...FILE_COLUMNS], ...lines])}`
}

async function note(
  tx: TenantTx,
  what: 'opened' | 'paid' | 'dissolved' | 'read',
  { id, actor, at, count, fen }: { id: Id<'pbt'>; actor: Id<'stf'>; at: Date; count: number; fen: number },
): Promise<void> {
  await audit(tx, {
    actor,
    action: `payout_batch.${what}`,
    subject: id,
    data: { count, ...(fen ? { fen } : {}) },
    at,
  })
}
