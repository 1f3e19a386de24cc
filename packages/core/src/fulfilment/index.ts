export { coreMethods, expressFeeOf, isOffShelf, virtualDelivery } from './core-methods.js'
export { deliveryOf, deliveryPart, type StoreDelivery } from './delivery-part.js'
export { deliverySays } from './delivery-says.js'
export { EXPRESS_ID } from './express.method.js'
export { FULFILMENT_ERRORS, type FulfilmentErrorCode } from './fulfilment.errors.js'
export { deliveryAdminRoutes } from './fulfilment.routes.js'
export { takenSlots } from './local.method.js'
export type { LocalSettings } from './local.types.js'
export type { SlotRow } from './local-slots.queries.js'
export { type DeliveryPromise, readDeliveryPromises, setProductTemplate } from './product-delivery.js'
export { findRegion, listRegions, type Region, type RegionNode, regionText } from './regions.js'
export {
  type DeliverySetup,
  readDeliverySetup,
  type SavedTemplate,
  saveLocal,
  saveTemplate,
  switchExpress,
} from './save-delivery.js'
