import { Navigate, Outlet, useLocation } from 'react-router'
import { Failure } from '../ui/states.js'
import { useMe } from './session.js'

/** What only somebody signed in sees; others sign in first and come back here. */
export function SignedIn() {
  const me = useMe()
  const location = useLocation()
  if (me.data) return <Outlet />
  if (me.data === null) {
    const next = `${location.pathname}${location.search}${location.hash}`
    return <Navigate to={`/sign-in?next=${encodeURIComponent(next)}`} replace />
  }
  if (me.error) return <Failure error={me.error} onRetry={() => void me.refetch()} />
  return <div className="boot" />
}
