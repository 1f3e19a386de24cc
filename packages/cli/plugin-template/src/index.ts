import { definePlugin } from '@mamapu/plugin-sdk'
import { myMechanicScreens, roundsRoute } from './my-mechanic.admin.js' // #route
import { roundEvents } from './my-mechanic.events.js' // #event
import { forgetResults } from './my-mechanic.jobs.js' // #job
import { myMechanic } from './my-mechanic.mechanic.js'
import { offersPage } from './my-mechanic.page.js' // #page
import { reducedPrice } from './my-mechanic.price.js'
import { personQuota } from './my-mechanic.quotas.js' // #quota
import { myMechanicSettings } from './my-mechanic.settings.js'
import { cardTag, productRow } from './my-mechanic.slots.js' // #slot

export default definePlugin({
  id: 'my-mechanic',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: { 'zh-CN': '我的玩法', en: 'My mechanic' },
  description: {
    'zh-CN': '活动期间，参加的商品按折扣卖。',
    en: 'While a campaign runs, its goods are sold at a percentage off.',
  },
  category: 'discount',
  scopes: [
    'quotas:take', // #quota
    'ledger:post', // #ledger
  ],
  settings: myMechanicSettings,
  campaign: myMechanic,
  prices: [reducedPrice],
  quotas: [personQuota], // #quota
  on: roundEvents, // #event
  jobs: [forgetResults], // #job
  routes: [roundsRoute], // #route
  admin: myMechanicScreens, // #route
  slots: [cardTag, productRow], // #slot
  pages: [offersPage], // #page
  // #slot,page
  blocks: {
    row: { title: { 'zh-CN': '商品折扣', en: 'Offer of a product' } }, // #slot
    offers: { title: { 'zh-CN': '我的玩法', en: 'My mechanic' } }, // #page
  },
  blocksDir: new URL('../blocks/', import.meta.url),
  // #end
  migrations: new URL('../migrations/', import.meta.url), // #table
  locales: new URL('../locales/', import.meta.url), // #slot,page
})
