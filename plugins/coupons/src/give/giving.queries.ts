import { type CustomerId, idOf, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'
import type { CouponId, GivingId } from '../coupon.types.js'
import type { Whom, WhomKind } from './whom.js'

const LIST_MAX = 100

export type GivingState = 'running' | 'done' | 'short' | 'stopped'

export interface Giving extends Whom {
  readonly id: GivingId
  readonly couponId: CouponId
  readonly tells: boolean
  readonly cause: string
  readonly after: CustomerId | null
  readonly given: number
  readonly skipped: number
  readonly state: GivingState
  /** From then on nobody is given any more. */
  readonly until: Date | null
  readonly createdAt: Date
}

interface GivingRow {
  id: string
  coupon_id: string
  who: WhomKind
  value: string
  customer_ids: CustomerId[]
  tells: boolean
  cause: string
  after: string | null
  given: number
  skipped: number
  state: GivingState
  until: Date | null
  created_at: Date
}

const COLUMNS = [
  'id',
  'coupon_id',
  'who',
  'value',
  'customer_ids',
  'tells',
  'cause',
  'after',
  'given',
  'skipped',
  'state',
  'until',
  'created_at',
]

const COLUMNS_OF_G = COLUMNS.map((column) => `g.${column}`)

function toGiving(row: GivingRow): Giving {
  return {
    id: idOf('plg', row.id),
    couponId: idOf('plg', row.coupon_id),
    who: row.who,
    value: row.value,
    customerIds: row.customer_ids,
    tells: row.tells,
    cause: row.cause,
    after: row.after === null ? null : idOf('cus', row.after),
    given: row.given,
    skipped: row.skipped,
    state: row.state,
    until: row.until,
    createdAt: row.created_at,
  }
}

/** Writes a giving; one of the same coupon for the same cause stays the only one. */
export async function insertGiving(
  tx: TenantTx,
  giving: Pick<Giving, 'id' | 'couponId' | 'who' | 'value' | 'customerIds' | 'tells' | 'cause'> & {
    until?: Date
    at: Date
  },
): Promise<void> {
  await tx.sql`
    insert into coupons_givings (tenant_id, id, coupon_id, who, value, customer_ids, tells, cause, until, created_at)
    values (${tx.tenantId}, ${uuidOf(giving.id)}, ${uuidOf(giving.couponId)}, ${giving.who}, ${giving.value},
            ${JSON.stringify(giving.customerIds)}::text::jsonb, ${giving.tells}, ${giving.cause},
            ${giving.until ?? null}, ${giving.at})
    on conflict (tenant_id, coupon_id, cause) do nothing`
}

/** The oldest giving that goes on and that nobody else works on, held. */
export async function lockRunning(tx: TenantTx): Promise<Giving | null> {
  const [row] = await tx.sql<GivingRow[]>`
    select ${tx.sql(COLUMNS)} from coupons_givings
     where tenant_id = ${tx.tenantId} and state = 'running' order by id limit 1 for update skip locked`
  return row ? toGiving(row) : null
}

export async function noteGiving(
  tx: TenantTx,
  id: GivingId,
  note: { after: CustomerId | null; given: number; skipped: number; state: GivingState; at: Date },
): Promise<void> {
  await tx.sql`
    update coupons_givings set after = ${note.after && uuidOf(note.after)}, given = given + ${note.given},
           skipped = skipped + ${note.skipped}, state = ${note.state},
           ended_at = ${note.state === 'running' ? null : note.at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

/** Ends a giving that goes on; what was given stays. False when there is none. */
export async function stopGiving(tx: TenantTx, id: GivingId, at: Date): Promise<boolean> {
  const rows = await tx.sql`
    update coupons_givings set state = 'stopped', ended_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state = 'running' returning id`
  return rows.length === 1
}

/** Givings with how far they are, newest first. */
export async function listGivings(tx: TenantTx): Promise<(Giving & { title: string })[]> {
  const rows = await tx.sql<(GivingRow & { title: string })[]>`
    select ${tx.sql(COLUMNS_OF_G)}, c.title
      from coupons_givings g join coupons_coupons c on c.tenant_id = ${tx.tenantId} and c.id = g.coupon_id
     where g.tenant_id = ${tx.tenantId} order by g.id desc limit ${LIST_MAX}`
  return rows.map((row) => ({ ...toGiving(row), title: row.title }))
}

/** Which of these customers were given something for this cause already. */
export async function listGivenTo(
  tx: TenantTx,
  ask: { couponId: CouponId; cause: string; customerIds: readonly CustomerId[] },
): Promise<ReadonlySet<CustomerId>> {
  const rows = await tx.sql<{ customer_id: string }[]>`
    select customer_id from coupons_held
     where tenant_id = ${tx.tenantId} and coupon_id = ${uuidOf(ask.couponId)} and cause = ${ask.cause}
       and customer_id = any(${ask.customerIds.map(uuidOf)}::uuid[])`
  return new Set(rows.map((row) => idOf('cus', row.customer_id)))
}
