import { mulBps, offText, toFen } from '@mamapu/kernel'
import {
  coversProduct,
  defineMechanic,
  definePlugin,
  field,
  forSettings,
  type RunningCampaign,
} from '@mamapu/plugin-sdk'
import type { CartLine, UnitPriceOffer } from '@mamapu/pricing'
import { type Static, Type } from 'typebox'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

// #region config
const config = Type.Object(
  {
    offBps: Type.Integer({
      ...field('打几折', 'Percentage off', { ui: 'percent-off' }),
      minimum: 100,
      maximum: 7000,
      default: 1500,
    }),
    unitsMax: Type.Integer({
      ...field('每种最多几件有优惠', 'Reduced units of one kind', { ui: 'count' }),
      minimum: 1,
      maximum: 100,
      default: 10,
    }),
  },
  { additionalProperties: false },
)
type Config = Static<typeof config>
// #endregion

// #region mechanic
/** 新生周 as a campaign; core keeps its dates, goods, audience and announcement. */
export const newbornWeek = defineMechanic({
  config,
  title: words('新生周', 'Newborn week'),
  uses: { scope: true, audience: true, announce: true, recurrence: true },
  summary: ({ offBps }, locale) => offText(offBps, locale),
  changeable: ['offBps', 'unitsMax'],
  // An announced percentage may become better for shoppers, never worse.
  whyNotChange: (was, will) => [
    ...(will.offBps < was.offBps
      ? [{ path: '/offBps', words: words('已经公告的折扣不能变少', 'An announced discount cannot shrink') }]
      : []),
    ...(will.unitsMax < was.unitsMax
      ? [{ path: '/unitsMax', words: words('已经公告的件数不能变少', 'Announced units cannot become fewer') }]
      : []),
  ],
})
// #endregion

const settings = Type.Object({}, { additionalProperties: false })
const { price, slot } = forSettings(settings, newbornWeek)

// #region price
/** While it runs, goods of the campaign cost the percentage less. */
const weekPrice = price({
  name: 'week-price',
  stage: 'unit',
  facts: {},
  offers: ({ cart, campaigns }) =>
    campaigns.running.flatMap((week) => cart.lines.filter(week.covers).map((line) => offerOf(week, line))),
})

function offerOf(week: RunningCampaign<Config>, { lineId, unitPriceFen }: CartLine): UnitPriceOffer {
  const { offBps, unitsMax } = week.config
  return {
    id: `newborn-week:${week.id}:${lineId}`,
    plugin: 'newborn-week',
    campaignId: week.id,
    stage: 'unit',
    label: { 'zh-CN': week.label, en: 'Newborn week' },
    priority: week.priority,
    lineId,
    unitPriceFen: toFen(unitPriceFen - mulBps(unitPriceFen, offBps, 'down')),
    unitsMax,
  }
}
// #endregion

// #region band
/** On the product's page: that it runs and until when, or that it comes and from when. */
const productBand = slot({
  slot: 'product.campaign',
  block: 'band',
  facts: {},
  data({ subject: { product }, campaigns, locale }) {
    const week = [...campaigns.running, ...campaigns.announced].find((one) => coversProduct(one, product))
    if (!week) return null
    const { label, config: offer, startsAt, endsAt } = week
    const isRunning = campaigns.running.includes(week)
    return {
      label,
      off: offText(offer.offBps, locale),
      isRunning,
      edge: (isRunning ? endsAt : startsAt).toISOString(),
    }
  },
})
// #endregion

export default definePlugin({
  id: 'newborn-week',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('新生周', 'Newborn week'),
  description: words(
    '选好商品和日期，到时候按折扣卖；可以预告。',
    'Choose goods and dates, and they cost a percentage less; it can be announced.',
  ),
  category: 'campaign',
  settings,
  campaign: newbornWeek,
  prices: [weekPrice],
  slots: [productBand],
  blocks: { band: { title: words('新生周', 'Newborn week') } },
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
