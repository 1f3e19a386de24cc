export { addressRoutes } from './address.routes.js'
export {
  ADDRESSES_MAX,
  type Address,
  addressesOf,
  removeAddress,
  type SaveAddressResult,
  type SavedAddress,
  saveAddress,
} from './address-book.js'
export { admitCustomer } from './admit-customer.js'
export { CUSTOMER_ERRORS } from './customer.errors.js'
export { findCustomer, hasPhone, writeName } from './customer.queries.js'
export { customerAdminRoutes } from './customer-admin.routes.js'
export {
  type CustomerLabel,
  type CustomerView,
  findCustomers,
  getCustomerLabels,
  getCustomerView,
  revealPhone,
} from './customers.js'
export {
  type LevelChange,
  listLevelChanges,
  writeGrowth,
  writePlan,
  writePublicName,
} from './level.queries.js'
export { type LevelOfRank, readLevelOfRank } from './level-of-rank.js'
export { addTag, defineLevels, LEVELS_MAX, replaceTags, setLevel, TAGS_MAX } from './people.js'
export { peopleAdminRoutes } from './people.routes.js'
export {
  findProfile,
  guestQuery,
  listNames,
  listPeople,
  type PersonRow,
  personsQuery,
  writeBirthday,
} from './person.queries.js'
export { birthdayText, readBirthday } from './person.rules.js'
export { type RequestCodeResult, requestCode } from './phone-code.js'
export { endUnseen, writeSeenBy, writeUnseen } from './seen.queries.js'
export { cleanSessionsJob, customerSchedules } from './session.jobs.js'
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
export { shopperRoutes } from './shopper.routes.js'
export { ensureShopper, forgetShopper, giveShopper } from './shopper-request.js'
export { deleteTag } from './tag.queries.js'
