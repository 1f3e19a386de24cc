import type { PluginErrorEntry } from '@mamapu/plugin-sdk'
import { guardErrors } from './guard/guard.errors.js'

export const distributorErrors = {
  ...guardErrors,
  DISTRIBUTOR_NOT_RECRUITING: {
    status: 409,
    'zh-CN': '店家暂时不招募分销员',
    en: 'This shop is not recruiting at the moment',
  },
  DISTRIBUTOR_TERMS_UNREAD: {
    status: 422,
    'zh-CN': '请先读完须知并勾选同意',
    en: 'Please read the terms and tick that you agree',
  },
  DISTRIBUTOR_TERMS_CHANGED: {
    status: 409,
    'zh-CN': '须知刚刚改过，请看一遍新的再同意',
    en: 'The terms have just changed; please read them again',
  },
  DISTRIBUTOR_CODE_UNKNOWN: {
    status: 422,
    'zh-CN': '没有这个邀请码，核对一下；不填也可以加入',
    en: 'There is no such invitation code; check it, or leave it empty',
  },
  DISTRIBUTOR_CODE_PAUSED: {
    status: 409,
    'zh-CN': '邀请你的人推广暂停着，她的邀请码现在用不了；不填也可以加入',
    en: 'Whoever invited you is paused for now, so her code does not work; leave it empty to join without one',
  },
  DISTRIBUTOR_ALREADY: {
    status: 409,
    'zh-CN': '你已经申请过了，不用再提交',
    en: 'You have applied already',
  },
  DISTRIBUTOR_LOOP: {
    status: 409,
    'zh-CN': '她正是由你（直接或间接）邀请来的，邀请关系不能绕成一圈',
    en: 'You invited her, directly or through others: invitations may not run in a circle',
  },
  DISTRIBUTOR_NOT_ONE: {
    status: 403,
    'zh-CN': '你还不是分销员，可以先申请',
    en: 'You are no distributor yet; you may apply',
  },
  DISTRIBUTOR_HEIR_UNKNOWN: {
    status: 422,
    'zh-CN': '没有找到接手的分销员，请核对她的邀请码',
    en: 'The distributor who should take over was not found; check her code',
  },
  DISTRIBUTOR_HEIR_PAUSED: {
    status: 409,
    'zh-CN': '她的推广暂停着，现在不能接手；请换一位，或者让顾客不再归属任何人',
    en: 'She is paused and cannot take over now; choose somebody else, or set the customers free',
  },
  DISTRIBUTOR_HANDING_OVER: {
    status: 409,
    'zh-CN': '你退出时的顾客还在交接，过一两分钟再申请',
    en: 'The customers you left are still being handed over; apply again in a minute or two',
  },
  DISTRIBUTOR_HEIR_SELF: {
    status: 422,
    'zh-CN': '接手的人不能是原来的分销员，也不能是顾客自己',
    en: 'Nobody can be handed over to the same distributor or to herself',
  },
  DISTRIBUTOR_NOT_FOUND: { status: 404, 'zh-CN': '没有这位分销员', en: 'There is no such distributor' },
  DISTRIBUTOR_RELATION_NOT_FOUND: {
    status: 404,
    'zh-CN': '这位顾客现在不属于任何分销员',
    en: 'This customer belongs to no distributor',
  },
  DISTRIBUTOR_STATE: {
    status: 409,
    'zh-CN': '她现在的状态不能这样操作，请刷新看看',
    en: 'Not in her present state; reload and look again',
  },
  DISTRIBUTOR_RATE_NOT_FOUND: { status: 404, 'zh-CN': '没有这条佣金设置', en: 'There is no such rate' },
  DISTRIBUTOR_RATE_UNCLEAR: {
    status: 422,
    'zh-CN': '请选好商品或类目，并填上比例或每件金额',
    en: 'Choose a product or category, and a share or an amount per unit',
  },
  DISTRIBUTOR_RATES_FULL: {
    status: 409,
    'zh-CN': '单独设置的佣金最多 500 条，先删掉不用的',
    en: 'At most 500 rates of their own; remove those no longer needed',
  },
  DISTRIBUTOR_NOTICE_UNREAD: {
    status: 422,
    'zh-CN': '请先读完告知并确认，再开启邀请奖励',
    en: 'Read the notice and confirm it before switching on the inviter’s part',
  },
  DISTRIBUTOR_SHARE_UNKNOWN: {
    status: 404,
    'zh-CN': '没有找到要分享的内容',
    en: 'What you want to share was not found',
  },
} satisfies Readonly<Record<string, PluginErrorEntry>>
