import type { AdminScreens } from '@mamapu/plugin-sdk'
import { KINDS } from './kit.routes.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

/** The material and its form. */
export const kitScreens: AdminScreens = {
  lists: [
    {
      name: 'items',
      title: words('素材', 'Material'),
      route: 'GET /items',
      columns: [
        { field: 'title', title: words('标题', 'Title'), kind: 'text' },
        { field: 'kind', title: words('类型', 'Kind'), kind: 'state', options: KINDS },
        {
          field: 'state',
          title: words('状态', 'State'),
          kind: 'state',
          options: {
            shown: words('展示中', 'Offered'),
            coming: words('未开始', 'Coming'),
            over: words('已过期', 'Over'),
            off: words('已下架', 'Off'),
          },
        },
        { field: 'startsAt', title: words('开始', 'From'), kind: 'datetime' },
        { field: 'endsAt', title: words('结束', 'Until'), kind: 'datetime' },
        { field: 'sharers', title: words('多少人用过', 'Used by'), kind: 'count' },
        { field: 'page', title: words('页面', 'Page'), kind: 'link' },
      ],
      rowActions: ['hide', 'show', 'remove'],
      forms: ['add', 'change'],
      empty: words(
        '还没有素材。先写一条朋友圈文案，配上商品和海报',
        'No material yet. Begin with a few words, goods and a poster',
      ),
    },
  ],
  forms: [
    { name: 'add', title: words('新素材', 'New material'), route: 'POST /items', leadsTo: 'items' },
    {
      name: 'change',
      title: words('修改素材', 'Change material'),
      route: 'PUT /items/:id',
      load: 'GET /items/:id',
      leadsTo: 'items',
    },
  ],
  actions: [
    {
      name: 'hide',
      title: words('下架', 'Take off'),
      route: 'POST /items/:id/hide',
      showWhen: { state: ['shown', 'coming'] },
    },
    {
      name: 'show',
      title: words('上架', 'Offer'),
      route: 'POST /items/:id/show',
      showWhen: { state: ['off'] },
    },
    {
      name: 'remove',
      title: words('删除', 'Delete'),
      route: 'POST /items/:id/remove',
      confirm: words(
        '删除这份素材？已经发出去的链接和海报仍然有效',
        'Delete it? Links and posters already sent go on working',
      ),
      isDangerous: true,
    },
  ],
}
