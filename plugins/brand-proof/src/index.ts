import { definePlugin } from '@mamapu/plugin-sdk'
import { proofScreens, staffRoutes } from './proof.admin.js'
import { proofErrors } from './proof.errors.js'
import { proofsFact } from './proof.facts.js'
import { tellEnding } from './proof.jobs.js'
import { proofPage } from './proof.page.js'
import { proofSettings } from './proof.settings.js'
import { belowProduct } from './proof.slots.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

export default definePlugin({
  id: 'brand-proof',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('品牌资质', 'Brand proof'),
  description: words(
    '把品牌授权书、认证证书和检测报告放到商品页：有编号、有效期和可核对的图片指纹，到期自动撤下并提前提醒。',
    'Letters, certificates and reports on product pages, with number, dates and a digest anyone can check; taken down at their end, with a word in time.',
  ),
  category: 'content',
  settings: proofSettings,
  errors: proofErrors,
  facts: [proofsFact],
  slots: [belowProduct],
  blocks: {
    below: { title: words('正品资质', 'Proofs') },
    proof: { title: words('资质详情', 'A proof') },
  },
  pages: [proofPage],
  routes: staffRoutes,
  jobs: [tellEnding],
  admin: proofScreens,
  migrations: new URL('../migrations/', import.meta.url),
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
