import { defineErrors } from '../http/index.js'

export const PARCEL_ERRORS = defineErrors({
  PARCEL_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这个包裹', en: 'No such parcel' },
  PARCEL_GONE: { status: 409, 'zh-CN': '这个包裹已经作废', en: 'This parcel was voided' },
  PARCEL_REFUNDED: {
    status: 409,
    'zh-CN': '包裹里有商品已经退款或换货，不能再改了',
    en: 'Something in this parcel has been refunded or exchanged, so it stays as it is',
  },
  PARCEL_ARRIVED: {
    status: 409,
    'zh-CN': '包裹已经签收，不能再改了',
    en: 'This parcel has arrived, so it stays as it is',
  },
  PARCEL_SAME_NUMBER: {
    status: 409,
    'zh-CN': '这个订单已经有同样的快递单号',
    en: 'This order has a parcel with that number already',
  },
  PRINT_ORDERS: {
    status: 404,
    'zh-CN': '请选择要打印的订单，一次最多 50 个',
    en: 'Choose the orders to print, at most 50 at once',
  },
  SHIP_BATCH_EMPTY: { status: 422, 'zh-CN': '表格里没有要发的包裹', en: 'The table has no parcels' },
  SHIP_BATCH_COLUMNS: {
    status: 422,
    'zh-CN': '表格缺少必需的列，请用模板填写',
    en: 'Required columns are missing; please use the template',
  },
  SHIP_BATCH_TOO_MANY: {
    status: 409,
    'zh-CN': '还有批量发货没有完成，请稍后再传',
    en: 'Other tables are still being worked through; please wait',
  },
  SHIP_BATCH_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这次批量发货', en: 'No such table' },
  TRACKING_PROVIDER_UNKNOWN: { status: 404, 'zh-CN': '没有这个物流服务', en: 'No such tracking provider' },
  TRACKING_REFUSED: { status: 401, 'zh-CN': '物流通知的签名不对', en: 'The callback is not authentic' },
  TRACKING_MISMATCH: { status: 409, 'zh-CN': '没有这个包裹', en: 'No such parcel here' },
})
