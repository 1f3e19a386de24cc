import { randomBytes } from 'node:crypto'
import type { Database } from '@mamapu/db'
import { DAY, later, newId, type StoreId } from '@mamapu/kernel'
import { ROLE_SCOPES, type Scope, type StaffPrincipal } from '../http/index.js'
import { hashPlainToken, newToken } from '../stores/index.js'
import { loginText, parseLogin } from './login.js'
import { hashPassword, isPassword } from './password.js'
import {
  beginSignIn,
  deleteSession,
  findIdentity,
  findIdentityByLogin,
  insertIdentity,
  insertSession,
  readSession,
  type StaffId,
  signInSucceeded,
  writeOperator,
  writePassword,
} from './staff.queries.js'
import { type PasswordObstacle, whyNotPassword } from './staff.rules.js'

export const SESSION_MS = 60 * DAY

export type SignUpResult =
  | { signedUp: true; staffId: StaffId }
  | { signedUp: false; reason: 'login_malformed' | 'login_taken' | PasswordObstacle }

/** Makes somebody's account. The password is hashed before the login is looked up: both answers take as long. */
export async function signUp(
  db: Database,
  input: { login: string; password: string; name: string; at: Date },
): Promise<SignUpResult> {
  const login = parseLogin(input.login)
  if (!login) return { signedUp: false, reason: 'login_malformed' }
  const obstacle = whyNotPassword(input.password, loginText(login))
  if (obstacle) return { signedUp: false, reason: obstacle }
  const passwordHash = await hashPassword(input.password)
  const id = newId('stf', input.at)
  const isNew = await insertIdentity(db, { id, login, name: input.name, passwordHash, at: input.at })
  return isNew ? { signedUp: true, staffId: id } : { signedUp: false, reason: 'login_taken' }
}

export interface StartedSession {
  readonly staffId: StaffId
  readonly token: string
  readonly csrf: string
  readonly expiresAt: Date
}

export type SignInResult =
  | { signedIn: true; session: StartedSession }
  | { signedIn: false; reason: 'wrong_login' }
  | { signedIn: false; reason: 'locked'; waitSeconds: number }

/** Checks a password, at most five wrong ones before growing waits. Unknown and known accounts answer the same. */
export async function signIn(
  db: Database,
  input: { login: string; password: string; at: Date },
): Promise<SignInResult> {
  const login = parseLogin(input.login)
  const loginHash = hashPlainToken(`sign-in:${login ? loginText(login) : input.login.slice(0, 120)}`)
  const waitSeconds = await beginSignIn(db, loginHash, input.at)
  if (waitSeconds > 0) return { signedIn: false, reason: 'locked', waitSeconds }
  const identity = login && (await findIdentityByLogin(db, login))
  if (!(await isPassword(input.password, identity?.passwordHash ?? null)) || !identity)
    return { signedIn: false, reason: 'wrong_login' }
  await signInSucceeded(db, loginHash)
  return { signedIn: true, session: await startSession(db, identity.id, input.at) }
}

/** A new session with a token of its own; only the token's hash is kept. */
export async function startSession(db: Database, staffId: StaffId, at: Date): Promise<StartedSession> {
  const token = newToken()
  const session = {
    staffId,
    token,
    csrf: randomBytes(24).toString('base64url'),
    expiresAt: later(at, SESSION_MS),
  }
  await insertSession(db, { ...session, tokenHash: hashPlainToken(token), at })
  return session
}

const NO_SCOPES: ReadonlySet<Scope> = new Set()

/** Who holds this token, and what they may do in a store; null when the session is over or never was. */
export async function principalOf(
  db: Database,
  token: string,
  { storeId, at }: { storeId: StoreId | null; at: Date },
): Promise<StaffPrincipal | null> {
  const tokenHash = hashPlainToken(token)
  const row = await readSession(db, tokenHash, { storeId, at })
  if (!row) return null
  return {
    staffId: `stf_${row.id.replaceAll('-', '')}`,
    name: row.name,
    isOperator: row.isOperator,
    storeId,
    role: row.role,
    scopes: row.role ? ROLE_SCOPES[row.role] : NO_SCOPES,
    sessionHash: tokenHash.toString('hex'),
    csrf: row.csrf,
  }
}

/** Ends one session of this person, by the id it is listed under. */
export function endSession(db: Database, staffId: StaffId, sessionHash: string): Promise<boolean> {
  return deleteSession(db, staffId, Buffer.from(sessionHash, 'hex'))
}

export type ChangePasswordResult =
  | { changed: true }
  | { changed: false; reason: 'wrong_password' | PasswordObstacle }
  | { changed: false; reason: 'locked'; waitSeconds: number }

/** Sets a new password for whoever knows the old one, and ends every other session. Guessing is counted as at sign-in. */
export async function changePassword(
  db: Database,
  principal: StaffPrincipal,
  input: { current: string; wanted: string; at: Date },
): Promise<ChangePasswordResult> {
  const identity = await findIdentity(db, principal.staffId)
  if (!identity) return { changed: false, reason: 'wrong_password' }
  const obstacle = whyNotPassword(input.wanted, identity.phone ?? identity.email)
  if (obstacle) return { changed: false, reason: obstacle }
  const attempt = hashPlainToken(`password:${principal.staffId}`)
  const waitSeconds = await beginSignIn(db, attempt, input.at)
  if (waitSeconds > 0) return { changed: false, reason: 'locked', waitSeconds }
  if (!(await isPassword(input.current, identity.passwordHash)))
    return { changed: false, reason: 'wrong_password' }
  await signInSucceeded(db, attempt)
  await writePassword(db, principal.staffId, {
    passwordHash: await hashPassword(input.wanted),
    keepSession: Buffer.from(principal.sessionHash, 'hex'),
  })
  return { changed: true }
}

/**
 * Makes whoever signs in with this phone or e-mail an operator of the installation; false when there is nobody. For the
 * command line alone: `db` must be opened with the migrating login, the role app is refused by the database.
 */
export async function makeOperator(db: Database, loginTyped: string): Promise<boolean> {
  const login = parseLogin(loginTyped)
  const identity = login && (await findIdentityByLogin(db, login))
  return identity ? writeOperator(db, identity.id) : false
}
