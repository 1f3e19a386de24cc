import { toFen } from '@mamapu/kernel'
import { combinesWith, coreFacts, definePlugin, field, forSettings } from '@mamapu/plugin-sdk'
import type { OrderOffer } from '@mamapu/pricing'
import { Type } from 'typebox'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

// #region settings
const settings = Type.Object(
  {
    fromFen: Type.Integer({
      ...field('满多少', 'From this amount', { ui: 'money' }),
      minimum: 0,
      maximum: 10_000_000,
      default: 9900,
    }),
    offFen: Type.Integer({
      ...field('减多少', 'Taken off', { ui: 'money' }),
      minimum: 1,
      maximum: 1_000_000,
      default: 1000,
    }),
    withCoupons: Type.Boolean({
      ...field('可与优惠券同用', 'Coupons may be used with it', { ui: 'yes-no' }),
      default: false,
    }),
  },
  { additionalProperties: false },
)
// #endregion

const { price } = forSettings(settings)

// #region price
/** A family's first order costs less. Who is new core knows: no order paid by the same verified phone. */
const firstOrder = price({
  name: 'first-order',
  stage: 'order',
  facts: { isNew: coreFacts.isNew },
  offers({ cart, settings, facts }): OrderOffer[] {
    if (!facts.isNew) return []
    const { fromFen, offFen, withCoupons } = settings
    return [
      {
        id: 'welcome-price:first',
        plugin: 'welcome-price',
        stage: 'order',
        label: words('新客立减', 'First order'),
        lineIds: cart.lines.map(({ lineId }) => lineId),
        tiers: [{ thresholdFen: toFen(fromFen), reduction: { amountFen: toFen(offFen) } }],
        nthOrder: 1,
        class: 'welcome',
        combinesWith: combinesWith({ withCoupons, withPoints: true, withExclusive: false }),
        applies: 'always',
      },
    ]
  },
})
// #endregion

export default definePlugin({
  id: 'welcome-price',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('新客立减', 'First order'),
  description: words('第一单满额立减，同一个手机号只有一次。', 'The first order costs less, once per phone.'),
  category: 'discount',
  settings,
  prices: [firstOrder],
})
