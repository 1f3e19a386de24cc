import { field, forSettings } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

/** No trail is kept longer, whatever is set. */
const KEEP_DAYS_MAX = 30

/** What a merchant sets for trails. */
export const trailSettings = Type.Object(
  {
    keepDays: Type.Integer({
      ...field('足迹保留天数', 'Days to keep a trail', {
        help: {
          'zh-CN': '到期自动删除，最多 30 天。',
          en: 'Deleted by itself after that; 30 at most.',
        },
        ui: 'count',
      }),
      minimum: 1,
      maximum: KEEP_DAYS_MAX,
      default: KEEP_DAYS_MAX,
    }),
    showsNames: Type.Boolean({
      ...field('显示打码的昵称', 'Show masked nicknames', {
        help: {
          'zh-CN': '登录过的访客显示昵称的第一个字；关掉后一律显示“访客”加编号。',
          en: 'The first letter of the nickname of visitors who signed in; without it everybody is “Visitor” and a number.',
        },
      }),
      default: true,
    }),
  },
  { additionalProperties: false },
)

export type TrailSettings = Static<typeof trailSettings>
export const { slot, route, on, job, page } = forSettings(trailSettings)
