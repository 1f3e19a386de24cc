import { defineErrors } from '../http/index.js'

export const AFTERSALE_ERRORS = defineErrors({
  RETURN_PRODUCT: { status: 404, 'zh-CN': '没有找到这个商品', en: 'No such product' },
  CASE_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这笔售后', en: 'No such after-sale case' },
  CASE_STATE: {
    status: 409,
    'zh-CN': '售后刚刚有了新进展，请看一眼再操作',
    en: 'The case has moved on; please look again',
  },
  CASE_LINES: { status: 400, 'zh-CN': '请选择要售后的商品和数量', en: 'Choose the goods and how many' },
  CASE_UNITS: { status: 409, 'zh-CN': '超出可申请的数量', en: 'That is more than can be asked for' },
  CASE_OPEN: {
    status: 409,
    'zh-CN': '这件商品已有进行中的售后，请到售后详情里继续',
    en: 'There is an open case for this item; please go on there',
  },
  CASE_KIND: {
    status: 409,
    'zh-CN': '这件商品现在不能这样申请',
    en: 'This cannot be asked for this item now',
  },
  CASE_REASON: { status: 400, 'zh-CN': '请选择一个原因', en: 'Choose a reason' },
  CASE_WINDOW: {
    status: 409,
    'zh-CN': '已经过了可申请的时间；如果是质量问题，请选择质量原因或联系商家',
    en: 'The time to ask is over; for something faulty choose that reason, or contact the shop',
  },
  CASE_NO_RETURN: {
    status: 409,
    'zh-CN': '这件商品不支持无理由退货；有质量问题请选择质量原因',
    en: 'This item cannot be returned without a reason; for something faulty choose that reason',
  },
  CASES_TOO_MANY: {
    status: 409,
    'zh-CN': '这个订单的售后次数已达上限，请联系商家',
    en: 'This order has reached its number of cases; please contact the shop',
  },
  CASE_TEXT: { status: 400, 'zh-CN': '请写一句说明', en: 'Please say it in a few words' },
  CASE_STEPS: {
    status: 409,
    'zh-CN': '留言已达上限，请直接联系对方',
    en: 'No more notes fit; please get in touch directly',
  },
  CASE_PICTURES: { status: 400, 'zh-CN': '最多 6 张图片', en: 'Six pictures at most' },
  CASE_PICTURE: {
    status: 400,
    'zh-CN': '有一张图片打不开，换一张试试（不超过 12 MB）',
    en: 'One of the pictures cannot be read; try another, of 12 MB at most',
  },
  CASE_TRACKING: {
    status: 400,
    'zh-CN': '请填写快递公司和运单号',
    en: 'Fill in carrier and tracking number',
  },
  CASE_ADDRESS: {
    status: 409,
    'zh-CN': '请先填写退货地址，顾客才知道寄到哪里',
    en: 'Fill in a return address first, so that the shopper knows where to send it',
  },
  CASE_LESS: { status: 409, 'zh-CN': '扣款超过了可退金额', en: 'More is kept back than would be refunded' },
  EXCHANGE_SOLD_OUT: {
    status: 409,
    'zh-CN': '要换的商品没有库存了，可以改为退款',
    en: 'What is wanted instead is sold out; it can be refunded',
  },
  RETURN_RULE: {
    status: 400,
    'zh-CN': '不支持退货要选原因，自定义规则要写清楚',
    en: 'No return needs its ground, a rule of your own its words',
  },
  AFTERSALE_CONFLICT: {
    status: 409,
    'zh-CN': '设置刚刚被别人改过，请刷新后再保存',
    en: 'Somebody changed these settings; reload and save again',
  },
})

export type AftersaleErrorCode = keyof typeof AFTERSALE_ERRORS
