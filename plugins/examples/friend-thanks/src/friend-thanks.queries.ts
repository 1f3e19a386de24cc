import { type CustomerId, idOf, uuidOf } from '@mamapu/kernel'
import { defineFact, type TenantTx } from '@mamapu/plugin-sdk'

/** Whoever brought somebody, and when. */
export interface Friend {
  readonly id: CustomerId
  readonly at: Date
}

// #region fact
/** Who brought this browser; null when nobody did. */
export const friendFact = defineFact<{ friend_id: string; at: Date }, Friend | null>({
  name: 'friend',
  about: 'person',
  none: null,
  query: ({ sql, tenantId, visitorKey }) =>
    visitorKey
      ? sql<{ friend_id: string; at: Date }[]>`
          select friend_id, at from friend_thanks_visits
           where tenant_id = ${tenantId} and visitor_key = ${visitorKey} limit 1`
      : null,
  map: ([row]) => (row ? { id: idOf('cus', row.friend_id), at: row.at } : null),
})
// #endregion

// #region visit
/** A visit told late never replaces a later one. */
export async function keepVisit(
  tx: TenantTx,
  { visitorKey, friendId, at }: { visitorKey: string; friendId: CustomerId; at: Date },
): Promise<void> {
  await tx.sql`
    insert into friend_thanks_visits as v (tenant_id, visitor_key, friend_id, at)
    values (${tx.tenantId}, ${visitorKey}, ${uuidOf(friendId)}, ${at})
    on conflict (tenant_id, visitor_key) do update
      set friend_id = excluded.friend_id, at = excluded.at where v.at < excluded.at`
}
// #endregion
