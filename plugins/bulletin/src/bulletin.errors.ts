import type { PluginErrorEntry } from '@mamapu/plugin-sdk'

export const bulletinErrors = {
  BULLETIN_NOT_FOUND: {
    status: 404,
    'zh-CN': '没有这份战报，可能已删除',
    en: 'There is no such bulletin; it may have been deleted',
  },
  BULLETIN_ROUND_NOT_FOUND: {
    status: 404,
    'zh-CN': '没有这场活动，或它还没有结束',
    en: 'There is no such round, or it is not over yet',
  },
  BULLETIN_MADE: {
    status: 409,
    'zh-CN': '这场活动已经有战报了，直接修改它就好',
    en: 'This round has its bulletin already; change that one',
  },
  BULLETIN_EMPTY: {
    status: 409,
    'zh-CN': '这场活动没有留下的已付款订单，写不了战报',
    en: 'No paid order of this round is left: there is nothing to tell',
  },
} as const satisfies Record<string, PluginErrorEntry>
