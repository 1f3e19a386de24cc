import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { AccountMenu } from '../../app/account-menu.js'
import { useTexts } from '../../i18n/texts.js'
import { Mark } from './gate.js'

interface PlainProps {
  /** For lists rather than forms. */
  readonly isWide?: boolean
  readonly children: ReactNode
}

/** A page that belongs to no shop. */
export function Plain({ isWide = false, children }: PlainProps) {
  const { app } = useTexts()
  return (
    <main className={isWide ? 'plain plain-wide' : 'plain'}>
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
