import { makeCodes } from './batch/make-codes.js'
import { couponHooks } from './coupon.settings.js'
import { returnUnclaimed } from './gift/return-unclaimed.js'
import { startBirthdays } from './give/automatic.js'
import { giveNext } from './give/give.js'
import { remindExpiring } from './notices/notice-expiring.js'
import { recallUnused } from './recall/recall.js'

const { job } = couponHooks

/** Everything that takes longer than an answer, piece by piece; what was promised is settled also while off. */
export const couponJobs = [
  job({ name: 'make-codes', every: '1m', whileOff: true, run: makeCodes }),
  job({ name: 'give-coupons', every: '1m', run: giveNext }),
  job({ name: 'recall-unused', every: '1m', whileOff: true, run: recallUnused }),
  job({ name: 'return-unclaimed', every: '1m', whileOff: true, run: returnUnclaimed }),
  job({ name: 'remind-expiring', every: '1h', run: remindExpiring }),
  job({ name: 'start-birthdays', every: '1h', run: startBirthdays }),
]
