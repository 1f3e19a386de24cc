import { type SkuId, toFen } from '@mamapu/kernel'
import { defineFact, definePlugin, forSettings, type Plugin } from '@mamapu/plugin-sdk'
import type { QuotaTake, UnitPriceOffer } from '@mamapu/pricing'
import { Type } from 'typebox'

const words = (text: string) => ({ 'zh-CN': text, en: text })
const settings = Type.Object({}, { additionalProperties: false })
const hooks = forSettings(settings)

/** Quota kinds of the plugin. */
export const POOLED = { units: 'pooled.units', person: 'pooled.person' } as const

/** What is sold from a pool now; a test changes it. */
export interface PooledSale {
  readonly skuId: SkuId
  /** As `poolId` of the SDK makes it. */
  readonly pool: string
  readonly priceFen: number
  /** Units of one line at most. */
  readonly unitsMax?: number
  /** A limit that its take brings along, as a slip of an author's would. */
  readonly limit?: number
  /** Units one person may have of it. */
  readonly perPerson?: number
  /** Offers whatever is left, as campaigns' rules do: core drops what its pool no longer has. */
  readonly isBlind?: boolean
  /** A limit over shared stock instead of own units. */
  readonly isCeiling?: boolean
}

/** A small flash sale: another price for what a pool has left. Reads what is left as a mechanic does. */
export function pooledPlugin(sales: PooledSale[]): Plugin {
  const left = defineFact<{ pool: string; left: number }, ReadonlyMap<string, number>>({
    name: 'left',
    about: 'person',
    none: new Map(),
    query: ({ sql, tenantId }) => sql<{ pool: string; left: number }[]>`
      select pool, quota_left(${tenantId}, ${POOLED.units}, pool, 0) as left
        from unnest(${sales.map(({ pool }) => pool)}::text[]) as pool limit 100`,
    map: (rows) => new Map(rows.map((row) => [row.pool, row.left])),
  })
  const price = hooks.price({
    name: 'pooled',
    stage: 'unit',
    facts: { left },
    offers: ({ cart, facts }) =>
      cart.lines.flatMap((line): UnitPriceOffer[] => {
        const sale = sales.find(({ skuId }) => skuId === line.skuId)
        if (!sale) return []
        const left = sale.isBlind ? line.quantity : (facts.left.get(sale.pool) ?? 0)
        const units = Math.min(line.quantity, sale.unitsMax ?? line.quantity, left)
        if (units === 0) return []
        return [
          {
            id: `pooled:${line.lineId}`,
            plugin: 'pooled',
            stage: 'unit',
            label: words('秒杀'),
            lineId: line.lineId,
            unitPriceFen: toFen(sale.priceFen),
            ...(units < line.quantity ? { unitsMax: units } : {}),
            takes: takesOf(sale, line.lineId, units),
          },
        ]
      }),
  })
  return definePlugin({
    id: 'pooled',
    version: '1.0.0',
    api: 1,
    engine: '^0.1',
    title: words('样例秒杀'),
    description: words('样例'),
    category: 'campaign',
    scopes: ['quotas:take'],
    settings,
    quotas: [
      { kind: POOLED.units, title: words('秒杀库存'), heat: 60 },
      { kind: POOLED.person, title: words('每人限购'), heat: 20 },
    ],
    facts: [left],
    prices: [price],
  })
}

function takesOf(sale: PooledSale, lineId: string, units: number): QuotaTake[] {
  const pool: QuotaTake = {
    kind: POOLED.units,
    id: sale.pool,
    units,
    limit: sale.limit ?? null,
    giveBack: 'refund',
    lineId,
    insteadOfStock: sale.isCeiling !== true,
  }
  if (sale.perPerson === undefined) return [pool]
  const person = { kind: POOLED.person, id: sale.pool, units, limit: sale.perPerson, perPerson: true, lineId }
  return [pool, { ...person, giveBack: 'refund' }]
}
