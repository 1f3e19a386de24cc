export { accountRoutes } from './account.routes.js'
export {
  type ChangePasswordResult,
  changePassword,
  endSession,
  makeOperator,
  principalOf,
  SESSION_MS,
  type SignInResult,
  type SignUpResult,
  type StartedSession,
  signIn,
  signUp,
  startSession,
} from './accounts.js'
export { type Login, loginText, parseLogin } from './login.js'
export { memberRoutes } from './member.routes.js'
export {
  type AcceptInviteResult,
  acceptInvite,
  changeMember,
  type InviteResult,
  inviteMember,
  withdrawInvite,
} from './members.js'
export { operatorRoutes } from './operator.routes.js'
export { deciderPhone } from './own-phone.js'
export { hashPassword } from './password.js'
export { shopRoutes } from './shop.routes.js'
export { STAFF_ERRORS } from './staff.errors.js'
export {
  type ChangeMemberResult,
  findIdentity,
  type Identity,
  insertMember,
  listInvites,
  listMembers,
  listSessions,
  listStoresOf,
  type Member,
  noteOperator,
  type StaffId,
  type StaffSession,
  type StaffStore,
  writeStoreStatus,
} from './staff.queries.js'
export { type PasswordObstacle, whyNotPassword } from './staff.rules.js'
