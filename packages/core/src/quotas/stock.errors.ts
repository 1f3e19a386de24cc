import { defineErrors } from '../http/index.js'

export const STOCK_ERRORS = defineErrors({
  STOCK_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这个规格或仓库', en: 'No such variant or place' },
  STOCK_NUMBER: {
    status: 422,
    'zh-CN': '库存要填整数，且不能太大',
    en: 'Stock must be a whole number within range',
  },
  STOCK_MOVED: {
    status: 409,
    'zh-CN': '库存刚刚变了，请看过最新数字再改',
    en: 'The stock has just moved; please look at the new number first',
  },
  STOCK_BY_CODES: {
    status: 409,
    'zh-CN': '卡密商品的库存就是卡密的数量，请添加或作废卡密',
    en: 'The stock of codes is the number of codes: add or retire codes instead',
  },
  STOCK_BELOW_HELD: {
    status: 409,
    'zh-CN': '不能少于已经被订单占用的数量',
    en: 'It cannot go below what orders hold',
  },
})
