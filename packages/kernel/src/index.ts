export { AssertionError, assert, must } from './assert.js'
export { isZone, type LocalDate, localDateOf } from './calendar.js'
export { type Clock, DAY, HOUR, later, ManualClock, MINUTE, SECOND } from './clock.js'
export {
  asId,
  type CustomerId,
  ID_PREFIXES,
  type Id,
  type IdPrefix,
  idOf,
  idPattern,
  newId,
  type OrderId,
  type ProductId,
  parseId,
  type SkuId,
  type StoreId,
  uuidOf,
  uuidv7,
} from './ids.js'
export {
  addFen,
  type Bps,
  type Fen,
  formatFen,
  maxFen,
  minFen,
  mulBps,
  parseFen,
  splitFen,
  subFen,
  sumFen,
  timesFen,
  toBps,
  toFen,
  ZERO_FEN,
} from './money.js'
export { LOCALES, type Locale, OutsideError, type Words } from './refusal.js'
export { offText, shortMoney } from './signs.js'
export {
  addDays,
  instantOf,
  lastDayOfMonth,
  localTimeOf,
  parseLocalDate,
  weekdayOf,
} from './zoned.js'
