export {
  ADDRESSES_MAX,
  type Address,
  addressesOf,
  removeAddress,
  type SaveAddressResult,
  type SavedAddress,
  saveAddress,
} from './address-book.js'
export { deleteOldSessions, findCustomer, writeName } from './customer.queries.js'
export { type CustomerView, findCustomers, getCustomerView, revealPhone } from './customers.js'
export { type RequestCodeResult, requestCode } from './phone-code.js'
export {
  type LogInResult,
  logIn,
  logOut,
  type OnLogin,
  type StartedShopper,
  shopperOf,
  startGuest,
  verifyPhone,
} from './sessions.js'
export { ensureShopper, forgetShopper, giveShopper } from './shopper-request.js'
