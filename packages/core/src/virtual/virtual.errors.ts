import { defineErrors } from '../http/index.js'

export const VIRTUAL_ERRORS = defineErrors({
  PRODUCT_KIND_SOLD: {
    status: 409,
    'zh-CN': '已经有人买过，发货方式不能再改了。可以另建一个商品',
    en: 'Somebody has bought it, so its kind stays. Make another product instead',
  },
  VIRTUAL_NO_PRODUCT: { status: 404, 'zh-CN': '没有找到这个商品', en: 'No such product' },
  VIRTUAL_NOT: {
    status: 409,
    'zh-CN': '这不是虚拟商品，请先在商品里选“虚拟商品”',
    en: 'This is no virtual product; choose that on the product first',
  },
  VIRTUAL_TEXT: { status: 400, 'zh-CN': '请填写要发给顾客的内容', en: 'Please enter what the customer gets' },
  VIRTUAL_NO_CODES: {
    status: 409,
    'zh-CN': '这个规格不是按卡密发放的',
    en: 'This variant does not deliver codes',
  },
  CODES_EMPTY: { status: 400, 'zh-CN': '没有卡密：一行填一个', en: 'No codes: enter one a line' },
  CODES_TOO_MANY: { status: 413, 'zh-CN': '一次最多 5000 个卡密', en: 'At most 5,000 codes at once' },
  CODES_TOO_LONG: { status: 400, 'zh-CN': '卡密最长 200 个字', en: 'A code has at most 200 letters' },
})
