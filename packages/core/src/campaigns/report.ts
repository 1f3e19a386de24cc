import type { TenantTx } from '@mamapu/db'
import type { CampaignId, CampaignResult } from '@mamapu/plugin-sdk'
import type { EventHandler } from '../events/index.js'
import { findCampaign } from './campaign.queries.js'
import type { Campaign } from './campaign.types.js'
import {
  type DayPoint,
  type Figures,
  insertSales,
  readDays,
  readFigures,
  readViews,
} from './sales.queries.js'

/** A year and a bit of daily points. */
const DAYS_MAX = 400

export interface CampaignReport extends Figures {
  readonly views: number
  /** Oldest first. */
  readonly days: readonly DayPoint[]
}

/** What a campaign brought: real paid orders, refunds taken off; its views and its days in the store's zone. */
export async function readReport(
  tx: TenantTx,
  { id }: Pick<Campaign, 'id'>,
  zone: string,
): Promise<CampaignReport> {
  const figures = await readFigures(tx, id)
  const views = await readViews(tx, id)
  const days = await readDays(tx, id, { zone, limit: DAYS_MAX })
  return { ...figures, views, days: [...days].reverse() }
}

/** The same figures for the mechanic whose campaign it is, or for whoever may read all (`plugin` null); null when it is another's. */
export async function resultOf(
  tx: TenantTx,
  { plugin, id }: { readonly id: CampaignId; readonly plugin: string | null },
  span?: { readonly startsAt: Date; readonly endsAt: Date },
): Promise<CampaignResult | null> {
  const campaign = await findCampaign(tx, id)
  if (!campaign || (plugin !== null && campaign.plugin !== plugin)) return null
  const { marginFen: _, unitsWithCost: __, ...result } = await readFigures(tx, id, span ?? null)
  return result
}

/** Remembers which lines of an order campaigns had a part in; reports count them once they are paid. */
export const noteSalesHandler: EventHandler<'order.placed'> = {
  name: 'campaigns.note-sales',
  event: 'order.placed',
  async handle(tx, { payload: { orderId, campaigns } }) {
    if (campaigns && campaigns.length > 0) await insertSales(tx, orderId, campaigns)
  },
}
