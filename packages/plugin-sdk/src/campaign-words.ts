import { Type } from 'typebox'
import type { RunningCampaign } from './campaigns.js'
import type { ProductSubject } from './slots.js'
import { field } from './words.js'

/** Whether a campaign is for anything that this product's page sells. */
export function coversProduct(campaign: RunningCampaign, product: ProductSubject): boolean {
  const { id: productId, categoryIds, tags, skus } = product
  return skus.some(({ id: skuId }) => campaign.covers({ skuId, productId, categoryIds, tags }))
}

/** What a cart discount may stand beside, asked the same way by every mechanic. */
export const togetherFields = {
  withCoupons: Type.Boolean({
    ...field('可与优惠券同用', 'Coupons may be used with it', { ui: 'yes-no' }),
    default: true,
  }),
  withPoints: Type.Boolean({
    ...field('可与积分同用', 'Points may be spent with it', { ui: 'yes-no' }),
    default: true,
  }),
  withExclusive: Type.Boolean({
    ...field('秒杀等活动价商品也参加', 'Goods at an exclusive price take part', {
      help: {
        'zh-CN': '一般不开：秒杀商品已经是活动价。',
        en: 'Usually off: goods in a flash sale are reduced already.',
      },
      ui: 'yes-no',
    }),
    default: false,
  }),
}

/** The classes an offer with these answers combines with, beside those the mechanic names itself. */
export function combinesWith(
  { withCoupons, withPoints, withExclusive }: Readonly<Record<keyof typeof togetherFields, boolean>>,
  ...others: readonly string[]
): string[] {
  return [
    ...others,
    ...(withCoupons ? ['coupon'] : []),
    ...(withPoints ? ['points'] : []),
    ...(withExclusive ? ['exclusive'] : []),
  ]
}
