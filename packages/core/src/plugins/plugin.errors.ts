import { defineErrors } from '../http/index.js'

export const PLUGIN_ERRORS = defineErrors({
  PLUGIN_UNKNOWN: { status: 404, 'zh-CN': '没有这个插件', en: 'There is no such plugin' },
  PLUGIN_CUT_OFF: {
    status: 409,
    'zh-CN': '这个插件刚刚卡住过，已被停用。请十分钟后再开启，或联系平台',
    en: 'This plugin has just hung and was cut off; switch it on in ten minutes, or tell the platform',
  },
  PLUGIN_OFF: { status: 404, 'zh-CN': '这个功能没有开启', en: 'This feature is not switched on' },
  PLUGIN_UNDECIDED: {
    status: 409,
    'zh-CN': '暂时无法确认这件商品能不能购买，请稍后再试',
    en: 'We cannot confirm right now whether this item can be bought; please try again shortly',
  },
  PLUGIN_SETTINGS_INVALID: {
    status: 422,
    'zh-CN': '设置里有些内容填得不对，请检查',
    en: 'Some of the settings are not valid',
  },
  PLUGIN_SETTINGS_CHANGED: {
    status: 409,
    'zh-CN': '设置刚刚被别人改过，请刷新后再试',
    en: 'The settings have just been changed by someone else; please reload',
  },
  PLUGIN_FORM_INVALID: {
    status: 400,
    'zh-CN': '填写的内容不对，请检查后再试',
    en: 'What you entered is not valid; please check and try again',
  },
})
