import { definePlugin } from '@mamapu/plugin-sdk'
import { evaluateDue } from './evaluate.js'
import { chartRoute, levelScreens, listRoute } from './levels.admin.js'
import { levelEvents } from './levels.events.js'
import { levelEarns, levelPrice, levelShipping } from './levels.prices.js'
import { ladderOf } from './levels.rules.js'
import { levelHooks, levelSettings } from './levels.settings.js'
import { accountCard, levelsPage } from './levels.shop.js'

export default definePlugin({
  id: 'levels',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: { 'zh-CN': '会员等级', en: 'Levels' },
  description: {
    'zh-CN':
      '粉丝 → 会员 → VIP → SVIP：消费得成长值，升级享会员价、多倍积分和包邮；有保级期，每次最多降一级。',
    en: 'Fan → member → VIP → SVIP: orders bring growth, levels bring prices, points and free shipping; protected, and down one level at a time.',
  },
  category: 'member',
  scopes: ['customers:read', 'customers:write', 'orders:read', 'messages:send'],
  enhancedBy: ['points', 'coupons'],
  settings: levelSettings,
  levels: (settings) =>
    ladderOf(settings).map(({ level, title, titleEn }) => ({ level, 'zh-CN': title, en: titleEn })),
  prices: [levelPrice, levelShipping],
  earns: [levelEarns],
  promises: ({ growthPerYuan }) => ({ growthPerYuan }),
  on: levelEvents,
  jobs: [levelHooks.job({ name: 'evaluate', every: '1h', run: evaluateDue })],
  routes: [listRoute, chartRoute],
  slots: [accountCard],
  blocks: {
    card: { title: { 'zh-CN': '我的等级', en: 'My level' } },
    levels: { title: { 'zh-CN': '会员等级', en: 'Levels' } },
  },
  pages: [levelsPage],
  admin: levelScreens,
  migrations: new URL('../migrations/', import.meta.url),
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
