import { definePlugin } from '@mamapu/plugin-sdk'
import { fullReductionScreens } from './full-reduction.admin.js'
import { fullReduction, fullReductionSettings } from './full-reduction.mechanic.js'
import {
  cardWords,
  giftsRoute,
  homeBand,
  ladderPrice,
  offersPage,
  postagePrice,
  productRow,
} from './full-reduction.parts.js'
import { GIFT, USE } from './full-reduction.price.js'

export default definePlugin({
  id: 'full-reduction',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: { 'zh-CN': '满减送', en: 'Full reduction' },
  description: {
    'zh-CN': '满多少元或多少件就减钱、打折、包邮或送赠品，最多五档。',
    en: 'Amounts, percentages, free shipping or gifts from a value or a number of units on, in up to five rungs.',
  },
  category: 'discount',
  scopes: ['quotas:take', 'quotas:read'],
  settings: fullReductionSettings,
  campaign: fullReduction,
  quotas: [
    { kind: GIFT, title: { 'zh-CN': '赠品库存', en: 'Gifts set aside' }, heat: 50 },
    { kind: USE, title: { 'zh-CN': '每人次数', en: 'Times per person' }, heat: 30 },
  ],
  prices: [ladderPrice, postagePrice],
  routes: [giftsRoute],
  slots: [homeBand, cardWords, productRow],
  blocks: {
    band: { title: { 'zh-CN': '满减横条', en: 'Offer band' } },
    row: { title: { 'zh-CN': '商品满减', en: 'Offers of a product' } },
    offers: { title: { 'zh-CN': '满减送', en: 'All offers' } },
  },
  pages: [offersPage],
  admin: fullReductionScreens,
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
