import { formatFen, type Locale, toFen } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { RunningCampaign } from './campaigns.js'
import type { ProductSubject } from './slots.js'
import { field } from './words.js'

/** 1990 → `19.9`, 20000 → `200`: as shop signs write amounts. */
export function shortMoney(fen: number): string {
  return formatFen(toFen(fen)).replace(/\.?0+$/, '')
}

/** What is taken off in basis points as people say it: 1200 is 8.8折, and 12% off. */
export function offText(offBps: number, locale: Locale): string {
  return locale === 'zh-CN' ? `${trimmed(10_000 - offBps, 1000)}折` : `${trimmed(offBps, 100)}% off`
}

function trimmed(value: number, unit: number): string {
  const digits = String(unit).length - 1
  return `${Math.trunc(value / unit)}.${String(value % unit).padStart(digits, '0')}`.replace(/\.?0+$/, '')
}

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
        'zh-CN': '一般不开:秒杀商品已经是活动价。',
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
