import type { AdminScreens } from '@mamapu/plugin-sdk'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

/** What the console draws beside core's campaign screens. */
export const fullReductionScreens: AdminScreens = {
  lists: [
    {
      name: 'gifts',
      title: words('赠品库存', 'Gifts set aside'),
      route: 'GET /gifts',
      columns: [
        { field: 'label', title: words('活动', 'Campaign'), kind: 'text' },
        { field: 'title', title: words('赠品', 'Gift'), kind: 'text' },
        { field: 'startsAt', title: words('开始', 'From'), kind: 'datetime' },
        { field: 'units', title: words('留出', 'Set aside'), kind: 'count' },
        { field: 'given', title: words('已送出', 'Given'), kind: 'count' },
        { field: 'left', title: words('剩余', 'Left'), kind: 'count' },
      ],
      rowActions: [],
      forms: [],
      empty: words('没有单独留出的赠品', 'No gifts are set aside'),
    },
  ],
}
