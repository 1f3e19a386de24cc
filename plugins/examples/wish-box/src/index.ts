import { definePlugin } from '@mamapu/plugin-sdk'
import { wishPage, wishRoutes, wishSettings } from './wish-box.routes.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

// #region plugin
export default definePlugin({
  id: 'wish-box',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('心愿盒', 'Wish box'),
  description: words('顾客写下想要的，店家一条条看。', 'Shoppers write what they wish the shop had.'),
  category: 'tool',
  settings: wishSettings,
  errors: {
    WISH_BOX_REPEATED: { status: 409, ...words('这个心愿已经在盒子里了', 'This wish is in the box already') },
    WISH_BOX_NOT_FOUND: { status: 404, ...words('没有这个心愿', 'There is no such wish') },
  },
  routes: wishRoutes,
  blocks: { form: { title: words('写心愿', 'Write a wish') } },
  pages: [wishPage],
  admin: {
    lists: [
      {
        name: 'wishes',
        title: words('心愿', 'Wishes'),
        route: 'GET /wishes',
        columns: [
          { field: 'wish', title: words('心愿', 'Wish'), kind: 'text' },
          { field: 'at', title: words('时间', 'When'), kind: 'datetime' },
        ],
        rowActions: ['done'],
        forms: [],
        empty: words('还没有心愿', 'No wishes yet'),
      },
    ],
    actions: [{ name: 'done', title: words('已上架', 'We have it now'), route: 'POST /wishes/:id/done' }],
  },
  migrations: new URL('../migrations/', import.meta.url),
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
// #endregion
