import type { AdminScreens } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { readTotals } from './trail.queries.js'
import { route } from './trail.settings.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

export const staffRoutes = [
  route({
    audience: 'staff',
    method: 'GET',
    path: '/figures',
    summary: 'How many are followed, and by how many; nobody’s trail',
    scope: 'marketing:read',
    reply: Type.Object({ owners: Type.Integer(), visitors: Type.Integer(), looks: Type.Integer() }),
    handle: async ({ tx }) => ({ body: await readTotals(tx) }),
  }),
]

const figure = (name: 'owners' | 'visitors' | 'looks', zh: string, en: string) => ({
  name,
  title: words(zh, en),
  route: 'GET /figures' as const,
  field: name,
  kind: 'count' as const,
})

/** Numbers alone: whose trail it is stays between the two. */
export const trailScreens: AdminScreens = {
  figures: [
    figure('visitors', '同意被看到的访客', 'Visitors who said yes'),
    figure('owners', '看得到足迹的人', 'People who see a trail'),
    figure('looks', '留着的足迹', 'Looks kept'),
  ],
}
