import { defineErrors } from '../http/index.js'

export const EARNING_ERRORS = defineErrors({
  EARNING_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这笔佣金', en: 'No such earning' },
  EARNING_OVER: {
    status: 409,
    'zh-CN': '这笔佣金已经可以提现或已失效，不能再暂缓',
    en: 'This earning has been released or nothing is left of it; it can no longer be held',
  },
  EARNING_HELD: {
    status: 409,
    'zh-CN': '这笔佣金已经因为同样的原因暂缓了',
    en: 'This earning is held for that reason already',
  },
  EARNING_OWN: {
    status: 409,
    'zh-CN': '这是你自己的佣金，请店主或另一位同事处理',
    en: 'These earnings are your own; the owner or another colleague has to decide',
  },
  HOLD_CLOSED: {
    status: 409,
    'zh-CN': '这条暂缓已经处理过了，请刷新查看',
    en: 'Somebody has decided this already; please reload',
  },
  HOLD_OF_PAYEE: {
    status: 422,
    'zh-CN': '暂停收款人不能“拒绝”：请恢复，或逐笔处理佣金',
    en: 'A paused payee cannot be refused: resume, or decide earning by earning',
  },
  PAYEE_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这位收款人', en: 'No such payee' },
  PAYEE_PAUSED_ALREADY: { status: 409, 'zh-CN': '这位收款人已经暂停了', en: 'This payee is paused already' },
  PAYEE_NOT_PAUSED: {
    status: 409,
    'zh-CN': '店铺没有暂停这位收款人；插件的暂停请在插件里恢复',
    en: 'The shop has not paused this payee; what a plugin paused is resumed there',
  },
  EARNING_SETTINGS_CHANGED: {
    status: 409,
    'zh-CN': '结算设置刚刚被别人改过，请刷新后再改',
    en: 'Somebody has just changed these settings; please reload',
  },
})
