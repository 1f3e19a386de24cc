import { definePlugin, roundsList } from '@mamapu/plugin-sdk'
import { bundle, bundleSettings } from './bundle.mechanic.js'
import {
  addOnPrice,
  cardWords,
  cartAddOns,
  offersPage,
  productRow,
  roundsRoute,
  setPrice,
} from './bundle.parts.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

export default definePlugin({
  id: 'bundle',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('打包优惠', 'Bundles'),
  description: words(
    '任选几件一口价、第二件半价、买一送一、满额加价换购。',
    'So many for one price, second at half price, buy one get one, add-ons from an amount on.',
  ),
  category: 'discount',
  settings: bundleSettings,
  campaign: bundle,
  prices: [setPrice, addOnPrice],
  routes: [roundsRoute],
  slots: [cardWords, productRow, cartAddOns],
  blocks: {
    row: { title: words('商品多件优惠', 'Bundles of a product') },
    'add-ons': { title: words('换购', 'Add-ons') },
    offers: { title: words('多件优惠', 'All bundles') },
  },
  pages: [offersPage],
  admin: {
    lists: [
      roundsList({
        name: 'rounds',
        title: words('近期场次', 'Coming rounds'),
        route: 'GET /rounds',
        about: words('玩法', 'Kind'),
        empty: words(
          '还没有打包优惠。做一个「第二件半价」试试吧',
          'No bundles yet. Try second at half price',
        ),
      }),
    ],
  },
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
