import { defineErrors } from '../http/index.js'

export const STORE_ERRORS = defineErrors({
  STORE_SUSPENDED: { status: 403, 'zh-CN': '这家店铺暂停营业', en: 'This shop is closed for now' },
  SLUG_TAKEN: { status: 409, 'zh-CN': '这个店铺地址已经有人用了', en: 'This shop address is taken' },
  SLUG_MALFORMED: {
    status: 400,
    'zh-CN': '店铺地址用 3 到 40 个小写字母、数字或连字符',
    en: 'A shop address has 3 to 40 lower-case letters, digits or hyphens',
  },
  SLUG_RESERVED: { status: 409, 'zh-CN': '这个店铺地址不能使用', en: 'This shop address cannot be used' },
  TOO_MANY_STORES: {
    status: 409,
    'zh-CN': '每个账号最多开 20 家店',
    en: 'An account opens at most 20 shops',
  },
  SETTINGS_CHANGED: {
    status: 409,
    'zh-CN': '店铺设置刚被改动过，请刷新后再改',
    en: 'The settings have just been changed; reload and try again',
  },
  MEDIA_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这张图片', en: 'This picture was not found' },
})
