import { defineFact } from '@mamapu/plugin-sdk'
import type { Places, Usage } from '../pickup.types.js'
import { type PointRow, placesOf, placesQuery, type UsageRow, usageOf, usageQuery } from './point.queries.js'

export const QUOTA = { slot: 'self-pickup.slot', stock: 'self-pickup.stock' } as const

const DAY_MS = 86_400_000
/** Further ahead than any point may be booked, and a day for the zone. */
const SPAN_DAYS = 33
const dayText = (at: Date, days: number) => new Date(at.getTime() + days * DAY_MS).toISOString().slice(0, 10)
const NONE: Places = { points: [], daysOff: new Set() }

/** Points and the days they are closed. */
export const placesFact = defineFact<PointRow, Places>({
  name: 'places',
  about: 'store',
  none: NONE,
  query: ({ sql, tenantId, at }) => placesQuery(sql, tenantId, dayText(at, -1)),
  map: placesOf,
})

/** How full the slots of the coming weeks are. */
export const slotsFact = defineFact<UsageRow, Usage>({
  name: 'slots',
  about: 'person',
  none: new Map(),
  query: ({ sql, tenantId, at }) =>
    usageQuery(sql, tenantId, {
      kind: QUOTA.slot,
      from: dayText(at, -1).replaceAll('-', ''),
      until: dayText(at, SPAN_DAYS).replaceAll('-', ''),
    }),
  map: usageOf,
})

/** What points with a stock of their own have left. */
export const stockFact = defineFact<UsageRow, Usage>({
  name: 'stock',
  about: 'person',
  none: new Map(),
  query: ({ sql, tenantId }) => usageQuery(sql, tenantId, { kind: QUOTA.stock, from: '', until: '~' }),
  map: usageOf,
})
