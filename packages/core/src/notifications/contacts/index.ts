export {
  askEmail,
  confirmEmail,
  forget,
  linkSandboxWechat,
  type Reach,
  reachOf,
  setOffers,
} from './contacts.js'
export { readUnsubscribe } from './unsubscribe-token.js'
