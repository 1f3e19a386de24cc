import { definePlugin } from '@mamapu/plugin-sdk'
import { kitScreens } from './kit.admin.js'
import { kitErrors } from './kit.errors.js'
import { itemShown, kitPage } from './kit.page.js'
import { itemRoutes } from './kit.routes.js'
import { kitSettings } from './kit.settings.js'
import { accountLink } from './kit.slots.js'
import { shareItem } from './share.routes.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

export default definePlugin({
  id: 'content-kit',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('素材库', 'Material library'),
  description: words(
    '给推广员备好文案、图片、海报和授权资质：一点就带上她自己的链接和二维码，违规的话提前拦下。',
    'Words, pictures, posters and letters for distributors: one tap adds their own link and code; what may not be said is stopped before.',
  ),
  category: 'share',
  scopes: ['links:make', 'posters:make', 'customers:read'],
  enhancedBy: ['distributor', 'bulletin'],
  settings: kitSettings,
  errors: kitErrors,
  routes: [shareItem, ...itemRoutes],
  slots: [accountLink],
  blocks: {
    link: { title: words('素材库入口', 'Way to the material') },
    kit: { title: words('素材库', 'Material') },
    item: { title: words('一份素材', 'One piece of material') },
  },
  pages: [kitPage, itemShown],
  admin: kitScreens,
  migrations: new URL('../migrations/', import.meta.url),
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
