import type { PluginErrorEntry } from '@mamapu/plugin-sdk'

export const pointsErrors = {
  POINTS_CHECKED_IN: {
    status: 409,
    'zh-CN': '今天已经签到过了，明天再来',
    en: 'You have checked in today already; come back tomorrow',
  },
  POINTS_CHECK_IN_OFF: { status: 404, 'zh-CN': '这家店没有开签到', en: 'This shop has no check-in' },
  POINTS_CUSTOMER_NOT_FOUND: { status: 404, 'zh-CN': '没有这位顾客', en: 'There is no such customer' },
  POINTS_SHORT: {
    status: 409,
    'zh-CN': '可用积分不够扣',
    en: 'The customer has fewer points than that',
  },
} satisfies Readonly<Record<string, PluginErrorEntry>>
