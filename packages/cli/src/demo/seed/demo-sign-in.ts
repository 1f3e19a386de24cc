import { type App, staff } from '@mamapu/core'
import type { StoreId } from '@mamapu/kernel'
import type { LandingDemo } from '@mamapu/server'
import { DEMO_ROLES, type DemoPerson, type DemoRole, markOf, readNote } from './demo-note.js'

export interface DemoSignIn {
  readonly role: DemoRole
  readonly login: string
  readonly password: string
}

export interface DemoShown {
  /** Accounts whose password is still the one made for them. */
  readonly people: readonly DemoSignIn[]
  /** The finished shops, in the order they are shown. */
  readonly storeIds: readonly StoreId[]
}

/** What may be told of this installation's demo; null when it has none. */
export async function findDemo(app: App): Promise<DemoShown | null> {
  const note = readNote(app.dataDir)
  if (!note) return null
  const people: DemoSignIn[] = []
  for (const role of DEMO_ROLES) {
    const { login, password } = note.people[role]
    if (await isUnchanged(app, note.people[role])) people.push({ role, login, password })
  }
  const storeIds = Object.values(note.shops).flatMap(({ storeId, isDone }) =>
    storeId && isDone ? storeId : [],
  )
  return { people, storeIds }
}

async function isUnchanged({ db }: App, { staffId, passwordMark }: DemoPerson): Promise<boolean> {
  const identity = staffId && (await staff.findIdentity(db, staffId))
  return identity !== null && identity !== undefined && markOf(identity.passwordHash) === passwordMark
}

/** The same for the front page: the operator's account is for whoever started the product, not for visitors. */
export async function demoToShow(app: App): Promise<LandingDemo | null> {
  const demo = await findDemo(app)
  return (
    demo && {
      storeIds: demo.storeIds,
      accounts: demo.people.flatMap(({ role, ...person }) =>
        role === 'operator' ? [] : [{ role, ...person }],
      ),
    }
  )
}
