import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { AccountMenu } from '../../app/account-menu.js'
import { useTexts } from '../../i18n/texts.js'
import { Mark } from './gate.js'

/** A page that belongs to no shop. */
export function Plain({ children }: { readonly children: ReactNode }) {
  const { app } = useTexts()
  return (
    <main className="plain">
      <div className="plain-head">
        <Link to="/" className="brand">
          <Mark /> {app.name}
        </Link>
        <AccountMenu />
      </div>
      {children}
    </main>
  )
}
