import { type CustomerId, idOf } from '@mamapu/kernel'
import type { FactReader } from '@mamapu/plugin-sdk'
import type { DistributorState } from '../distributor.types.js'
import type { Binding } from './relation.rules.js'

/** A distributor as the rule about commissions sees her. */
export interface Seller {
  readonly customerId: CustomerId
  readonly state: DistributorState
  readonly level: string
  readonly inviter: { readonly customerId: CustomerId; readonly state: DistributorState } | null
}

export interface Tie {
  readonly binding: Binding
  readonly seller: Seller
}

/** What ties a shopper to distributors: being one, her own binding, and her browser's. */
export interface Ties {
  readonly self: Seller | null
  readonly own: Tie | null
  readonly browser: Tie | null
}

export interface TieRow {
  readonly kind: 'self' | 'own' | 'browser'
  readonly seller_id: string
  readonly state: DistributorState
  readonly level: string
  readonly inviter_id: string | null
  readonly inviter_state: DistributorState | null
  readonly bound_at: Date | null
  readonly touched_at: Date | null
  readonly protected_until: Date | null
  readonly valid_until: Date | null
  readonly scene: string | null
}

/** At most three rows by unique keys; null without anybody to ask about, as for a guest whom no link has brought. */
export function tieQuery({ sql, tenantId, customerId, visitorKey = null, cameByLink = true }: FactReader) {
  const browser = cameByLink ? visitorKey : null
  if (customerId === null && browser === null) return null
  return sql<TieRow[]>`
    select t.kind, p.customer_id as seller_id, p.state, p.level, p.inviter_id, i.state as inviter_state, t.bound_at, t.touched_at,
           t.protected_until, t.valid_until, t.scene
      from (
        select case when b.customer_id is null then 'browser' else 'own' end as kind, b.promoter_id, b.bound_at, b.touched_at,
               b.protected_until, b.valid_until, b.scene
          from distributor_bindings b
         where b.tenant_id = ${tenantId}
           and ${
             browser === null
               ? sql`b.customer_id = ${customerId}::uuid`
               : customerId === null
                 ? sql`b.visitor_key = ${browser}`
                 : sql`(b.customer_id = ${customerId}::uuid or b.visitor_key = ${browser})`
           }
        ${customerId === null ? sql`` : sql`union all select 'self', ${customerId}::uuid, null, null, null, null, null`}) t
      join distributor_people p on p.tenant_id = ${tenantId} and p.customer_id = t.promoter_id
      left join distributor_people i on i.tenant_id = ${tenantId} and i.customer_id = p.inviter_id
     limit 3`
}

export function toTies(rows: readonly TieRow[]): Ties {
  const rowOf = (kind: TieRow['kind']) => rows.find((row) => row.kind === kind)
  const self = rowOf('self')
  return { self: self ? sellerOf(self) : null, own: tieOf(rowOf('own')), browser: tieOf(rowOf('browser')) }
}

function sellerOf(row: TieRow): Seller {
  return {
    customerId: idOf('cus', row.seller_id),
    state: row.state,
    level: row.level,
    inviter:
      row.inviter_id === null || row.inviter_state === null
        ? null
        : { customerId: idOf('cus', row.inviter_id), state: row.inviter_state },
  }
}

function tieOf(row: TieRow | undefined): Tie | null {
  if (!row?.bound_at || !row.touched_at || !row.protected_until) return null
  const seller = sellerOf(row)
  return {
    seller,
    binding: {
      promoter: seller.customerId,
      boundAt: row.bound_at,
      touchedAt: row.touched_at,
      protectedUntil: row.protected_until,
      validUntil: row.valid_until,
      scene: row.scene ?? '',
    },
  }
}
