import type { TenantTx } from '@mamapu/db'
import { type Fen, newId, type OrderId, type SkuId } from '@mamapu/kernel'
import type { RunningCampaign } from '@mamapu/plugin-sdk'
import type { CartOwner } from '../carts/index.js'
import { maskName, maskPhone, type StoreKeys, sealJson, unsealJson } from '../stores/index.js'
import {
  deletePrepared,
  findPrepared,
  listPrepared,
  type Prepared,
  type PreparedId,
  replacePrepared,
  writeBought,
} from './prepared.queries.js'

/** One shopper has so many ready at a time; one more drops the oldest. */
export const PREPARED_MAX = 20

/** Where it goes. */
export interface PreparedContact {
  readonly name: string
  readonly phone: string
  readonly regionCode: string
  readonly street: string
}

/** Keeps what a shopper laid ready for a round, sealed, until the round is over; the same variant again replaces it. */
export async function prepare(
  tx: TenantTx,
  keys: StoreKeys,
  input: {
    readonly owner: CartOwner
    readonly round: Pick<RunningCampaign, 'id' | 'round' | 'startsAt' | 'endsAt'>
    readonly skuId: SkuId
    readonly quantity: number
    readonly totalFen: Fen
    readonly contact: PreparedContact
    readonly at: Date
  },
): Promise<PreparedId> {
  const { owner, round, contact, at } = input
  const { name, phone, regionCode, street } = contact
  const id = newId('prp', at)
  const before = await listPrepared(tx, owner, { at, limit: PREPARED_MAX * 2 })
  const oldest = before.slice(PREPARED_MAX - 1).map((one) => one.id)
  if (oldest.length > 0) await deletePrepared(tx, owner, oldest)
  await replacePrepared(tx, {
    id,
    owner,
    campaignId: round.id,
    round: round.round,
    skuId: input.skuId,
    quantity: input.quantity,
    totalFen: input.totalFen,
    contactMasked: `${maskName(name)} ${maskPhone(phone)}`,
    sealed: sealJson(keys, { name, phone, regionCode, street }),
    startsAt: round.startsAt,
    expiresAt: round.endsAt,
    at,
  })
  return id
}

/** What a shopper has ready, without the address itself. */
export function preparedOf(tx: TenantTx, owner: CartOwner, at: Date): Promise<Prepared[]> {
  return listPrepared(tx, owner, { at, limit: PREPARED_MAX })
}

/** One of the shopper's own with its address, for the order it becomes. */
export async function openPrepared(
  tx: TenantTx,
  keys: StoreKeys,
  input: { readonly owner: CartOwner; readonly id: PreparedId; readonly at: Date },
): Promise<(Prepared & { readonly contact: PreparedContact }) | null> {
  const found = await findPrepared(tx, input.owner, input)
  if (!found) return null
  const { sealed, ...prepared } = found
  return { ...prepared, contact: unsealJson<PreparedContact>(keys, sealed) }
}

/** Notes the order it became, so that a second tap leads there. */
export function noteBought(tx: TenantTx, id: PreparedId, orderId: OrderId): Promise<void> {
  return writeBought(tx, id, orderId)
}
