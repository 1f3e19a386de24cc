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
  stops: Type.Boolean({
    ...field('生效后，优先级更低的优惠不再生效', 'When it applies, nothing of lower priority does', {
      ui: 'yes-no',
    }),
    default: false,
  }),
  group: Type.String({
    ...field('互斥组', 'Not together with', {
      help: {
        'zh-CN': '写同一个组名的优惠，一单里只生效一个，比如「换季」。不填就不限。',
        en: 'Of all offers that name the same group, say “season”, one order has one. Empty means no group.',
      },
      ui: 'text',
    }),
    maxLength: 20,
    default: '',
  }),
}

type Together = { readonly [K in 'withCoupons' | 'withPoints' | 'withExclusive']: boolean }

/** The stop flag and the group of an offer with these answers. */
export function apartFrom({ stops, group }: { readonly stops: boolean; readonly group: string }): {
  readonly stops?: true
  readonly excludes?: string
} {
  const name = group.trim()
  return { ...(stops ? { stops } : {}), ...(name === '' ? {} : { excludes: name }) }
}

/** The classes an offer with these answers combines with, beside those the mechanic names itself. */
export function combinesWith(
  { withCoupons, withPoints, withExclusive }: Together,
  ...others: readonly string[]
): string[] {
  return [
    ...others,
    ...(withCoupons ? ['coupon'] : []),
    ...(withPoints ? ['points'] : []),
    ...(withExclusive ? ['exclusive'] : []),
  ]
}
