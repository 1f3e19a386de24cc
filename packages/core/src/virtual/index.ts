export { deliverAndTell, deliverVirtual, markSeen, virtualHandlers } from './deliver.js'
export {
  addCodes,
  type CodesResult,
  changeKind,
  type Delivered,
  type GoodsToSave,
  goodsView,
  readDelivered,
  retireFree,
  saveGoods,
} from './goods.js'
export { VIRTUAL_ERRORS } from './virtual.errors.js'
export { listReturnable } from './virtual.queries.js'
export { virtualRoutes } from './virtual.routes.js'
