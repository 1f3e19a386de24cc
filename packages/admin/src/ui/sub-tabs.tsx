import { NavLink } from 'react-router'
import { usePath } from '../app/session.js'

interface Props {
  readonly places: readonly { readonly path: string; readonly label: string }[]
  /** Narrower letters on a phone, where five stand side by side. */
  readonly areFive?: boolean
}

/** Where one can go within a part of the console; paths are below the shop. */
export function SubTabs({ places, areFive = false }: Props) {
  const to = usePath()
  return (
    <nav className={areFive ? 'subtabs subtabs-five' : 'subtabs'}>
      {places.map(({ path, label }) => (
        <NavLink
          key={path}
          to={to(path)}
          end={places.some((other) => other.path.startsWith(`${path}/`))}
          className={({ isActive }) => (isActive ? 'subtab subtab-on' : 'subtab')}
        >
          {label}
        </NavLink>
      ))}
    </nav>
  )
}
