import { randomInt } from 'node:crypto'
import { answer, type Broken, files, offers, route } from './makers.js'
import type { Change, SoundSettings } from './sound.js'

/** Its rule, with a look at the goods it is asked about before it answers. */
const whenSeen = (isOdd: (line: { quantity: number; tags: readonly string[] }) => boolean) =>
  offers((offer, { cart }) => {
    const line = cart.lines.find(({ lineId }) => lineId === offer['lineId'])
    if (line && isOdd(line)) throw new Error('not so')
    return offer
  })

let kept: SoundSettings | undefined
const prices = new Map<unknown, number>()
const seen = { cart: '', count: 0 }

/** Rules broken for some carts, some shops, or at some times. */
export const BROKEN_RULES: readonly Broken[] = [
  { check: 'prices.answer', ...whenSeen(({ quantity }) => quantity > 5) },
  { check: 'prices.answer', ...whenSeen(({ tags }) => tags.includes('sale')) },
  {
    check: 'prices.no-negative-line',
    ...offers((offer, { cart }) => {
      const line = cart.lines.find(({ lineId }) => lineId === offer['lineId'])
      return line?.quantity === 1 ? { ...offer, unitPriceFen: -5 } : offer
    }),
  },
  {
    check: 'prices.never-dearer',
    parts: ({ id }) => ({
      prices: [
        {
          name: 'unguarded',
          stage: 'unit' as const,
          facts: {},
          offers: ({ cart, campaigns: { running } }: Parameters<Parameters<typeof answer>[0]>[0]) =>
            running.flatMap((sale) =>
              cart.lines
                .filter(({ skuId }) => skuId === (sale.config as { skuId?: string }).skuId)
                .map(({ lineId }) => ({
                  id: `${id}:${lineId}`,
                  plugin: id,
                  campaignId: sale.id,
                  stage: 'unit',
                  label: { 'zh-CN': '价', en: 'Price' },
                  lineId,
                  unitPriceFen: 500,
                })),
            ),
        },
      ],
    }),
  },
  {
    check: 'prices.deterministic',
    ...offers((offer, { settings }) => {
      kept ??= settings
      return { ...offer, priority: kept.note.length }
    }),
  },
  {
    check: 'prices.deterministic',
    ...offers((offer, { cart }) => {
      const line = cart.lines.find(({ lineId }) => lineId === offer['lineId'])
      const known = prices.get(line?.lineId) ?? (line?.quantity ?? 0) % 9
      prices.set(line?.lineId, known)
      return { ...offer, priority: known }
    }),
  },
  {
    check: 'prices.deterministic',
    ...offers((offer, { cart }) => {
      const text = JSON.stringify(cart)
      if (text !== seen.cart) seen.count += 1
      seen.cart = text
      return { ...offer, priority: seen.count % 1000 }
    }),
  },
  {
    check: 'prices.no-chance',
    ...offers((offer) => ({
      ...offer,
      priority: (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) < 5 ? 1 : 0,
    })),
  },
  {
    check: 'prices.no-clock',
    ...offers((offer) => ({
      ...offer,
      priority: Number(new Intl.DateTimeFormat('en', { hour: 'numeric', hour12: false }).format()) % 2,
    })),
  },
  { check: 'prices.no-clock', ...files(() => ({ 'src/kept.ts': 'const clock = Date.now\n' })) },
  { check: 'prices.no-chance', ...offers((offer) => ({ ...offer, priority: randomInt(2) })) },
  {
    check: 'prices.answer',
    ...offers((offer, { at }) => {
      if (at.getUTCHours() === 20) throw new Error('closed')
      return offer
    }),
  },
  { check: 'prices.samples-reach', ...answer(() => []) },
  { check: 'routes.rate', ...route({ signedIn: false }) },
]

/** Rules that read the date they are given in ways of their own, and keep everything. */
export const HONEST_RULES: readonly Change[] = [
  offers((offer) => {
    if (new Date(2026, 2, 4).getFullYear() !== 2026) throw new Error('the year is another')
    return offer
  }),
  offers((offer, { at }) => {
    if (!(at instanceof Date)) throw new Error('no date')
    return { ...offer, priority: Number(new Intl.DateTimeFormat('en', { day: 'numeric' }).format(at)) }
  }),
]
