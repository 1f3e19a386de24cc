import { asId, idPattern, type LocalDate } from '@mamapu/kernel'
import { defineMechanic, field, forSettings, poolId, type RunningCampaign } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

/** Its counters: paid orders of a day in a round, and the gifts of a round. */
export const QUOTA = { orders: 'lucky-order.orders', gifts: 'lucky-order.gifts' } as const

export const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

const setAside = words(
  '发布时移出库存，公布的份数一定有；每次送一份，结束后余下的回到库存。',
  'They leave the stock when published, so announced gifts exist; one per winner, what is left comes home.',
)
const short = { minLength: 1, maxLength: 20 }
const config = Type.Object(
  {
    title: Type.String({ ...field('标题', 'Title', { ui: 'text' }), ...short, default: '第 N 单惊喜' }),
    every: Type.Integer({
      ...field('每到第几单', 'Every so-manieth order', { ui: 'count' }),
      minimum: 2,
      maximum: 10_000,
      default: 88,
    }),
    giftSkuId: Type.String({ ...field('惊喜', 'Gift', { ui: 'sku' }), pattern: idPattern('sku') }),
    giftName: Type.String({ ...field('惊喜叫什么', 'What shoppers read', { ui: 'text' }), ...short }),
    units: Type.Integer({
      ...field('每场留出几份', 'Gifts set aside per round', { help: setAside, ui: 'count' }),
      minimum: 1,
      maximum: 10_000,
    }),
  },
  { additionalProperties: false },
)
type Config = Static<typeof config>
export type Lucky = RunningCampaign<Config>

const fewer = words('已经公告的份数不能变少', 'Announced gifts cannot become fewer')

/** 第 N 单惊喜 as a campaign; core keeps its dates and sets its gifts aside. */
export const luckyOrder = defineMechanic({
  config,
  title: words('第 N 单惊喜', 'Lucky order'),
  advice: {
    'zh-CN': '想让顾客天天惦记着来下单时用：送的是实物，不改任何价格。',
    en: 'To give people a reason to order every day: it gives goods and changes no price.',
  },
  uses: { scope: false, audience: false, announce: true, recurrence: true },
  summary: ({ every, giftName, units }, locale) =>
    locale === 'zh-CN'
      ? `每第 ${every} 单送${giftName}，共 ${units} 份`
      : `Every order no. ${every} wins ${giftName}, ${units} of them`,
  skusOf: ({ giftSkuId }) => [asId('sku', giftSkuId)],
  pools: ({ giftSkuId, units }) => [{ kind: QUOTA.gifts, skuId: asId('sku', giftSkuId), units, mode: 'own' }],
  changeable: ['title', 'units'],
  whyNotChange: (was, will) => (will.units < was.units ? [{ path: '/units', words: fewer }] : []),
})

/** A round, as far as counters and lists care. */
export type Round = Pick<Lucky, 'id' | 'round' | 'config'>

/** Orders of a round that were paid on a day of the shop. */
export const countOf = ({ id, round }: Round, day: LocalDate): string => `${id.slice(4)}:${round}:${day}`

/** The gifts of a round, as core set them aside. */
export const giftsOf = ({ id, round, config: { giftSkuId } }: Round): string =>
  poolId(id, asId('sku', giftSkuId), round)

export const luckySettings = Type.Object({}, { additionalProperties: false })
export const { on, route, slot } = forSettings(luckySettings, luckyOrder)
