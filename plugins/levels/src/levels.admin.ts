import type { AdminScreens } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { countMembers } from './levels.queries.js'
import { ladderOf } from './levels.rules.js'
import { levelHooks } from './levels.settings.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })
const Row = Type.Object({
  id: Type.String(),
  title: Type.String(),
  growth: Type.Integer(),
  offBps: Type.Integer(),
  pointsBps: Type.Integer(),
  freeShipping: Type.Boolean(),
  customers: Type.Integer(),
})

/** The ladder with how many customers stand on each level. */
export const listRoute = levelHooks.route({
  audience: 'staff',
  method: 'GET',
  path: '/levels',
  summary: '等级与人数 Levels with their customers',
  scope: 'marketing:read',
  reply: Type.Object({ items: Type.Array(Row), customers: Type.Integer() }),
  async handle(ctx) {
    const counts = await countMembers(ctx.tx)
    const items = ladderOf(ctx.settings).map(({ level, title, titleEn, ...benefits }) => ({
      ...benefits,
      id: level,
      title: ctx.locale === 'en' ? titleEn : title,
      customers: counts.get(level) ?? 0,
    }))
    return { body: { items, customers: items.reduce((sum, { customers }) => sum + customers, 0) } }
  },
})

export const chartRoute = levelHooks.route({
  audience: 'staff',
  method: 'GET',
  path: '/chart',
  summary: '各等级人数 Customers by level',
  scope: 'marketing:read',
  reply: Type.Object({
    points: Type.Array(Type.Object({ level: Type.String(), customers: Type.Integer() })),
  }),
  async handle(ctx) {
    const counts = await countMembers(ctx.tx)
    const points = ladderOf(ctx.settings).map(({ level, title, titleEn }) => ({
      level: ctx.locale === 'en' ? titleEn : title,
      customers: counts.get(level) ?? 0,
    }))
    return { body: { points } }
  },
})

/** The merchant's screens, drawn by the console. */
export const levelScreens: AdminScreens = {
  figures: [
    {
      name: 'customers',
      title: words('有等级的顾客', 'Customers on a level'),
      route: 'GET /levels',
      field: 'customers',
      kind: 'count',
    },
  ],
  charts: [
    {
      name: 'by-level',
      title: words('各等级人数', 'Customers by level'),
      route: 'GET /chart',
      kind: 'bar',
      x: 'level',
      y: 'customers',
    },
  ],
  lists: [
    {
      name: 'levels',
      title: words('等级', 'Levels'),
      route: 'GET /levels',
      columns: [
        { field: 'title', title: words('名称', 'Title'), kind: 'text' },
        { field: 'growth', title: words('成长值', 'Growth'), kind: 'count' },
        { field: 'offBps', title: words('会员价优惠', 'Off'), kind: 'percent-off' },
        { field: 'pointsBps', title: words('积分倍数', 'Points'), kind: 'percent' },
        { field: 'freeShipping', title: words('包邮', 'Free shipping'), kind: 'yes-no' },
        { field: 'customers', title: words('人数', 'Customers'), kind: 'count' },
      ],
      rowActions: [],
      forms: [],
      empty: words('还没有等级，请在设置里添加', 'No levels yet; add them in the settings'),
    },
  ],
}
