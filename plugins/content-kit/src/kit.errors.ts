import type { PluginErrorEntry } from '@mamapu/plugin-sdk'

export const kitErrors = {
  CONTENT_KIT_NOT_FOUND: {
    status: 404,
    'zh-CN': '这份素材已下架，去看看别的吧',
    en: 'This material is no longer offered; have a look at the others',
  },
  CONTENT_KIT_JOIN_FIRST: {
    status: 403,
    'zh-CN': '素材库给推广员使用，先免费加入吧',
    en: 'The material is for distributors; joining is free',
  },
  CONTENT_KIT_TIMES: {
    status: 422,
    'zh-CN': '结束时间要晚于开始时间',
    en: 'It has to end after it begins',
  },
  CONTENT_KIT_NOTHING: {
    status: 422,
    'zh-CN': '文案、图片、海报至少要有一样',
    en: 'Give words, pictures or a poster: at least one of them',
  },
  CONTENT_KIT_PICTURE_NOT_FOUND: {
    status: 422,
    'zh-CN': '有图片不在本店的图库里，请重新上传',
    en: 'One of the pictures is not the shop’s; please upload it again',
  },
  CONTENT_KIT_GOODS_NOT_FOUND: {
    status: 422,
    'zh-CN': '没有这件商品，请重新选择',
    en: 'There are no such goods; choose again',
  },
  CONTENT_KIT_FULL: {
    status: 409,
    'zh-CN': '素材最多 500 份，先删除一些旧的',
    en: 'At most 500 pieces of material; delete some old ones first',
  },
} as const satisfies Record<string, PluginErrorEntry>
